package browser

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// switches are those of every browser. The first ones keep it off the network;
// the names of features are Chromium's own, and unknown ones do nothing.
var switches = []string{
	"--proxy-server=127.0.0.1:1", "--proxy-bypass-list=<-loopback>", // no exception for loopback
	"--host-resolver-rules=MAP * ~NOTFOUND",               // for the proxy too
	"--webrtc-ip-handling-policy=disable_non_proxied_udp", // WebRTC would not ask the proxy
	"--disable-background-networking", "--disable-component-update", "--disable-sync",
	"--disable-breakpad", "--disable-extensions", "--no-first-run", "--no-default-browser-check",
	// http: pages stay so, and the browser's own windows, of which nobody sees any,
	// are not drawn: that saves two processes
	"--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
	"--headless", "--no-startup-window", "--disable-gpu", "--mute-audio",
	"--disable-dev-shm-usage",                       // it is too small in containers
	"--password-store=basic", "--use-mock-keychain", // not the user's
	"--remote-debugging-pipe",
}

// A process is the browser's, with all that it starts and writes.
type process struct {
	cmd   *exec.Cmd
	dir   string
	said  tail
	ended chan struct{} // closed when the first process has ended
}

// launch starts the program with an empty profile. It returns what it says and
// where it listens.
func launch(path string, apart bool) (p *process, out, in *os.File, err error) {
	dir, err := os.MkdirTemp(room(), "shopcheck-browser-")
	if err != nil {
		return nil, nil, nil, fmt.Errorf("making a private directory: %w", err)
	}
	p = &process{cmd: exec.Command(path, arguments(dir)...), dir: dir, ended: make(chan struct{})}
	p.cmd.Env, p.cmd.Dir = environment(dir), dir
	p.cmd.Stderr, p.cmd.WaitDelay = &p.said, time.Second // its helpers may hold it open
	if out, in, err = p.start(apart); err != nil {
		return nil, nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	limit(p.cmd.Process.Pid)
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	return p, out, in, nil
}

func arguments(dir string) []string {
	args := append(slices.Clone(switches), "--user-data-dir="+dir)
	if Unguarded() {
		args = append(args, "--no-sandbox")
	}
	return args
}

// start makes the pipes and starts the program with its ends of them.
func (p *process) start(apart bool) (out, in *os.File, err error) {
	theirIn, in, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = theirIn.Close() }()
	out, theirOut, err := os.Pipe()
	if err != nil {
		return nil, nil, errors.Join(err, in.Close())
	}
	defer func() { _ = theirOut.Close() }()
	prepare(p.cmd, theirIn, theirOut, apart)
	if err := p.cmd.Start(); err != nil {
		return nil, nil, errors.Join(err, out.Close(), in.Close())
	}
	return out, in, nil
}

// maxRoom is how long the name of the directory around ours may be: Chromium
// makes a socket below ours, and sockets have names of less than 104 bytes.
const maxRoom = 29

// room is where directories for temporary files are made.
func room() string {
	if dir := os.TempDir(); len(dir) <= maxRoom || runtime.GOOS == "windows" {
		return dir
	}
	return "/tmp"
}

// environment is what the browser learns of this one: where programs are, and a
// home and a place for temporary files in its own directory. Others' secrets
// stand in environments.
func environment(dir string) []string {
	if runtime.GOOS == "windows" { // where programs need much of it
		return append(os.Environ(), "TEMP="+dir, "TMP="+dir)
	}
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir}
}

// end kills the browser and removes its directory, into which the last of its
// helpers may still write.
func (p *process) end() {
	kill(p.cmd)
	<-p.ended
	for range 20 {
		if os.RemoveAll(p.dir) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// A tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// maxTail bounds it.
const maxTail = 4 << 10

// Write keeps the end.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	t.text = t.text[max(0, len(t.text)-maxTail):]
	return len(b), nil
}

// last returns the last line, or the last one that is called fatal: others follow
// it.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	for _, line := range slices.Backward(lines) {
		if strings.Contains(line, ":FATAL:") {
			return line
		}
	}
	return lines[len(lines)-1]
}

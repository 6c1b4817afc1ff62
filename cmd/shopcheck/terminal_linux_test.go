package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScriptsOnATerminal runs the scripts in which a person sits at a terminal.
func TestScriptsOnATerminal(t *testing.T) {
	testscript.Run(t, scripts("../../testdata/script/terminal", talk))
}

// talk is the script command "talk CODE FILE ARGUMENT...": it runs shopcheck on a
// terminal of its own, as the lines of FILE say, and expects that exit code.
//
//	see TEXT    wait until TEXT appears, after whatever was seen before
//	type TEXT   press these keys, written as in a Go string
//	hang up     take the terminal away
//
// $NAME in a line stands for that variable of the script. Standard output and standard error are the terminal.
func talk(ts *testscript.TestScript, _ bool, args []string) {
	d := openDesk(ts)
	defer d.near.Close()
	cmd := exec.Command("shopcheck", args[2:]...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = []string{"TERM=xterm", "NO_COLOR=1"}
	for _, key := range []string{"HOME", "XDG_DATA_HOME", "PATH"} {
		cmd.Env = append(cmd.Env, key+"="+ts.Getenv(key))
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = d.far, d.far, d.far
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	ts.Check(cmd.Start())
	ts.Check(d.far.Close())
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	ts.Defer(func() { _ = cmd.Process.Kill(); <-ended })
	for line := range strings.Lines(ts.ReadFile(args[1])) {
		d.obey(ts, os.Expand(strings.TrimSuffix(line, "\n"), ts.Getenv))
	}
	select {
	case <-ended:
	case <-time.After(patience):
		ts.Fatalf("shopcheck does not end; the terminal shows\n%s", d.text())
	}
	if got := strconv.Itoa(cmd.ProcessState.ExitCode()); got != args[0] {
		ts.Fatalf("shopcheck ended with %s (%s); the terminal shows\n%s", got, cmd.ProcessState, d.text())
	}
}

// TestSecondSignalKills holds the program where it looks at no context, in reading
// from a pipe that says nothing: interrupted again, it dies.
func TestSecondSignalKills(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "run.json")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("shopcheck", "report", pipe)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	mute, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits until the program reads
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	interrupt := time.Tick(20 * time.Millisecond)
	for deadline := time.After(patience); ; {
		select {
		case <-interrupt:
			_ = cmd.Process.Signal(os.Interrupt)
			continue
		case <-deadline:
			t.Fatal("the program cannot be interrupted")
		case <-ended:
		}
		break
	}
	if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGINT {
		t.Errorf("the program ended with %s", cmd.ProcessState)
	}
}

// patience is how long a conversation waits; only broken ones wait it out.
const patience = 30 * time.Second

// A desk is the near end of a terminal and what has been shown on it.
type desk struct {
	near, far *os.File
	mu        sync.Mutex
	shown     bytes.Buffer
	seen      int           // bytes of the shown text that were waited for
	more      chan struct{} // told of every piece shown; closed when nothing more can come
}

func openDesk(ts *testscript.TestScript) *desk {
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	ts.Check(err)
	var locked, number uint32
	size := [4]uint16{24, 80}
	for request, arg := range map[uintptr]unsafe.Pointer{
		syscall.TIOCSPTLCK: unsafe.Pointer(&locked), syscall.TIOCGPTN: unsafe.Pointer(&number), syscall.TIOCSWINSZ: unsafe.Pointer(&size),
	} {
		raw, err := near.SyscallConn()
		ts.Check(err)
		var errno syscall.Errno
		ts.Check(raw.Control(func(fd uintptr) { _, _, errno = syscall.Syscall(syscall.SYS_IOCTL, fd, request, uintptr(arg)) }))
		if errno != 0 {
			ts.Fatalf("making a terminal: %v", errno)
		}
	}
	far, err := os.OpenFile("/dev/pts/"+strconv.Itoa(int(number)), os.O_RDWR|syscall.O_NOCTTY, 0)
	ts.Check(err)
	d := &desk{near: near, far: far, more: make(chan struct{}, 1)}
	go d.watch()
	return d
}

// watch reads until the terminal is gone.
func (d *desk) watch() {
	buf := make([]byte, 4096)
	for {
		n, err := d.near.Read(buf)
		if err != nil {
			close(d.more)
			return
		}
		d.mu.Lock()
		d.shown.Write(buf[:n])
		d.mu.Unlock()
		select {
		case d.more <- struct{}{}:
		default:
		}
	}
}

// control is what moves the cursor and colours.
var control = regexp.MustCompile(`\x1b\[[0-?]*[ -/]*[@-~]|\r`)

// text returns what was shown, without what moves the cursor.
func (d *desk) text() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return control.ReplaceAllString(d.shown.String(), "")
}

func (d *desk) obey(ts *testscript.TestScript, line string) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "see":
		d.see(ts, rest)
	case "type":
		keys, err := strconv.Unquote(`"` + rest + `"`)
		ts.Check(err)
		_, err = d.near.WriteString(keys)
		ts.Check(err)
	case "hang":
		ts.Check(d.near.Close())
	default:
		ts.Fatalf("%q is neither see, type nor hang up", line)
	}
}

func (d *desk) see(ts *testscript.TestScript, want string) {
	open := true
	for deadline := time.After(patience); ; {
		text := d.text()
		if i := strings.Index(text[min(d.seen, len(text)):], want); i >= 0 {
			d.seen += i + len(want)
			return
		}
		if open {
			select {
			case _, open = <-d.more:
				continue
			case <-deadline:
			}
		}
		ts.Fatalf("%q does not appear; the terminal shows\n%s", want, text)
	}
}

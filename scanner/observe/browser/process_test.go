//go:build unix

package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// program writes a program that runs a shell script in place of a browser.
func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "chromium")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// short gives temporary files a place of their own whose name is short.
func short(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	t.Setenv("TMPDIR", dir)
}

// version makes a script answer the first command as a browser does.
const version = `printf '{"id": 1, "result": {"product": "Chrome/156.0"}}\000' >&4; `

// TestStart: what is no browser is told from one soon, and leaves nothing behind.
func TestStart(t *testing.T) {
	short(t)
	t.Setenv("SECRET", "hunter2")
	for _, tt := range []struct {
		name, script string
		err          string // part of it
	}{
		{"a browser", version + "cat <&3 >/dev/null", ""},
		{"ends", "echo 'no usable sandbox' >&2; exit 1", "no usable sandbox"},
		{"ends with many words", "echo '[1:1:FATAL:x] no usable sandbox' >&2; echo '[2:2:ERROR:y] broken pipe' >&2; exit 1", "no usable sandbox"},
		{"closes its pipes and stays", "exec 3<&- 4>&-; sleep 1000", "ended"},
		{"says something else", "echo hello >&4; printf 'x\\000' >&4; sleep 1000", "no message"},
		{"says nothing", "sleep 1000", "deadline"},
		{"sees our secrets", `[ -z "$SECRET" ] || exit 1; [ "$HOME" = "$TMPDIR" ] || exit 1; ` + version + "cat <&3 >/dev/null", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			within := 20 * time.Second
			if tt.err == "deadline" {
				within = time.Second
			}
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			b, err := Start(ctx, program(t, tt.script))
			if (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("got %v, want %q", err, tt.err)
			}
			if err == nil {
				if b.Version != "Chrome/156.0" || b.Ended() {
					t.Errorf("%q, ended %v", b.Version, b.Ended())
				}
				b.Close()
			}
			if left, err := filepath.Glob(os.TempDir() + "/shopcheck-*"); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
	if _, err := Start(t.Context(), filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no program: %v", err)
	}
}

// TestClose: what a browser has started ends with it, whether it likes to or not.
func TestClose(t *testing.T) {
	short(t)
	file := filepath.Join(t.TempDir(), "pid")
	b, err := Start(t.Context(), program(t, fmt.Sprintf(`trap '' TERM HUP INT; (trap '' TERM HUP INT; sleep 1000) & echo $! > %s; %s wait`, file, version)))
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Sscan(string(text), &pid); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if syscall.Kill(pid, 0) != nil || dead(pid) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("process %d runs on", pid)
}

// dead reports whether a process has ended and nobody has asked how.
func dead(pid int) bool {
	state, err := exec.Command("ps", "-o", "stat=", "-p", fmt.Sprint(pid)).Output()
	return err == nil && strings.HasPrefix(string(state), "Z")
}

// TestLongRoom: where the user's folder for temporary files has a long name, the
// browser's is elsewhere.
func TestLongRoom(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), strings.Repeat("x", 60)))
	b, err := Start(t.Context(), program(t, `[ ${#HOME} -lt 60 ] || exit 1; `+version+"cat <&3 >/dev/null"))
	if err != nil {
		t.Fatal(err)
	}
	b.Close()
}

// TestFind: the likeliest program that is there is taken.
func TestFind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if path, err := Find(); len(places[runtime.GOOS]) == 0 && !errors.Is(err, ErrNone) {
		t.Errorf("nothing is installed, and it finds %q, %v", path, err)
	}
	for _, name := range []string{"msedge", "google-chrome", "chromium"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o755); err != nil {
			t.Fatal(err)
		}
		if got, err := Find(); got != path || err != nil {
			t.Errorf("got %q, %v; want %q", got, err, path)
		}
	}
	if err := os.Chmod(filepath.Join(dir, "chromium"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := Find(); got != filepath.Join(dir, "google-chrome") || err != nil {
		t.Errorf("a file that is no program: got %q, %v", got, err)
	}
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/pretend"
)

// TestStoppedSurvey interrupts and kills a scan of many shops as soon as the first is
// done. Interrupted, it writes what there is, says how many are missing and ends with
// 3. Nothing stays of what was kept for the files, even if it is killed.
func TestStoppedSurvey(t *testing.T) {
	shop, err := pretend.Start(pretend.Demo(), pretend.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	dir := t.TempDir()
	args := append([]string{"scan"}, slices.Repeat([]string{"tea-shop.example"}, 40)...)
	args = append(args, "--config", ledTo(t, shop, dir), "--data", filepath.Join(dir, "data"), "--only", "cert.trust", "-q", "--format", "jsonl", "-o", "-", "-o", filepath.Join(dir, "all.md"), "-o", filepath.Join(dir, "all.jsonl"))
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGINT} {
		temp := t.TempDir()
		cmd := exec.Command("shopcheck", args...)
		cmd.Env = append(os.Environ(), "TMPDIR="+temp)
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		first, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(lines)
		if err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if left, err := filepath.Glob(filepath.Join(temp, "*.jsonl")); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left, %v", signal, left, err)
		}
		if signal == syscall.SIGKILL {
			continue
		}
		if code := cmd.ProcessState.ExitCode(); code != exitNotAssessed {
			t.Errorf("it ended with %s", cmd.ProcessState)
		}
		if got, want := readText(t, filepath.Join(dir, "all.jsonl")), first+string(rest); got != want {
			t.Errorf("%d bytes were written of %d that were printed", len(got), len(want))
		}
		if got, want := strings.Count(readText(t, filepath.Join(dir, "all.md")), "\n# Security check"), strings.Count(first+string(rest), "\n"); got+1 != want {
			t.Errorf("%d shops are in the report, want %d", got+1, want)
		}
		for _, want := range []string{"of 40 shops are missing from the report: tea-shop.example", "Report written to ", "stopped before the scan of tea-shop.example was done"} {
			if !strings.Contains(said.String(), want) {
				t.Errorf("it does not say %q, but:\n%s", want, said.String())
			}
		}
	}
}

// TestStoppedInput: who waits for a run from standard input need press Ctrl-C only once.
func TestStoppedInput(t *testing.T) {
	in, mute, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	many, ended := false, make(chan error, 1)
	go func() {
		told := &tally{many: &many}
		for range (&app{in: in}).sound(ctx, cli.Report{Subjects: []string{"-"}}, told) {
		}
		ended <- told.err()
	}()
	select {
	case err := <-ended:
		if exitCode(err) != exitNotAssessed {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("it waits for more")
	}
}

package ask

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopcheck/checklist"
)

// TestInterviewStopsAnywhere stops at every question, in every way there is: what
// was answered before is returned and was saved, and the terminal is as it was.
func TestInterviewStopsAnywhere(t *testing.T) {
	for _, way := range []struct {
		name string
		stop func(*desk, context.CancelFunc)
		err  error
	}{
		{"esc", func(d *desk, _ context.CancelFunc) { d.press("\x1b") }, nil},
		{"ctrl+c", func(d *desk, _ context.CancelFunc) { d.press("\x03") }, nil},
		{"the context ends", func(_ *desk, cancel context.CancelFunc) { cancel() }, context.Canceled},
		{"the terminal is gone", func(d *desk, _ context.CancelFunc) { d.near.Close() }, nil},
	} {
		for n, step := range good {
			t.Run(way.name+" at "+step.see, func(t *testing.T) {
				var saved []checklist.Statement
				in := opening()
				in.Save = func(said []checklist.Statement) error { saved = said; return nil }
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				d, end := interview(t, ctx, in)
				want := d.upTo(n, false)
				way.stop(d, cancel)
				got := end()
				if diff := cmp.Diff(Result{want, false}, got.result, cmpopts.EquateEmpty()); diff != "" || !errors.Is(got.err, way.err) {
					t.Errorf("%v (-want +got):\n%s", got.err, diff)
				}
				if diff := cmp.Diff(want, saved, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("saved (-want +got):\n%s", diff)
				}
				if way.name != "the terminal is gone" {
					d.restored()
				}
			})
		}
	}
}

// upTo answers all questions before the nth and waits for that. It returns what
// was said.
func (d *desk) upTo(n int, plain bool) (said []checklist.Statement) {
	d.t.Helper()
	for i, step := range good[:n+1] {
		see, typed := step.see, step.typed
		if plain {
			see, typed = spoken(see), strings.TrimSpace(typed)+"\n"
		}
		if plain && step.screen {
			continue
		}
		d.wait(see)
		if i < n {
			d.press(typed)
			said = append(said, step.said...)
		}
	}
	return said
}

// interviewed holds an interview in a process of its own, as the program does,
// and saves to the file that the environment names.
func interviewed(file string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGHUP, syscall.SIGTERM)
	defer stop()
	in := opening()
	in.Accessible = os.Getenv("ACCESSIBLE") != ""
	in.Save = func(said []checklist.Statement) error {
		text, err := json.Marshal(said)
		return errors.Join(err, os.WriteFile(file, text, 0o600))
	}
	result, err := Interview(ctx, in, Terminal{In: os.Stdin, Out: os.Stderr})
	if ctx.Err() == nil {
		fmt.Fprintf(os.Stderr, "complete %t, %v\n", result.Complete, err)
	}
}

// TestSignalsEndInterviews interrupts a program at every kind of question, in every
// way that systems and terminals have. Each takes a process; that every question can
// be stopped at is for [TestInterviewStopsAnywhere].
func TestSignalsEndInterviews(t *testing.T) {
	if file := os.Getenv("INTERVIEWED"); file != "" {
		interviewed(file)
		return
	}
	send := func(s os.Signal) func(*desk, *os.Process) {
		return func(d *desk, p *os.Process) {
			if err := p.Signal(s); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	hangUp := func(d *desk, _ *os.Process) { d.near.Close() }
	press := func(keys string) func(*desk, *os.Process) {
		return func(d *desk, _ *os.Process) { d.press(keys) }
	}
	for _, way := range []struct {
		name  string
		stop  func(*desk, *os.Process)
		plain bool
		gone  bool
	}{
		{"SIGINT", send(os.Interrupt), false, false},
		{"SIGTERM", send(syscall.SIGTERM), false, false},
		{"SIGHUP", send(syscall.SIGHUP), false, false},
		{"hang-up", hangUp, false, true},
		{"plain, SIGTERM", send(syscall.SIGTERM), true, false},
		{"plain, SIGHUP", send(syscall.SIGHUP), true, false},
		{"plain, ctrl+c", press("\x03"), true, false},
		{"plain, end of input", press("\x04"), true, false},
		{"plain, hang-up", hangUp, true, true},
	} {
		for n, step := range good {
			if !step.kind {
				continue
			}
			t.Run(way.name+" at "+step.see, func(t *testing.T) {
				t.Parallel()
				d := newDesk(t, 80, 24)
				program, file := d.begin(way.plain)
				ended := make(chan error, 1)
				go func() { ended <- program.Wait() }()
				want := d.upTo(n, way.plain)
				way.stop(d, program.Process)
				select {
				case <-ended:
				case <-time.After(20 * time.Second):
					_ = program.Process.Kill()
					t.Fatalf("the program does not end:\n%s", d.screen())
				}
				if diff := cmp.Diff(want, savedIn(t, file), cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("saved (-want +got):\n%s", diff)
				}
				if !way.gone {
					d.restored()
				}
			})
		}
	}
}

// begin starts a program on the terminal that holds an interview, and returns it
// and the file to which it saves.
func (d *desk) begin(plain bool) (program *exec.Cmd, file string) {
	d.t.Helper()
	file = d.t.TempDir() + "/said.json"
	program = exec.Command(os.Args[0], "-test.run=^TestSignalsEndInterviews$")
	program.Env = append(os.Environ(), "INTERVIEWED="+file, "TERM=xterm", "NO_COLOR=1")
	if plain {
		program.Env = append(program.Env, "ACCESSIBLE=1")
	}
	program.Stdin, program.Stdout, program.Stderr = d.far, d.far, d.far
	program.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := program.Start(); err != nil {
		d.t.Fatal(err)
	}
	return program, file
}

// savedIn returns the statements in a file; none if there is no file.
func savedIn(t *testing.T, file string) (said []checklist.Statement) {
	t.Helper()
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err := errors.Join(err, json.Unmarshal(text, &said)); err != nil {
		t.Fatal(err)
	}
	return said
}

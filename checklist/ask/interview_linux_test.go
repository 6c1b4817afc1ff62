package ask

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
)

type outcome struct {
	result Result
	err    error
}

// interview begins one on a terminal of the usual size.
func interview(t *testing.T, ctx context.Context, in Questions) (*desk, func() outcome) {
	d := newDesk(t, 80, 24)
	over := make(chan outcome, 1)
	go func() {
		result, err := Interview(ctx, in, Terminal{In: d.far, Out: d.far})
		over <- outcome{result, err}
	}()
	return d, func() outcome {
		t.Helper()
		select {
		case o := <-over:
			if strange := d.strange(); len(strange) > 0 {
				t.Errorf("the terminal was sent %q", strange)
			}
			return o
		case <-time.After(20 * time.Second):
			t.Fatalf("the interview does not end:\n%s", d.screen())
			return outcome{}
		}
	}
}

func TestInterviewIsFinished(t *testing.T) {
	for _, plain := range []bool{false, true} {
		var want []checklist.Statement
		in := opening()
		in.Accessible = plain
		d, end := interview(t, t.Context(), in)
		for _, step := range good {
			see, typed := step.see, step.typed
			if plain {
				see, typed = spoken(see), strings.TrimSpace(typed)+"\n"
			}
			if plain && step.screen {
				continue
			}
			d.wait(see)
			d.press(typed)
			want = append(want, step.said...)
		}
		got := end()
		if diff := cmp.Diff(Result{want, true}, got.result); diff != "" || got.err != nil {
			t.Errorf("plain %t: %v (-want +got):\n%s", plain, got.err, diff)
		}
	}
}

func TestInterviewBackAndContradiction(t *testing.T) {
	d, end := interview(t, t.Context(), questions())
	d.wait("Q1 of 4:", "The checks say NO. Is that right?", "The sign-up form is sent", `<form action="http://shop.test/join">`)
	d.press("2")
	d.wait("Q2 of 4:", "Noted: you see Q1 differently. The answer stays NO", "> 5  Leave it open for now")
	d.press("1")
	d.wait("Q2 of 4, detail 1 of 2:")
	d.press("-3\r")
	d.wait(`"-3" is not an answer here; try a whole number`)
	d.press("\x1b[Z") // shift+tab
	d.wait("Q2 of 4:", "> 5  Keep what was said on 24 November 2026: yes")
	d.press("\x1b[A\x1b[A\r") // up, up, enter
	d.wait("Q2 of 4, detail 1 of 2:")
	d.press("\r")
	d.wait("detail 2 of 2:")
	d.press("4")
	d.wait("Q3 of 4:")
	d.press("5")
	d.wait("Q5 of 4:")
	d.press("5")
	d.wait("Review", "NO, say the checks; you disagree", "> 6  Finish")
	d.press("\r")
	want := []checklist.Statement{says("Q1", "", "yes"), says("Q2", "", checklist.ValueUnknown)}
	got := end()
	if diff := cmp.Diff(Result{want, true}, got.result); diff != "" || got.err != nil {
		t.Errorf("%v (-want +got):\n%s", got.err, diff)
	}
}

// TestInterviewIsNotDriven shows hostile text on a terminal that tells of every
// escape sequence a screen of ours does not need.
func TestInterviewIsNotDriven(t *testing.T) {
	for _, plain := range []bool{false, true} {
		in := hostile()
		in.Accessible, in.Earlier = plain, nil
		answer := "4"
		if plain {
			answer = "4\n"
		}
		d, end := interview(t, t.Context(), in)
		d.wait("Q1 of 4:", `\u{1b}]0;owned\u{7}\u{1b}[2J`)
		d.press(answer)
		d.wait("Q1 of 4, detail 1 of 1:")
		d.near.Close()
		end()
	}
}

func TestCanAsk(t *testing.T) {
	d := newDesk(t, 80, 24)
	file, err := os.Create(t.TempDir() + "/file")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, tt := range []struct {
		name    string
		in, out *os.File
		want    bool
	}{
		{"two terminals", d.far, d.far, true},
		{"input from a file", file, d.far, false},
		{"output to a file", d.far, file, false},
		{"no input", nil, d.far, false},
	} {
		if got := CanAsk(tt.in, tt.out); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

// TestTerminalIsNotQuestioned starts a program that links this package on a
// terminal of its own: it must not ask the terminal anything before main begins.
func TestTerminalIsNotQuestioned(t *testing.T) {
	if os.Getenv("TERM") == "asked-about" {
		fmt.Println("main has begun on " + os.Getenv("TERM"))
		return
	}
	d := newDesk(t, 80, 24)
	program := exec.Command(os.Args[0], "-test.run=^TestTerminalIsNotQuestioned$")
	program.Env = append(os.Environ(), "TERM=asked-about")
	program.Stdin, program.Stdout, program.Stderr = d.far, d.far, d.far
	program.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := program.Run(); err != nil {
		t.Fatal(err)
	}
	d.wait("main has begun on asked-about")
	if strange := d.strange(); len(strange) > 0 {
		t.Errorf("the terminal was sent %q", strange)
	}
}

// TestInterviewOnAnyTerminal resizes the terminal while it is asked, pastes, and
// types faster than screens are drawn.
func TestInterviewOnAnyTerminal(t *testing.T) {
	d, end := interview(t, t.Context(), questions())
	d.wait("Q1 of 4:", "> 1  Keep NO")
	d.resize(40, 12)
	if err := syscall.Kill(syscall.Getpid(), syscall.SIGWINCH); err != nil {
		t.Fatal(err)
	}
	d.wait("shop.test [....] Q1 of 4: Encrypted", "> 1  Keep NO")
	d.press("4")
	d.wait("Where do customers pay?")
	d.press("\x1b[200~https://shop.test/café\x1b[201~")
	d.wait("> https://shop.test/café")
	d.press("\r112\r1232026-05\r1") // the rest but the last, in one go
	d.wait("> Fraud  not answered")
	d.press("12\r\r")
	want := []checklist.Statement{
		says("Q1", "address", "https://shop.test/café"),
		says("Q2", "", "yes"), says("Q2", "minimum", "12"), says("Q2", "second", "all"), says("Q2", "leavers", "no"),
		says("Q3", "", checklist.ValueUnknown), says("Q3", "last", "2026-05-01"),
		says("Q5", "", "yes"), says("Q5", "fraud", "in-plan"), says("Q5", "leak", "not-in-plan"),
	}
	got := end()
	if diff := cmp.Diff(Result{want, true}, got.result); diff != "" || got.err != nil {
		t.Errorf("%v (-want +got):\n%s", got.err, diff)
	}
}

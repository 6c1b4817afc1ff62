package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/report"
)

// published runs publish for three shops, and returns what was said, how many runs
// were taken, and the error.
func published(t *testing.T, files ...string) (a *app, taken int, err error) {
	t.Helper()
	a = &app{in: spare(t), out: spare(t), errOut: spare(t)}
	out, err := a.output(t.Context(), cli.Output{Format: "jsonl", Files: files}, true)
	if err != nil {
		t.Fatal(err)
	}
	run, err := readRun("../../testdata/runs/clean.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.out.Close(); err != nil { // where nothing can be printed any more
		t.Fatal(err)
	}
	err = a.publish(t.Context(), out, checklist.Catalog{}, func(yield func(checklist.Run) bool) {
		for taken = 1; taken <= 3 && yield(run); taken++ {
		}
	})
	return a, taken, err
}

// TestPublishElsewhere: a shop after which nothing can be written is the last that is
// looked at; if a place is left, all are.
func TestPublishElsewhere(t *testing.T) {
	if _, taken, err := published(t); taken != 1 || exitCode(err) != exitWrong {
		t.Errorf("%d runs were taken though nothing can be written, with %v", taken, err)
	}
	file := filepath.Join(t.TempDir(), "all.jsonl")
	_, taken, err := published(t, file)
	if got := strings.Count(readText(t, file), "\n"); got != 3 || taken != 4 || exitCode(err) != exitWrong {
		t.Errorf("%d runs were written, with %v", got, err)
	}
}

// TestReaderGone: files are written although what reads the rest has ended, as head
// does when it has its lines.
func TestReaderGone(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer write.Close()
	if err := read.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.md")
	cmd := exec.Command("shopcheck", "report", "../../testdata/runs/typical.json", "-o", "-", "-o", file)
	cmd.Stdout, cmd.Stderr = write, write
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != exitWrong || !strings.HasPrefix(readText(t, file), "# Security check") {
		t.Errorf("it ended with %v", err)
	}
}

// TestPublishNothing: without a run no file is touched.
func TestPublishNothing(t *testing.T) {
	a := &app{out: spare(t), errOut: spare(t)}
	file := filepath.Join(t.TempDir(), "all.json")
	writeText(t, file, "old")
	out, err := a.output(t.Context(), cli.Output{Files: []string{file, "-"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	none := func(func(checklist.Run) bool) {}
	if err := a.publish(t.Context(), out, checklist.Catalog{}, none); err != nil || readText(t, file) != "old" || readText(t, a.out.Name()) != "" {
		t.Errorf("%v; the file holds %q", err, readText(t, file))
	}
}

// TestWritingIsNotInterrupted: whoever interrupts a survey wants what there is.
func TestWritingIsNotInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var seen error
	o := output{places: []place{{name: "x", put: func(fill func(io.Writer) error) error { return fill(io.Discard) }, format: format{
		write: func(ctx context.Context, _ io.Writer, _ iter.Seq2[report.Report, error], _ report.Settings) error {
			seen = ctx.Err()
			return nil
		},
	}}}}
	a := &app{errOut: spare(t)}
	if err := a.write(ctx, o, checklist.Run{}, checklist.Catalog{}); err != nil || seen != nil {
		t.Errorf("writing was interrupted: %v, %v", err, seen)
	}
}

// TestSpool: what a spool gives back is what it was given, and nothing of it stays.
func TestSpool(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, many := range []bool{false, true} {
		s, err := newSpool(true, many)
		if err != nil {
			t.Fatal(err)
		}
		var want []checklist.Run
		for _, name := range []string{"clean", "hostile", "unreachable"} {
			run, err := readRun("../../testdata/runs/" + name + ".json")
			if err != nil {
				t.Fatal(err)
			}
			if err := s.add(run); err != nil {
				t.Fatal(err)
			}
			want = append(want, run)
		}
		if many { // a run that was not written whole is none
			if _, err := s.file.WriteString(`{"schema": 1, "tar`); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			var got []checklist.Run
			for run, err := range s.runs() {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, run)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("many %t: other runs come back (-want +got):\n%s", many, diff)
			}
		}
		s.close()
		if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
			t.Errorf("many %t: %v, %v is left", many, left, err)
		}
	}
}

// TestSpoolThatFails: what was kept before is written.
func TestSpoolThatFails(t *testing.T) {
	s, err := newSpool(true, true)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	run, err := readRun("../../testdata/runs/clean.json")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	come := &coming{kept: s, next: func() (checklist.Run, bool) {
		if n++; n == 2 {
			_ = s.file.Close()
		}
		return run, n < 4
	}}
	come.pass()
	if come.n != 1 || n != 2 || come.err == nil {
		t.Errorf("%d runs were kept of %d, with %v", come.n, n, come.err)
	}
}

func TestExitCode(t *testing.T) {
	policy, unseen := &exitError{exitPolicy, errors.New("bad")}, &exitError{exitNotAssessed, errors.New("gone")}
	for _, tt := range []struct {
		name string
		err  error
		want int
	}{
		{"nothing", nil, 0},
		{"a fault", os.ErrClosed, 2},
		{"policy", policy, 1},
		{"wrapped", errors.Join(policy), 1},
		{"3 before 1", errors.Join(policy, unseen), 3},
		{"2 before 3", errors.Join(unseen, os.ErrClosed), 2},
		{"2 before all", errors.Join(errors.Join(policy, os.ErrClosed), unseen), 2},
		{"an exitError decides for what it holds", &exitError{exitNotAssessed, errors.Join(os.ErrClosed)}, 3},
		{"said already", &exitError{code: 1}, 1},
	} {
		if got := exitCode(tt.err); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestReportInterrupted: what was read until then is shown, and what was not is told.
func TestReportInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	many, n := false, 0
	told := &tally{many: &many}
	for range (&app{}).sound(ctx, cli.Report{Subjects: []string{"../../testdata/golden/many.jsonl", "more.json"}}, told) {
		n++
		cancel()
	}
	want := "interrupted before all of ../../testdata/golden/many.jsonl, more.json was read"
	if err := told.err(); n != 1 || exitCode(err) != exitNotAssessed || err.Error() != want {
		t.Errorf("%d runs were read of an interrupted file, with %v", n, err)
	}
}

func TestSayError(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"one", errors.New("a"), "shopcheck: a\n"},
		{"with a list", fmt.Errorf("these:\n%w", errors.Join(errors.New("a"), errors.New("b"))), "shopcheck: these:\na\nb\n"},
		{"of two", fmt.Errorf("%w: %w", errors.New("a"), errors.New("b")), "shopcheck: a: b\n"},
		{"several", errors.Join(errors.New("a"), errors.Join(errors.New("b"), errors.New("c"))), "shopcheck: a\nshopcheck: b\nshopcheck: c\n"},
		{"said already", errors.Join(errors.New("a"), &exitError{code: 3}), "shopcheck: a\n"},
		{"all of it", &exitError{code: 3}, ""},
	} {
		a := &app{errOut: spare(t)}
		if a.sayError(tt.err); readText(t, a.errOut.Name()) != tt.want {
			t.Errorf("%s: said %q, want %q", tt.name, readText(t, a.errOut.Name()), tt.want)
		}
	}
}

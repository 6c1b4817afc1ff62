package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/report"
	"shopcheck/scanner"
)

// Where answers cannot be kept any more, those that were given are in the report
// all the same, and the command says why they are not kept.
func TestReportWithoutKeeping(t *testing.T) {
	k, said, cat, now := sat(t, "")
	if err := os.RemoveAll(k.dir); err != nil {
		t.Fatal(err)
	}
	writeText(t, k.dir, "a file where the folder was")
	a := &app{in: spare(t), out: spare(t), errOut: spare(t), now: func() time.Time { return now }}
	writeText(t, a.in.Name(), "\n2\n2\n") // no name, not alone, and Q1 is NO
	run := checklist.Run{Target: k.shop, Scan: scanner.Scan{Finished: now}}
	heard, err := a.interview(t.Context(), sitting{Answer: cli.Answer{}, kept: k, cat: cat, said: said, run: run})
	if err == nil || len(heard.Statements) != 1 {
		t.Fatalf("heard %v, %v; want the first answer and why it is not kept", heard.Statements, err)
	}
	j := job{visit: visit{kept: k, cat: cat}, said: heard.Statements, unheard: err}
	if j.out.places, err = a.places(t.Context(), cli.Output{Format: string(report.JSON)}); err != nil {
		t.Fatal(err)
	}
	ended := a.conclude(t.Context(), j, run)
	if ended == nil || !strings.Contains(ended.Error(), "saving the answers") {
		t.Errorf("ended with %v", ended)
	}
	if got := readText(t, a.out.Name()); !strings.Contains(got, `"part": "alone"`) {
		t.Errorf("the answer is not in the report:\n%s", got)
	}
}

// Whoever stops is told once that the answers are kept.
func TestStoppedIsToldOnce(t *testing.T) {
	for stopped, want := range map[bool]string{true: "", false: "Answers kept in "} {
		k, said, cat, now := sat(t, "")
		a := &app{errOut: spare(t), now: func() time.Time { return now }}
		if _, err := a.renewAnswers(t.Context(), &sitting{kept: k, cat: cat, said: said, stopped: stopped}); err != nil {
			t.Fatal(err)
		}
		if want != "" {
			want += k.path(answersFile) + "\n"
		}
		if got := readText(t, a.errOut.Name()); got != want {
			t.Errorf("stopped %t: told %q, want %q", stopped, got, want)
		}
	}
}

// spare returns an open file.
func spare(t *testing.T) *os.File {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

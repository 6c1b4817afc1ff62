//go:build lab

package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "record the reports in testdata/lab/walks anew")

// TestWalks runs the scripts in which the owners of the lab's shops sit at a
// terminal. testdata/lab/run starts the servers and names, in SHOPCHECK_LAB, the
// config file that leads to them.
func TestWalks(t *testing.T) {
	config, err := os.ReadFile(os.Getenv("SHOPCHECK_LAB"))
	if err != nil {
		t.Fatalf("these walks need the lab's servers; run LAB_PARTS=walks testdata/lab/run: %v", err)
	}
	p := scripts("../../testdata/lab/walks", talk)
	dir, err := filepath.Abs(p.Dir)
	if err != nil {
		t.Fatal(err)
	}
	p.Cmds["recorded"] = func(ts *testscript.TestScript, _ bool, args []string) { recorded(ts, dir, args) }
	alone := p.Setup
	p.Setup = func(env *testscript.Env) error {
		if err := os.WriteFile(env.WorkDir+"/shop.yaml", config, 0o600); err != nil {
			return err
		}
		return alone(env)
	}
	testscript.Run(t, p)
}

// recorded is the script command "recorded FILE NAME": but for what changes from
// day to day, the file is the one of that name beside the scripts.
func recorded(ts *testscript.TestScript, dir string, args []string) {
	got, name := undated(ts.ReadFile(args[0])), filepath.Join(dir, args[1])
	if *update {
		ts.Check(os.WriteFile(name, []byte(got), 0o644))
	}
	want, err := os.ReadFile(name)
	ts.Check(err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		ts.Fatalf("the report is not the recorded one; read it, then record it with LAB_UPDATE=1 LAB_PARTS=walks testdata/lab/run (-recorded +now):\n%s", diff)
	}
}

// daily is what differs between two reports of one shop.
var daily = []struct {
	what *regexp.Regexp
	word string
}{
	{regexp.MustCompile(`\b\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d\b(, \d\d:\d\d UTC)?`), "[day]"},
	{regexp.MustCompile(`\b(January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d\b`), "[month]"},
	{regexp.MustCompile(`\b20\d\d-\d\d-\d\d([ T]\d\d:\d\d:\d\d( UTC|Z))?`), "[day]"},
	{regexp.MustCompile(`\bin (\d+ minutes?( and \d+ seconds?)?|\d+ seconds?|under a second)`), "in [a while]"},
	{regexp.MustCompile(`\[day\], in \d+ days:`), "[day], in [so many] days:"},
	{regexp.MustCompile(`\brules [0-9a-f]{12}\b`), "rules [digest]"},
	{regexp.MustCompile(`\brun 20\d{6}T\d{6}Z-[0-9a-f]{12}\b`), "run [name]"},
}

// undated replaces the times of the day.
func undated(report string) string {
	for _, d := range daily {
		report = d.what.ReplaceAllString(report, d.word)
	}
	return report
}

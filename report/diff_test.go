package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
)

func diffOf(t *testing.T, run checklist.Run, format string) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := WriteDiff(&buf, Diff{After: run, Since: run.Since, Catalog: catalog()}, format); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestDiff holds all formats against golden files, and their words to those of the
// report, but for what points into it.
func TestDiff(t *testing.T) {
	run := load(t, "../testdata/runs/changed.json")
	for _, format := range DiffFormats() {
		compare(t, "../testdata/golden/changed.diff."+format, diffOf(t, run, format))
	}
	whole, diff := string(written(t, run, Markdown, Settings{})), string(diffOf(t, run, "markdown"))
	told := diff[strings.Index(diff, "\n## "):]
	shown := whole[strings.Index(whole, "\n## What changed"):]
	shown = shown[:strings.Index(shown, "\n## What to do first")]
	for _, n := range "123456" {
		shown = strings.ReplaceAll(shown, " See point "+string(n)+".", "")
	}
	if diff := cmp.Diff(strings.TrimSpace(shown), strings.TrimSpace(told)); diff != "" {
		t.Errorf("other words than the report has (-report +diff):\n%s", diff)
	}
	for line := range strings.Lines(string(diffOf(t, run, "text"))) {
		if wide := ansi.StringWidth(strings.TrimSuffix(line, "\n")); wide > 80 {
			t.Errorf("%d columns: %q", wide, line)
		}
	}
}

// TestDiffJSON holds the keys, which programs rely on, and that nothing is lost.
func TestDiffJSON(t *testing.T) {
	run := typicalShop()
	run.ID = "20261124"
	for want, since := range map[string]checklist.Since{
		`{"domain":"tea-shop.example","before":{"id":"","at":"0001-01-01T00:00:00Z"},"after":{"id":"20261124","at":"2026-11-24T12:00:00Z"},"accepted":"","changes":[]}`: {},
		`{"domain":"tea-shop.example","before":{"id":"b","at":"2026-11-24T12:00:00Z"},"after":{"id":"20261124","at":"2026-11-24T12:00:00Z"},"accepted":"why","changes":[` +
			`{"of":"finding","kind":"worse","who":"shop","key":"header.csp a","probe":"header.csp","severity":"low","before":"pass","after":"fail","cause":"","flapping":false}]}`: {Run: "b", At: noon, Accepted: "why", Changes: []checklist.Change{worse("a")}},
	} {
		run.Since = since
		var got bytes.Buffer
		if err := json.Compact(&got, diffOf(t, run, "json")); err != nil || got.String() != want {
			t.Errorf("got %s, %v, want %s", got.String(), err, want)
		}
	}
	run.Since = hostileChanges()
	var back struct{ Changes []checklist.Change }
	if err := json.Unmarshal(diffOf(t, run, "json"), &back); err != nil || len(back.Changes) != len(run.Since.Changes) {
		t.Errorf("%d of %d changes, %v", len(back.Changes), len(run.Since.Changes), err)
	}
}

// TestDiffHostile: a file that anybody made does nothing to whoever looks at it.
func TestDiffHostile(t *testing.T) {
	run := hostileShop()
	run.Since = hostileChanges()
	for _, format := range DiffFormats() {
		got := diffOf(t, run, format)
		if bad := invisible(string(got)); bad != "" {
			t.Errorf("%s: invisible characters: %q", format, bad[:min(len(bad), 60)])
		}
		if found := logCommand.FindString(string(got)); found != "" {
			t.Errorf("%s: %q would be a command to a build's log", format, found)
		}
		if bad, _, blocks := kinds(parse(got), got); format == "markdown" && len(bad)+blocks > 0 {
			t.Errorf("text became %v and %d code blocks", bad, blocks)
		}
	}
}

// TestDiffOfAlmostNothing: runs without a name, without a change, with one at a place
// that a terminal's Markdown would change, of a shop that was not seen.
func TestDiffOfAlmostNothing(t *testing.T) {
	run := since()
	run.Since.Run = ""
	if got := strings.Join(strings.Fields(string(diffOf(t, run, "text"))), " "); !strings.Contains(got, "run without a name") || !strings.Contains(got, "nothing has changed") {
		t.Errorf("got:\n%s", got)
	}
	if got := string(diffOf(t, since(worse("a&#27;b")), "text")); !strings.Contains(got, "a&#27;b") {
		t.Errorf("a place is shown as another one:\n%s", got)
	}
	unseen := unreachableShop()
	unseen.Since = hostileChanges()
	if got := string(diffOf(t, unseen, "text")); !strings.Contains(got, "could not be looked at this time") || strings.Contains(got, "“") {
		t.Errorf("got:\n%s", got)
	}
	var buf bytes.Buffer
	err := WriteDiff(&buf, Diff{After: run, Catalog: catalog()}, "html")
	if want := `writing what changed: there is no format "html"; try text, markdown or json`; err == nil || err.Error() != want || buf.Len() > 0 {
		t.Errorf("got %v and %d bytes, want %s", err, buf.Len(), want)
	}
}

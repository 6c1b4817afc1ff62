package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/report"
)

// TestGitHubSummary: beside the log's commands, the report goes behind what is in
// GitHub's file already, and without such a file nowhere.
func TestGitHubSummary(t *testing.T) {
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	run, err := readRun("../../testdata/runs/typical.json")
	if err != nil {
		t.Fatal(err)
	}
	r := report.New(run, cat)
	var log, markdown bytes.Buffer
	if err := report.Write(&log, report.GitHub, report.One(r), report.Settings{}); err != nil {
		t.Fatal(err)
	}
	if err := report.Write(&markdown, report.Markdown, report.One(r), report.Settings{}); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	there := filepath.Join(dir, "there")
	if err := os.WriteFile(there, []byte("Before.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, file, want, err string }{
		{"no workflow", "", "", ""},
		{"a new file", filepath.Join(dir, "new"), markdown.String(), ""},
		{"behind another", there, "Before.\n" + markdown.String(), ""},
		{"no folder", filepath.Join(dir, "none", "x"), "", "writing the summary that GITHUB_STEP_SUMMARY names: open "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(summaryFile, tt.file)
			var out bytes.Buffer
			err := writeGitHub(t.Context(), &out, report.One(r), report.Settings{})
			if err != nil && !strings.HasPrefix(err.Error(), tt.err) || (err != nil) != (tt.err != "") {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if diff := cmp.Diff(log.String(), out.String()); diff != "" {
				t.Errorf("log: -want +got\n%s", diff)
			}
			got, _ := os.ReadFile(tt.file) // one that is not there is empty
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("summary: -want +got\n%s", diff)
			}
		})
	}
}

func TestFitting(t *testing.T) {
	const text = "# A\n\ntext\n\n## B\n\n    code\n\n### C\n\nmore\n"
	for _, tt := range []struct {
		room int
		want string
	}{
		{len(text), text}, {len(text) + 1000, text}, {0, ""}, {-5, ""},
	} {
		if got := string(fitting([]byte(text), tt.room)); got != tt.want {
			t.Errorf("in %d bytes: %q", tt.room, got)
		}
	}
	long := []byte(text + strings.Repeat("x", 500))
	for _, tt := range []struct {
		room int
		want string
	}{
		{len(summaryCut) + 100, "# A\n\ntext\n\n## B\n\n    code" + summaryCut}, {len(summaryCut) + 20, "# A\n\ntext" + summaryCut}, {len(summaryCut) + 8, summaryCut}, {len(summaryCut), summaryCut}, {len(summaryCut) - 1, ""},
	} {
		if got := string(fitting(long, tt.room)); got != tt.want || len(got) > tt.room {
			t.Errorf("in %d bytes: %q", tt.room, got)
		}
	}
}

//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"shopcheck/report"
)

// printer is a browser, as far as it takes to print: it answers our commands, asks
// for the document, and keeps what it gets beside itself.
const printer = `#!/usr/bin/env bash
say() { printf '%s\0' "$1" >&4; }
while IFS= read -r -d '' heard <&3; do
  id=${heard#*\"id\":} result={}
  id=${id%%[,\}]*}
  case $heard in
  *getVersion*) result='{"product": "Chrome/156"}' ;;
  *createBrowserContext*) result='{"browserContextId": "c"}' ;;
  *createTarget*) result='{"targetId": "t"}' ;;
  *attachToTarget*) result='{"sessionId": "s"}' ;;
  *fulfillRequest*) body=${heard#*\"body\":\"}; echo "${body%%\"*}" | base64 -d > "$0.got" ;;
  *printToPDF*) [ -z "$FAILS" ] || exit 1; result='{"stream": "1"}' ;;
  *IO.read*) result="{\"data\": \"$(printf '%%PDF-1.4' | base64)\", \"eof\": true}" ;;
  esac
  say "{\"id\": $id, \"result\": $result}"
  case $heard in *Page.navigate*)
    say '{"method": "Fetch.requestPaused", "sessionId": "s", "params": {"requestId": "1", "frameId": "t", "resourceType": "Document", "request": {"method": "GET", "url": "https://report.invalid/"}}}'
    say '{"method": "Page.loadEventFired", "sessionId": "s", "params": {}}' ;;
  esac
done
`

// installs puts a program named chromium first on PATH, and temporary files into a
// folder of their own, which it returns. An empty script installs none.
func installs(t *testing.T, script string) (chromium, temporary string) {
	t.Helper()
	dir, tmp := t.TempDir(), t.TempDir()
	chromium = filepath.Join(dir, "chromium")
	t.Setenv("TMPDIR", tmp)
	if script == "" {
		t.Setenv("PATH", dir)
		return chromium, tmp
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	if err := os.WriteFile(chromium, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return chromium, tmp
}

// printed runs shopcheck report with a saved run.
func printed(t *testing.T, args ...string) (code int, errOut string) {
	t.Helper()
	var said bytes.Buffer
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _, _ = said.ReadFrom(r) }()
	code = run(t.Context(), append([]string{"report", "../../testdata/runs/typical.json", "--data", t.TempDir()}, args...), os.Stdin, w, w)
	w.Close()
	<-done
	return code, said.String()
}

// TestPDF: what the browser makes of the HTML report is the file.
func TestPDF(t *testing.T) {
	chromium, tmp := installs(t, printer)
	dir := t.TempDir()
	pdf, html := filepath.Join(dir, "r.pdf"), filepath.Join(dir, "r.html")
	code, said := printed(t, "-o", pdf, "-o", html)
	if code != 0 {
		t.Fatalf("it ends with %d: %s", code, said)
	}
	read := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
		}
		return string(text)
	}
	if got := read(pdf); got != "%PDF-1.4" {
		t.Errorf("the file holds %q", got)
	}
	if got := read(chromium + ".got"); got != read(html) || got == "" {
		t.Error("the browser was given something else than the HTML report")
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestPDFThatCannotBe: without a browser that starts nothing is begun; one that
// fails later costs nobody the report, and the file that is there stays.
func TestPDFThatCannotBe(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		says         []string
		kept         bool // the report as HTML
	}{
		{"none is installed", "", []string{"neither Chromium", "install one of them", "write a file that ends in .html"}, false},
		{"it does not start", "#!/bin/sh\necho 'cannot \033[31mstart' >&2; exit 1\n", []string{`cannot \u{1b}[31mstart; mend that, or write a file that ends in .html`}, false},
		{"it fails while it prints", "#!/usr/bin/env bash\nFAILS=1\n" + printer, []string{"the browser ended", "the report is kept as "}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, tmp := installs(t, tt.script)
			pdf := filepath.Join(t.TempDir(), "r.pdf")
			if err := os.WriteFile(pdf, []byte("old"), 0o644); err != nil {
				t.Fatal(err)
			}
			code, said := printed(t, "-o", pdf, "--format", "json")
			if code != exitWrong {
				t.Errorf("it ends with %d", code)
			}
			for _, want := range tt.says {
				if !strings.Contains(said, want) {
					t.Errorf("it does not say %q: %s", want, said)
				}
			}
			if text, err := os.ReadFile(pdf); string(text) != "old" {
				t.Errorf("the file that was there holds %q, %v", text, err)
			}
			if begun := strings.Contains(said, `"schema"`); begun != tt.kept {
				t.Errorf("the run was shown: %v", begun)
			}
			name := regexp.MustCompile(regexp.QuoteMeta(tmp) + `/shopcheck-report-\d+\.html`).FindString(said)
			text, _ := os.ReadFile(name)
			if kept := bytes.Contains(text, []byte("</html>")); kept != tt.kept {
				t.Errorf("the report is kept as %q: %v", name, kept)
			}
			if info, err := os.Stat(name); tt.kept && (err != nil || info.Mode() != 0o600) {
				t.Errorf("the kept report: %v, %v", info, err)
			}
		})
	}
}

// TestFormatPDF: a PDF is no text for standard output, and the list names it.
func TestFormatPDF(t *testing.T) {
	a := &app{}
	if _, err := a.formatNamed("pdf"); err == nil || !strings.Contains(err.Error(), "-o report.pdf") {
		t.Errorf("--format pdf: %v", err)
	}
	if _, err := a.formatNamed("pfd"); err == nil || strings.Contains(err.Error(), ", pdf") {
		t.Errorf("it offers what it refuses: %v", err)
	}
	if f, err := a.formatFor("a.PDF"); err != nil || f.Format != report.Format("pdf") || f.One {
		t.Errorf("-o a.PDF: %+v, %v", f.Form, err)
	}
}

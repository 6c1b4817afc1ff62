//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/observe/browser"
)

// TestBrowserThatIsNone: a scan with --browser ends before it has begun where there
// is none, or where it does not start.
func TestBrowserThatIsNone(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if _, err := options(cli.Network{Browser: true}); runtime.GOOS == "linux" && (err == nil || !strings.Contains(err.Error(), "leave the flag out")) {
		t.Errorf("none is installed: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "chromium"), []byte("#!/bin/sh\necho 'cannot \033[31mstart' >&2\nexit 1\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	opts, err := options(cli.Network{Browser: true})
	if err != nil || opts.Browser != filepath.Join(dir, "chromium") {
		t.Fatalf("%q, %v", opts.Browser, err)
	}
	var said bytes.Buffer
	errOut, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	a := &app{errOut: in}
	err = a.tryBrowser(t.Context(), opts)
	in.Close()
	_, _ = said.ReadFrom(errOut)
	if err == nil || !strings.Contains(err.Error(), `cannot \u{1b}[31mstart; mend that, or leave the flag out`) || said.Len() > 0 {
		t.Errorf("it does not start: %v, and says %q", err, said.String())
	}
	if s := browserSymptom(t.Context()); s.state != note || !strings.Contains(s.words, "cannot") {
		t.Errorf("doctor: %+v", s)
	}
	if opts.Browser = ""; a.tryBrowser(t.Context(), opts) != nil {
		t.Error("no browser was asked for")
	}
	if err := os.WriteFile(filepath.Join(dir, "chromium"), []byte("#!/bin/sh\nprintf '{\"id\": 1, \"result\": {\"product\": \"Chrome/156\"}}\\000' >&4\nread x <&3\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if s := browserSymptom(t.Context()); s.state != fine || !strings.HasPrefix(s.words, "Chrome/156 starts; ") || strings.Contains(s.words, "sandbox") != browser.Unguarded() {
		t.Errorf("doctor: %+v", s)
	}
}

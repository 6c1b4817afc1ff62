package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/facts"
)

// TestQuickStart: words about the program come before the packages that take
// long to start have begun to.
func TestQuickStart(t *testing.T) {
	name := filepath.Join(t.TempDir(), "shopcheck")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	begun := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1", "HOME="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	const slow = "init github.com/projectdiscovery/cdncheck"
	for _, args := range [][]string{{"version"}, {"--help"}, {"help", "check"}, {"scan", "-h"}, {"completion", "bash"}, {}} {
		if strings.Contains(begun(args...), slow) {
			t.Errorf("shopcheck %s waits for %s", strings.Join(args, " "), slow)
		}
	}
	if !strings.Contains(begun("explain"), slow) {
		t.Error("this test looks for the wrong package")
	}
}

func TestVersionNamesTheFacts(t *testing.T) {
	if cli.Facts != facts.AsOf {
		t.Errorf("cli.Facts is %s, facts.AsOf is %s", cli.Facts, facts.AsOf)
	}
}

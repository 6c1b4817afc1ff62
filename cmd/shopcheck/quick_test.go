package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
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

// TestPromisesAreKept: the help and README.md say what a shop is asked to bear.
func TestPromisesAreKept(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	b := scanner.Normal.Budget()
	for name, text := range map[string]string{"README.md": string(readme), "help": cli.Tree(cli.Work{}).Long} {
		text = strings.Join(strings.Fields(strings.ReplaceAll(text, "`", "")), " ")
		if more := fmt.Sprintf("up to %d requests more", scanner.More.Requests); name == "README.md" && !strings.Contains(text, more) {
			t.Errorf("%s does not say %q", name, more)
		}
		for _, want := range []string{
			fmt.Sprintf("at most %d web requests", b.Requests), fmt.Sprintf("(%d with --profile thorough; %d more with --browser)", scanner.Thorough.Budget().Requests, observe.RenderBudget.Requests),
			fmt.Sprintf("%d TLS handshakes", b.Hellos), fmt.Sprintf("%d DNS questions", b.Queries), fmt.Sprintf("%d greetings to mail servers", b.Sessions),
			fmt.Sprintf("%d of ", b.Scripts), fmt.Sprintf("(%d) ", scanner.Thorough.Budget().Scripts),
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
}

func TestVersionNamesTheFacts(t *testing.T) {
	if cli.Facts != facts.AsOf {
		t.Errorf("cli.Facts is %s, facts.AsOf is %s", cli.Facts, facts.AsOf)
	}
}

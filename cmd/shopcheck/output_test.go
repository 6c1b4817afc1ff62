package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"shopcheck/scanner/pretend"
)

// TestStandardOutputIsTheReport runs every command that makes reports with every
// format that can be shown. What it prints is the report and nothing else: just what
// it writes into a file of that format. Whatever it says besides is said elsewhere.
func TestStandardOutputIsTheReport(t *testing.T) {
	shop, err := pretend.Start(pretend.Demo(), pretend.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	dir := t.TempDir()
	scans := " -v --only cert.trust --config " + ledTo(t, shop, dir) + " --data " + filepath.Join(dir, "data")
	for _, line := range []string{
		"report ../../testdata/runs/hostile.json", "scan tea-shop.example" + scans, "check tea-shop.example --no-input" + scans, "demo -v",
	} {
		for _, f := range (&app{}).formats() {
			if f.files {
				continue
			}
			args, file := append(strings.Fields(line), "--full", "--format", string(f.Format), "-o", "-"), filepath.Join(dir, "report"+f.Ending)
			if f.Ending != "" {
				args = append(args, "-o", file)
			}
			out, errOut := spawned(t, args...)
			if out == "" {
				t.Errorf("%q prints nothing", args)
			}
			for said := range strings.Lines(errOut) {
				if strings.Contains(out, said) {
					t.Errorf("%q prints %q, which is no part of a report", args, said)
				}
			}
			if f.Ending == "" {
				continue
			}
			if want := "Report written to " + file + "\n"; !strings.Contains(errOut, want) {
				t.Errorf("%q says %q, and not %q", args, errOut, want)
			}
			if saved, err := os.ReadFile(file); err != nil || string(saved) != out {
				t.Errorf("%q prints %d bytes, and writes %d: %v", args, len(out), len(saved), err)
			}
		}
	}
}

// spawned runs the program as a process, and returns what it printed.
func spawned(t *testing.T, args ...string) (out, errOut string) {
	t.Helper()
	var printed, said bytes.Buffer
	cmd := exec.Command("shopcheck", args...)
	cmd.Stdout, cmd.Stderr = &printed, &said
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return printed.String(), said.String()
}

// TestOtherCommandsPrintToo: what a command is asked for goes to standard output, and
// nothing else is said where all is well.
func TestOtherCommandsPrintToo(t *testing.T) {
	for _, line := range []string{"schema", "version", "facts", "explain", "explain Q4", "explain cert.trust", "report --format list"} {
		if out, errOut := spawned(t, strings.Fields(line)...); out == "" || errOut != "" {
			t.Errorf("%s prints %d bytes and says %q", line, len(out), errOut)
		}
	}
}

// TestReadmeListsFormats: the README has the list of formats as the program has it.
func TestReadmeListsFormats(t *testing.T) {
	readme := readText(t, "../../README.md")
	want := "| format | ending | what for |\n|---|---|---|\n"
	for _, f := range (&app{}).formats() {
		ending := f.Ending
		if ending != "" {
			ending = "`" + ending + "`"
		}
		want += "| `" + string(f.Format) + "` | " + ending + " | " + f.about() + " |\n"
	}
	if !strings.Contains(readme, want+"\n") {
		t.Errorf("the README does not have this list:\n%s", want)
	}
}

// TestDemoFitsTheSchema: a run that was just made is as shopcheck schema says.
func TestDemoFitsTheSchema(t *testing.T) {
	text, _ := spawned(t, "schema")
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("run.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("run.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"json", "jsonl"} {
		out, _ := spawned(t, "demo", "-q", "--format", format)
		run, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(run); err != nil {
			t.Error(err)
		}
	}
}

package checklist

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// read returns the domains of a file's runs, and its errors, in order.
func read(name string, r io.Reader) []string {
	var out []string
	for run, err := range ReadRuns(name, r) {
		if err != nil {
			out = append(out, err.Error())
			continue
		}
		out = append(out, run.Target.Domain)
	}
	return out
}

func TestReadRuns(t *testing.T) {
	const one, two, half = `{"schema": 1, "target": {"domain": "one.test"}}`, `{"schema": 1, "target": {"domain": "two.test"}}`, `{"schema": 1, "target":`
	const pretty = "{\n  \"schema\": 1,\n  \"target\": {\"domain\": \"one.test\"}\n}\n"
	for _, tt := range []struct {
		name, file, text string
		want             []string // how each begins
	}{
		{"one document", "a.json", pretty, []string{"one.test"}},
		{"one line", "a.json", one, []string{"one.test"}},
		{"lines", "a.json", one + "\n" + two + "\n", []string{"one.test", "two.test"}},
		{"lines of another system", "a.jsonl", one + "\r\n\r\n" + two + "\r\n", []string{"one.test", "two.test"}},
		{"no end of the last", "a.jsonl", one + "\n" + two, []string{"one.test", "two.test"}},
		{"a broken one among them", "a.jsonl", one + "\n\n" + half + "\n" + two, []string{"one.test", "a.jsonl:3: not a run that can be read", "two.test"}},
		{"a broken one first", "a.jsonl", half + "\n" + two, []string{"a.jsonl:1: not a run", "two.test"}},
		{"a broken one first, by another name", "a.json", half + "}\n" + two, []string{"a.json:1: not a run", "two.test"}},
		{"a newer one", "a.jsonl", `{"schema": 2}` + "\n" + two, []string{"a.jsonl:1: written by a newer shopcheck", "two.test"}},
		{"a document on lines", "a.jsonl", pretty, []string{"a.jsonl:1: not", "a.jsonl:2: not", "a.jsonl:3: not", "a.jsonl:4: not"}},
		{"a broken document", "a.json", "{\n  \"schema\": 1,\n", []string{"a.json: not a run"}},
		{"two documents", "a.json", pretty + pretty, []string{"a.json: not a run"}},
		{"nothing", "a.json", "", []string{"a.json: not a run"}},
		{"no lines", "a.jsonl", "\n \n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.text), iotest.OneByteReader(strings.NewReader(tt.text))} {
				got := read(tt.file, r)
				for i := range min(len(got), len(tt.want)) {
					got[i] = got[i][:min(len(got[i]), len(tt.want[i]))]
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestReadRunsFails: what was read before a disk fails is given, and then the error.
func TestReadRunsFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, name := range []string{"a.json", "a.jsonl"} {
		text := strings.NewReader(strings.Repeat(`{"schema": 1, "target": {"domain": "one.test"}}`+"\n", 2) + `{"schema"`)
		got := read(name, io.MultiReader(text, iotest.ErrReader(broken)))
		if want := []string{"one.test", "one.test", "reading " + name + ": the disk is gone"}; !cmp.Equal(want, got) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
		for _, err := range ReadRuns(name, iotest.ErrReader(broken)) {
			if !errors.Is(err, broken) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestReadRunsIsBounded: a line that never ends is one error, and ends the file.
func TestReadRunsIsBounded(t *testing.T) {
	for _, name := range []string{"a.json", "a.jsonl"} {
		endless := &spaces{}
		got := read(name, io.MultiReader(strings.NewReader(`{"schema": 1, "target": {"domain": "one.test"}}`+"\n{"), endless))
		if len(got) != 2 || got[0] != "one.test" || !strings.HasPrefix(got[1], name+":2: larger than 64 MiB") || endless.read > maxRun+1<<20 {
			t.Errorf("read %d bytes, and got %q", endless.read, got)
		}
	}
}

// TestReadRunsStops: whoever has enough gets no more.
func TestReadRunsStops(t *testing.T) {
	n := 0
	for range ReadRuns("a.jsonl", strings.NewReader(strings.Repeat(`{"schema": 1, "target": {"domain": "one.test"}}`+"\n", 9))) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d were read", n)
	}
}

func TestWriteLine(t *testing.T) {
	var b bytes.Buffer
	for range 2 {
		if err := run(t).WriteLine(&b); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(b.String(), "\n"); n != 2 {
		t.Errorf("two runs take %d lines", n)
	}
	var want bytes.Buffer
	if err := run(t).Write(&want); err != nil {
		t.Fatal(err)
	}
	whole, err := ReadRun(&want)
	if err != nil {
		t.Fatal(err)
	}
	for got, err := range ReadRuns("a.jsonl", &b) {
		if diff := cmp.Diff(whole, got); diff != "" || err != nil {
			t.Errorf("%v, another run (-want +got):\n%s", err, diff)
		}
	}
}

func FuzzReadRuns(f *testing.F) {
	f.Add("a.json", []byte(`{"schema": 1, "target": {"domain": "one.test"}}`+"\n{"))
	f.Add("a.jsonl", []byte("\n\n{}\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		n := 0
		for run, err := range ReadRuns(name, bytes.NewReader(data)) {
			if n++; err == nil && run.Schema != Schema {
				t.Errorf("%+v is no run", run)
			}
		}
		if lines := bytes.Count(data, []byte("\n")) + 1; n > lines {
			t.Errorf("%d runs of %d lines", n, lines)
		}
	})
}

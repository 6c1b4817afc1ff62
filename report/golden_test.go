package report

import (
	"bytes"
	"errors"
	"flag"
	"iter"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
)

var update = flag.Bool("update", false, "rewrite the runs and golden files in testdata")

// TestGolden writes every run in every format. With -update the runs are written
// too, from the functions in runs_test.go.
func TestGolden(t *testing.T) {
	for name, run := range runs {
		file := "../testdata/runs/" + name + ".json"
		if *update {
			save(t, file, written(t, run(), JSON, Settings{}))
		}
		saved := load(t, file)
		for _, format := range formats() {
			t.Run(name+"/"+string(format), func(t *testing.T) {
				compare(t, "../testdata/golden/"+name+"."+string(format), written(t, saved, format, Settings{}))
			})
		}
	}
}

// TestGoldenMany writes several shops' reports in every format: one whose shop was
// not seen among others. A format that takes one shop's says so and writes nothing.
func TestGoldenMany(t *testing.T) {
	var saved []checklist.Run
	for _, name := range []string{"typical", "unreachable", "hostile"} {
		saved = append(saved, load(t, "../testdata/runs/"+name+".json"))
	}
	for _, form := range Forms() {
		t.Run(string(form.Format), func(t *testing.T) {
			var buf bytes.Buffer
			err := Write(&buf, form.Format, several(saved...), Settings{Many: true})
			switch {
			case form.One && (!errors.Is(err, ErrOne) || buf.Len() > 0):
				t.Errorf("got %d bytes and the error %v, want none and %v", buf.Len(), err, ErrOne)
			case form.One:
			case err != nil:
				t.Fatal(err)
			default:
				compare(t, "../testdata/golden/many."+string(form.Format), buf.Bytes())
			}
		})
	}
}

// several are the reports of runs, one made after the other.
func several(runs ...checklist.Run) iter.Seq2[Report, error] {
	return func(yield func(Report, error) bool) {
		for _, run := range runs {
			if !yield(New(run, catalog()), nil) {
				return
			}
		}
	}
}

// compare holds what was written against a golden file, or rewrites that.
func compare(t *testing.T, golden string, got []byte) {
	t.Helper()
	if *update {
		save(t, golden, got)
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs; read it, then rewrite it with go test ./report -update (-want +got):\n%s", golden, diff)
	}
}

func load(t *testing.T, file string) checklist.Run {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	run, err := checklist.ReadRun(f)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return run
}

func save(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func written(t *testing.T, run checklist.Run, format Format, set Settings) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := Write(&buf, format, One(New(run, catalog())), set); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// formats are the names of all.
func formats() []Format {
	var out []Format
	for _, form := range Forms() {
		out = append(out, form.Format)
	}
	return out
}

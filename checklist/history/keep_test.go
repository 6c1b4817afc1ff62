package history

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

const (
	pass    = scanner.Pass
	warn    = scanner.Warn
	fail    = scanner.Fail
	unknown = scanner.Unknown
	nothing = scanner.NotApplicable
)

// saved reads the runs that all formats are tested with.
func saved(t *testing.T) []checklist.Run {
	t.Helper()
	names, err := filepath.Glob("../../testdata/runs/*.json")
	if err != nil || len(names) < 5 {
		t.Fatalf("%d runs, %v", len(names), err)
	}
	var runs []checklist.Run
	for _, name := range names {
		runs = append(runs, oneSaved(t, strings.TrimSuffix(filepath.Base(name), ".json")))
	}
	return runs
}

func oneSaved(t *testing.T, name string) checklist.Run {
	t.Helper()
	file, err := os.ReadFile("../../testdata/runs/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	run, err := checklist.ReadRun(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	run.ID = name
	return withLooks(run)
}

// testRoundTrip holds that runs come back as they were given, looks too.
func testRoundTrip(t *testing.T, place string) {
	s := opened(t, place)
	for _, run := range saved(t) {
		add(t, s, run)
		same(t, s, run)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = opened(t, place)
	for _, run := range saved(t) {
		same(t, s, run)
	}
}

func same(t *testing.T, s *Store, run checklist.Run) {
	t.Helper()
	got, ok, err := s.Run(t.Context(), run.Target.Domain, run.ID)
	if err != nil || !ok {
		t.Fatalf("%s %s: %t, %v", run.Target.Domain, run.ID, ok, err)
	}
	if diff := cmp.Diff(text(t, run), text(t, got)); diff != "" {
		t.Errorf("%s %s (-given +kept):\n%s", run.Target.Domain, run.ID, diff)
	}
}

// nasty is what databases and their drivers stumble over.
const nasty = "\x00'\"; DROP TABLE run; --\xff\xc3 \u2028\u202e</script>\x1b[31m $1 ?1 \\"

// testHostile holds that no text of a run, whatever is in it, is lost or does harm.
// Only domains, IDs and items are not free.
func testHostile(t *testing.T, place string) {
	s := opened(t, place)
	run := oneSaved(t, "typical")
	run.Since = checklist.Since{Run: "x", At: day(1), Changes: []checklist.Change{{}}}
	run.Seen = checklist.Seen{Certificates: []checklist.Certificate{{Until: day(1)}}, Scripts: []string{""}}
	run.Waivers = []checklist.Waiver{{Until: day(1)}}
	run.Scan.Problem = nil
	domain, id, looks := run.Target.Domain, run.ID, run.Scan.Looks
	items, findings := slices.Clone(run.Answers), slices.Clone(run.Scan.Findings)
	soil(reflect.ValueOf(&run))
	run.Target.Domain, run.ID, run.Scan.Looks = domain, id, looks
	for i := range items {
		run.Answers[i].Item = items[i].Item
	}
	for i := range findings { // else nothing is remembered of them
		run.Scan.Findings[i].Outcome = findings[i].Outcome
	}
	add(t, s, run)
	var b bytes.Buffer
	if err := run.Write(&b); err != nil {
		t.Fatal(err)
	}
	want, err := checklist.ReadRun(&b)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(want.Scan.Findings[0].Message, "\x00") {
		t.Fatal("the run is not hostile")
	}
	same(t, s, want)
	if err := s.Accept(t.Context(), domain, Baseline{Run: id, Reason: nasty, By: nasty, At: day(1)}); err != nil {
		t.Error(err)
	}
	for what, err := range map[string]error{
		"list":   errOf(s.Runs(t.Context(), domain, 0)),
		"states": errOf(s.States(t.Context(), domain)),
		"all":    errOf(s.Regressions(t.Context())),
		"ends":   errOf(s.Endings(t.Context(), day(1))),
		"export": errOf(s.Import(t.Context(), strings.NewReader(exported(t, s)))),
		"none":   errOf(s.Runs(t.Context(), "x' OR '1'='1", 0)),
	} {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if shops, err := s.Shops(t.Context()); !slices.Equal(shops, []string{domain}) {
		t.Errorf("shops %q, %v", shops, err)
	}
	next := run
	next.ID, next.Scan.Started = id+"2", run.Scan.Started.Add(time.Hour)
	add(t, s, next)
	whole(t, s, domain)
}

func errOf[T any](_ T, err error) error { return err }

// soil puts hostile text into every string.
func soil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			soil(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				soil(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			soil(v.Index(i))
		}
	case reflect.String:
		v.SetString(nasty + v.String())
	}
}

// testAgain holds that a run with the same ID takes the place of the one before, and
// that nothing is counted twice.
func testAgain(t *testing.T, place string) {
	s := opened(t, place)
	run := withLooks(runOn(shop, 2, fail, pass))
	run.Since = checklist.Since{Run: "x", At: day(1), Changes: []checklist.Change{{Kind: checklist.New}, {Kind: checklist.Fixed}}}
	add(t, s, runOn(shop, 1, pass, pass), run)
	before, failures := states(t, s), failed(t, s)
	again := run
	again.Scan.Looks, again.Since.Changes = nil, run.Since.Changes[:1]
	again.Statements = []checklist.Statement{{Item: "Q1", Value: "yes", At: day(3)}}
	again.Assessment.Score = checklist.Score{Proven: 3, Possible: 5, Of: 11}
	add(t, s, again, again)
	list, err := s.Runs(t.Context(), shop, 0)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d runs, %v", len(list), err)
	}
	want := Entry{
		ID: run.ID, Started: day(2), Score: again.Assessment.Score, Tool: run.Tool, Looks: true,
		Changes: map[checklist.ChangeKind]int{checklist.New: 1},
	}
	if diff := cmp.Diff(want, list[0]); diff != "" {
		t.Errorf("the line (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, states(t, s)); diff != "" {
		t.Errorf("what is remembered (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(failures, failed(t, s)); diff != "" {
		t.Errorf("failures (-before +after):\n%s", diff)
	}
	again.Scan.Looks = run.Scan.Looks // they stay
	same(t, s, again)

	other := runOn(shop, 2, pass, fail) // the same scan, judged otherwise
	add(t, s, other)
	fresh := opened(t, filepath.Join(t.TempDir(), "fresh.db"))
	add(t, fresh, runOn(shop, 1, pass, pass), other)
	if diff := cmp.Diff(states(t, fresh), states(t, s)); diff != "" {
		t.Errorf("what is remembered of what is judged otherwise (-want +got):\n%s", diff)
	}
}

func states(t *testing.T, s *Store) map[string]State {
	t.Helper()
	m, err := s.States(t.Context(), shop)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func failed(t *testing.T, s *Store) []Failure {
	t.Helper()
	all, err := s.Failures(t.Context(), shop, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// testLists holds what is found, in which order and by which names.
func testLists(t *testing.T, place string) {
	s := opened(t, place)
	ctx := t.Context()
	if _, ok, err := s.Last(ctx, shop); ok || err != nil {
		t.Errorf("last of no run: %t, %v", ok, err)
	}
	third := runOn(shop, 3, pass)
	third.ID = "20261103T120000Z-ffffffffffff" // as of a clock in another zone
	twin := third
	twin.ID = "20261103T120000Z-fffffffffffe"
	down := unseen(runOn(shop, 5))
	add(t, s, third, runOn(shop, 1, pass), runOn("other.example", 9, pass), down, twin)
	list, err := s.Runs(ctx, shop, 0)
	var ids []string
	for _, e := range list {
		ids = append(ids, e.ID)
	}
	want := []string{down.ID, third.ID, twin.ID, runOn(shop, 1).ID}
	if diff := cmp.Diff(want, ids); diff != "" || err != nil {
		t.Errorf("runs (-want +got), %v:\n%s", err, diff)
	}
	if p := list[0].Problem; p == nil || *p != *down.Scan.Problem {
		t.Errorf("the problem is %v", p)
	}
	if two, err := s.Runs(ctx, shop, 2); len(two) != 2 || err != nil || two[0].ID != down.ID {
		t.Errorf("two runs: %v, %v", two, err)
	}
	if last, ok, err := s.Last(ctx, shop); last.ID != third.ID || !ok || err != nil {
		t.Errorf("the last is %s, %t, %v", last.ID, ok, err)
	}
	if shops, err := s.Shops(ctx); !slices.Equal(shops, []string{"other.example", shop}) {
		t.Errorf("shops %q, %v", shops, err)
	}
	for name, want := range map[string]string{third.ID: third.ID, "20261105": down.ID, "20261101T": runOn(shop, 1).ID, "20261102": "", "20261109": ""} {
		run, ok, err := s.Run(ctx, shop, name)
		if run.ID != want || ok != (want != "") || err != nil {
			t.Errorf("run %q is %q, %t, %v", name, run.ID, ok, err)
		}
	}
	if _, _, err := s.Run(ctx, shop, "20261103"); !errors.Is(err, ErrAmbiguous) || !strings.Contains(err.Error(), twin.ID) {
		t.Errorf("two of one day: %v", err)
	}
	second := runOn(shop, 2, pass)
	second.ID = "second" // sorts behind all others
	add(t, s, second)
	if out := exported(t, s); strings.Index(out, second.ID) > strings.Index(out, twin.ID) || strings.Index(out, twin.ID) > strings.Index(out, third.ID) {
		t.Error("runs are not exported in the order in which they began, and then by ID")
	}
	odd := runOn(shop, 7, pass)
	odd.ID = "20261107zz"
	add(t, s, odd)
	if run, ok, err := s.Run(ctx, shop, "20261107"); run.ID != odd.ID || !ok || err != nil {
		t.Errorf("an odd ID: %q, %t, %v", run.ID, ok, err)
	}
	longer := third
	longer.ID += "0"
	add(t, s, longer)
	if run, _, err := s.Run(ctx, shop, third.ID); run.ID != third.ID || err != nil {
		t.Errorf("a whole ID that others begin with: %s, %v", run.ID, err)
	}
}

// testRefused holds that what cannot be read back is refused, with a reason.
func testRefused(t *testing.T, place string) {
	s := opened(t, place)
	late := runOn(shop, 1)
	late.Scan.Started = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	many := runOn(shop, 1)
	many.Scan.Findings = make([]scanner.Finding, 5001)
	other := runOn(shop, 1)
	other.Schema++
	for name, run := range map[string]checklist.Run{
		"schema": other, "no ID": named(""), "NUL": named("a\x00"), "path": named("../a"), "long": named(strings.Repeat("a", 101)), "accent": named("é"), "half": named("\xff"),
		"no domain": runOn("", 1), "domain": runOn("a' OR 1=1", 1), "year": late, "many": many,
	} {
		if err := s.Add(t.Context(), run); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, id := range []string{"", "a\x00", "%", "2026*", strings.Repeat("a", 101)} {
		if _, _, err := s.Run(t.Context(), shop, id); !errors.Is(err, ErrRefused) {
			t.Errorf("run %q: %v", id, err)
		}
	}
	add(t, s, named(strings.Repeat("a", 100)), named("A-Z_0.9"))
	if st, err := s.Status(t.Context()); st.Runs != 2 || err != nil {
		t.Errorf("%+v, %v", st, err)
	}
}

func named(id string) checklist.Run {
	run := runOn(shop, 1)
	run.ID = id
	return run
}

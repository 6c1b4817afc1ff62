package history

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
)

// filled fills a store with all that one can hold.
func filled(t *testing.T, s *Store, runs []checklist.Run) {
	t.Helper()
	add(t, s, runs...)
	for _, run := range lives(11) {
		add(t, s, withLooks(run))
	}
	add(t, s, withChanges(runOn("b.example", 1, fail), checklist.Change{Of: checklist.OfFinding, Kind: checklist.Worse, Who: checklist.ByShop, After: "fail"}))
	if err := s.Accept(t.Context(), shop, Baseline{Run: lives(11)[1].ID, Reason: nasty, By: "Ana", At: day(9)}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Prune(t.Context(), Retention{Runs: 10}); err != nil {
		t.Fatal(err)
	}
}

// alike holds that two stores hold the same.
func alike(t *testing.T, want, got *Store) {
	t.Helper()
	ctx := t.Context()
	if diff := cmp.Diff(exported(t, want), exported(t, got)); diff != "" {
		t.Errorf("exports (-want +got):\n%s", diff)
	}
	b, run, ok, err := want.Baseline(ctx, shop)
	b2, run2, ok2, err2 := got.Baseline(ctx, shop)
	if b != b2 || !ok || !ok2 || text(t, run) != text(t, run2) || err != nil || err2 != nil {
		t.Errorf("the baselines are %+v and %+v, %v, %v", b, b2, err, err2)
	}
	if diff := cmp.Diff(states(t, want), states(t, got)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(failed(t, want), failed(t, got)); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
	one, err := want.Regressions(ctx)
	other, err2 := got.Regressions(ctx)
	if diff := cmp.Diff(one, other); diff != "" || err != nil || err2 != nil {
		t.Errorf("standings (-want +got), %v, %v:\n%s", err, err2, diff)
	}
	ends, err := want.Endings(ctx, day(1))
	others, err2 := got.Endings(ctx, day(1))
	if diff := cmp.Diff(ends, others); diff != "" || len(ends) == 0 || err != nil || err2 != nil {
		t.Errorf("endings (-want +got), %v, %v:\n%s", err, err2, diff)
	}
}

// testExchange holds that what is exported and imported is the same again, in
// whatever order its lines come, and twice.
func testExchange(t *testing.T, place string) {
	s := opened(t, filepath.Join(t.TempDir(), "from.db"))
	filled(t, s, saved(t))
	lines := strings.SplitAfter(exported(t, s), "\n")
	lines = lines[:len(lines)-1]
	to := opened(t, place)
	for range 2 {
		if n, err := to.Import(t.Context(), strings.NewReader(strings.Join(lines, ""))); n != len(lines)-1 || err != nil {
			t.Fatalf("%d of %d lines, %v", n, len(lines), err)
		}
		alike(t, s, to)
	}
	rand.New(rand.NewPCG(9, 9)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	sorted := slices.Sorted(slices.Values(lines)) // what is no run comes last
	for _, lines := range [][]string{lines, sorted} {
		mixed := opened(t, filepath.Join(t.TempDir(), "mixed.db"))
		mixed.Looks = 100 // else looks go before it is known that their run was accepted
		for _, line := range lines {
			if _, err := mixed.Import(t.Context(), strings.NewReader(line)); err != nil {
				t.Fatal(err)
			}
		}
		alike(t, s, mixed)
	}
}

// testCopy holds that a copy on the server, and a copy of that in a file, are the
// same as what was copied.
func testCopy(t *testing.T, here, there, back string) {
	s, server, again := opened(t, here), opened(t, there), opened(t, back)
	filled(t, s, saved(t))
	for _, step := range []struct{ to, from *Store }{{server, s}, {again, server}, {s, again}} {
		if n, err := Copy(t.Context(), step.to, step.from); n < 15 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		alike(t, s, step.to)
	}
}

// testImport holds what is taken of what somebody hands in.
func testImport(t *testing.T, place string) {
	s := opened(t, place)
	ctx := t.Context()
	old, said, later := runOn(shop, 1, fail), runOn(shop, 1, fail), runOn(shop, 1, fail)
	said.Statements = []checklist.Statement{{Item: "Q1", Value: "no", At: day(3)}, {Item: "Q2", Value: "no", At: day(2)}}
	later.Statements = []checklist.Statement{{Item: "Q1", Value: "yes", At: day(4)}}
	odd := runOn(shop, 2)
	odd.ID = "../x"
	for _, step := range []struct {
		what string
		text string
		n    int
		want checklist.Run
		says string // the error
	}{
		{"nothing", "\n  \n", 0, checklist.Run{}, ""},
		{"answers", line(t, said), 1, said, ""},
		{"an older one", line(t, old), 1, said, ""},
		{"a newer one", line(t, later), 1, later, ""},
		{"the same with looks", line(t, withLooks(old)), 1, withLooks(later), ""},
		{"lines that are none", "{}\n" + line(t, later) + "x\n" + line(t, odd), 1, withLooks(later), "line 1: |line 3: |line 4: "},
		{"a shop that is none", `{"shop":"a b"}` + "\n", 0, withLooks(later), "line 1: "},
		{"a baseline that is none", `{"shop":"` + shop + `","accepted":{"run":"../x"}}` + "\n", 0, withLooks(later), "line 1: "},
		{"a memory that is none", `{"shop":"` + shop + `","pruned":{"run":""}}` + "\n", 0, withLooks(later), "line 1: "},
		{"many mistakes", strings.Repeat("x\n", 50) + line(t, old), 0, withLooks(later), "line 1: |line 10: "},
	} {
		n, err := s.Import(ctx, strings.NewReader(step.text))
		if n != step.n || (err != nil) != (step.says != "") {
			t.Errorf("%s: %d, %v", step.what, n, err)
		}
		for _, say := range strings.Split(step.says, "|") {
			if err != nil && !strings.Contains(err.Error(), say) {
				t.Errorf("%s: %q lacks %q", step.what, err, say)
			}
		}
		if err != nil && strings.Contains(err.Error(), "line 11") {
			t.Errorf("%s: more than ten mistakes are told of", step.what)
		}
		if step.want.ID != "" {
			same(t, s, step.want)
		}
	}
	if _, err := s.Import(ctx, &broken{}); !errors.Is(err, errBroken) {
		t.Errorf("a file that breaks off: %v", err)
	}
	accepted := func(at int, id string) string {
		return fmt.Sprintf(`{"shop":%q,"accepted":{"run":%q,"at":%q}}`+"\n", shop, id, day(at).Format("2006-01-02T15:04:05Z"))
	}
	for _, text := range []string{accepted(3, "three"), accepted(2, "two"), accepted(5, old.ID), accepted(5, "again")} {
		if _, err := s.Import(ctx, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	if b, _, ok, err := s.Baseline(ctx, shop); b.Run != old.ID || !ok || err != nil {
		t.Errorf("the newest baseline is %+v, %t, %v", b, ok, err)
	}
}

func line(t *testing.T, run checklist.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := run.WriteLine(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var errBroken = errors.New("it breaks off")

type broken struct{}

func (*broken) Read([]byte) (int, error) { return 0, errBroken }

// TestImportIsInBatches holds that many runs of many shops come whole, although they
// are not kept at once.
func TestImportIsInBatches(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "runs.db"))
	var text strings.Builder
	for i := range 2*maxBatch + 7 {
		text.WriteString(line(t, runOn(fmt.Sprintf("shop%d.example", i%5), i%28+1, fail)))
	}
	n, err := s.Import(t.Context(), strings.NewReader(text.String()))
	if n != 2*maxBatch+7 || err != nil {
		t.Fatalf("%d, %v", n, err)
	}
	shops, err := s.Shops(t.Context())
	if len(shops) != 5 || err != nil || !slices.IsSorted(shops) {
		t.Errorf("%q, %v", shops, err)
	}
}

package facts

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMerge holds each rule to one release line: what the table here says, what a
// public one says in winter, and what is known then.
func TestMerge(t *testing.T) {
	past, coming, day1 := on("2025-12-02").Time, on("2027-12-31").Time, on("2020-01-01")
	read, began := on("2026-12-20"), day1.Time
	for _, tt := range []struct {
		name string
		rule public
		have Cycle
		said line
		want Cycle // what differs from have; Seen is read, if zero
	}{
		{
			"a newer version",
			public{},
			Cycle{Ending: Open, Latest: "1.2.3", LatestDate: past, Security: true},
			line{Ending: Open, Latest: "1.2.10", LatestDate: on("2026-12-01")},
			Cycle{Ending: Open, Latest: "1.2.10", LatestDate: on("2026-12-01").Time, Earlier: Version{"1.2.3", past}, Security: true},
		},
		{
			"one of an unknown day",
			public{},
			Cycle{Ending: Open, Latest: "1.2.3", Earlier: Version{"1.2.1", past}, Security: true},
			line{Ending: Open, Latest: "1.2.4"},
			Cycle{Ending: Open, Latest: "1.2.4", Earlier: Version{"1.2.1", past}, Security: true},
		},
		{
			"one without an earlier",
			public{},
			Cycle{Ending: Open, Latest: "1.2.3", Security: true},
			line{Ending: Open, Latest: "1.2.4", LatestDate: on("2026-12-01")},
			Cycle{Ending: Open, Latest: "1.2.4", LatestDate: on("2026-12-01").Time},
		},
		{
			"the same, with its day",
			public{},
			Cycle{Ending: Open, Latest: "1.2.3", Earlier: Version{"1.2.1", past}},
			line{Ending: Open, Latest: "1.2.3", LatestDate: on("2026-09-01")},
			Cycle{Ending: Open, Latest: "1.2.3", LatestDate: on("2026-09-01").Time, Earlier: Version{"1.2.1", past}},
		},
		{
			"an older one than was seen elsewhere",
			public{},
			Cycle{Ending: Open, Latest: "1.2.9"},
			line{Ending: Open, Latest: "1.2.3", LatestDate: on("2026-09-01")},
			Cycle{Ending: Open, Latest: "1.2.9"},
		},
		{
			"a newer one with an older day",
			public{},
			Cycle{Ending: Open, Latest: "1.2.3", LatestDate: past, Seen: Day()},
			line{Ending: Open, Latest: "1.2.112", LatestDate: on("2025-07-22")},
			Cycle{Ending: Open, Latest: "1.2.3", LatestDate: past, Seen: Day()},
		},
		{
			"the first that is known",
			public{},
			Cycle{Ending: Open, Memory: true},
			line{Ending: Open, Latest: "1.2.3", LatestDate: on("2026-09-01")},
			Cycle{Ending: Open, Latest: "1.2.3", LatestDate: on("2026-09-01").Time},
		},
		{
			"letters, by their day",
			public{},
			Cycle{Ending: Open, Latest: "1.2v", LatestDate: past},
			line{Ending: Open, Latest: "1.2w", LatestDate: on("2026-09-01")},
			Cycle{Ending: Open, Latest: "1.2w", LatestDate: on("2026-09-01").Time, Earlier: Version{"1.2v", past}},
		},
		{
			"letters without one",
			public{},
			Cycle{Ending: Open, Latest: "1.2v", LatestDate: past},
			line{Ending: Open, Latest: "1.2w"},
			Cycle{Ending: Open, Latest: "1.2v", LatestDate: past},
		},
		{
			"no version is said",
			public{},
			Cycle{Ending: Open, Latest: "1.2.3", Seen: Day()},
			line{Ending: Open},
			Cycle{Ending: Open, Latest: "1.2.3", Seen: Day()},
		},
		{
			"versions of another kind",
			public{Latest: "none"},
			Cycle{Ending: Open, Latest: "1.2-p3", Seen: Day(), Memory: true},
			line{Ending: Dated, Ends: on("2027-12-31")},
			Cycle{Ending: Dated, SecurityEnd: coming, Latest: "1.2-p3", Seen: Day(), Memory: true},
		},
		{
			"an end is announced",
			public{After: Courtesy},
			Cycle{Ending: Open},
			line{Ending: Dated, Ends: on("2027-12-31")},
			Cycle{Ending: Dated, SecurityEnd: coming, Extension: Courtesy, Seen: time.Time{}},
		},
		{
			"it ends, and who goes on was written down",
			public{After: Courtesy},
			Cycle{Ending: Open, Extension: Paid},
			line{Ending: Over},
			Cycle{Ending: Over, Extension: Paid},
		},
		{
			"it is put off",
			public{},
			Cycle{Ending: Dated, SecurityEnd: on("2026-12-31").Time, Extension: Paid, ExtendedEnd: on("2027-06-30").Time},
			line{Ending: Dated, Ends: on("2027-12-31")},
			Cycle{Ending: Dated, SecurityEnd: coming, Extension: Paid, ExtendedEnd: coming},
		},
		{
			"the paid fixes go on for longer",
			public{Extended: Paid},
			Cycle{Ending: Dated, SecurityEnd: past, Extension: Paid, ExtendedEnd: on("2027-06-30").Time},
			line{Ending: Dated, Ends: day{past}, Extension: Paid, ExtendedEnd: on("2028-06-30")},
			Cycle{Ending: Dated, SecurityEnd: past, Extension: Paid, ExtendedEnd: on("2028-06-30").Time},
		},
		{
			"an end of those that pay",
			public{Ends: "extended"},
			Cycle{Ending: Dated, SecurityEnd: past, Extension: Paid, ExtendedEnd: coming},
			line{Ending: Dated, Ends: on("2028-05-31")},
			Cycle{Ending: Dated, SecurityEnd: past, Extension: Paid, ExtendedEnd: on("2028-05-31").Time},
		},
		{
			"its makers say nothing, and the public table knows no end",
			public{},
			Cycle{Ending: Unstated},
			line{Ending: Open},
			Cycle{Ending: Unstated},
		},
		{
			"its makers said nothing, and the public table knows an end",
			public{},
			Cycle{Ending: Unstated},
			line{Ending: Dated, Ends: on("2027-12-31")},
			Cycle{Ending: Dated, SecurityEnd: coming},
		},
		{
			"it had ended, and nobody goes on",
			public{Extended: Paid, After: Courtesy},
			Cycle{Ending: Dated, SecurityEnd: past},
			line{Ending: Dated, Ends: on("2025-12-01"), Extension: Paid},
			Cycle{Ending: Dated, SecurityEnd: past},
		},
		{
			"it had ended on a day not recorded",
			public{},
			Cycle{Ending: Over},
			line{Ending: Dated, Ends: on("2025-12-01")},
			Cycle{Ending: Over, SecurityEnd: on("2025-12-01").Time},
		},
		{
			"it had ended, and the public table has not noticed",
			public{},
			Cycle{Ending: Over},
			line{Ending: Open},
			Cycle{Ending: Over},
		},
		{
			"it is looked after again",
			public{},
			Cycle{Ending: Dated, SecurityEnd: on("2026-08-14").Time},
			line{Ending: Dated, Ends: on("2027-12-31")},
			Cycle{Ending: Dated, SecurityEnd: coming},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.have.Name, tt.said.Name, tt.want.Name = "1.2", "1.2", "1.2"
			tt.have.Released, tt.said.Released, tt.want.Released = began, on("2020-01-05"), began
			if tt.have.Ending == Over && tt.said.Ending == Dated {
				tt.want.Ending = Dated
			}
			got := merge([]Cycle{tt.have}, tt.rule, Published{Read: read, Lines: []line{tt.said}})
			tt.want.Source = "endoflife.date, " + tt.rule.Slug + ", read " + moved("2026-12-20")
			if tt.said.Latest != "" && tt.want.Seen.IsZero() {
				tt.want.Seen = read.Time
			}
			if tt.want.Latest != tt.have.Latest {
				tt.want.LatestBy = read.Time
			}
			if diff := cmp.Diff([]Cycle{tt.want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestMergeAddsNewLines: those that came out after all that are known, in their
// place, and no older ones.
func TestMergeAddsNewLines(t *testing.T) {
	have := []Cycle{
		{Product: "drupal", Name: "11.4", Released: on("2026-07-01").Time, Ending: Over},
		{Product: "drupal", Name: "10.6", Released: on("2025-12-17").Time, Ending: Over},
	}
	said := Published{Read: on("2026-12-20"), Lines: []line{
		{Name: "11.5", Released: on("2026-12-16"), Ending: Open},
		{Name: "10.7", Released: on("2026-12-15"), Ending: Open},
		{Name: "11.4", Released: on("2026-07-01"), Ending: Open},
		{Name: "10.6", Released: on("2025-12-17"), Ending: Open},
		{Name: "5", Released: on("2007-01-15"), Ending: Over},
	}}
	var names []string
	for _, c := range merge(have, public{After: Courtesy}, said) {
		names = append(names, c.Name+" "+c.Product+" "+string(c.Extension))
	}
	if got, want := strings.Join(names, ", "), "11.5 drupal courtesy, 10.7 drupal courtesy, 11.4 drupal , 10.6 drupal "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestUpdate: what the functions of this package say with an update, and what has
// changed by it.
func TestUpdate(t *testing.T) {
	caddy, err := PublishedLines("caddy", []byte(caddyAnswer), winter)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := PublishedHoles([]byte(holeList()), HoleUpdate{}, winter)
	if err != nil {
		t.Fatal(err)
	}
	u := Update{Cycles: CycleUpdate{Schema: 1, Products: map[string]Published{"caddy": caddy}}, Holes: catalogue}
	got := Changes(Update{}, u)
	want := []string{
		"Caddy 3 is new: 3.0.1, security fixes without an announced end", "Caddy 2: 2.11.4 -> 2.13.1",
		"Caddy 2: security fixes without an announced end -> security fixes until " + moved("2027-06-01"),
		"Magento: attackers use CVE-2026-900001, listed on " + moved("2026-12-18") + "; which versions have it is not known here",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := Changes(u, u); got != nil {
		t.Errorf("the same again changes %q", got)
	}
	if diff := cmp.Diff(embeddedCycles()["php"], build(u).cycles["php"]); diff != "" {
		t.Errorf("what was not asked about has changed:\n%s", diff)
	}

	if err := Use(u); err != nil {
		t.Fatal(err)
	}
	defer chosen.Store(nil)
	if Use(Update{}) == nil {
		t.Error("another update can be chosen later")
	}
	if c, ok := CycleOf("caddy", "3.0.0"); !ok || c.Latest != "3.0.1" || Newer("caddy", "3.0") || !Newer("caddy", "4.0") {
		t.Errorf("Caddy 3: %+v, %v", c, ok)
	}
	if got := LinesAsOf("caddy"); !got.Equal(on("2026-12-15").Time) || !LinesAsOf("php").Equal(Day()) || !HolesAsOf().Equal(on("2026-12-20").Time) {
		t.Errorf("as of %v, %v, %v", got, LinesAsOf("php"), HolesAsOf())
	}
	if un := Unplaced("magento"); len(un) != 1 || un[0].CVE != "CVE-2026-900001" || Unplaced("drupal") != nil {
		t.Errorf("unplaced: %+v, %+v", un, Unplaced("drupal"))
	}
	if at, ok := Listed("CVE-2026-900002"); !ok || !at.Equal(on("2026-12-18").Time) {
		t.Errorf("listed %v, %v", at, ok)
	}
	used := []Refreshed{
		{Table: "cycles", About: "release lines of software", Day: on("2026-12-15").Time, Source: "endoflife.date", Digest: digest(inUse().cycles)},
		{Table: "exploited", About: "holes that attackers use", Day: on("2026-12-20").Time, Source: "www.cisa.gov", Digest: digest(inUse().holes)},
	}
	if diff := cmp.Diff(used, InUse()); diff != "" {
		t.Error(diff)
	}
	if used[0].Digest == digest(embeddedCycles()) {
		t.Error("a digest does not tell tables apart")
	}
	i := slices.IndexFunc(Tables(), func(t Table) bool { return t.Name == "cycles" })
	if table := Tables()[i]; table.From != "endoflife.date" || table.Rows != rowsOf(embeddedCycles())+1 || !table.AsOf.Equal(on("2026-12-15").Time) {
		t.Errorf("%+v", table)
	}
}

func TestListedWithoutUpdate(t *testing.T) {
	if _, ok := Listed("CVE-2018-7600"); !ok || InUse() != nil || Unplaced("magento") != nil || !HolesAsOf().Equal(Day()) {
		t.Error("without an update the embedded tables count")
	}
	if _, ok := Listed("CVE-1999-0001"); ok {
		t.Error("a hole is listed that is not")
	}
}

func rowsOf(lines map[string][]Cycle) (n int) {
	for _, l := range lines {
		n += len(l)
	}
	return n
}

package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
)

// TestShortHidesNothing holds that a short report has every point, task and answer,
// says what it leaves out, and leaves the whole one as it was.
func TestShortHidesNothing(t *testing.T) {
	for _, name := range sorted(runs) {
		r := New(runs[name](), catalog())
		before := string(markdown(r, escaper{}))
		short := r.short(true)
		if after := string(markdown(r, escaper{})); before != after {
			t.Errorf("%s: the whole report changed:\n%s", name, cmp.Diff(before, after))
		}
		got := string(markdown(short, escaper{}))
		for _, f := range r.Findings.Entries {
			if e := (escaper{}); !strings.Contains(got, "### "+e.inline(f.Heading)+"\n") || !strings.Contains(got, e.text(f.Accepted)) {
				t.Errorf("%s: without %q", name, f.Heading)
			}
		}
		rest := short
		rest.Words, rest.Left = Section[Point]{}, Section[string]{}
		if want := inWords(rest.words()); r.Problem.Happened == "" && short.Words.Intro != want.Intro {
			t.Errorf("%s: the words are %q, want %q", name, short.Words.Intro, want.Intro)
		}
		if len(short.Answers.Entries) != len(r.Answers.Entries) || len(short.Tips.Entries) != len(r.Tips.Entries) {
			t.Errorf("%s: an answer or a tip is missing", name)
		}
		if diff := cmp.Diff(tasks(r), tasks(short)); diff != "" {
			t.Errorf("%s: other tasks: %s", name, diff)
		}
		if seen := r.Problem.Happened == ""; seen != (short.Left.Heading != "") || seen && len(got) > len(before)*85/100 {
			t.Errorf("%s: %d bytes of %d, and what is left out: %q", name, len(got), len(before), short.Left.Heading)
		}
	}
}

func tasks(r Report) []string {
	var out []string
	for _, d := range r.Plan.Entries {
		for _, e := range d.Errands {
			for _, task := range e.Tasks {
				out = append(out, d.Heading+e.Who+string(task.Do)+task.Say+task.More)
			}
		}
	}
	return out
}

func TestShortFinding(t *testing.T) {
	r := New(typicalShop(), catalog())
	points := r.short(false).Findings.Entries
	for i, f := range points {
		if f.Short != (i >= maxInDetail) || !f.Short && !cmp.Equal(f, r.Findings.Entries[i]) {
			t.Errorf("point %d: short %v, or changed though it is not", i+1, f.Short)
		}
	}
	last := points[len(points)-1]
	for _, p := range last.Details[0].Seen[0] {
		if p.Label == technical || p.Text != "" {
			t.Errorf("evidence with %q, %q", p.Label, p.Text)
		}
	}
	if last.ToDo != "Send this header." || last.Snippets != "" || last.Check.Quote == "" || last.Explain == "" {
		t.Errorf("what to do: %q, %q, %q, %q", last.ToDo, last.Snippets, last.Check.Quote, last.Explain)
	}
}

func TestShortAnswers(t *testing.T) {
	r := New(typicalShop(), catalog()).short(false)
	var rows []string
	for _, a := range r.Answers.Entries {
		if a.RowOnly {
			rows = append(rows, a.ID)
		}
		if len(a.Missing) > maxShortReason+1 {
			t.Errorf("%s lacks %d things", a.ID, len(a.Missing))
		}
	}
	if want := "Why 1 answer is YES, and who says so since when."; r.Left.Entries[0] != want {
		t.Errorf("left out is %q, want %q", r.Left.Entries[0], want)
	}
	if diff := cmp.Diff([]string{"Q4"}, rows); diff != "" {
		t.Errorf("in the table alone (-want +got): %s", diff)
	}
}

func TestWhole(t *testing.T) {
	for _, tt := range []struct {
		run  func() checklist.Run
		set  Settings
		want string
	}{
		{typicalShop, Settings{Kept: true}, "shopcheck report tea-shop.example --full shows it"},
		{typicalShop, Settings{}, "--full at the end of the same command shows it"},
		{typicalShop, Settings{Full: true}, ""},
		{unreachableShop, Settings{}, ""},
	} {
		got := strings.Join(strings.Fields(printed(t, New(tt.run(), catalog()), tt.set)), " ")
		if says := strings.Contains(got, "The whole report: "); says != (tt.want != "") || !strings.Contains(got, tt.want) {
			t.Errorf("%+v: says where the whole report is: %v, want %q", tt.set, says, tt.want)
		}
	}
}

// TestAddresses holds that long addresses in sentences are numbered once each, stand
// in full below the point, and cannot become links there.
func TestAddresses(t *testing.T) {
	const long = "https://tea-shop.example/checkout/onepage/success/index.php?order=17"
	m := &page{escaper: escaper{notes: &footnotes{}}}
	m.paragraph(m.text("See " + long + ", (" + long + ") and https://short.example/."))
	m.labelled("Where", m.code(long))
	m.heading(3, "Then "+long)
	m.item("And " + long + "x.")
	m.item(long + "(y z)")
	m.heading(3, "End")
	m.heading(3, "Nothing more")
	want := "See \\[1\\], (\\[1\\]) and `https://short.example/`.\n\n**Where:** `" + long + "`\n\n**Addresses:**\n\n- \\[1\\] `" + long + "`\n\n" +
		"### Then \\[1\\]\n\n- And \\[2\\].\n- \\[3\\] z)\n- \\[1\\] `" + long + "`\n- \\[2\\] `" + long + "x`\n- \\[3\\] `" + long + "(y`\n\n### End\n\n### Nothing more\n\n"
	if diff := cmp.Diff(want, m.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if bad, _, _ := kinds(parse(m.Bytes()), m.Bytes()); slices.Contains(bad, "Link") {
		t.Errorf("text became %v", bad)
	}
}

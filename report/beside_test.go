package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"shopcheck/checklist"
)

// earlierRun is a typical run of so many months before.
func earlierRun(months, hardening int) checklist.Run {
	run := typicalShop()
	run.Scan.Started = noon.AddDate(0, -months, 0)
	run.ID = checklist.NewID(run.Target.Domain, run.Scan.Started)
	run.Assessment.Hardening = hardening
	return run
}

func TestTrend(t *testing.T) {
	now := typicalShop()
	less := earlierRun(5, 30)
	less.Answers = append([]checklist.Answer{}, less.Answers...)
	for i := range less.Answers {
		less.Answers[i].Says = checklist.No
	}
	less.Answers[0].Says, less.Assessment.Score = checklist.Yes, checklist.Score{Proven: 1, Possible: 1, Of: 11}
	unseen := earlierRun(2, 0)
	unseen.Scan.Problem = unreachableShop().Scan.Problem
	ruled := earlierRun(1, 44)
	ruled.Tool.Rules = "other"
	for _, tt := range []struct {
		name    string
		earlier []checklist.Run
		intro   string
		want    []Past
	}{
		{"none", nil, "", nil},
		{"another shop's, and this run itself", []checklist.Run{plannedShop(), now}, "", nil},
		{"in any order, and one twice", []checklist.Run{unseen, less, unseen}, "One line for each check, the oldest first. More is proven than at first: 2 answers in place of 1.", []Past{
			{Day: "24 June 2026", Score: "1 of 11 proven, up to 1 possible", Outside: "30 percent", Mark: Mark{1, 1, 11, 30}},
			{Day: "24 September 2026", Score: "the shop was not seen", Outside: "not seen", Mark: Mark{Hardening: -1}},
			{Day: "24 November 2026", Score: "2 of 11 proven, up to 7 possible", Outside: "80 percent", Mark: Mark{2, 7, 11, 80}},
		}},
		{"by other rules", []checklist.Run{ruled}, "One line for each check, the oldest first. As many answers are proven as at first: 2. Not all of them were made by the same rules, so part of a difference can come from that.", []Past{
			{Day: "24 October 2026", Score: "2 of 11 proven, up to 7 possible", Outside: "44 percent", Mark: Mark{2, 7, 11, 44}},
			{Day: "24 November 2026", Score: "2 of 11 proven, up to 7 possible", Outside: "80 percent", Mark: Mark{2, 7, 11, 80}},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := New(now, catalog()).With(Beside{Earlier: tt.earlier}).Trend
			if diff := cmp.Diff(tt.want, got.Entries, cmpopts.IgnoreUnexported(Past{})); diff != "" || got.Intro != tt.intro {
				t.Errorf("%q\n%s", got.Intro, diff)
			}
		})
	}
	var many []checklist.Run
	for i := range 30 {
		many = append(many, earlierRun(i+1, i))
	}
	if got := New(now, catalog()).With(Beside{Earlier: many}).Trend; len(got.Entries) != MaxEarlier || got.Entries[MaxEarlier-1].Day != "24 November 2026" {
		t.Errorf("%d checks, the last of %s", len(got.Entries), got.Entries[len(got.Entries)-1].Day)
	}
}

// TestBesideInText: Markdown and the terminal tell it too, and nothing of it acts.
func TestBesideInText(t *testing.T) {
	beside := agency()
	beside.Earlier = []checklist.Run{earlierRun(3, 40)}
	r := New(typicalShop(), catalog()).With(beside)
	for _, format := range []Format{Markdown, Terminal, HTML} {
		var out bytes.Buffer
		if err := Write(&out, format, One(r), Settings{Full: true}); err != nil {
			t.Fatal(err)
		}
		got := strings.ToLower(strings.Join(strings.Fields(out.String()), " "))
		for _, want := range []string{"we move your shop in spring.", "handed to you by harbour", "how the shop has done over time", "24 august 2026", "40 percent"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s lacks %q", format, want)
			}
		}
		if bad := invisible(out.String()); bad != "" {
			t.Errorf("%s: invisible characters %q", format, bad)
		}
	}
	source, alone := document(t, Markdown, One(r), Settings{}), document(t, Markdown, One(New(typicalShop(), catalog())), Settings{})
	got, _, _ := kinds(parse([]byte(source)), []byte(source))
	want, _, _ := kinds(parse([]byte(alone)), []byte(alone)) // of pages of ours
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("text became something (-alone +beside):\n%s", diff)
	}
}

// TestNothingBeside: without anything beside it a report is the same as before.
func TestNothingBeside(t *testing.T) {
	r := New(typicalShop(), catalog())
	if got := r.With(Beside{Notes: []string{" \n "}}); got.Notes.Heading != "" || got.Trend.Heading != "" || got.Brand.By() != "" {
		t.Errorf("%+v %+v %+v", got.Notes, got.Trend, got.Brand)
	}
	many := r.With(Beside{Notes: slices.Repeat([]string{"Read this."}, maxNotes+2)}).Notes.Entries
	if got := many[len(many)-1]; len(many) != maxNotes+1 || got != "What follows is left out here: 2 more paragraphs." {
		t.Errorf("%d notes, the last of them %q", len(many), got)
	}
	if got := r.With(Beside{Brand: Brand{Name: "A", Color: "red; } *{display:none"}}); got.Brand.Name != "" {
		t.Errorf("a brand that cannot be shown is: %+v", got.Brand)
	}
}

func TestBrand(t *testing.T) {
	png, jpeg := "\x89PNG\r\n\x1a\nrest", "\xff\xd8\xff\xe0rest"
	for _, tt := range []struct {
		name  string
		brand Brand
		want  string // of the error
	}{
		{"nobody", Brand{}, ""},
		{"all", Brand{"Harbour", "Ana, +49 30 1234567", "#0a5c8f", []byte(png)}, ""},
		{"short color, JPEG", Brand{Name: "Harbour", Color: "#05A", Logo: []byte(jpeg)}, ""},
		{"SVG", Brand{Name: "Harbour", Logo: []byte("<?xml version=\"1.0\"?>\n" + svgLogo)}, ""},
		{"no name", Brand{Color: "#fff"}, "name is missing"},
		{"long name", Brand{Name: strings.Repeat("a", 201)}, "longer than 200 bytes"},
		{"hidden characters", Brand{Name: "a\u202eb"}, "cannot be seen"},
		{"color by name", Brand{Name: "a", Color: "red"}, "color cannot be"},
		{"color that goes on", Brand{Name: "a", Color: "#fff}"}, "color cannot be"},
		{"HTML", Brand{Name: "a", Logo: []byte("<html><svg xmlns='http://www.w3.org/2000/svg'/></html>")}, "no picture"},
		{"SVG that grows", Brand{Name: "a", Logo: []byte(`<!DOCTYPE svg [<!ENTITY a "b">]>` + svgLogo)}, "no picture"},
		{"SVG cut short", Brand{Name: "a", Logo: []byte(svgLogo[:60])}, "no picture"},
		{"GIF", Brand{Name: "a", Logo: []byte("GIF89a")}, "no picture"},
		{"large", Brand{Name: "a", Logo: []byte(png + strings.Repeat("x", maxLogo))}, "larger than 200 KiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.brand.Check()
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// TestTextOn holds that text on a brand's color can be read, whatever the color.
func TestTextOn(t *testing.T) {
	for color, want := range map[string]string{"#fff": "#000", "#000": "#fff", "#0a5c8f": "#fff", "#ffd400": "#000", "#777777": "#000", "#757575": "#fff", "#737373": "#fff"} {
		if got := textOn(color); got != want {
			t.Errorf("text on %s is %s, want %s", color, got, want)
		}
	}
	for grey := range 256 {
		color := "#" + strings.Repeat(string("0123456789abcdef"[grey/16])+string("0123456789abcdef"[grey%16]), 3)
		light, dark := luminance(color), luminance(textOn(color))
		if got := (max(light, dark) + 0.05) / (min(light, dark) + 0.05); got < 4.5 {
			t.Errorf("text on %s has a contrast of %.2f", color, got)
		}
	}
}

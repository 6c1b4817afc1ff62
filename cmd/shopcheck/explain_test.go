package main

import (
	"strings"
	"testing"

	"shopcheck/checklist"
	"shopcheck/report"
	"shopcheck/scanner"
	"shopcheck/scanner/probes"
)

// TestProbePages: every probe's page keeps what its Markdown says, and puts what
// the checklist knows of it before the reasons.
func TestProbePages(t *testing.T) {
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range probes.All() {
		text, err := page(cat, strings.ToUpper(string(p.ID)))
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		wants := []string{"# " + p.Title() + "\n", "## At a glance\n", "- **How serious:** ", "- **Questions that it helps to answer:** ", "- **Permission:** needs ", "--only " + string(p.ID)}
		for _, want := range append(wants, scanner.DocSections...) {
			i := strings.Index(text[at:], want)
			if i < 0 {
				t.Errorf("%s: %q is missing, or out of order", p.ID, want)
			}
			at += max(i, 0)
		}
		if strings.Contains(text, "and counts for nothing") != (p.Severity == scanner.Info) || harms[p.Severity] == "" {
			t.Errorf("%s: the harm of %s is not told", p.ID, p.Severity)
		}
		if strings.Contains(text, "--authorized`") == (p.Class == scanner.Passive) {
			t.Errorf("%s: the permission is not told as its class is %q", p.ID, p.Class)
		}
		only := strings.Contains(p.Doc, "Only the thorough profile asks") || strings.Contains(p.Doc, "only `--profile thorough` looks")
		if only != strings.Contains(text, "--only "+string(p.ID)+" --profile thorough") {
			t.Errorf("%s: the command to look at it alone does not look as closely as its page wants", p.ID)
		}
		if strings.Contains(text, "**Who usually mends it:**") != (p.Severity != scanner.Info) {
			t.Errorf("%s: who mends it is not told, or nobody need", p.ID)
		}
		_, rest, _ := strings.Cut(p.Doc, "\n## ")
		if !strings.HasSuffix(text, "\n## "+rest) {
			t.Errorf("%s: the page is not whole", p.ID)
		}
	}
}

// TestItemPages: an item's page has all that is asked and advised.
func TestItemPages(t *testing.T) {
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range append(cat.Items, checklist.Item{ID: checklist.About, Parts: cat.About}) {
		text, err := page(cat, strings.ToLower(string(item.ID)))
		if err != nil {
			t.Fatal(err)
		}
		wants := []string{item.Ask, item.Why}
		for _, part := range item.Parts {
			wants = append(wants, "### "+part.Ask, part.Help, "`"+string(item.ID)+"/"+part.ID+"`, which takes ", part.Do.Say)
			for _, o := range part.Choices {
				wants = append(wants, "- `"+o.Value+"` means: "+o.Label)
			}
		}
		for _, n := range item.Tips {
			tip, _ := cat.Tip(n)
			wants = append(wants, tip.Text)
		}
		for _, w := range ways(item) {
			for _, id := range w.ids {
				wants = append(wants, "## "+w.heading, "- `"+string(id)+"` "+cat.Probes[id].Title())
			}
		}
		for _, want := range wants {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q", item.ID, want)
			}
		}
	}
}

// TestWordPages: every word has a page, under each of its spellings and in any
// letters, and names probes that exist.
func TestWordPages(t *testing.T) {
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	for _, term := range report.Glossary() {
		for _, s := range term.Spellings() {
			for _, asked := range []string{s, strings.ToUpper(s), strings.ToLower(s)} {
				if text, err := page(cat, asked); err != nil || !strings.Contains(text, term.Means) {
					t.Errorf("explain %q: %v, %.60s", asked, err, text)
				}
			}
		}
		for _, id := range term.Probes {
			found := false
			for _, p := range probes.All() {
				found = found || report.Term{Probes: []scanner.ProbeID{id}}.About(p.ID)
			}
			if !found {
				t.Errorf("%s names the probe %s, which does not exist", term.Name, id)
			}
		}
	}
}

// TestExplainUnknown: whatever is typed, the answer is one short line that says
// what to try.
func TestExplainUnknown(t *testing.T) {
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{
		"dmark":                         "did you mean DMARC?",
		"Mail.DMARC-polcy":              "did you mean mail.dmarc-policy?",
		"dmarc-policy":                  "did you mean mail.dmarc-policy?",
		"Q12":                           "did you mean Q1?",
		"cooky":                         "did you mean cookie?",
		"glosary":                       "did you mean glossary?",
		"second stop":                   "did you mean second step?",
		"xy":                            "shopcheck explain lists",
		"zzzzzzzzzzzz":                  "; shopcheck explain lists probes and items, shopcheck explain glossary words",
		"\x1b[31m\u202e\x00\n::error::": "shopcheck explain lists",
		"../../etc/passwd":              "shopcheck explain lists",
		"%s%n%d":                        "\"%s%n%d\" is neither",
		"\xff\xfe":                      `\xff`,
		strings.Repeat("mail.", 1<<18):  "…\" is neither",
		strings.Repeat("e\u0301", 1000): "…\" is neither",
	} {
		text, err := page(cat, typed)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("explain %.40q: %q, %v; want %q", typed, text, err, want)
			continue
		}
		for _, r := range err.Error() {
			if r < ' ' || r == 0x7f || r == 0x202e || len(err.Error()) > 400 {
				t.Errorf("explain %.40q says %.400q", typed, err)
				break
			}
		}
	}
}

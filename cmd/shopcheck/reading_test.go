package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

// founded is the script command "founded REPORT...": in these Markdown reports
// nothing is asserted without what an owner needs to believe it and to act on it.
func founded(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		if lacks := unfounded(ts.ReadFile(name)); len(lacks) > 0 {
			ts.Fatalf("%s:\n%s", name, strings.Join(lacks, "\n"))
		}
	}
}

// unfounded says what a report in Markdown lacks. Each NO needs a reason, which is
// what a person answered or a point with evidence; each I DON'T KNOW needs what is
// missing, and a step of the plan that settles it; each point that is not in order
// needs evidence, somebody who can mend it, and a command that shows whether it is
// mended. Words of capitals need to be explained.
func unfounded(report string) []string {
	lacks := unexplained(report)
	points := parts(report, "What is not in order")
	for _, p := range points {
		text := strings.ReplaceAll(p.text, "**To answer:** `", "**To check:** `") // of what may stay, an answer shows that it is well
		for what, mark := range map[string]string{"evidence": "- **Seen:** `", "somebody who can mend it": "**Who can do it:** ", "a command that shows whether it is mended": "**To check:** `"} {
			if !strings.Contains(text, mark) {
				lacks = append(lacks, p.head+": without "+what)
			}
		}
	}
	answers := parts(report, "The eleven answers")
	if len(answers) != 11 {
		lacks = append(lacks, "not eleven answers")
	}
	for _, a := range answers {
		id, _, _ := strings.Cut(a.head, " ")
		_, says, _ := strings.Cut(a.head, ": ")
		switch {
		case strings.HasPrefix(says, "NO"):
			lacks = append(lacks, baseless(a, points)...)
		case says != "I DON'T KNOW":
		case len(listed(a.text, "What is still missing")) == 0:
			lacks = append(lacks, a.head+": without what is missing")
		case !strings.Contains(text(report, "Your plan"), id+" “"):
			lacks = append(lacks, a.head+": without a step that settles it")
		}
	}
	slices.Sort(lacks)
	return lacks
}

// baseless says which reasons of a NO are neither answers nor points with evidence.
func baseless(a part, points []part) []string {
	var lacks []string
	reasons := listed(a.text, "Because")
	for _, reason := range reasons {
		sentence, _, _ := strings.Cut(strings.TrimSuffix(reason, "."), ": `")
		if rest.MatchString(reason) || strings.Contains(reason, "” was answered “") || strings.HasPrefix(reason, "It is accepted for now: ") ||
			slices.ContainsFunc(points, func(p part) bool {
				return strings.Contains(p.head+"\n"+p.text, sentence) && strings.Contains(p.text, "- **Seen:** `")
			}) {
			continue
		}
		lacks = append(lacks, a.head+": without evidence for “"+reason+"”")
	}
	if len(reasons) == 0 {
		lacks = append(lacks, a.head+": without a reason")
	}
	return lacks
}

// unexplained returns words of capitals in what is written for the owner that the
// report does not explain. What stands in code, or is for a host or agency, may
// have any.
func unexplained(report string) []string {
	report, words, _ := strings.Cut(report, "\n## Words in this report\n")
	report = strings.Replace(report, text(report, "The encryption in full"), "", 1)
	for _, kind := range technical {
		report = kind.ReplaceAllString(report, "$1")
	}
	var out []string
	for _, word := range capitals.FindAllString(report, -1) {
		lack := word + " is not explained"
		if !slices.Contains(plain, word) && !regexp.MustCompile(`\b`+word+`\b`).MatchString(words) && !slices.Contains(out, lack) {
			out = append(out, lack)
		}
	}
	return out
}

var (
	technical = []*regexp.Regexp{
		regexp.MustCompile(`(?s)\n\*\*In detail, for your host or agency:\*\*\n.*?(\n\*\*|\n#)`),
		regexp.MustCompile("()`[^`\n]*`"),
		regexp.MustCompile(`()/[^\s/]+`), // a path
	}
	capitals = regexp.MustCompile(`\b[A-Z][A-Z0-9][A-Z0-9-]*\b`)
	plain    = []string{"YES", "NO", "DON", "KNOW", "UTC", "MB", "DAY", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11"}
)

// rest counts reasons that are left out.
var rest = regexp.MustCompile(`^And \d+ more reasons?\.$`)

// A part of a section of a report.
type part struct{ head, text string }

// text returns a section of a report; it is empty if there is none.
func text(report, section string) string {
	_, report, _ = strings.Cut(report, "\n## "+section+"\n")
	report, _, _ = strings.Cut(report, "\n## ")
	return report
}

// parts returns what stands under the smaller headings of a section.
func parts(report, section string) []part {
	var out []part
	for i, text := range strings.Split(text(report, section), "\n### ") {
		if head, text, _ := strings.Cut(text, "\n"); i > 0 {
			out = append(out, part{head, text})
		}
	}
	return out
}

// listed returns the points of the list that begins with a word, which has one line
// if it is of one point.
func listed(text, word string) []string {
	_, text, found := strings.Cut(text, "**"+word+":**")
	if !found {
		return nil
	}
	line, text, _ := strings.Cut(text, "\n")
	if line != "" {
		return []string{strings.TrimSpace(line)}
	}
	text, _, _ = strings.Cut(strings.TrimPrefix(text, "\n"), "\n\n")
	var out []string
	for point := range strings.SplitSeq(text, "\n") {
		if point, ok := strings.CutPrefix(point, "- "); ok {
			out = append(out, point)
		}
	}
	return out
}

func TestUnfounded(t *testing.T) {
	point := "### Critical: Anybody can fetch the database\n\n- **Seen:** `CREATE TABLE`\n\n**In detail, for your host or agency:**\n\nUse ECDHE.\n\n**Who can do it:** Your host.\n\n**To check:** `SCAN`\n"
	report := "# Security check\n\nBy DNS.\n\n## Your plan\n\n- Answer what is still open in Q4 “Plan”.\n\n## The eleven answers\n\nYES and NO.\n" +
		strings.Repeat("\n### Q1 Encrypted: YES, with weaknesses\n\nSeen by shopcheck.\n", 7) +
		"\n### Q8 Kept out: NO, accepted until 1 March 2027 by Ben\n\n**Because:**\n\n- Anybody can fetch the database.\n- It is accepted for now: A test.\n- And 1 more reason.\n" +
		"\n### Q10 Deleted: NO\n\n**Because:** Anybody can fetch the database: `/dump.sql` (dump).\n" +
		"\n### Q2 Passwords: NO\n\n**Because:** “How long?” was answered “6”.\n" +
		"\n### Q4 Plan: I DON'T KNOW\n\n**What is still missing:**\n\n- “Is there a plan?”\n" +
		"\n## What is not in order\n\nOne point.\n\n" + point +
		"\n## The encryption in full\n\nECDHE\n\n## Words in this report\n\n- **DNS:** An address book.\n"
	for _, tt := range []struct {
		name, old, new string
		want           []string
	}{
		{"whole", "", "", nil},
		{"a NO without a reason", "**Because:** “How", "Whatever “How", []string{"Q2 Passwords: NO: without a reason"}},
		{"a reason that is nowhere below", "Because:** Anybody can", "Because:** Everybody can", []string{"Q10 Deleted: NO: without evidence for “Everybody can fetch the database: `/dump.sql` (dump).”"}},
		{"a reason whose point shows nothing", "- **Seen:** `CREATE TABLE`\n", "", []string{
			"Q8 Kept out: NO, accepted until 1 March 2027 by Ben: without evidence for “Anybody can fetch the database.”",
			"Q10 Deleted: NO: without evidence for “Anybody can fetch the database: `/dump.sql` (dump).”",
			"Critical: Anybody can fetch the database: without evidence",
		}},
		{"nothing that is missing", "- “Is there a plan?”\n", "", []string{"Q4 Plan: I DON'T KNOW: without what is missing"}},
		{"nothing that settles", "Q4 “Plan”", "Q5 “Plan”", []string{"Q4 Plan: I DON'T KNOW: without a step that settles it"}},
		{"no plan", "## Your plan", "## My plan", []string{"Q4 Plan: I DON'T KNOW: without a step that settles it"}},
		{"a word that is not explained", "By DNS.", "By DNSSEC, DNSSEC.", []string{"DNSSEC is not explained"}},
		{"words that are none", "By DNS.", "YES, `TLS`, /HEAD.", nil},
		{"no words", "## Words in this report", "## Words", []string{"DNS is not explained"}},
		{"nobody to mend it", "**Who can do it:**", "**Who:**", []string{"Critical: Anybody can fetch the database: without somebody who can mend it"}},
		{"nothing to see it by", "**To check:**", "**Check:**", []string{"Critical: Anybody can fetch the database: without a command that shows whether it is mended"}},
		{"an answer too few", "\n### Q2 Passwords: NO\n\n**Because:** “How long?” was answered “6”.\n", "", []string{"not eleven answers"}},
		{"points without a section", "## What is not in order", "## Other", []string{
			"Q8 Kept out: NO, accepted until 1 March 2027 by Ben: without evidence for “Anybody can fetch the database.”",
			"Q10 Deleted: NO: without evidence for “Anybody can fetch the database: `/dump.sql` (dump).”",
		}},
	} {
		broken := strings.Replace(report, tt.old, tt.new, 1)
		slices.Sort(tt.want)
		if diff := cmp.Diff(tt.want, unfounded(broken)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

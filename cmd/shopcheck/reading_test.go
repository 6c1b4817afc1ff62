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
// what a person answered or a point with evidence; each I DON'T KNOW needs a step
// that settles it; each point that is not in order needs evidence, somebody who can
// mend it, and a command that shows whether it is mended.
func unfounded(report string) []string {
	var lacks []string
	points := parts(report, "What is not in order")
	for _, p := range points {
		for what, mark := range map[string]string{"evidence": "- **Seen:** `", "somebody who can mend it": "**Who can do it:** ", "a command that shows whether it is mended": "**To see that it is done:** `"} {
			if !strings.Contains(p.text, mark) {
				lacks = append(lacks, p.head+": without "+what)
			}
		}
	}
	answers := parts(report, "The eleven answers")
	if len(answers) != 11 {
		lacks = append(lacks, "not eleven answers")
	}
	for _, a := range answers {
		_, says, _ := strings.Cut(a.head, ": ")
		switch {
		case strings.HasPrefix(says, "NO"):
			lacks = append(lacks, baseless(a, points)...)
		case says == "I DON'T KNOW" && len(listed(a.text, "To settle it")) == 0:
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

// rest counts reasons that are left out.
var rest = regexp.MustCompile(`^And \d+ more reasons?\.$`)

// A part of a section of a report.
type part struct{ head, text string }

// parts returns what stands under the smaller headings of a section.
func parts(report, section string) []part {
	_, report, _ = strings.Cut(report, "\n## "+section+"\n")
	report, _, _ = strings.Cut(report, "\n## ")
	var out []part
	for i, text := range strings.Split(report, "\n### ") {
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
	point := "### Critical: Anybody can fetch the database\n\n- **Seen:** `CREATE TABLE`\n- **Who can do it:** your host\n- **To see that it is done:** `shopcheck scan`\n"
	report := "# Security check\n\n## The eleven answers\n\nYES and NO.\n" +
		strings.Repeat("\n### Q1 Encrypted: YES, with weaknesses\n\nSeen by shopcheck.\n", 7) +
		"\n### Q8 Kept out: NO, accepted until 1 March 2027 by Ben\n\n**Because:**\n\n- Anybody can fetch the database.\n- It is accepted for now: A test.\n- And 1 more reason.\n" +
		"\n### Q10 Deleted: NO\n\n**Because:** Anybody can fetch the database: `/dump.sql` (dump).\n" +
		"\n### Q2 Passwords: NO\n\n**Because:** “How long?” was answered “6”.\n" +
		"\n### Q4 Plan: I DON'T KNOW\n\n**To settle it:**\n\n- “Is there a plan?”\n" +
		"\n## What is not in order\n\nOne point.\n\n" + point + "\n## What is in order\n"
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
		{"nothing that settles", "- “Is there a plan?”\n", "", []string{"Q4 Plan: I DON'T KNOW: without a step that settles it"}},
		{"nobody to mend it", "- **Who can do it:** your host\n", "", []string{"Critical: Anybody can fetch the database: without somebody who can mend it"}},
		{"nothing to see it by", "- **To see that it is done:** `shopcheck scan`\n", "", []string{"Critical: Anybody can fetch the database: without a command that shows whether it is mended"}},
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

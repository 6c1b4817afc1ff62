package report

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// GitHub is for the log of a workflow on GitHub: a line for each shop, then its
// findings as commands that GitHub shows as annotations of the workflow's run. It
// shows ten of each kind for one step, so the worst are told and the rest counted.
// What somebody accepted for now is counted too. The last line gives credit.
const GitHub Format = "github"

// maxAnnotations is how many annotations of each kind GitHub shows for one step.
const maxAnnotations = 10

// The kinds of annotations, the loudest first.
var annotationKinds = []string{"error", "warning", "notice"}

// An annotation is one command to a workflow's log.
type annotation struct {
	kind, title, text string
	rank              int // the gravest 0
}

// A githubLog gathers annotations and forgets those that GitHub would not show.
type githubLog struct {
	kept           map[string][]annotation // by kind, the gravest first
	left, accepted int
}

func writeGitHub(w io.Writer, reports iter.Seq2[Report, error], _ Settings) error {
	all := githubLog{kept: map[string][]annotation{}}
	for r, err := range reports {
		if err != nil {
			return err
		}
		shop := r.rows()
		if _, err := fmt.Fprintf(w, "Shop %s: %s\n", shop.Domain, githubData(strings.TrimSpace(shop.Summary+" "+r.Brief.Since))); err != nil {
			return err
		}
		all.add(shop)
	}
	_, err := io.WriteString(w, all.text()+githubData(checklist.Credit)+"\n")
	return err
}

func (l *githubLog) add(shop rows) {
	for _, r := range shop.Records {
		switch {
		case r.Holds:
			l.accepted++
		case r.wrong(), r.Probe == notAssessed:
			a := annotationOf(shop, r)
			l.kept[a.kind] = append(l.kept[a.kind], a)
		}
	}
	for kind, list := range l.kept {
		slices.SortStableFunc(list, func(a, b annotation) int { return cmp.Compare(a.rank, b.rank) })
		l.left += max(len(list)-maxAnnotations, 0)
		l.kept[kind] = list[:min(len(list), maxAnnotations)]
	}
}

// text returns the commands. The last notice counts what is not told.
func (l *githubLog) text() string {
	notices := l.kept["notice"]
	if l.left+l.accepted > 0 && len(notices) == maxAnnotations {
		notices, l.left = notices[:maxAnnotations-1], l.left+1
	}
	if rest := l.rest(); rest != "" {
		notices = append(notices, annotation{kind: "notice", title: "Not shown here", text: rest})
	}
	l.kept["notice"] = notices
	var out strings.Builder
	for _, kind := range annotationKinds {
		for _, a := range l.kept[kind] {
			_, _ = fmt.Fprintf(&out, "::%s title=%s::%s\n", a.kind, githubProperty(a.title), githubData(a.text))
		}
	}
	return out.String()
}

// rest says what is not told; empty if everything is.
func (l *githubLog) rest() string {
	var out []string
	if l.left > 0 {
		out = append(out, are(l.left, "more finding")+" not shown, because GitHub shows "+fmt.Sprint(maxAnnotations)+" of each kind.")
	}
	if l.accepted > 0 {
		out = append(out, are(l.accepted, "finding")+" accepted for now.")
	}
	if len(out) > 0 {
		out = append(out, "The other formats have them all.")
	}
	return strings.Join(out, " ")
}

func annotationOf(shop rows, r record) annotation {
	out := annotation{kind: map[string]string{"error": "error", "warning": "warning", "note": "notice"}[sarifLevelOf(r.Severity, r.Outcome)], rank: r.Severity.Rank(), text: r.Alone}
	if r.Probe == notAssessed {
		out.title, out.rank = shop.Domain+" was not assessed", -1
		return out
	}
	mark, _ := heading(scanner.Finding{Severity: r.Severity, Outcome: r.Outcome}, "")
	out.title = strings.TrimSuffix(mark, ": ") + ", at " + shop.Domain + ". " + should(r.Probe, r.Title)
	if r.Do != "" {
		out.text += " What to do: " + string(r.Do)
	}
	if r.Who != "" {
		out.text += " Who can: " + r.Who + "."
	}
	if r.Outcome == scanner.Fail && r.Accepted != "" {
		out.text += " " + r.Accepted
	}
	return out
}

// githubData escapes what a command says, and githubProperty what stands before
// that, as GitHub's own toolkit does (@actions/core, command.ts).
func githubData(s string) string { return githubBreaks.Replace(s) }

func githubProperty(s string) string { return githubMarks.Replace(githubBreaks.Replace(s)) }

var (
	githubBreaks = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubMarks  = strings.NewReplacer(":", "%3A", ",", "%2C")
)

package report

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// Summary is for daily use: ten lines at most for one shop, and of several shops
// one line each, one for all and one that gives credit. It is plain text.
const Summary Format = "summary"

// A Brief is a report in a few sentences, each of one line. As in a Report, they
// may hold words that a shop chose: they are printable and bounded, and a writer
// escapes them for its format.
type Brief struct {
	Title   string   // "tea-shop.example, looked at on 24 November 2026"
	Score   string   // both numbers; empty, as all below but the last two, if the shop was not seen
	Verdict string   // one sentence
	No      string   // which answers are NO; empty if none is
	First   []string // what to do first: "point 1 (your host): Have the file taken away."
	Count   string   // how much is open, and how much accepted for now
	Since   string   // what changed since an earlier check; empty if none was compared
	Soon    string   // what ends within 30 days, or has ended; empty if nothing does
	Line    string   // all of it, in one line
	Problem string   // what happened and what to try; empty if the shop was seen

	open, accepted int              // points
	worst          scanner.Severity // of those open; empty if none is
	where          string           // which of several shops has it; empty for one shop
}

// brief sums up. What it counts as open is what is not in order, worth mending,
// and accepted by nobody.
func (s sources) brief() Brief {
	out := Brief{Title: s.Target.String() + ", looked at on " + date(s.Scan.Started)}
	if s.unseen() {
		p := s.problem()
		out.Problem = strings.TrimSpace(p.Happened + " " + p.Try)
		out.Line = s.Target.String() + ": not graded. " + p.Happened
		return out
	}
	s.count(&out)
	numbers := s.numbers()
	no, short := s.noes()
	out.Score = s.scores()
	out.Verdict = cut(upToStop(s.Assessment.Verdict), maxVerdict)
	out.No, out.First, out.Soon = no, s.firsts(), s.endsSoon()
	out.Count = out.counts() + "."
	out.Line = fmt.Sprintf("%s: %s. %s%s.", s.Target.String(), numbers, short, out.counts())
	return out
}

// maxVerdict bounds the bytes of a verdict that somebody wrote into a run.
const maxVerdict = 200

// count counts points, and notes the worst that is open.
func (s sources) count(out *Brief) {
	for _, group := range s.wrongs {
		if group[0].Severity == scanner.Info {
			continue
		}
		if w, known := s.longest(group[0].Probe); known && !s.over(w) {
			out.accepted++
			continue
		}
		out.open++
		if out.worst == "" {
			out.worst = group[0].Severity // they are sorted
		}
	}
}

// counts words what is open: "6 points open, the worst critical; 1 accepted".
func (b Brief) counts() string {
	out := "Nothing open"
	if b.open > 0 {
		out = counted(b.open, "point") + " open"
	}
	switch {
	case b.worst == "" || b.worst.Rank() >= scanner.Info.Rank():
	case b.where != "":
		out += ", the worst " + string(b.worst) + " at " + b.where
	case b.open == 1:
		out += ", it is " + string(b.worst)
	default:
		out += ", the worst " + string(b.worst)
	}
	if b.accepted > 0 {
		out += fmt.Sprintf("; %d accepted for now", b.accepted)
	}
	return out
}

// interval is the score, "" if there is none.
func (m Mark) interval() string {
	switch {
	case m.Of == 0:
		return ""
	case m.Proven == m.Possible:
		return fmt.Sprintf("%d of %d", m.Proven, m.Of)
	}
	return fmt.Sprintf("%d to %d of %d", m.Proven, m.Possible, m.Of)
}

// scores words both numbers.
func (s sources) scores() string {
	m := markOf(s.Run)
	out := "The score is not counted, because the numbers in this run do not fit its answers."
	switch got := m.interval(); {
	case got != "" && m.Proven == m.Possible:
		out = "Score: " + got + "."
	case got != "":
		out = "Score: " + got + ", from what is proven to what is possible."
	}
	if m.Hardening >= 0 {
		out += fmt.Sprintf(" In order as seen from outside: %d percent.", m.Hardening)
	}
	return out
}

// numbers are both for a line with more in it.
func (s sources) numbers() string {
	m := markOf(s.Run)
	out := cmp.Or(m.interval(), "score not counted")
	if m.Hardening >= 0 {
		out += fmt.Sprintf(", %d percent", m.Hardening)
	}
	return out
}

// noes lists the answers that are NO, by name and by number.
func (s sources) noes() (names, numbers string) {
	var named, numbered []string
	for _, a := range s.Run.Answers {
		item := s.Item(a.Item)
		if a.Says != checklist.No || item.ID == "" {
			continue
		}
		name := fmt.Sprintf("%s %s", item.ID, item.Title)
		if _, short := s.says(a); short != words[checklist.No] {
			name += " (" + strings.TrimPrefix(short, words[checklist.No]+", ") + ")"
		}
		named, numbered = append(named, name), append(numbered, string(item.ID))
	}
	if len(named) == 0 {
		return "", ""
	}
	return "NO to " + strings.Join(named, ", ") + ".", "NO to " + listed(numbered) + ". "
}

// firsts are the things to do first, a line each: where it is told, who does it and
// what it is.
func (s sources) firsts() []string {
	var out []string
	for _, key := range s.Assessment.First {
		step, ok := s.step(key)
		if !ok || len(out) == maxSteps {
			continue
		}
		name, _, _ := strings.Cut(key, "/")
		if n := s.points[s.byKey[key].Probe]; n > 0 {
			name = fmt.Sprintf("point %d", n)
		}
		i := slices.IndexFunc(s.Assessment.Plan, func(p checklist.Step) bool { return p.Key == key })
		if i >= 0 && Doer(s.Assessment.Plan[i].By) != Doer("") {
			name += " (" + Doer(s.Assessment.Plan[i].By) + ")"
		}
		out = append(out, name+": "+cmp.Or(step.Do.said(), step.Heading+"."))
	}
	return out
}

// said returns a sentence of ours without Markdown's marks.
func (p Prose) said() string { return strings.NewReplacer("`", "", "**", "").Replace(string(p)) }

// maxSoon bounds what is told of endings.
const maxSoon = 3

// endsSoon tells what is over, or ends within 30 days.
func (s sources) endsSoon() string {
	var out []string
	for _, group := range sameDay(checklist.Calendar(s.Run, s.judged())) {
		if group[0].Day.Sub(s.judged()) >= soon*24*time.Hour {
			continue
		}
		e := s.inWords(group)
		if e.What == "" {
			continue
		}
		what := strings.Replace(strings.ToLower(e.What[:1])+e.What[1:], ": see", ", see", 1)
		out = append(out, what+" ("+strings.Replace(e.When, "Over", "over", 1)+")")
	}
	if len(out) == 0 {
		return ""
	}
	if more := len(out) - maxSoon; more > 0 {
		out = append(out[:maxSoon], fmt.Sprintf("%d more", more))
	}
	return "Ends soon or is over: " + strings.Join(out, "; ") + "."
}

// whereabouts says how to see the whole report of a shop.
func whereabouts(domain string, kept bool) string {
	if kept {
		return "The whole report: shopcheck report " + domain
	}
	return "The whole report: the same command without --summary"
}

// lines are a brief as it is printed.
func (b Brief) lines(domain string, kept bool) []string {
	first := slices.Clone(b.First)
	for i := range first {
		first[i] = map[bool]string{true: "First ", false: "Then "}[i == 0] + first[i]
	}
	out := slices.Concat([]string{b.Title, b.Problem, strings.TrimSpace(b.Score + " " + b.Verdict), b.No}, first,
		[]string{strings.TrimSpace(b.Count + " " + b.Since), b.Soon, whereabouts(domain, kept), checklist.Credit})
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func writeSummary(w io.Writer, reports iter.Seq2[Report, error], set Settings) error {
	var all tally
	for r, err := range reports {
		if err != nil {
			return err
		}
		lines := []string{r.Brief.Line}
		if !set.Many {
			lines = r.Brief.lines(r.Domain, set.Kept && r.Brief.Problem == "") // it may not have replaced a better one
		}
		if err := writeLines(w, lines, set); err != nil {
			return err
		}
		all.add(r)
	}
	if !set.Many {
		return nil
	}
	return writeLines(w, []string{all.line() + " " + whereabouts("DOMAIN", set.Kept), checklist.Credit}, set)
}

// writeLines colours the first word, or a title, and wraps if a width is asked for.
func writeLines(w io.Writer, lines []string, set Settings) error {
	for i, line := range lines {
		if set.Width > 0 && !set.Many {
			broken := strings.TrimSuffix(wrap(line, columns(set.Width)-margin), "\n")
			line = strings.ReplaceAll(broken, "\n", "\n"+strings.Repeat(" ", margin))
		}
		if i == 0 && !set.Many {
			line = painted(line, set.Style)
		}
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// maxUnseen bounds the names of shops that were not graded.
const maxUnseen = 5

// A tally counts shops; its Brief has what is open at all of them.
type tally struct {
	Brief

	shops, no int
	unseen    []string // which were not graded
}

func (t *tally) add(r Report) {
	b := r.Brief
	t.shops++
	if b.Problem != "" {
		t.unseen = append(t.unseen, r.Shop)
	}
	if b.No != "" {
		t.no++
	}
	t.open += b.open
	t.accepted += b.accepted
	if b.worst != "" && (t.worst == "" || b.worst.Rank() < t.worst.Rank()) {
		t.worst, t.where = b.worst, r.Shop
	}
}

// line sums up all shops.
func (t tally) line() string {
	out := counted(t.shops, "shop") + ": " + t.counts()
	if t.no > 0 {
		out += fmt.Sprintf("; %d with a NO", t.no)
	}
	if n := len(t.unseen); n > 0 {
		names := t.unseen[:min(n, maxUnseen)]
		if more := n - len(names); more > 0 {
			names = append(names[:len(names):len(names)], counted(more, "other"))
		}
		out += fmt.Sprintf("; %d not graded: %s", n, listed(names))
	}
	return out + "."
}

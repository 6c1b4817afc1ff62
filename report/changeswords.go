package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// stoodThen and standsNow say how something was and is. What is in neither was not there.
var (
	stoodThen = map[string]string{
		string(scanner.Pass): "was in order", string(scanner.Warn): "was only partly in order", string(scanner.Fail): "was not in order",
		string(scanner.Unknown): "was not known", string(scanner.NotApplicable): "did not apply",
	}
	standsNow = map[string]string{
		string(scanner.Pass): "is in order", string(scanner.Warn): "is only partly in order", string(scanner.Fail): "is not in order",
		string(scanner.Unknown): "is not known", string(scanner.NotApplicable): "does not apply",
	}
)

// makers are who or what can have changed something in place of the shop.
var makers = map[checklist.Changer]string{
	checklist.ByPerson: "Somebody's answer", checklist.ByTime: "Time, which has run out", checklist.ByRules: "Other rules of shopcheck", checklist.ByFacts: "Newer facts in shopcheck",
	checklist.ByShopcheck: "Other rules and newer facts in shopcheck", checklist.ByVantage: "The place or the way it was looked at", checklist.Unclear: "Nobody can tell",
}

// worsened tells of something that is to be mended now and was not.
func (s sources) worsened(c checklist.Change) Difference {
	mark, _ := heading(scanner.Finding{Severity: c.Severity, Outcome: scanner.Outcome(c.After)}, "")
	text := s.stood(c)
	if w, known := s.longest(c.Probe); known && !s.over(w) {
		text += ", which is accepted for now"
	}
	return s.different(c, strings.TrimSuffix(mark, ": "), text, "worse")
}

// improved tells of something that was to be mended and is not, or less.
func (s sources) improved(c checklist.Change) Difference {
	switch c.Kind {
	case checklist.Fixed:
		return s.different(c, "Fixed", s.stood(c), "fixed")
	case checklist.Better:
		return s.different(c, "Better", s.stood(c), "better")
	}
	return s.different(c, "Gone", s.stood(c), "")
}

// unjudged tells of something that nobody knows now.
func (s sources) unjudged(c checklist.Change) Difference {
	mark, _ := heading(scanner.Finding{Severity: c.Severity}, "")
	text := s.quoted(c) + " " + cmp.Or(stoodThen[c.Before], "is new") + "; this time "
	if a := adviceFor(c.Cause); a.cause != "" {
		text += strings.ToLower(a.means[:1]) + a.means[1:]
	} else {
		text += "nobody can tell"
	}
	return s.different(c, strings.TrimSuffix(mark, ": "), text, "not judged")
}

// flapping tells of something that comes and goes.
func (s sources) flapping(c checklist.Change) Difference {
	mark, _ := heading(scanner.Finding{Severity: c.Severity}, "")
	return s.different(c, strings.TrimSuffix(mark, ": "), s.quoted(c)+" "+cmp.Or(standsNow[c.After], "is not there")+" this time", "")
}

// moved tells of something that does no harm.
func (s sources) moved(c checklist.Change) Difference {
	switch {
	case c.Severity == scanner.Info:
		return s.different(c, "Good to know", s.stood(c), "")
	case c.Kind == checklist.Gone:
		return s.different(c, "Gone", s.stood(c), "")
	}
	return s.different(c, "New", s.stood(c), "")
}

// turned tells of an answer.
func (s sources) turned(c checklist.Change) Difference {
	item := s.Item(checklist.ItemID(c.Key))
	return Difference{Label: strings.TrimSpace(c.Key + " " + item.Title), Text: fmt.Sprintf("was %s, and is %s now", answered(c.Before), answered(c.After))}
}

// answered returns one of the three answers as it is printed.
func answered(says string) string {
	return cmp.Or(words[checklist.Says(says)], words[checklist.DontKnow])
}

// script tells of a script of the payment page.
func (s sources) script(c checklist.Change) Difference {
	if c.Kind == checklist.Gone {
		return Difference{Label: "Gone", Where: []string{c.Key}}
	}
	return Difference{Label: "New", Where: []string{c.Key}}
}

// certificate tells of what a server shows.
func (s sources) certificate(c checklist.Change) Difference {
	out := Difference{Label: strings.TrimPrefix(c.Key, "TLS ")}
	before, after := shownBy(c.Before), shownBy(c.After)
	switch {
	case c.Kind == checklist.New:
		out.Text = "the first one seen there, " + after.words()
	case c.Kind == checklist.Gone:
		out.Text = "none is shown any more; the last one was " + before.words()
	case before.by == after.by && before.until < after.until:
		out.Text = "renewed by the same company, “" + after.by + "”, until " + after.day() + "; the one before ran until " + before.day()
	case before.by == after.by:
		out.Text = "another one by the same company, “" + after.by + "”, until " + after.day() + "; the one before ran until " + before.day()
	default:
		out.Text = "one by another company, " + after.words() + "; the one before was " + before.words()
	}
	return out
}

// certWords is a certificate as a change names it.
type certWords struct{ by, until string }

// shownBy reads what [checklist.Certificate] says in a change: "by R3, until
// 2026-11-24, SHA-256 1f2e". What it cannot read is all the company's name.
func shownBy(words string) certWords {
	name, _ := cutLast(strings.TrimPrefix(words, "by "), ", SHA-256 ")
	by, until := cutLast(name, ", until ")
	return certWords{by, until}
}

// cutLast is strings.Cut at the last separator.
func cutLast(s, sep string) (before, after string) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):]
	}
	return s, ""
}

func (c certWords) day() string { return dated(cmp.Or(c.until, "an unknown day")) }

func (c certWords) words() string { return "made out by “" + c.by + "” until " + c.day() }

// made tells of something that the shop has not changed, and who has.
func (s sources) made(c checklist.Change) Difference {
	var out Difference
	switch c.Of {
	case checklist.OfFinding:
		out = s.different(c, "", s.stood(c), "")
	case checklist.OfAnswer:
		out = s.turned(c)
		out.Text = out.Label + " " + out.Text
	case checklist.OfCertificate:
		out = s.certificate(c)
		out.Text = "the certificate of " + out.Label + ", " + out.Text
	default:
		out = s.script(c)
		out.Text = "a script of the payment page is " + strings.ToLower(out.Label)
	}
	out.Label = cmp.Or(makers[c.Who], makers[checklist.Unclear])
	return out
}

// different is a change of a finding.
func (s sources) different(c checklist.Change, label, text, counts string) Difference {
	out := Difference{Label: label, Text: text, counts: counts}
	if _, subject, _ := strings.Cut(c.Key, " "); subject != "" {
		out.Where = []string{subject}
	}
	if n := s.points[c.Probe]; n > 0 && amiss(c.After) {
		out.See = fmt.Sprintf("See point %d.", n)
	}
	return out
}

// quoted is the good state that a change is about.
func (s sources) quoted(c checklist.Change) string { return "“" + s.title(c.Probe) + "”" }

// stood says how a finding stood then, and how it stands now.
func (s sources) stood(c checklist.Change) string {
	asked := c.Who == checklist.ByShop || c.Who == checklist.Unclear // by both runs; what others change, one can have left out
	switch then, now := stoodThen[c.Before], standsNow[c.After]; {
	case then == "" && asked:
		return s.quoted(c) + " " + now + " at a place that is new"
	case then == "":
		return s.quoted(c) + " was not asked then, and " + now + " now"
	case now == "" && asked:
		return s.quoted(c) + " " + then + " at a place that is not there any more"
	case now == "":
		return s.quoted(c) + " " + then + ", and is not asked now"
	default:
		return s.quoted(c) + " " + then + ", and " + now + " now"
	}
}

// apart says how long before or after one moment another is: "3 weeks before"; empty
// if one of them is not known.
func apart(then, now time.Time) string {
	if then.IsZero() || now.IsZero() {
		return ""
	}
	d, order := now.Sub(then), "before"
	if d < 0 {
		d, order = -d, "after"
	}
	const day = 24 * time.Hour
	for _, u := range []struct {
		from, unit time.Duration
		noun       string
	}{{730 * day, 365 * day, "year"}, {60 * day, 30 * day, "month"}, {14 * day, 7 * day, "week"}, {day, day, "day"}, {time.Hour, time.Hour, "hour"}, {time.Minute, time.Minute, "minute"}} {
		if d >= u.from {
			return counted(int(d.Round(u.unit)/u.unit), u.noun) + " " + order
		}
	}
	return "less than a minute " + order
}

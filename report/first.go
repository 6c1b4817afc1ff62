package report

import (
	"fmt"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A Step is one of the things to do first.
type Step struct {
	Severity scanner.Severity // of a finding; empty for anything else

	Heading string
	Message string // empty if the heading says it
	Where   string // the subject, if the message does not name it
	Why     Prose  // empty if the probe has no page
	Do      Prose  // one sentence: what to do; empty if the probe has no page
	Who     string // who can do it, how long it takes and by when; empty if no plan says so
	Check   Point  // the command that shows or says that it is done; zero if the point of More has it
	More    string // where a finding is told in full; empty for anything else
}

// maxSteps bounds what to do first.
const maxSteps = 3

func (s sources) first() Section[Step] {
	out := Section[Step]{Heading: "What to do first"}
	for _, key := range s.Assessment.First {
		if len(out.Entries) == maxSteps {
			break
		}
		if step, ok := s.step(key); ok {
			step.Heading = fmt.Sprintf("%d. %s", len(out.Entries)+1, step.Heading)
			step.Who = s.work(func(planned checklist.Step) bool { return planned.Key == key })
			out.Entries = append(out.Entries, step)
		}
	}
	switch {
	case len(out.Entries) > 1:
		out.Intro = fmt.Sprintf("Begin with these %d things.", len(out.Entries))
	case len(out.Entries) == 1:
		out.Intro = "Begin with this."
	case s.Assessment.Score.Possible > s.Assessment.Score.Proven:
		out.Intro = "Nothing that was looked at asks for haste. Answer the questions that are still open next."
	default:
		out.Intro = "Nothing that was looked at asks for haste."
	}
	return out
}

// step words what a key of the assessment names; false if it names nothing that
// is known.
func (s sources) step(key string) (Step, bool) {
	if f, ok := s.byKey[key]; ok {
		return s.urgent(f), true
	}
	item, part, ok := s.question(key)
	if !ok {
		return Step{}, false
	}
	out := Step{Heading: item.Title, Why: Prose(item.Why)}
	if part.ID == "" {
		out.Heading += ": questions are still open"
		out.Do = "Answer what you can of " + Prose(item.ID) + ", and find out the rest."
		out.Check = s.answering()
		return out, true
	}
	out.Heading += ": “" + part.Ask + "”"
	out.Message = "Nobody has answered this yet."
	if said, known := s.said[key]; known {
		out.Message = fmt.Sprintf("This was answered “%s”.", dated(s.label(said)))
	}
	out.Do, out.Check = Prose(part.Do.Say), s.confirm(key, part)
	return out, true
}

// urgent words a finding that is to be mended first.
func (s sources) urgent(f scanner.Finding) Step {
	out := Step{
		Severity: f.Severity,
		Why:      s.prose(f.Probe, "Why it matters").paragraph(),
		Do:       s.prose(f.Probe, "What to do").sentence(),
	}
	if n := s.points[f.Probe]; n > 0 {
		out.More = fmt.Sprintf("All about it is point %d under “What is not in order”.", n)
	} else {
		out.Check = s.check(f)
	}
	out.Heading, out.Message = heading(f, dated(f.Message))
	if pointing(f) {
		out.Where = f.Subject
	}
	return out
}

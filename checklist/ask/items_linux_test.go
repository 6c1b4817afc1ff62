package ask

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A talk is an interview on a terminal, beside a session without one that says
// what should be on it.
type talk struct {
	*desk
	s     *session
	plain bool
}

// say waits until the question at hand is on the terminal, with all that belongs to
// it, and gives it an answer.
func (d talk) say(value string) {
	d.t.Helper()
	q, before := d.s.question(), d.s.at
	d.wait(d.signs(q)...)
	d.press(d.keys(q, value))
	err := error(nil)
	switch last := q.row == len(q.rows)-1; {
	case len(q.rows) == 0 || value == asIs:
		err = d.s.answer(value)
	default:
		if err = d.s.mark(value); last {
			if !d.plain {
				d.wait(d.signs(d.s.question())...)
				d.press("\r")
			}
			err = d.s.answer(asIs)
		}
	}
	if err != nil {
		d.t.Fatalf("%v: %v", before, err)
	}
}

// signs are pieces of a question by which it is known.
func (d talk) signs(q question) []string {
	texts := append([]string{q.head, q.ask, q.help}, q.saw(1)...)
	if len(q.rows) > 0 {
		texts = []string{q.rowText(q.row)}
		if d.plain {
			texts = []string{fmt.Sprintf("%d of %d: %s: %s.", q.row+1, len(q.rows), q.rows[q.row].title, q.rows[q.row].mark)}
		}
	}
	if q.typed() {
		texts = append(texts, q.hint())
	}
	for i := range q.choices {
		if len(q.rows) == 0 {
			texts = append(texts, q.choices[i].label)
		}
	}
	var out []string
	for _, text := range texts {
		for _, line := range strings.Split(text, "\n") {
			out = append(out, string([]rune(line)[:min(24, len([]rune(line)))]))
		}
	}
	return out
}

// keys are what is pressed for a value.
func (d talk) keys(q question, value string) string {
	enter := map[bool]string{false: "\r", true: "\n"}[d.plain]
	i := slices.IndexFunc(q.choices, func(c choice) bool { return c.value == value })
	switch {
	case value == asIs:
		return enter
	case q.typed():
		return value + enter
	case i < 0:
		d.t.Fatalf("%q is not among %v", value, q.choices)
	case d.plain:
		return fmt.Sprint(i+1) + enter
	case len(q.choices) > 9 && i < q.start:
		return strings.Repeat("\x1b[A", q.start-i) + enter
	case len(q.choices) > 9:
		return strings.Repeat("\x1b[B", i-q.start) + enter
	}
	return fmt.Sprint(i + 1)
}

// goodAnswer returns a good answer to a part.
func goodAnswer(item checklist.ItemID, part checklist.Part) string {
	if a, ok := best[checklist.Statement{Item: item, Part: part.ID}.Key()]; ok {
		if len(a) == len("2026-11") {
			a += "-01"
		}
		return a
	}
	switch part.Kind {
	case checklist.YesNo:
		return checklist.ValueYes
	case checklist.Choice:
		return part.Choices[0].Value
	case checklist.Date:
		return now.Format("2006-01-02")
	case checklist.Number:
		return "12"
	}
	return "Zoë & Söhne, Łódź"
}

// elsewhere settles all items but one.
func elsewhere(cat checklist.Catalog, but checklist.ItemID) []checklist.Statement {
	said := []checklist.Statement{says(checklist.About, "alone", "no")}
	for _, item := range cat.Items {
		if item.ID == but {
			continue
		}
		said = append(said, says(item.ID, "", "no"))
		for _, part := range item.Parts {
			if item.Together {
				said = append(said, says(item.ID, part.ID, goodAnswer(item.ID, part)))
			}
		}
	}
	return said
}

// TestEachItem holds a conversation about each item of the real checklist on a
// terminal, as a screen and in plain lines: its own question, the details that
// matter, then each of its parts anew from its page in the review.
func TestEachItem(t *testing.T) {
	cat := builtIn(t, scanner.NotApplicable).Catalog
	for _, item := range cat.Items {
		for _, plain := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, plain %t", item.ID, plain), func(t *testing.T) {
				in := interviewAbout(cat, nil)
				in.By, in.Accessible, in.Earlier = "owner", plain, elsewhere(cat, item.ID)
				desk, end := interview(t, t.Context(), in)
				d := talk{desk, newSession(in), plain}
				if d.s.item().ID != item.ID || d.s.at.part != lead {
					t.Fatalf("begins with %q", d.s.question().head)
				}
				for d.say(checklist.ValueYes); !d.s.reviewing(); {
					d.say(goodAnswer(item.ID, d.s.question().part))
				}
				d.say(string(item.ID))
				for _, part := range append([]checklist.Part{item.Lead()}, item.Parts...) {
					d.anew(item, part)
				}
				d.say(asIs)
				d.say(asIs)
				got := end()
				if diff := cmp.Diff(Result{d.s.said, true}, got.result); diff != "" || got.err != nil {
					t.Errorf("%v (-want +got):\n%s", got.err, diff)
				}
				if n := len(got.result.Statements) - len(in.Earlier); n != len(item.Parts)+1 {
					t.Errorf("%d answers about %s, want one to itself and each of its %d parts", n, item.ID, len(item.Parts))
				}
			})
		}
	}
}

// anew answers a part from its item's page, and returns there.
func (d talk) anew(item checklist.Item, part checklist.Part) {
	d.t.Helper()
	if part.ID == "" {
		d.say(itself)
		d.say(checklist.ValueYes)
		return
	}
	d.say(part.ID)
	d.say(goodAnswer(item.ID, part))
	for d.plain && d.s.at.part != page && d.s.row < len(item.Parts)-1 { // the lines below it stay as they are
		d.wait(d.signs(d.s.question())...)
		d.press("\n")
		d.s.step(1)
	}
	if d.s.at.part != page {
		d.say(asIs)
	}
}

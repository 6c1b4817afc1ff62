package observe

import (
	"slices"
	"strings"
)

// Bounds on what is known of the text beside fields for passwords.
const (
	maxMarks  = 5_000 // fields, labels and ends of forms
	maxAsked  = 50    // such fields
	maxBeside = 500   // bytes of text on each side of one
	maxIDs    = 5     // of what describes one
)

// A mark is a place in the visible text where another field's text may begin: a
// field, a label, or either end of a form.
type mark struct {
	at    int
	label bool
}

// An asks is a field for a password that waits for its text.
type asks struct{ form, input, mark int }

// beside is where the text of fields is.
type beside struct {
	marks  []mark
	asks   []asks
	starts map[string]start // where elements begin that have an id
}

// A start is a place in the text, and how many marks come before it.
type start struct{ at, marks int }

// note takes note of where a tag stands in the text.
func (r *reading) note(name string, a map[string]string) {
	b := &r.beside
	if _, had := b.starts[a["id"]]; !had && a["id"] != "" && len(b.starts) < maxItems {
		if b.starts == nil {
			b.starts = make(map[string]start)
		}
		b.starts[a["id"]] = start{r.text.Len(), len(b.marks)}
	}
	if name == "label" || name == "form" {
		r.mark(name == "label")
	}
}

func (r *reading) mark(label bool) {
	if len(r.beside.marks) < maxMarks {
		r.beside.marks = append(r.beside.marks, mark{r.text.Len(), label})
	}
}

// untyped are the types of inputs that have no text of their own.
var untyped = []string{"hidden", "submit", "button", "image", "reset"}

// stand marks a field, and returns which mark it has, -1 for none.
func (r *reading) stand(in *Input) int {
	if in == nil || slices.Contains(untyped, in.Type) || len(r.beside.marks) >= maxMarks {
		return -1
	}
	r.mark(false)
	return len(r.beside.marks) - 1
}

// wait makes a field for a password wait for its text.
func (r *reading) wait(form, input, mark int) {
	if r.doc.Forms[form].Inputs[input].Type == "password" && mark >= 0 && len(r.beside.asks) < maxAsked {
		r.beside.asks = append(r.beside.asks, asks{form, input, mark})
	}
}

// tell gives the fields for passwords the text beside them: before them back to
// the field before, and behind them up to the next field or label.
func (r *reading) tell() {
	text, marks := r.doc.Text, r.beside.marks
	for _, a := range r.beside.asks {
		in := &r.doc.Forms[a.form].Inputs[a.input]
		from, to := 0, len(text)
		for i := a.mark - 1; i >= 0 && from == 0; i-- {
			if !marks[i].label {
				from = marks[i].at
			}
		}
		at := marks[a.mark].at
		if a.mark+1 < len(marks) {
			to = marks[a.mark+1].at
		}
		in.Before = clip(text[max(from, at-maxBeside):at])
		in.After = clip(text[at:min(to, at+maxBeside)])
		ids := strings.Fields(in.Described)
		in.Described = ""
		for _, id := range ids[:min(len(ids), maxIDs)] {
			in.Described = strings.TrimSpace(in.Described + "\n" + r.of(id))
		}
	}
}

// of returns the text of the element with an id, or what follows where it begins,
// up to the next field or label.
func (r *reading) of(id string) string {
	p, known := r.beside.starts[id]
	if !known {
		return ""
	}
	to := min(len(r.doc.Text), p.at+maxBeside)
	if p.marks < len(r.beside.marks) {
		to = min(to, r.beside.marks[p.marks].at)
	}
	return clip(r.doc.Text[p.at:to])
}

// clip makes a piece of text whole again: lines, and no broken characters.
func clip(s string) string { return strings.TrimSpace(strings.ToValidUTF8(s, "")) }

package observe

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

func (r *reading) openForm(a map[string]string) {
	if r.form >= 0 || !r.room(len(r.doc.Forms)) {
		return // a form in a form is none (HTML, section 13.2.6.4.7)
	}
	f := Form{Method: strings.ToUpper(strings.TrimSpace(a["method"])), Action: r.absolute(a["action"])}
	if f.Method == "" {
		f.Method = "GET"
	}
	if strings.TrimSpace(a["action"]) == "" {
		f.Action = defragment(r.page)
	} else {
		f.Spelled = f.Action != "" && (r.fixed || spelled(a["action"]))
	}
	r.doc.Forms = append(r.doc.Forms, f)
	r.form = len(r.doc.Forms) - 1
	if _, had := r.ids[a["id"]]; !had && a["id"] != "" {
		if r.ids == nil {
			r.ids = make(map[string]int)
		}
		r.ids[a["id"]] = r.form
	}
}

// spelled reports whether an address names its scheme.
func spelled(at string) bool {
	u, err := url.Parse(strings.TrimSpace(at))
	return err == nil && u.Scheme != ""
}

// A part is what one element adds to a form: a field, or a button's address.
type part struct {
	form   string // the id of the form it names
	input  *Input
	mark   int // of the input, see beside
	button string
}

// control takes note of an element that belongs to a form: to the one that it
// names by its id, and otherwise to the open one (HTML, section 4.10.17.3).
func (r *reading) control(name string, a map[string]string) {
	p := part{form: a["form"]}
	if name != "button" {
		p.input = field(name, a)
	}
	p.mark = r.stand(p.input)
	kind := lower(a["type"])
	if name == "input" && kind == "image" {
		r.load("image", a["src"], nil)
	}
	if name == "button" && kind != "button" && kind != "reset" || name == "input" && (kind == "submit" || kind == "image") {
		p.button = r.absolute(a["formaction"])
	}
	if _, names := a["form"]; !names {
		r.join(r.form, p)
	} else if r.room(len(r.owed)) {
		r.owed = append(r.owed, p)
	}
}

// settle gives the forms what names them, from wherever it stands.
func (r *reading) settle() {
	for _, p := range r.owed {
		at, ok := r.ids[p.form]
		if !ok {
			at = -1
		}
		r.join(at, p)
	}
	r.tell()
}

// join adds a part to a form, or to the one for loose fields. A loose button
// sends nothing.
func (r *reading) join(at int, p part) {
	if at < 0 && p.input == nil {
		return
	}
	if at < 0 {
		if r.loose == 0 {
			r.doc.Forms = append(r.doc.Forms, Form{})
			r.loose = len(r.doc.Forms)
		}
		at, p.button = r.loose-1, ""
	}
	f := &r.doc.Forms[at]
	if p.input != nil && len(f.Inputs) < maxInputs {
		f.Inputs = append(f.Inputs, *p.input)
		r.wait(at, len(f.Inputs)-1, p.mark)
	}
	if p.button != "" && len(f.Buttons) < maxInputs && !slices.Contains(f.Buttons, p.button) {
		f.Buttons = append(f.Buttons, p.button)
	}
}

func field(name string, a map[string]string) *Input {
	in := &Input{
		Type: lower(a["type"]), Name: a["name"], ID: a["id"], Autocomplete: lower(a["autocomplete"]),
		MinLength: a["minlength"], MaxLength: a["maxlength"], Pattern: a["pattern"], Placeholder: a["placeholder"], Title: a["title"],
	}
	switch {
	case name != "input":
		in.Type = name
	case in.Type == "":
		in.Type = "text"
	}
	if in.Type == "password" {
		in.Described = a["aria-describedby"]
	}
	for k, v := range a {
		if !strings.HasPrefix(k, "data-") {
			continue
		}
		in.Data = append(in.Data, k)
		if n, err := strconv.ParseUint(strings.TrimSpace(v), 10, 16); err == nil {
			if in.Numbers == nil {
				in.Numbers = make(map[string]int)
			}
			in.Numbers[k] = int(n)
		}
	}
	slices.Sort(in.Data)
	return in
}

// AsksPassword reports whether the form has a field for a password.
func (f Form) AsksPassword() bool {
	return slices.ContainsFunc(f.Inputs, func(in Input) bool { return in.Type == "password" })
}

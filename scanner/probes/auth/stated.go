package auth

import (
	"maps"
	"slices"
	"strconv"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// Rules are what a form states about passwords. All that is stated holds at once,
// so of several lower bounds the highest counts.
type rules struct {
	least, most int      // characters; 0: nothing is stated
	checked     bool     // leaked passwords are refused
	quotes      []string // what states it
}

// Bounds on what is read of a page: fields for passwords, and bytes of one text.
const (
	maxFields = 20
	maxWords  = 3_000
)

// A minimum of one character, which says no more than that a field is required,
// states nothing.
const required = 1

// read returns what fields state, by their attributes and by the text beside them.
func read(fields []observe.Input) rules {
	var r rules
	for _, in := range fields[:min(len(fields), maxFields)] {
		r.attributes(in)
		for _, text := range []string{in.Placeholder, in.Title, in.Described, in.After} {
			r.text(text, false)
		}
		r.text(in.Before, true)
	}
	if r.most < r.least {
		r.most = 0 // a contradiction: the shop cannot mean it
	}
	return r
}

func (r *rules) attributes(in observe.Input) {
	if n := whole(in.MinLength); n > required {
		r.state(n, 0, attribute("minlength", in.MinLength))
	}
	if n := whole(in.MaxLength); n > 0 {
		r.state(0, n, attribute("maxlength", in.MaxLength))
	}
	if s, ok := patternSpan(in.Pattern); ok && s.most > 0 && (s.least > required || s.most < endless) {
		least, most := s.least, s.most
		if least <= required {
			least = 0
		}
		if most >= endless {
			most = 0
		}
		r.state(least, most, attribute("pattern", in.Pattern))
	}
	for _, name := range slices.Sorted(maps.Keys(in.Numbers)) {
		n := in.Numbers[name]
		switch least, most := facts.LengthAttribute(name); {
		case least && n > required:
			r.state(n, 0, attribute(name, strconv.Itoa(n)))
		case most && n > 0:
			r.state(0, n, attribute(name, strconv.Itoa(n)))
		}
	}
}

func attribute(name, value string) string { return name + `="` + value + `"` }

// text reads a text about a field, or only what follows a word for a password.
func (r *rules) text(text string, named bool) {
	text = text[:min(len(text), maxWords)]
	for _, l := range facts.PasswordLengths(text, named) {
		r.state(l.Least, l.Most, "text beside the field for the password: "+l.Quote)
	}
	if words := facts.PasswordCheck(text); words != "" {
		r.checked = true
		r.quote("text beside the field for the password: " + words)
	}
}

func (r *rules) state(least, most int, quote string) {
	r.least = max(r.least, least)
	if most > 0 && (r.most == 0 || most < r.most) {
		r.most = most
	}
	r.quote(quote)
}

func (r *rules) quote(quote string) {
	if !slices.Contains(r.quotes, quote) {
		r.quotes = append(r.quotes, quote)
	}
}

// whole reads a whole number as attributes hold it, 0 if there is none.
func whole(s string) int {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

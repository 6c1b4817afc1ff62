package csp

import (
	"slices"
	"strings"
)

// slips returns what in the policies does not do what its author meant, a line
// for each kind of slip in a directive, up to maxSlips.
func (ps Policies) slips() []Weakness {
	var found []Weakness
	for _, p := range ps {
		for _, i := range p.Ignored {
			found = append(found, Weakness{Syntax, Note, ignored[i.Why], i.Text})
		}
		for _, d := range p.Directives {
			found = append(found, p.slipsOf(d)...)
		}
		if len(found) > maxSlips {
			return found[:maxSlips]
		}
	}
	return found
}

const maxSlips = 12

var ignored = map[Reason]string{
	Duplicate: "browsers ignore this, because a directive of that name comes before it",
	NotASCII:  "browsers ignore this, because it has letters that are not ASCII",
	InMeta:    "browsers ignore this in a meta element",
}

// A slip is a kind of source that does not do what its author meant.
type slip struct {
	id    ID
	is    func(p Policy, d Directive, s Source) bool
	words string
}

var slips = []slip{
	{Syntax, func(_ Policy, _ Directive, s Source) bool { return s.Kind == Host && s.Scheme == "" && known(s.Host) }, "%s is read as a host; a semicolon seems to be missing before it"},
	{Syntax, func(_ Policy, _ Directive, s Source) bool { return s.unquoted() }, "%s has no effect without single quotes"},
	{Syntax, func(_ Policy, _ Directive, s Source) bool { return s.colonless() }, "%s is read as a host without its colon"},
	{Syntax, func(_ Policy, _ Directive, s Source) bool { return s.Kind == Invalid && !s.unquoted() }, "browsers ignore %s, which is no source"},
	{Syntax, func(_ Policy, d Directive, s Source) bool { return s.is("none") && len(d.Sources) > 1 }, "%s does not count beside other sources"},
	{Ineffective, func(_ Policy, d Directive, s Source) bool {
		return s.is("strict-dynamic") && scripts(d) && !d.has(func(s Source) bool { return s.Kind == Nonce || s.Kind == Hash })
	}, "beside %s no script of the page runs without a nonce or hash"},
	{Ineffective, func(_ Policy, d Directive, s Source) bool { return s.is("unsafe-hashes") && scripts(d) }, "%s lets event handlers run by their hashes"},
	{PlainHTTP, func(p Policy, _ Directive, s Source) bool {
		return p.self.scheme == "https" && (s.Scheme == "http" || s.Scheme == "ws")
	}, "%s is written for unencrypted addresses, on an encrypted page"},
	{Digits, func(_ Policy, _ Directive, s Source) bool { return s.Kind == Host && digits(s.Host) }, "%s is an address of digits, which only some browsers heed"},
}

// slipsOf returns the slips in one directive.
func (p Policy) slipsOf(d Directive) []Weakness {
	switch {
	case slices.Contains(gone, d.Name):
		return []Weakness{{Dead, Note, "browsers no longer heed " + d.Name, d.Text}}
	case !known(d.Name):
		return []Weakness{{Syntax, Note, "browsers know no directive called " + d.Name, d.Text}}
	}
	var found []Weakness
	for _, k := range slips {
		if w, ok := naming(k.id, Note, d, func(s Source) bool { return k.is(p, d, s) }, k.words); ok {
			found = append(found, w)
		}
	}
	return found
}

func scripts(d Directive) bool {
	return d.Name == "default-src" || strings.HasPrefix(d.Name, "script-src")
}

// unquoted reports whether a source is a keyword, nonce or hash whose single
// quotes were forgotten.
func (s Source) unquoted() bool {
	text := lower(strings.Trim(s.Text, "\"`"))
	marks := strings.HasPrefix(text, "nonce-") || strings.HasPrefix(text, "sha")
	return slices.Contains(keywords, text) || marks && parseSource("'"+text+"'").Kind != Invalid
}

// colonless reports whether a source is a scheme whose colon was forgotten.
func (s Source) colonless() bool {
	return s.Kind == Host && slices.Contains([]string{"http", "https", "data", "blob", "filesystem", "ws", "wss"}, s.Host) && s.Text == s.Host
}

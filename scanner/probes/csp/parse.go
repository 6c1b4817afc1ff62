package csp

import (
	"slices"
	"strings"
)

// ascii is ASCII whitespace (Infra, section 4.6).
const ascii = "\t\n\f\r "

// parseHeader reads the values of a header, which count as one value with commas
// between (CSP, section 2.2.2). Policies that say nothing are left out.
func parseHeader(values []string, self address) Policies {
	var found Policies
	for text := range strings.SplitSeq(strings.Join(values, ","), ",") {
		if p := parse(text, self, false); p.speaks() {
			found = append(found, p)
		}
	}
	return found
}

// speaks reports whether browsers keep the policy: it has a directive.
func (p Policy) speaks() bool { return len(p.Directives) > 0 }

// notInMeta are the directives that have no effect in a meta element (HTML,
// section 4.2.5.3).
var notInMeta = []string{"frame-ancestors", "report-uri", "sandbox"}

// parse reads one policy (CSP, section 2.2.1). A meta element holds one and no
// list of them, so a comma means nothing there.
func parse(text string, self address, meta bool) Policy {
	p := Policy{Meta: meta, self: self}
	seen := make(map[string]bool)
	for token := range strings.SplitSeq(text, ";") {
		token = strings.Trim(token, ascii)
		if token == "" {
			continue
		}
		words := strings.FieldsFunc(token, func(r rune) bool { return strings.ContainsRune(ascii, r) })
		name := lower(words[0])
		switch {
		case strings.ContainsFunc(token, func(r rune) bool { return r >= 0x80 }):
			p.Ignored = append(p.Ignored, Ignored{token, NotASCII})
		case seen[name]:
			p.Ignored = append(p.Ignored, Ignored{token, Duplicate})
		case meta && slices.Contains(notInMeta, name):
			p.Ignored = append(p.Ignored, Ignored{token, InMeta})
		default:
			seen[name] = true
			p.Directives = append(p.Directives, directive(name, token, words[1:]))
		}
	}
	return p
}

func directive(name, text string, values []string) Directive {
	d := Directive{Name: name, Text: text}
	if !listsSources(name) {
		return d
	}
	for _, v := range values {
		s := parseSource(v)
		d.Sources, d.dynamic = append(d.Sources, s), d.dynamic || s.is("strict-dynamic")
	}
	return d
}

// lower returns s with its ASCII letters in lower case: browsers compare no other
// letters without regard to case.
func lower(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return 'A' <= r && r <= 'Z' }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

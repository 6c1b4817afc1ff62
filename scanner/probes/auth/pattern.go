package auth

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A span is how many characters a text may have. Most is endless if there is no
// end.
type span struct{ least, most int }

// Bounds of what is read of patterns.
const (
	endless    = 10_000 // counts from here on are no end
	maxPattern = 500    // bytes
	maxDepth   = 20     // groups in groups
)

// patternSpan returns the lengths of what a pattern attribute lets pass, a regular
// expression of JavaScript that has to match the whole value (HTML, section
// 4.10.5.3.6). ok is false where the lengths are not certain: for everything but
// sequences, choices, groups and counts of single characters, and assertions in
// front of them that are known ways to ask for kinds of characters.
func patternSpan(pattern string) (s span, ok bool) {
	if len(pattern) > maxPattern || !utf8.ValidString(pattern) {
		return s, false
	}
	p := &patternReader{rest: pattern}
	p.take("^")
	ahead := p.assertions()
	p.take("^")
	start := p.rest
	s = p.choice()
	p.take("$")
	if p.bad || p.rest != "" {
		return span{}, false
	}
	if ahead.any && !uniform(start) {
		return span{}, false // what is asked for may have no room in such a pattern
	}
	s = span{max(s.least, ahead.least), min(s.most, ahead.most)}
	if s.least > s.most || ahead.kinds > s.least || ahead.mixed && s.least < 2 {
		return span{}, false
	}
	return s, true
}

// uniform reports whether an expression is one character and how often it comes.
func uniform(expression string) bool {
	p := &patternReader{rest: expression}
	grouped := p.take("(?:") || p.take("(")
	p.character()
	p.count(span{1, 1})
	if grouped {
		p.take(")")
		p.count(span{1, 1})
	}
	p.take("$")
	return !p.bad && p.rest == ""
}

// A patternReader reads an expression from its front. It turns bad at the first
// thing that it does not know.
type patternReader struct {
	rest  string
	depth int
	bad   bool
}

func (p *patternReader) take(prefix string) bool {
	rest, ok := strings.CutPrefix(p.rest, prefix)
	if ok {
		p.rest = rest
	}
	return ok
}

// choice reads alternatives.
func (p *patternReader) choice() span {
	if p.depth++; p.depth > maxDepth {
		p.bad = true
	}
	all := p.sequence()
	for !p.bad && p.take("|") {
		one := p.sequence()
		all = span{min(all.least, one.least), max(all.most, one.most)}
	}
	p.depth--
	return all
}

func (p *patternReader) sequence() (all span) {
	for !p.bad && p.rest != "" && !strings.ContainsRune("|)$", rune(p.rest[0])) {
		one := p.counted()
		all = span{min(all.least+one.least, endless), min(all.most+one.most, endless)}
	}
	return all
}

// counted reads a character or a group, and how often it comes.
func (p *patternReader) counted() span {
	one := span{1, 1}
	if p.take("(") {
		if p.take("?") && !p.take(":") {
			p.bad = true // an assertion, a name, or a flag
		}
		one = p.choice()
		p.bad = p.bad || !p.take(")")
	} else {
		p.character()
	}
	return p.count(one)
}

// count reads how often something comes.
func (p *patternReader) count(one span) span {
	var least, most int
	switch {
	case p.take("*"):
		least, most = 0, endless
	case p.take("+"):
		least, most = 1, endless
	case p.take("?"):
		least, most = 0, 1
	case p.take("{"):
		least = p.number()
		most = least
		if p.take(",") {
			if most = endless; !strings.HasPrefix(p.rest, "}") {
				most = p.number()
			}
		}
		p.bad = p.bad || !p.take("}") || least > most
	default:
		return one
	}
	p.take("?") // as few as may be: the same lengths
	return span{min(one.least*least, endless), min(one.most*most, endless)}
}

func (p *patternReader) number() int {
	n, digits := 0, 0
	for p.rest != "" && p.rest[0] >= '0' && p.rest[0] <= '9' {
		n = min(n*10+int(p.rest[0]-'0'), endless)
		p.rest = p.rest[1:]
		digits++
	}
	p.bad = p.bad || digits == 0
	return n
}

// character reads what stands for one character.
func (p *patternReader) character() {
	if p.rest == "" {
		p.bad = true
		return
	}
	r, n := utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[n:]
	switch {
	case r == '[':
		p.class()
	case r == '\\':
		p.escape()
	case strings.ContainsRune("(){}|*+?^$]", r):
		p.bad = true
	}
}

// class reads the rest of "[…]". One in another, and differences of two, are left
// alone.
func (p *patternReader) class() {
	p.take("^")
	for first := true; !p.bad; first = false {
		r, n := utf8.DecodeRuneInString(p.rest)
		switch {
		case n == 0, r == '[', r == ']' && first, strings.HasPrefix(p.rest, "--"), strings.HasPrefix(p.rest, "&&"):
			p.bad = true
		case r == ']':
			p.rest = p.rest[n:]
			return
		case r == '\\':
			_, m := utf8.DecodeRuneInString(p.rest[n:])
			p.bad = m == 0
			p.rest = p.rest[n+m:]
		default:
			p.rest = p.rest[n:]
		}
	}
}

// escape reads what follows "\". Only letters have a meaning of their own, and of
// those only these stand for one character without more.
func (p *patternReader) escape() {
	r, n := utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[n:]
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	p.bad = p.bad || n == 0 || letter && !slices.Contains([]rune("dDwWsStnrfv"), r)
}

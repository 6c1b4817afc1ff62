package auth

import "strings"

// An ahead is what assertions in front of a pattern ask of the whole value.
type ahead struct {
	span
	any   bool
	kinds int  // how many characters of some kind are asked for, somewhere
	mixed bool // that all are of one kind is not allowed
}

// assertions reads those in front of a pattern.
func (p *patternReader) assertions() ahead {
	a := ahead{span: span{0, endless}}
	for !p.bad {
		switch {
		case p.take("(?="):
			p.asks(&a)
		case p.take("(?!"):
			p.forbids(&a)
		default:
			return a
		}
		a.any = true
		p.bad = p.bad || !p.take(")")
	}
	return a
}

// asks reads "(?=.*\d)", which asks for a character of a kind, and "(?=.{8,}$)",
// which asks for a length.
func (p *patternReader) asks(a *ahead) {
	p.take("^")
	if strings.HasPrefix(p.rest, ".{") {
		p.take(".")
		s := p.count(span{1, 1})
		if !p.take("$") {
			s.most = endless
		}
		a.least, a.most = max(a.least, s.least), min(a.most, s.most)
		return
	}
	p.prefix()
	for !p.bad && p.rest != "" && p.rest[0] != ')' {
		p.character()
		a.kinds += p.count(span{1, 1}).least
		p.prefix()
	}
}

// prefix reads characters that may come before what is asked for: ".*", "[^0-9]*".
func (p *patternReader) prefix() {
	before := *p
	p.character()
	if p.bad || !p.take("*") {
		*p = before
		return
	}
	p.take("?")
}

// forbids reads "(?!.*\s)", which keeps a character out, and "(?!^[0-9]*$)", which
// wants other characters too.
func (p *patternReader) forbids(a *ahead) {
	p.take("^")
	switch any := p.take(".*"); {
	case any && strings.HasPrefix(p.rest, "."), strings.HasPrefix(p.rest, "."):
		p.bad = true // forbids lengths
	case any:
		p.character()
	default:
		p.character()
		p.bad = p.bad || !p.take("*") && !p.take("+") || !p.take("$")
		a.mixed = true
	}
}

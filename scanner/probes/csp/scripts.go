package csp

import "cmp"

// A Reach says which scripts a page's policies let in.
type Reach string

// The reaches, from the widest that is said.
const (
	Unsaid   Reach = ""         // they say nothing about scripts
	Anywhere Reach = "anywhere" // those of every server
	InText   Reach = "in-text"  // those that they name, and any that is written into the page
	Named    Reach = "named"    // those from the places, or of the kind, that they name
)

// OnScripts are the directives on where a page's scripts come from: the first
// that a policy has counts.
var OnScripts = fallbacks["script-src-elem"]

// Scripts returns which scripts the policies let in.
func (ps Policies) Scripts() Reach {
	_, anywhere := ps.open("script-src-elem", everywhere)
	_, inText := ps.open("script-src-elem", anyText)
	switch {
	case !ps.Governs("script-src-elem"):
		return Unsaid
	case anywhere:
		return Anywhere
	case inText:
		return InText
	}
	return Named
}

// everywhere reports whether a list of scripts names every server there is.
// Beside 'strict-dynamic' places do not count.
func everywhere(d Directive) bool {
	return !d.dynamic && d.has(Source.Everywhere)
}

// anyText reports whether a list lets all scripts in the page's text run. Beside a
// nonce, a hash or 'strict-dynamic', 'unsafe-inline' does not count (CSP, section
// 6.7.3.2).
func anyText(d Directive) bool {
	return d.keyword("unsafe-inline") && !marked(d)
}

// marked reports whether a list lets scripts in by their marks: nonces, hashes, or
// having been loaded by one that was let in.
func marked(d Directive) bool {
	return d.dynamic || d.has(func(s Source) bool { return s.Kind == Nonce || s.Kind == Hash })
}

// maxNamed bounds how many sources of one kind are looked at one by one, where
// looking at one means going through all policies.
const maxNamed = 200

// Reachable returns the places that a browser may go to where the directive called
// name decides: the sources that all policies agree to, 'self' among them, each
// once. Complete is false if there are more than are looked at, and where nothing
// decides: then everywhere is allowed.
func (ps Policies) Reachable(name string) (places []Source, complete bool) {
	seen := make(map[string]bool)
	for _, p := range ps {
		d, _ := p.Governing(name)
		for _, s := range d.Sources {
			if seen[s.Text] || !s.place() {
				continue
			}
			if len(seen) == maxNamed {
				return places, false
			}
			seen[s.Text] = true
			if ps.allows(name, s.sample(p.self)) {
				places = append(places, s)
			}
		}
	}
	return places, ps.Governs(name)
}

// place reports whether the source is about where something comes from.
func (s Source) place() bool { return s.Kind == Host || s.Kind == Scheme || s.is("self") }

// sample returns an address that fits the source, and no narrower one: a host
// below the one that a wildcard stands for that nobody would name.
func (s Source) sample(self address) address {
	const nobody = "shopcheck-nobody-names-this"
	if s.Kind == Keyword {
		return self
	}
	to := address{scheme: cmp.Or(s.Scheme, "https"), host: s.Host, port: s.Port, path: s.Path}
	switch s.Scheme {
	case "http", "ws", "wss": // a socket's fits nothing then: no page or script comes from one
		to.scheme = "https"
	}
	if s.Kind == Scheme || s.Host == "*" {
		to.host = nobody + ".example"
	} else if len(s.Host) > 1 && s.Host[0] == '*' {
		to.host = nobody + s.Host[1:]
	}
	if s.Port == "*" {
		to.port = ""
	}
	if s.Path == "" || s.Path[len(s.Path)-1] == '/' {
		to.path = cmp.Or(s.Path, "/") + nobody
	}
	return to
}

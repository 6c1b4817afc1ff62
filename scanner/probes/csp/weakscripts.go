package csp

import (
	"fmt"
	"slices"
)

// onScripts returns where the policies let in more scripts than they should.
func (ps Policies) onScripts() []Weakness {
	if !ps.Governs("script-src-elem") {
		return []Weakness{{ID: NoScriptRules, Grade: Weak, Words: "neither script-src nor default-src: scripts may come from anywhere"}}
	}
	found := append(ps.inline(), ps.held()...)
	if by, open := ps.open("script-src-elem", everywhere); open {
		w, _ := naming(AnyHost, Open, by[0], Source.Everywhere, "%s lets scripts come from every server")
		found = append(found, w)
	} else {
		found = slices.Concat(found, ps.wildcards(), ps.bypasses())
	}
	data := func(s Source) bool { return s.Kind == Scheme && s.Scheme == "data" }
	if by, open := ps.open("script-src-elem", func(d Directive) bool { return !d.dynamic && d.has(data) }); open {
		found = append(found, Weakness{DataScripts, Open, "data: lets any script stand in its own address", by[0].Text})
	}
	return slices.Concat(found, ps.evaluated(), ps.nonces(), ps.local())
}

// inline returns where any script in the page's text runs: in an element, or in
// an attribute that handles an event.
func (ps Policies) inline() []Weakness {
	elements, open := ps.open("script-src-elem", anyText)
	attributes, handlers := ps.open("script-src-attr", anyText)
	switch {
	case open && handlers && len(attributes) > 0 && attributes[0].Text == elements[0].Text:
		return []Weakness{{InlineScripts, Open, "'unsafe-inline' lets every script and event handler in the page's text run", elements[0].Text}}
	case open:
		return []Weakness{{InlineScripts, Open, "'unsafe-inline' lets every script in the page's text run", elements[0].Text}}
	case handlers && len(attributes) > 0:
		return []Weakness{{InlineHandlers, Open, "'unsafe-inline' lets every event handler in the page's text run", attributes[0].Text}}
	case handlers:
		return []Weakness{{ID: InlineHandlers, Grade: Open, Words: "neither script-src-attr, script-src nor default-src: every event handler in the page's text runs"}}
	}
	return nil
}

// held returns a list that lets all of the page's text run and is kept from it by
// another policy alone, which goes by hosts.
func (ps Policies) held() []Weakness {
	var wide []Directive
	for _, p := range ps {
		d, ok := p.Governing("script-src-elem")
		switch {
		case ok && marked(d):
			return nil
		case ok && anyText(d):
			wide = append(wide, d)
		}
	}
	if _, open := ps.open("script-src-elem", anyText); open || len(wide) == 0 {
		return nil
	}
	return []Weakness{{InlineHeld, Weak, "'unsafe-inline' has no effect only because another policy lists hosts without it", wide[0].Text}}
}

// wildcards returns the hosts below a name where anybody can have one: a public
// suffix, such as cloudfront.net.
func (ps Policies) wildcards() []Weakness {
	var found []Weakness
	told := make(map[string]bool)
	for _, p := range ps {
		d, _ := p.Governing("script-src-elem")
		for _, s := range d.Sources {
			if !s.Shared() || told[s.Text] || len(told) == maxNamed {
				continue
			}
			told[s.Text] = true
			if ps.allows("script-src-elem", s.sample(p.self)) && len(found) < maxLines {
				found = append(found, Weakness{BroadWildcard, Weak, fmt.Sprintf("anybody can get a host that %s stands for", s.Text), d.Text})
			}
		}
	}
	return found
}

// evaluated returns where text may become a script. Only script-src and
// default-src say so (CSP, section 4.4).
func (ps Policies) evaluated() []Weakness {
	by, open := ps.open("script-src", func(d Directive) bool { return d.keyword("unsafe-eval") })
	switch {
	case !open:
		return nil
	case len(by) == 0:
		return []Weakness{{ID: Eval, Grade: Weak, Words: "neither script-src nor default-src: text may become a script (eval)"}}
	}
	return []Weakness{{Eval, Weak, "'unsafe-eval' lets text become a script", by[0].Text}}
}

// local returns sources with which a script that already runs makes others.
func (ps Policies) local() []Weakness {
	made := func(s Source) bool { return s.Kind == Scheme && (s.Scheme == "blob" || s.Scheme == "filesystem") }
	by, open := ps.open("script-src-elem", func(d Directive) bool { return !d.dynamic && d.has(made) })
	if !open {
		return nil
	}
	w, _ := naming(LocalScripts, Note, by[0], made, "%s lets a script make others in the browser")
	return []Weakness{w}
}

package csp

import "slices"

// fallbacks are the directives that decide where one that loads something is
// missing, in order and itself first (CSP, section 6.8.3). The last two rows are
// about scripts made of text, which no script-src-elem is about (CSP, section
// 4.4), and about frames of a kind that is newer.
var fallbacks = map[string][]string{
	"script-src-elem":  {"script-src-elem", "script-src", "default-src"},
	"script-src-attr":  {"script-src-attr", "script-src", "default-src"},
	"style-src-elem":   {"style-src-elem", "style-src", "default-src"},
	"style-src-attr":   {"style-src-attr", "style-src", "default-src"},
	"worker-src":       {"worker-src", "child-src", "script-src", "default-src"},
	"connect-src":      {"connect-src", "default-src"},
	"manifest-src":     {"manifest-src", "default-src"},
	"object-src":       {"object-src", "default-src"},
	"frame-src":        {"frame-src", "child-src", "default-src"},
	"media-src":        {"media-src", "default-src"},
	"font-src":         {"font-src", "default-src"},
	"img-src":          {"img-src", "default-src"},
	"script-src":       {"script-src", "default-src"},
	"fenced-frame-src": {"fenced-frame-src", "frame-src", "child-src", "default-src"},
}

// alone are the directives with sources that nothing stands in for.
var alone = []string{"base-uri", "form-action", "frame-ancestors", "default-src", "child-src", "style-src"}

// others are the directives without sources.
var others = []string{
	"report-to", "report-uri", "require-trusted-types-for", "sandbox", "trusted-types", "upgrade-insecure-requests", "webrtc",
}

// gone are directives that browsers once knew, or that were only proposed.
var gone = []string{
	"block-all-mixed-content", "disown-opener", "navigate-to", "plugin-types", "policy-uri", "prefetch-src", "referrer",
	"reflected-xss", "require-sri-for",
}

func listsSources(name string) bool {
	_, loads := fallbacks[name]
	return loads || slices.Contains(alone, name)
}

func known(name string) bool {
	return listsSources(name) || slices.Contains(others, name) || slices.Contains(gone, name)
}

// Governing returns the directive of the policy that decides where name is asked
// for, and false if none does: then everything is allowed.
func (p Policy) Governing(name string) (Directive, bool) {
	chain, loads := fallbacks[name]
	if !loads {
		return p.Directive(name)
	}
	for _, n := range chain {
		if d, ok := p.Directive(n); ok {
			return d, true
		}
	}
	return Directive{}, false
}

// Governs reports whether one of the policies decides where name is asked for.
func (ps Policies) Governs(name string) bool {
	return slices.ContainsFunc(ps, func(p Policy) bool { _, ok := p.Governing(name); return ok })
}

// open reports whether all the policies let something pass where name is asked
// for: each has no word on it, or a directive that lets it. By are the directives
// that do.
func (ps Policies) open(name string, lets func(Directive) bool) (by []Directive, open bool) {
	for _, p := range ps {
		d, ok := p.Governing(name)
		if ok && !lets(d) {
			return nil, false
		}
		if ok {
			by = append(by, d)
		}
	}
	return by, true
}

// Unbounded reports whether the policies let in every server there is where name
// is asked for: none decides, or all that do say so.
func (ps Policies) Unbounded(name string) bool {
	_, open := ps.open(name, func(d Directive) bool { return d.has(Source.Everywhere) })
	return open
}

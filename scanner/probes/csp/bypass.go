package csp

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"shopcheck/scanner/facts"
)

// ways says how a stranger gets a script of his own from a host.
var ways = map[facts.Way]string{
	facts.Anybody: "serves scripts that anybody can publish",
	facts.JSONP:   "answers with scripts that call what the address names (JSONP)",
	facts.Angular: "serves AngularJS, which runs expressions in the page's text",
}

// bypassesOf holds the known bypasses by their hosts, and by "*." and each name
// above them, as sources write both.
var bypassesOf = sync.OnceValue(func() map[string][]facts.Bypass {
	by := make(map[string][]facts.Bypass)
	for _, b := range facts.Bypasses() {
		by[b.Host] = append(by[b.Host], b)
		for _, rest, more := strings.Cut(b.Host, "."); more; _, rest, more = strings.Cut(rest, ".") {
			by["*."+rest] = append(by["*."+rest], b)
		}
	}
	return by
})

// bypasses returns the sources that let in a host whose scripts strangers can turn
// against the page, one line for each source.
func (ps Policies) bypasses() []Weakness {
	var found []Weakness
	_, eval := ps.open("script-src", func(d Directive) bool { return d.keyword("unsafe-eval") })
	told, asked := make(map[string]bool), make(map[address]bool)
	lets := func(at address) bool { // goes through all policies: once, however many sources ask
		if _, known := asked[at]; !known {
			asked[at] = ps.allows("script-src-elem", at)
		}
		return asked[at]
	}
	for _, p := range ps {
		d, _ := p.Governing("script-src-elem")
		for _, s := range d.Sources {
			known := bypassesOf()[s.Host]
			if len(known) == 0 || told[s.Text] || len(told) == maxNamed {
				continue
			}
			told[s.Text] = true
			if i := slices.IndexFunc(known, func(b facts.Bypass) bool { return (eval || !b.Eval) && bypassed(b, s, p.self, lets) }); i >= 0 {
				found = append(found, bypass(known[i], s, d))
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Weakness) int { return cmp.Compare(a.Grade.rank(), b.Grade.rank()) })
	return found[:min(len(found), maxLines)]
}

// bypassed reports whether a source lets in what a bypass needs, and all policies
// do.
func bypassed(b facts.Bypass, s Source, self address, lets func(address) bool) bool {
	return slices.ContainsFunc(b.Paths, func(path string) bool {
		at := address{scheme: "https", host: b.Host, path: path}
		return s.matches(at, self) && lets(at)
	})
}

func bypass(b facts.Bypass, s Source, d Directive) Weakness {
	w := Weakness{BypassHost, Weak, fmt.Sprintf("%s lets in %s, which %s", s.Text, b.Host, ways[b.Way]), d.Text}
	if b.Memory {
		w.Grade, w.Words = Note, w.Words+", or once did"
	}
	return w
}

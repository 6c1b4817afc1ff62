// Package csp reads content security policies as browsers do, and says what they
// keep out and where they are weak (W3C Content Security Policy Level 3, called
// CSP below, read November 2026).
//
// Start with [Of], which returns all the policies that a browser enforces on a
// page. Each of them must let a script or a frame pass, so most questions are put
// to [Policies], not to one [Policy]: what they allow is what all of them allow.
package csp

import (
	"net/url"
	"slices"

	"shopcheck/scanner/observe"
)

// Names of the headers with policies.
const (
	Enforced   = "Content-Security-Policy"
	ReportOnly = "Content-Security-Policy-Report-Only"
)

// Policies are those of one page. Nil means that it has none.
type Policies []Policy

// A Policy is one content security policy.
type Policy struct {
	Directives []Directive // in the order sent; of those alike the first
	Ignored    []Ignored   // what browsers leave out; empty means nothing
	Meta       bool        // it stands in a meta element, not in a header
	self       address     // of the page, which 'self' stands for
}

// A Directive is one rule of a policy.
type Directive struct {
	Name    string   // lower case
	Text    string   // as sent
	Sources []Source // empty for "nothing", and for rules that are no list of sources
	dynamic bool     // 'strict-dynamic' is one of them
}

// An Ignored is a part of a policy that browsers leave out.
type Ignored struct {
	Text string // as sent
	Why  Reason
}

// A Reason says why browsers leave out a directive.
type Reason string

// The reasons: one of the name came before, it has letters that are not ASCII
// (CSP, section 2.2.1), or it may not stand in a meta element (HTML, section
// 4.2.5.3).
const (
	Duplicate Reason = "duplicate"
	NotASCII  Reason = "not-ascii"
	InMeta    Reason = "in-meta"
)

// Of returns the policies that a browser enforces on a page, those of its header
// first.
func Of(page *observe.Page) Policies {
	self := addressOf(page.URL)
	found := parseHeader(page.Header.Values(Enforced), self)
	for _, m := range page.Document().Metas {
		if m.Name != "content-security-policy" {
			continue
		}
		if p := parse(m.Content, self, true); p.speaks() {
			found = append(found, p)
		}
	}
	return found
}

// Sent returns those of the policies that came in the header.
func (ps Policies) Sent() Policies {
	return slices.DeleteFunc(slices.Clone(ps), func(p Policy) bool { return p.Meta })
}

// Reported returns the policies that a browser only reports on.
func Reported(page *observe.Page) Policies {
	return parseHeader(page.Header.Values(ReportOnly), addressOf(page.URL))
}

// Parse returns the policies of a header's values as a page at an address that is
// not known would get them: 'self' stands for nothing.
func Parse(values ...string) Policies { return parseHeader(values, address{}) }

// Has reports whether one of the policies has one of the directives.
func (ps Policies) Has(names ...string) bool {
	return slices.ContainsFunc(ps, func(p Policy) bool {
		return slices.ContainsFunc(names, func(name string) bool { _, ok := p.Directive(name); return ok })
	})
}

// Directive returns the policy's directive of that name, and false if it has none.
func (p Policy) Directive(name string) (Directive, bool) {
	i := slices.IndexFunc(p.Directives, func(d Directive) bool { return d.Name == name })
	if i < 0 {
		return Directive{}, false
	}
	return p.Directives[i], true
}

// addressOf returns the parts of a URL by which sources are compared; the zero
// address, which nothing fits, if it cannot be read.
func addressOf(raw string) address {
	u, err := url.Parse(raw)
	if err != nil {
		return address{}
	}
	return address{scheme: lower(u.Scheme), host: lower(u.Hostname()), port: u.Port(), path: u.EscapedPath()}
}

// Package inventory lists the scripts that a shop's pages run: whose they are,
// what they are for, how they are loaded, and on which pages. Several families of
// probes ask it, and so does whoever compares two runs.
//
// Only what the pages' HTML names is listed. What a script loads in turn is seen
// where a page was rendered by a browser, and not otherwise.
package inventory

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// A Script is one script of the shop's pages: a file, or a text in a page.
type Script struct {
	// Name tells scripts apart, from one page and run to the next: an address
	// without its query, or "inline sha256-…" of a text without its values, which
	// change with every visit.
	Name string
	observe.Resource
	Host  string        // of its address, in lower case; empty for texts
	Own   bool          // a text in a page of the shop, or a file of its own hosts
	Owner facts.Owner   // zero: not known, or the shop itself
	Roles []shop.Role   // of the pages that run it, in the order of pages
	Page  *observe.Page // the first of them
}

// Of returns the scripts of pages, each once, in the order of pages and then as
// pages name them.
func Of(pages []shop.Page, own func(host string) bool) []Script {
	var all []Script
	at := make(map[string]int)
	for _, p := range pages {
		for _, r := range p.Document().Resources {
			if r.Kind != "script" || r.URL == "" && strings.TrimSpace(r.Inline) == "" {
				continue
			}
			name := Name(r)
			i, seen := at[name]
			if !seen {
				i = len(all)
				at[name] = i
				all = append(all, describe(name, r, p.Page, own))
			}
			if !slices.Contains(all[i].Roles, p.Role) {
				all[i].Roles = append(all[i].Roles, p.Role)
			}
		}
	}
	return all
}

func describe(name string, r observe.Resource, page *observe.Page, own func(host string) bool) Script {
	s := Script{Name: name, Resource: r, Host: shop.Host(r.URL), Page: page}
	s.Own = s.Host == "" || own(s.Host)
	if !s.Own {
		s.Owner, _ = facts.OwnerOf(s.Host)
	}
	return s
}

// Name returns what tells a script apart, see [Script].
func Name(r observe.Resource) string {
	if r.URL == "" {
		sum := sha256.Sum256([]byte(values.ReplaceAllString(r.Inline, "0")))
		return "inline sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	}
	if u, err := url.Parse(r.URL); err == nil {
		u.RawQuery = ""
		return u.String()
	}
	return r.URL
}

// values are the strings and numbers of a script's text.
var values = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\b[0-9][0-9a-fA-Fx.]*\b`)

// Hosts returns the other companies' hosts that scripts come from, sorted.
func Hosts(scripts []Script) []string {
	var hosts []string
	for _, s := range scripts {
		if !s.Own && !slices.Contains(hosts, s.Host) {
			hosts = append(hosts, s.Host)
		}
	}
	slices.Sort(hosts)
	return hosts
}

// Loading says when a browser runs the script, in the words of HTML.
func (s Script) Loading() string {
	switch {
	case s.Async:
		return "async"
	case s.Defer, s.Module:
		return "defer"
	}
	return ""
}

// Known returns the company that a script's host is known to belong to, or the
// host itself.
func (s Script) Known() string { return cmp.Or(s.Owner.Name, s.Host) }

// Package inventory lists the scripts that a shop's pages run: whose they are,
// what they are for, how they are loaded, and on which pages. Several families of
// probes ask it, and so does whoever compares two runs.
//
// What the pages' HTML names is listed, and what a page asked for while a browser
// built it. What scripts load in turn is not seen where none did.
package inventory

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// A Script is one script of the shop's pages: a file, or a text in a page.
type Script struct {
	// Name tells scripts apart, from one page and run to the next: an address
	// without what changes from visit to visit, or "inline sha256-…" of what a text
	// does, see shape.
	Name string
	// Resource is the script as the first page runs it, but protected only by what
	// protects it wherever it is named: Integrity, CrossOrigin, Nonce.
	observe.Resource
	Host  string        // of its address, lower case, A-labels; empty for texts
	Own   bool          // a text in a page of the shop, or a file of its own hosts
	Owner facts.Owner   // zero: not known, or the shop itself
	Roles []shop.Role   // of the pages that run it, in the order of pages
	Page  *observe.Page // the first of them, or the first that leaves out what protects it
	Asked bool          // by other scripts: no element names it, and nothing is known of what protects it
}

// Of returns the scripts of pages, each once, in the order of pages and then as
// pages name them.
func Of(pages []shop.Page, own func(host string) bool) []Script {
	var all []Script
	at := make(map[string]int)
	for _, p := range pages {
		named := p.Document().Resources
		for j, r := range slices.Concat(named, asked(p.Page)) {
			if r.Kind != "script" || r.URL == "" && strings.TrimSpace(r.Inline) == "" {
				continue
			}
			name := Name(r)
			i, seen := at[name]
			if !seen {
				i = len(all)
				at[name] = i
				all = append(all, describe(name, r, p.Page, own))
				all[i].Asked = j >= len(named)
			}
			all[i].meet(r, p, j >= len(named))
		}
	}
	return all
}

// asked returns the script files that a page asked for while a browser built it,
// also those that its HTML names.
func asked(page *observe.Page) []observe.Resource {
	var files []observe.Resource
	for _, r := range page.Requests {
		if r.Type == "script" {
			files = append(files, observe.Resource{Kind: "script", URL: r.URL})
		}
	}
	return files
}

func describe(name string, r observe.Resource, page *observe.Page, own func(host string) bool) Script {
	s := Script{Name: name, Resource: r, Host: Host(r.URL), Page: page}
	s.Own = s.Host == "" || own(s.Host)
	if !s.Own {
		s.Owner, _ = facts.OwnerOf(s.Host)
	}
	return s
}

// Host returns the host of an address as name servers know it.
func Host(address string) string {
	host := shop.Host(address)
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		return ascii
	}
	return host
}

// meet takes note of one place where the script is named, or asked for. What only
// fetches it ahead of time neither protects it nor leaves it bare.
func (s *Script) meet(r observe.Resource, p shop.Page, asked bool) {
	if !slices.Contains(s.Roles, p.Role) {
		s.Roles = append(s.Roles, p.Role)
	}
	switch {
	case r.Hint, asked:
	case s.Hint, s.Asked:
		s.Resource, s.Page, s.Asked = r, p.Page, false
	default:
		if s.Integrity != "" && r.Integrity == "" || s.CrossOrigin && !r.CrossOrigin {
			s.Integrity, s.CrossOrigin, s.Page = r.Integrity, r.CrossOrigin, p.Page
		}
		if r.Nonce == "" {
			s.Nonce = ""
		}
	}
}

// maxName bounds names, in bytes: they are kept for comparing.
const maxName = 400

// Name returns what tells a script apart, see [Script]. Of a query only what says
// which scripts a tag manager loads is part of it.
func Name(r observe.Resource) string {
	if r.URL == "" {
		return "inline " + shape(r.Inline)
	}
	name := r.URL
	if u, err := url.Parse(r.URL); err == nil {
		id := u.Query().Get("id")
		u.RawQuery = ""
		if path, _, visit := strings.Cut(u.Path, ";jsessionid="); visit { // as Java's servers write without cookies
			u.Path, u.RawPath = path, ""
		}
		if owner, _ := facts.OwnerOf(u.Hostname()); id != "" && owner.Purpose == facts.TagManager {
			u.RawQuery = url.Values{"id": {id}}.Encode()
		}
		name = u.String()
	}
	if len(name) > maxName {
		sum := sha256.Sum256([]byte(name))
		name = strings.ToValidUTF8(name[:maxName/2], "") + "…" + base64.RawURLEncoding.EncodeToString(sum[:])
	}
	return name
}

// Hosts returns the other companies' hosts that scripts come from, sorted.
func Hosts(scripts []Script) []string {
	var hosts []string
	for _, s := range scripts {
		if !s.Own {
			hosts = append(hosts, s.Host)
		}
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// Loading says when a browser runs the script, in the words of HTML: async, defer,
// preload if it is only fetched ahead of time, or nothing for at once; and "by a
// script" if another one loads it.
func (s Script) Loading() string {
	switch {
	case s.Asked:
		return "by a script"
	case s.Hint:
		return "preload"
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

package csp

import (
	"regexp"
	"slices"
	"strings"
)

// A Source is one entry of a directive's list (CSP, section 2.3.1).
type Source struct {
	Kind Kind
	Text string // as sent
	// Value is what stands between the quotes: a keyword in lower case, a nonce
	// without "nonce-", or a hash with its algorithm. Empty for other kinds.
	Value                    string
	Scheme, Host, Port, Path string // of schemes and hosts, lower case but the path; empty means not said
}

// A Kind says what a source is.
type Kind string

// The kinds of sources. Browsers ignore the invalid ones.
const (
	Keyword Kind = "keyword" // 'self', 'unsafe-inline' and their like
	Nonce   Kind = "nonce"
	Hash    Kind = "hash"
	Scheme  Kind = "scheme" // "https:"
	Host    Kind = "host"   // "*", "*.shop.test", "https://shop.test:8443/js/"
	Invalid Kind = "invalid"
)

// quoted is what may stand in single quotes.
var quoted = regexp.MustCompile(`^'(?:(?i:nonce)-([A-Za-z0-9+/_-]+={0,2})|((?i:sha(?:256|384|512))-[A-Za-z0-9+/_-]+={0,2})|([A-Za-z0-9-]+))'$`)

// keywords are those that browsers know; the last three are newer than CSP's text.
var keywords = []string{
	"none", "self", "unsafe-inline", "unsafe-eval", "unsafe-hashes", "strict-dynamic", "wasm-unsafe-eval", "report-sample",
	"unsafe-allow-redirects", "inline-speculation-rules", "trusted-types-eval", "report-sha256", "report-sha384", "report-sha512",
}

func parseSource(text string) Source {
	s := Source{Kind: Invalid, Text: text}
	if strings.HasPrefix(text, "'") {
		s.quoted(quoted.FindStringSubmatch(text))
		return s
	}
	if name, ok := strings.CutSuffix(text, ":"); ok && isScheme(name) {
		s.Kind, s.Scheme = Scheme, lower(name)
		return s
	}
	name, rest, found := strings.Cut(text, "://")
	if !found {
		name, rest = "", text
	}
	at, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		at, path = rest[:i], rest[i:]
	}
	host, port, ported := strings.Cut(at, ":")
	if (!found || isScheme(name)) && isHost(host) && (!ported || isPort(port)) && !strings.Contains(path, ",") {
		path, _, _ = strings.Cut(path, "#") // browsers leave both out
		path, _, _ = strings.Cut(path, "?")
		s.Kind, s.Scheme, s.Host, s.Port, s.Path = Host, lower(name), lower(host), port, path
	}
	return s
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func digit(c byte) bool  { return '0' <= c && c <= '9' }

func isScheme(s string) bool {
	for i := range len(s) {
		if c := s[i]; !letter(c) && (i == 0 || !digit(c) && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return s != ""
}

// isHost reports whether s is a host or a wildcard. Browsers take "_" too, which
// the grammar has not.
func isHost(s string) bool {
	if s == "*" {
		return true
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(s, "*."), ".") {
		for i := range len(part) {
			if c := part[i]; !letter(c) && !digit(c) && c != '-' && c != '_' {
				return false
			}
		}
		if part == "" {
			return false
		}
	}
	return true
}

func isPort(s string) bool { return s == "*" || s != "" && strings.Trim(s, "0123456789") == "" }

func (s *Source) quoted(m []string) {
	switch {
	case m == nil:
	case m[1] != "":
		s.Kind, s.Value = Nonce, m[1]
	case m[2] != "":
		algorithm, digest, _ := strings.Cut(m[2], "-")
		s.Kind, s.Value = Hash, lower(algorithm)+"-"+digest
	case slices.Contains(keywords, lower(m[3])):
		s.Kind, s.Value = Keyword, lower(m[3])
	}
}

// is reports whether the source is that keyword.
func (s Source) is(keyword string) bool { return s.Kind == Keyword && s.Value == keyword }

// Everywhere reports whether the source stands for every server there is.
func (s Source) Everywhere() bool {
	switch {
	case s.Kind == Scheme:
		return schemeMatches(s.Scheme, "https")
	case s.Kind == Host && s.Host == "*":
		return s.Scheme == "" || schemeMatches(s.Scheme, "https")
	}
	return false
}

// has reports whether one of the directive's sources is as asked.
func (d Directive) has(is func(Source) bool) bool {
	return slices.ContainsFunc(d.Sources, is)
}

func (d Directive) keyword(name string) bool {
	return d.has(func(s Source) bool { return s.is(name) })
}

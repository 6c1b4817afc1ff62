package inventory

import (
	"net/url"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// Listed returns the line of a shop's list of authorized scripts that stands for
// the script, and false if none does.
func (s Script) Listed(list []observe.Vouched) (observe.Vouched, bool) {
	i := slices.IndexFunc(list, func(v observe.Vouched) bool { return s.named(strings.TrimSpace(v.Script)) })
	if i < 0 {
		return observe.Vouched{}, false
	}
	return list[i], true
}

// named reports whether a line names the script: a text by its hash, or by its
// name, which stays the same when only its values change; a file by its address,
// with or without what follows a "?", or by what the address begins with.
func (s Script) named(line string) bool {
	if s.URL == "" {
		return line != "" && (line == s.Hash || strings.TrimPrefix(line, "inline ") == strings.TrimPrefix(s.Name, "inline "))
	}
	begin, wide := strings.CutSuffix(line, "*")
	u, err := url.Parse(begin)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	if u.Path == "" {
		u.Path = "/" // a host alone is no beginning of longer hosts
	}
	switch {
	case !wide:
		return u.String() == s.URL || u.String() == s.Name
	case strings.Contains(strings.ToLower(s.URL), "%2e"):
		return false // browsers take it for a dot, and may go up from there
	}
	return strings.HasPrefix(s.URL, u.String())
}

package inventory

import (
	"net/url"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// A List is a shop's list of the scripts that it has authorized. The zero value is
// no list.
type List []entry

// An entry is a line of the list, read once: pages may have very many scripts.
type entry struct {
	observe.Vouched
	text string // of a script in the page: its hash, or its name
	file string // an address, or what it begins with
	wide bool   // file is a beginning
}

// ListOf reads a shop's list. A line names a text by its hash, or by its name,
// which stays the same when only its values change; a file by its address, with or
// without what follows a "?", or by what the address begins with and a "*". A line
// that names neither stands for nothing.
func ListOf(lines []observe.Vouched) List {
	var list List
	for _, v := range lines {
		line := strings.TrimSpace(v.Script)
		e := entry{Vouched: v, text: strings.TrimPrefix(line, "inline ")}
		begin, wide := strings.CutSuffix(line, "*")
		u, err := url.Parse(begin)
		if err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
			u.Host = strings.ToLower(u.Host)
			if u.Path == "" {
				u.Path = "/" // a host alone is no beginning of longer hosts
			}
			e.file, e.wide = u.String(), wide
		}
		list = append(list, e)
	}
	return list
}

// Find returns the line that stands for a script, and false if none does.
func (l List) Find(s Script) (observe.Vouched, bool) {
	i := slices.IndexFunc(l, func(e entry) bool { return e.names(s) })
	if i < 0 {
		return observe.Vouched{}, false
	}
	return l[i].Vouched, true
}

func (e entry) names(s Script) bool {
	switch {
	case s.URL == "":
		return e.text != "" && (e.text == s.Hash || e.text == strings.TrimPrefix(s.Name, "inline "))
	case e.file == "":
		return false
	case !e.wide:
		return e.file == s.URL || e.file == s.Name
	}
	// Browsers take "%2e" for a dot, and may go up from there.
	return strings.HasPrefix(s.URL, e.file) && !strings.Contains(strings.ToLower(s.URL), "%2e")
}

package exposed

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// maxNamed bounds how many addresses a message names; the evidence has all.
const maxNamed = 4

// merge makes one finding of all leaks. The first that is certain harm leads, or
// else the first.
func (r *round) merge() scanner.Finding {
	first := max(0, slices.IndexFunc(r.found, func(l leak) bool { return l.finding.Outcome == scanner.Fail }))
	lead := r.found[first]
	f := lead.finding
	f.Subject = r.site.Domain()
	if f.Outcome == scanner.Fail {
		f.Message = told(slices.DeleteFunc(slices.Clone(r.found), func(l leak) bool { return l.finding.Outcome != scanner.Fail }))
	}
	f.Evidence = slices.Clone(f.Evidence)
	for i, l := range r.found {
		if i != first {
			f.Evidence = append(f.Evidence, l.finding.Evidence[0])
		}
	}
	f.Evidence = append(f.Evidence, r.leftOut()...)
	return f
}

// told says of certain leaks what can be got where: "Anybody can fetch a key at /a
// and /b, and a list at /c, and open a page at /d."
func told(leaks []leak) string {
	out, verb := "Anybody can ", ""
	for rest := leaks[:min(len(leaks), maxNamed)]; len(rest) > 0; {
		first := rest[0]
		var where []string
		rest = slices.DeleteFunc(slices.Clone(rest), func(l leak) bool {
			same := l.verb() == first.verb() && l.row.What == first.row.What
			if same {
				where = append(where, pathOf(l.got.URL))
			}
			return same
		})
		if verb != "" {
			out += ", and "
		}
		if verb != first.verb() {
			verb = first.verb()
			out += verb + " "
		}
		out += first.row.What + " at " + series(where)
	}
	if more := len(leaks) - maxNamed; more > 0 {
		out += fmt.Sprintf(", and %d more of the kind", more)
	}
	return out + "."
}

// verb is what anybody can do with what leaks.
func (h hit) verb() string {
	if h.row.Page {
		return "open"
	}
	return "fetch"
}

// series joins words as in "a, b and c".
func series(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// leftOut names the addresses that are known and were not asked.
func (r *round) leftOut() []observe.Evidence {
	var left []string
	for _, e := range slices.Concat(r.left, r.beyond) {
		left = append(left, pathOf(at(r.site, r.home, e.Path)))
	}
	if len(left) == 0 {
		return nil
	}
	again := "" // no scan asks for more
	if len(r.misses)+len(r.found) < r.most {
		again = fmt.Sprintf("shopcheck scan %s --authorized --profile thorough --only exposed.%s", r.site.Domain(), r.topic)
	}
	return []observe.Evidence{{Source: "left out", Quote: observe.Printable(strings.Join(left, " ")), Again: again, At: r.before.At}}
}

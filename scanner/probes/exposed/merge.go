package exposed

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// maxNamed bounds how many addresses a message names; the evidence has all.
const maxNamed = 6

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
// and /b, and open a page at /c."
func told(leaks []leak) string {
	var parts []string
	for rest := leaks[:min(len(leaks), maxNamed)]; len(rest) > 0; {
		what := action(rest[0])
		var where []string
		rest = slices.DeleteFunc(slices.Clone(rest), func(l leak) bool {
			same := action(l) == what
			if same {
				where = append(where, pathOf(l.got.URL))
			}
			return same
		})
		parts = append(parts, what+" at "+series(where))
	}
	out := "Anybody can " + strings.Join(parts, ", and ")
	if more := len(leaks) - maxNamed; more > 0 {
		out += fmt.Sprintf(", and %d more of the kind", more)
	}
	return out + "."
}

// action is what anybody can do with a leak.
func action(l leak) string {
	if l.row.Page {
		return "open " + l.row.What
	}
	return "fetch " + l.row.What
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

package software

import (
	"cmp"
	"slices"
	"strings"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// String names an extension and its version: "LiteSpeed Cache 6.2".
func (x extension) String() string {
	return strings.TrimSpace(cmp.Or(x.known.Name, x.folder) + " " + x.version)
}

// words says for the owner what is wrong with an extension: "Bricks (version not
// shown; some versions: critical, used by attackers)".
func (s *sight) words(x extension) string {
	t := s.threats(x)[0]
	note := t.Severity
	if _, listed := facts.Listed(t.CVE); listed || t.Used != "" {
		note += ", used by attackers"
	}
	if t.Only != "" {
		note += ", in shops " + t.Only
	}
	switch {
	case x.version == "":
		note = "version not shown; some versions: " + note
	case t.fit == facts.Maybe:
		note = "some versions: " + note
	case !x.certain:
		note += ", if that is its version"
	}
	return x.String() + " (" + note + ")"
}

// quote is an extension's evidence with what it shows, and the numbers of its holes.
func (s *sight) quote(x extension) observe.Evidence {
	var ids []string
	for _, t := range s.threats(x) {
		if !slices.Contains(ids, t.CVE) {
			ids = append(ids, t.CVE)
		}
	}
	shows := x.kind + " " + x.String()
	if len(ids) > 0 {
		shows += ": " + listed(ids, maxIDs)
	}
	return x.page.Evidence(x.text + " (" + shows + ")")
}

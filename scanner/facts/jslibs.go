package facts

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// A Harm is what a flaw of a library does in a visitor's browser.
type Harm string

// The harms that weigh less than others: a page that stands still, the visitor's
// own, and a release line that its makers mend no more.
const (
	Hang      Harm = "hang"
	EndOfLife Harm = "end-of-life"
)

// A Flaw is a known one of a library's versions.
type Flaw struct {
	From     string // the first version that has it; empty: the very first
	Below    string // the first version that does not
	Severity string // as published: "critical", "high", "medium" or "low"
	Harm     Harm
	IDs      []string // CVE or GHSA numbers; may be empty
}

// A libraryText is what a library's file says of its version.
type libraryText struct {
	Near          string      // stands in the file
	Match         versionText // the version, around Near
	Before, After int         // bytes beside Near that Match sees
	Yes           string
}

// A library is a JavaScript library that shops load.
type library struct {
	Name     string
	Mixed    bool // many flaws concern servers: none decides alone
	Files    []string
	Packages []string
	Texts    []libraryText
	No       []string
	Flaws    []Flaw
}

// A patchedBuild is one into which somebody put fixes without a new number.
type patchedBuild struct {
	Library string
	Match   Pattern
	IDs     []string // what was fixed
	Yes, No []string
	Source  string
}

type libraryTable struct {
	Source    string
	Patched   []patchedBuild
	Libraries []library
}

var libraries = sync.OnceValue(func() libraryTable { return load[libraryTable]("jslibs.yaml") })

// A versionText is a pattern in which {v} stands for a version. What it captures,
// joined by dots, is the version.
type versionText struct{ Pattern }

const anyVersion = `(\d{1,4}(?:\.\d{1,6}){1,3}(?:[-+.]?[A-Za-z][0-9A-Za-z.+-]{0,30})?)`

// UnmarshalYAML compiles the expression.
func (v *versionText) UnmarshalYAML(n *yaml.Node) (err error) {
	v.Regexp, err = regexp.Compile(strings.ReplaceAll(n.Value, "{v}", anyVersion))
	return err
}

// A Sighting is a library that was recognized, in one version.
type Sighting struct {
	Library string // "jQuery UI"
	Version string // "1.12.1"
	Quote   string // the text that shows it
	// Mixed is true if many of the library's flaws concern servers, and which is not
	// recorded: none of them decides alone.
	Mixed bool
	// Exact is true if the version is certain: the file says so, or a public server
	// that gives out each version under its own address.
	Exact bool
	flaws []Flaw
	fixed []string // by somebody else, in this build
}

// Flaws returns what is known of the version. Of a build that is somebody else's
// own, such as one that is kept alive for money, nothing is known.
func (s Sighting) Flaws() []Flaw {
	v := parseRelease(s.Version)
	if v.foreign {
		return nil
	}
	var found []Flaw
	for _, f := range s.flaws {
		if v.less(parseRelease(f.Below)) && !v.less(parseRelease(f.From)) && !s.mended(f) {
			found = append(found, f)
		}
	}
	return found
}

// mended reports whether the build has a fix of all that the flaw stands for.
func (s Sighting) mended(f Flaw) bool {
	return len(f.IDs) > 0 && !slices.ContainsFunc(f.IDs, func(id string) bool { return !slices.Contains(s.fixed, id) })
}

// sight makes a sighting of a library. context is the text around its version.
func (l *library) sight(version, quote, context string, exact bool) Sighting {
	s := Sighting{Library: l.Name, Version: version, Quote: quote, Mixed: l.Mixed, Exact: exact, flaws: l.Flaws}
	for _, p := range libraries().Patched {
		if p.Library == l.Name && p.Match.MatchString(context) {
			s.fixed = append(s.fixed, p.IDs...)
		}
	}
	return s
}

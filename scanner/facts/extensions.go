package facts

import (
	"net/url"
	"slices"
	"strings"
	"sync"
)

// A ShopExtension is one of shop software that attackers break into shops through, or
// are expected to.
type ShopExtension struct {
	Kind      string   // "WordPress plugin"
	Name      string   // "LiteSpeed Cache"
	Folders   []string // of that kind, in lower case
	Files     []string // within the folder, that carry its own version
	Generator Pattern  // fits the generator element that it adds to pages; group 1 is its version
	Comment   Pattern  // the same of a comment in the page
	Holes     []ExtensionHole
	Yes, No   []string // texts that Generator or Comment must match, and must not
}

// An ExtensionHole is a known one of an extension's versions.
type ExtensionHole struct {
	CVE       string `yaml:"cve"`
	Published day
	Severity  string // as published: "critical", "high" or "medium"
	Used      string // the source that says that attackers use it; empty: none does
	Only      string // which shops it concerns: "that write debug notes"; empty: all
	By        []string
	Ranges    []versionRange
	Yes, No   []string
}

// A shape is how addresses of files show an extension.
type shape struct {
	Kind  string
	On    []string // platforms that it counts on; empty: any
	Near  string
	Match Pattern // group 1 is the folder
	Query string  // the parameter that may hold its version
	Core  string  // stands in the paths of the platform's own files
	Own   []string
	Yes   map[string]string
	No    []string
}

type extensionTable struct {
	Sources    map[string]string
	Shapes     []shape
	Extensions []ShopExtension
}

var extensions = sync.OnceValue(func() extensionTable { return load[extensionTable]("extensions.yaml") })

// extensionsBy indexes the table by kind and folder.
var extensionsBy = sync.OnceValue(func() map[[2]string]ShopExtension {
	by := make(map[[2]string]ShopExtension)
	for _, e := range extensions().Extensions {
		for _, f := range e.Folders {
			by[[2]string{e.Kind, f}] = e
		}
	}
	return by
})

// An ExtensionFile is what the address of a file shows: the extension that it is
// of, or that it is the platform's own.
type ExtensionFile struct {
	Kind   string // "WordPress plugin"
	Folder string // in lower case; empty: a file of the platform itself
	File   string // within the folder
	Number string // what stands where a version may; empty: nothing
}

// maxExtensionAddress bounds the addresses that are read, in bytes.
const maxExtensionAddress = 2000

// ExtensionAt says what the address of a file shows on a platform, by the ID of
// PlatformOf. It is false for most files: those are no extension's, or of the
// platform itself without a number.
func ExtensionAt(address, platform string) (ExtensionFile, bool) {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxExtensionAddress {
		return ExtensionFile{}, false
	}
	for _, s := range extensions().Shapes {
		if !strings.Contains(u.Path, s.Near) || len(s.On) > 0 && !slices.Contains(s.On, platform) {
			continue
		}
		m := s.Match.FindStringSubmatchIndex(u.Path)
		if m == nil {
			continue
		}
		f := ExtensionFile{Kind: s.Kind, Folder: strings.ToLower(u.Path[m[2]:m[3]]), File: u.Path[m[3]+1:]}
		if s.Query != "" {
			f.Number = u.Query().Get(s.Query)
		}
		return f, !s.owns(f.Folder)
	}
	for _, s := range extensions().Shapes {
		if s.Core != "" && strings.Contains(u.Path, s.Core) {
			f := ExtensionFile{Kind: s.Kind, Number: u.Query().Get(s.Query)}
			return f, f.Number != ""
		}
	}
	return ExtensionFile{}, false
}

// owns reports whether a folder is the platform's own.
func (s shape) owns(folder string) bool {
	return slices.ContainsFunc(s.Own, func(own string) bool {
		start, any := strings.CutSuffix(own, "*")
		return folder == own || any && strings.HasPrefix(folder, start)
	})
}

// ExtensionOf returns what is known of an extension, and false if nothing is.
func ExtensionOf(kind, folder string) (ShopExtension, bool) {
	e, ok := extensionsBy()[[2]string{kind, folder}]
	return e, ok
}

// A SaidExtension is one that says in a page what it is.
type SaidExtension struct {
	ShopExtension
	Version, Quote string
}

// ExtensionsSaid returns the extensions that say so: in a page's generator elements,
// or in a comment in its text.
func ExtensionsSaid(generators []string, text string) []SaidExtension {
	var all []SaidExtension
	for _, e := range extensions().Extensions {
		for _, g := range generators {
			if e.Generator.Regexp == nil {
				break
			}
			if m := e.Generator.FindStringSubmatch(g); m != nil {
				all = append(all, SaidExtension{e, m[1], g})
			}
		}
		if e.Comment.Regexp == nil {
			continue
		}
		if m := e.Comment.FindStringSubmatch(text); m != nil {
			all = append(all, SaidExtension{e, m[1], m[0]})
		}
	}
	return all
}

// Carries reports whether a file of the extension is known to carry the
// extension's own version.
func (e ShopExtension) Carries(file string) bool { return slices.Contains(e.Files, file) }

// HolesIn returns the holes that a version is, or may be, inside of.
func (e ShopExtension) HolesIn(version string) map[Fit][]ExtensionHole {
	found := make(map[Fit][]ExtensionHole)
	for _, h := range e.Holes {
		if fit := fitOf(version, h.Ranges); fit != Outside {
			found[fit] = append(found[fit], h)
		}
	}
	return found
}

package facts

import (
	"encoding/hex"
	"slices"
	"strings"
	"sync"
)

// A Topic groups files and pages that no visitor should get.
type Topic string

// The topics, one for each probe that looks for such files.
const (
	VersionControl Topic = "version-control" // a project's history
	Env            Topic = "env"             // files with passwords and keys
	Config         Topic = "config"          // the shop's own settings, and copies of them
	Dump           Topic = "dump"            // copies of the database or of everything
	PrivateKey     Topic = "private-key"     // the key of the shop's certificate, or to its server
	Logs           Topic = "logs"            // what the shop's software writes down
	DatabaseAdmin  Topic = "database-admin"  // tools that manage databases
	PHPInfo        Topic = "phpinfo"         // pages that describe the server
	Debug          Topic = "debug"           // what programmers switch on
	Installer      Topic = "installer"       // what sets a shop up
	Listing        Topic = "listing"         // lists of the files in a folder
	Exports        Topic = "exports"         // tables of customers and orders
)

// An Exposure is a path that nobody links to, and what proves that the harm is
// really there.
type Exposure struct {
	Topic     Topic
	Path      string   // may hold {domain}, the shop's domain, {label}, its first part, and {nothing}, a name that cannot exist
	What      string   // what it would be, in an owner's words: "a database copy"
	Platforms []string // asked only of shops made with one of these; empty: of every shop
	Sign      string   // names what proves it, see Signs
	Source    string   // who else looks for it, and when that was read; empty: nobody, or memory
	Memory    bool     // the path was not looked up anywhere; what is there is proven all the same
	Signature `yaml:"-"`

	Rank int `yaml:"-"` // its place among all exposures: the lower, the sooner asked
}

// A Signature is how the beginning of a body, values masked, shows what it is.
type Signature struct {
	Match  Pattern  // proves it; absent: Magic settles it, or nothing does
	Magic  string   // the first bytes in hexadecimal; empty: Match settles it
	Hint   Pattern  // what makes the harm likely where nothing proves it; absent: nothing does
	Page   bool     // the harm is a page: HTML is expected; otherwise HTML proves nothing
	Always bool     // the harm is in what the shop says of pages that do not exist, whatever the status
	Yes    []string // texts that prove it
	Maybe  []string // texts that only hint at it
	No     []string // texts that do neither
	Source string   // who says so, and when that was read
	// Memory means that nobody looked it up: it may then only hint.
	Memory bool
}

type exposureTable struct {
	Kin   map[string][]string // names for several platforms, for the aliases of rows
	Signs map[string]Signature
	Rows  []Exposure
}

var exposures = sync.OnceValue(func() exposureTable {
	table := load[exposureTable]("exposures.yaml")
	for i := range table.Rows {
		e := &table.Rows[i]
		e.Signature, e.Rank = table.Signs[e.Sign], i
	}
	return table
})

// Exposures returns what may be asked of a shop made with a platform, "" for an
// unknown one: the most harmful and likely first.
func Exposures(platform string) []Exposure {
	return slices.DeleteFunc(slices.Clone(exposures().Rows), func(e Exposure) bool {
		return len(e.Platforms) > 0 && !slices.Contains(e.Platforms, platform)
	})
}

// Proves reports whether the beginning of a body, values masked, shows that the
// harm is there. It says nothing about the status that the body came with.
func (s Signature) Proves(body string) bool {
	if s.Memory || !s.Page && looksLikeHTML(body) {
		return false
	}
	magic, err := hex.DecodeString(s.Magic)
	if err == nil && len(magic) > 0 && strings.HasPrefix(body, string(magic)) {
		return true
	}
	return s.Match.Regexp != nil && s.Match.MatchString(body)
}

// Hints reports whether the beginning of a body, values masked, makes the harm
// likely, whether or not it proves it.
func (s Signature) Hints(body string) bool {
	return s.Hint.Regexp != nil && (s.Page || !looksLikeHTML(body)) && s.Hint.MatchString(body)
}

// looksLikeHTML reports whether a body begins as web pages do.
func looksLikeHTML(body string) bool {
	body = strings.ToLower(strings.TrimLeft(body, "\ufeff \t\r\n"))
	for _, tag := range []string{"<!doctype", "<html", "<head", "<body", "<!--", "<script", "<title", "<meta", "<div"} {
		if strings.HasPrefix(body, tag) {
			return true
		}
	}
	return false
}

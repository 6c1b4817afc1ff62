package facts

import (
	"encoding/hex"
	"strings"
	"sync"
)

// A Topic groups files and pages that no visitor should get.
type Topic string

// The topics: a project's history, files with secrets, copies of the database
// or of everything, and pages that describe the server.
const (
	VersionControl Topic = "version-control"
	Env            Topic = "env"
	Dump           Topic = "dump"
	PHPInfo        Topic = "phpinfo"
)

// An Exposure is a path that nobody links to, and what proves that the harm is
// really there.
type Exposure struct {
	Path  string   // may hold {domain}: the shop's domain
	What  string   // what it would be, in an owner's words: "a database copy"
	Match Pattern  // what the beginning of the body looks like; absent: Magic settles it
	Magic string   // the first bytes in hexadecimal; empty: Match settles it
	Page  bool     // the harm is a page: HTML is expected; otherwise HTML proves nothing
	Hint  Pattern  // what makes the harm likely where nothing proves it; absent: nothing does
	Yes   []string // texts that prove it
	Maybe []string // texts that only hint at it
	No    []string // texts that do neither
	// Source says who else looks for it, and when that was read.
	Source string
}

var exposures = sync.OnceValue(func() map[Topic][]Exposure {
	return load[map[Topic][]Exposure]("exposures.yaml")
})

// Exposures returns the exposures of a topic, the most telling first.
func Exposures(topic Topic) []Exposure { return exposures()[topic] }

// Proves reports whether the beginning of a body, values masked, shows that the
// harm is there. It says nothing about the status that the body came with.
func (e Exposure) Proves(body string) bool {
	if !e.Page && looksLikeHTML(body) {
		return false
	}
	magic, err := hex.DecodeString(e.Magic)
	if err == nil && len(magic) > 0 && strings.HasPrefix(body, string(magic)) {
		return true
	}
	return e.Match.Regexp != nil && e.Match.MatchString(body)
}

// Hints reports whether the beginning of a body, values masked, makes the harm
// likely, whether or not it proves it.
func (e Exposure) Hints(body string) bool {
	return e.Hint.Regexp != nil && !looksLikeHTML(body) && e.Hint.MatchString(body)
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

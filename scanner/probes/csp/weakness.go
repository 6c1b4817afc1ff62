package csp

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Weakness is one way in which a page's policies keep out less than they seem
// to.
type Weakness struct {
	ID    ID
	Grade Grade
	Words string // what a technician should know, without the directive
	Text  string // the directive as sent; empty if it is one that is missing
}

// String is the words and the directive that they are about.
func (w Weakness) String() string {
	if w.Text == "" {
		return w.Words
	}
	return w.Words + ": " + w.Text
}

// A Grade says how much a weakness takes away.
type Grade string

// The grades.
const (
	Open Grade = "open" // any script runs, or scripts from anywhere
	Weak Grade = "weak" // a stranger has a way around the rules
	Note Grade = "note" // a slip, or something that is no hole by itself
)

// An ID names a kind of weakness.
type ID string

// The kinds of weaknesses.
const (
	NoScriptRules  ID = "no-script-rules"
	InlineScripts  ID = "inline-scripts"
	InlineHandlers ID = "inline-handlers"
	AnyHost        ID = "any-host"
	DataScripts    ID = "data-scripts"

	InlineHeld    ID = "inline-held"
	BroadWildcard ID = "broad-wildcard"
	BypassHost    ID = "bypass-host"
	Eval          ID = "eval"
	ObjectOpen    ID = "object-src"
	BaseOpen      ID = "base-uri"
	ShortNonce    ID = "short-nonce"
	RepeatedNonce ID = "repeated-nonce"

	FormsOpen    ID = "form-action"
	FramesOpen   ID = "frame-ancestors"
	LocalScripts ID = "local-scripts"
	PlainHTTP    ID = "plain-http"
	Digits       ID = "digits"
	Dead         ID = "dead-rule"
	Syntax       ID = "syntax"
	Ineffective  ID = "ineffective"
)

// maxLines bounds the weaknesses of one kind.
const maxLines = 5

// Weaknesses returns the weaknesses of all of a page's policies together, the
// gravest first. Without a policy there is nothing to be weak: nil.
func (ps Policies) Weaknesses() []Weakness {
	if len(ps) == 0 {
		return nil
	}
	found := slices.Concat(ps.onScripts(), ps.onRest(), ps.slips())
	slices.SortStableFunc(found, func(a, b Weakness) int { return cmp.Compare(a.Grade.rank(), b.Grade.rank()) })
	return found
}

// Worst returns the gravest grade of weaknesses, and Note if there are none.
func Worst(found []Weakness) Grade {
	if len(found) == 0 {
		return Note
	}
	return found[0].Grade
}

func (g Grade) rank() int { return slices.Index([]Grade{Open, Weak, Note}, g) }

// naming writes a weakness that sources of a directive make, naming some of them.
func naming(id ID, grade Grade, d Directive, is func(Source) bool, words string) (Weakness, bool) {
	var named []string
	for _, s := range d.Sources {
		if is(s) && !slices.Contains(named, s.Text) {
			if named = append(named, s.Text); len(named) > maxLines {
				break
			}
		}
	}
	return Weakness{id, grade, fmt.Sprintf(words, some(named)), d.Text}, len(named) > 0
}

// some lists the first of the names, and says if there are more.
func some(names []string) string {
	if len(names) > maxLines {
		names = append(slices.Clone(names[:maxLines]), "and more")
	}
	return strings.Join(names, " ")
}

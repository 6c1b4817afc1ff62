package dmarc

import (
	"slices"
	"strings"
)

// A Policy is what to do with a mail that fails. The zero value asks for nothing.
type Policy string

// The policies, from lax to strict.
const (
	None       Policy = "none"
	Quarantine Policy = "quarantine"
	Reject     Policy = "reject"
)

var policies = []Policy{None, Quarantine, Reject}

// policy reads a value of p, sp or np; what is none of the three is "".
func policy(value string) Policy {
	if p := Policy(strings.ToLower(value)); slices.Contains(policies, p) {
		return p
	}
	return ""
}

// Weaker reports whether p lets more pass than q.
func (p Policy) Weaker(q Policy) bool { return slices.Index(policies, p) < slices.Index(policies, q) }

// Tried returns what p comes to in test mode: one step less (section 4.7).
func (p Policy) Tried() Policy {
	return policies[max(slices.Index(policies, p)-1, 0)]
}

// A Record is what one DMARC record says.
type Record struct {
	Text       string
	P, SP, NP  Policy // as asked for; empty if the tag is not there or not valid
	Testing    bool   // t=y
	PSD        byte   // 'y': the domain is a public suffix, 'n': it is none, 'u': not said
	StrictDKIM bool   // adkim=s; relaxed otherwise
	StrictSPF  bool   // aspf=s
	RUA, RUF   []URI  // where reports, and copies of single mails, are to go; those that can be read
	Faults     []Fault
	More       int // faults beyond those

	spoilt bool // an sp or np is there that is not valid
	seen   []string
}

// A Kind is how a fault of a record matters.
type Kind string

// The kinds of faults.
const (
	Spoils   Kind = "spoils"   // p is missing or not valid, or sp or np is not valid: the whole rule is void (section 4.10.1)
	Broken   Kind = "broken"   // a part that is no tag, and is ignored
	Invalid  Kind = "invalid"  // a known tag with a value that it cannot have: its default counts
	Repeated Kind = "repeated" // a tag stands there again; RFC 6376, section 3.2, has the whole list void, which not every mail service follows
	Unknown  Kind = "unknown"  // a tag that nobody knows, and is ignored
	Removed  Kind = "removed"  // pct, rf and ri, which are ignored since RFC 9989
	Obsolete Kind = "obsolete" // a limit on the size of reports, likewise
	Empty    Kind = "empty"    // a semicolon too many, which harms nothing
)

// A Fault is one place where a record is not as the standard has it.
type Fault struct {
	Kind Kind
	At   int    // the byte of the record where it begins
	Part string // the part that it is in, as written; empty if a part is missing
	Why  string // what the part is or does wrong: "has no value"
}

// Bounds on what is kept of one record.
const (
	maxFaults = 20
	maxURIs   = 20 // of each kind
)

// Parse reads a text; false if it is no DMARC record. Of a tag that stands there
// twice the first counts.
func Parse(text string) (Record, bool) {
	rest, ok := cutVersion(text)
	if !ok {
		return Record{}, false
	}
	r := Record{Text: text, PSD: 'u', seen: []string{"v"}}
	at := len(text) - len(rest)
	for at < len(text) {
		at++ // the semicolon
		part, _, more := strings.Cut(text[at:], ";")
		if trim(part) != "" {
			begin := at + len(part) - len(trimLeft(part))
			r.part(begin, trim(part))
		} else if more {
			r.fault(Empty, at, "", "has a semicolon too many")
		}
		at += len(part)
	}
	if !slices.Contains(r.seen, "p") {
		r.fault(Spoils, len(text), "", "does not say what to do with such mail")
	}
	return r, true
}

func (r *Record) fault(kind Kind, at int, part, why string) {
	if len(r.Faults) >= maxFaults && kind != Spoils { // of those there are three at most
		r.More++
		return
	}
	r.Faults = append(r.Faults, Fault{kind, at, part, why})
}

// part reads one tag (section 4.8: dmarc-tag).
func (r *Record) part(at int, text string) {
	name, value, ok := strings.Cut(text, "=")
	name, value = strings.ToLower(trim(name)), trim(value)
	odd := strings.IndexFunc(text, func(c rune) bool { return c > '~' || c < ' ' && c != '\t' })
	asks := slices.Contains(requests, name)
	switch {
	case odd >= 0 && asks && !slices.Contains(r.seen, name):
		r.seen, r.spoilt = append(r.seen, name), true
		r.fault(Spoils, at+odd, text, foreign)
	case odd >= 0:
		r.fault(Broken, at+odd, text, foreign)
	case !ok || name == "" || strings.ContainsFunc(name, func(c rune) bool { return c < 'a' || c > 'z' }):
		r.fault(Broken, at, text, "is not of the form name=value")
	case value == "":
		r.fault(Broken, at, text, "has no value")
	case !slices.Contains(tags, name):
		r.fault(Unknown, at, text, "is unknown to mail services")
	case slices.Contains(r.seen, name):
		r.fault(Repeated, at, text, "repeats a part that stands there already")
	default:
		r.seen = append(r.seen, name)
		r.tag(at, text, name, value)
	}
}

const (
	foreign   = "has a character other than plain letters, digits and signs"
	senseless = "has a value that it cannot have"
)

// The names of tags that the standard knows, or knew; those that ask for a policy;
// and the values of those that have one letter.
var (
	tags     = []string{"v", "p", "sp", "np", "t", "psd", "adkim", "aspf", "fo", "rua", "ruf", "pct", "rf", "ri"}
	requests = []string{"p", "sp", "np"}
	letters  = map[string]string{"t": "yn", "psd": "ynu", "adkim": "rs", "aspf": "rs"}
)

func (r *Record) tag(at int, text, name, value string) {
	switch name {
	case "p", "sp", "np":
		r.request(at, text, name, policy(value))
	case "pct", "rf", "ri":
		r.fault(Removed, at, text, "is no longer part of the standard")
	case "rua":
		r.RUA = r.addresses(at, text)
	case "ruf":
		r.RUF = r.addresses(at, text)
	case "fo":
		if !options(value) {
			r.fault(Invalid, at, text, senseless)
		}
	default:
		r.flag(at, text, name, strings.ToLower(value))
	}
}

func (r *Record) request(at int, text, name string, p Policy) {
	switch name {
	case "p":
		r.P = p
	case "sp":
		r.SP = p
	case "np":
		r.NP = p
	}
	if p == "" {
		r.spoilt = true
		r.fault(Spoils, at, text, "is neither none, quarantine nor reject")
	}
}

// flag reads a tag whose value is one letter.
func (r *Record) flag(at int, text, name, value string) {
	if len(value) != 1 || !strings.Contains(letters[name], value) {
		r.fault(Invalid, at, text, senseless)
		return
	}
	switch name {
	case "t":
		r.Testing = value == "y"
	case "psd":
		r.PSD = value[0]
	case "adkim":
		r.StrictDKIM = value == "s"
	case "aspf":
		r.StrictSPF = value == "s"
	}
}

// options reports whether a value of fo is one: of 0 and 1 one at most, and d and
// s once each, in any order.
func options(value string) bool {
	counts := make(map[string]int)
	for option := range strings.SplitSeq(strings.ToLower(value), ":") {
		if option = trim(option); option == "1" {
			option = "0"
		}
		if counts[option]++; counts[option] > 1 || !strings.Contains("0 d s", option) || len(option) != 1 {
			return false
		}
	}
	return true
}

// Has reports whether the record has a tag, whether or not it can be read.
func (r Record) Has(name string) bool { return slices.Contains(r.seen, name) }

// A Whom says about whose mail a record is asked.
type Whom int

// Whose mail it is.
const (
	Itself  Whom = iota // that of the domain whose record it is
	Below               // that of a name below it
	Missing             // that of a name below it that does not exist
)

// Policy returns what the record asks for; empty if it asks for nothing that
// counts. A record without a valid p, or with an sp or np that is not valid,
// counts as p=none if it has an address for reports that can be read, and not at
// all otherwise (section 4.10.1).
func (r Record) Policy(whom Whom) Policy {
	switch {
	case (r.P == "" || r.spoilt) && len(r.RUA) > 0:
		return None
	case r.P == "" || r.spoilt:
		return ""
	case whom == Missing && r.NP != "":
		return r.NP
	case whom != Itself && r.SP != "":
		return r.SP
	}
	return r.P
}

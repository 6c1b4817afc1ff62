package dmarc

import "strings"

// maxNames bounds the names of a tree walk (section 4.10).
const maxNames = 8

// Names returns the domains whose records a tree walk looks at, in order: the one
// that it begins with, then each with a label less. From a long name the walk
// jumps to the last seven labels.
func Names(domain string) []string {
	labels := strings.Split(domain, ".")
	names := []string{domain}
	for n := min(len(labels), maxNames) - 1; n > 0; n-- {
		names = append(names, last(labels, n))
	}
	return names
}

func last(labels []string, n int) string { return strings.Join(labels[len(labels)-n:], ".") }

// A Place is one domain of a tree walk, with the DMARC records that it has.
type Place struct {
	Domain  string
	Records []Record
}

// At returns the place of a domain whose name has these texts.
func At(domain string, texts []string) Place {
	p := Place{Domain: domain}
	for _, text := range texts {
		if r, ok := Parse(text); ok {
			p.Records = append(p.Records, r)
		}
	}
	return p
}

// Record returns the place's only record. Several count as none (section 4.10,
// steps 2 and 6).
func (p Place) Record() (Record, bool) {
	if len(p.Records) != 1 {
		return Record{}, false
	}
	return p.Records[0], true
}

// Ends reports whether a tree walk goes no further: the record says whether its
// domain is a public suffix.
func (p Place) Ends() bool {
	r, ok := p.Record()
	return ok && r.PSD != 'u'
}

// Organizational returns the organizational domain of the one that a tree walk
// began with (section 4.10.2).
func Organizational(walk []Place) string {
	begin := walk[0].Domain
	found := begin
	for i, p := range walk {
		r, ok := p.Record()
		switch {
		case !ok:
		case r.PSD == 'n':
			return p.Domain
		case r.PSD == 'y' && i > 0:
			return last(strings.Split(begin, "."), strings.Count(p.Domain, ".")+2)
		default:
			found = p.Domain
		}
	}
	return found
}

// Governing returns which place of a tree walk has the record that applies to the
// domain that it began with, -1 if none: the domain's own, else that of its
// organizational domain, else that of its public suffix (section 4.10.1).
func Governing(walk []Place) int {
	if _, ok := walk[0].Record(); ok {
		return 0
	}
	home, suffix := Organizational(walk), -1
	for i, p := range walk {
		r, ok := p.Record()
		switch {
		case ok && p.Domain == home:
			return i
		case ok && r.PSD == 'y':
			suffix = i
		}
	}
	return suffix
}

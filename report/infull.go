package report

import (
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// list is the probe whose evidence is a list to be read whole; senders is the
// probe whose evidence counts what a list of mail servers leads to.
const (
	list    scanner.ProbeID = "tls.versions-listed"
	senders scanner.ProbeID = "mail.spf-valid"
)

// cost ends the source of a line that tells what a part of the list costs.
const cost = "(counted)"

// maxLines bounds what is shown of one server's.
const maxLines = 100

// encryption lists what the shop's servers accept, for whoever looks after them.
func (s sources) encryption() Section[Point] {
	return s.inFull(list, "The encryption in full",
		"For your host or agency: everything that the shop's servers accept. What of it is not in order stands further up, in plain words.",
		func(f scanner.Finding) []observe.Evidence {
			if f.Outcome != scanner.Pass {
				return nil
			}
			return f.Evidence
		})
}

// senders lists what the record that names the domain's mail servers leads to,
// and what that costs mail services, where that is more than one look-up.
func (s sources) senders() Section[Point] {
	return s.inFull(senders, "The list of mail servers in full",
		"For whoever looks after your mail: each part of the list that mail services have to look up, with how many lookups it takes. They stop at ten.",
		func(f scanner.Finding) []observe.Evidence {
			var lines []observe.Evidence
			for _, e := range f.Evidence {
				if strings.HasSuffix(e.Source, cost) {
					lines = append(lines, e)
				}
			}
			if len(lines) < 3 { // the sum and its only part
				return nil
			}
			return lines
		})
}

// inFull shows all that a probe saw and lines chooses, instead of two pieces of it.
func (s sources) inFull(id scanner.ProbeID, heading, intro string, lines func(scanner.Finding) []observe.Evidence) Section[Point] {
	var out Section[Point]
	for _, group := range s.groups {
		for _, f := range group {
			if f.Probe != id {
				continue
			}
			seen := lines(f)
			for i, e := range seen[:min(len(seen), maxLines)] {
				p := Point{Label: "Seen", Quote: e.Quote}
				if i == 0 {
					p.Text = "at " + f.Subject
				}
				out.Entries = append(out.Entries, p)
			}
		}
	}
	if len(out.Entries) > 0 {
		out.Heading, out.Intro = heading, intro
	}
	return out
}

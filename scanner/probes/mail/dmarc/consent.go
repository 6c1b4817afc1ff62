package dmarc

import "slices"

// ReportName is where a host says whether it takes the reports about another
// domain (RFC 9990, section 4); false if no such name can be asked for.
func ReportName(domain, host string) (string, bool) {
	name := domain + "._report._dmarc." + host
	return name, askable(name)
}

// A Consent is what a host says about getting reports.
type Consent string

// The answers of a host.
const (
	Agreed    Consent = "agreed"
	Silent    Consent = "silent"    // it says nothing, which is a no
	Elsewhere Consent = "elsewhere" // it hands them on to another host, which mail services take for a no
)

// ReadConsent reads the texts at a host's report name: a record that begins as
// every DMARC record does is a yes. It may name another address at the same host.
func ReadConsent(host string, texts []string) Consent {
	said := Silent
	for _, r := range At("", texts).Records {
		away := func(u URI) bool { return u.Host != host }
		if !slices.ContainsFunc(r.RUA, away) && !slices.ContainsFunc(r.RUF, away) {
			return Agreed
		}
		said = Elsewhere
	}
	return said
}

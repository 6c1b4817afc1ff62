package mail

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// A standing is what mail services make of the DMARC records that they find for
// a domain. The zero value means that none applies.
type standing struct {
	domain    string // that was asked about
	found     string // where the record that applies lies: the domain itself or one above it; empty if none applies
	policy    string // "none", "quarantine" or "reject" as the record asks; empty if none applies
	testing   bool   // the record asks for one step less (t=y)
	reports   bool   // it names an address for reports
	several   bool   // the domain has more than one record, so none counts
	unusable  bool   // the domain's record says nothing that can be applied
	inherited bool   // the record that applies lies above the domain
	seen      []observe.Evidence
}

// enforced reports whether forged mail is set aside or refused, and the owner
// is not just trying it out.
func (s standing) enforced() bool {
	return !s.testing && (s.policy == "quarantine" || s.policy == "reject")
}

// lookStanding walks from the apex upwards as mail services do (RFC 9989,
// section 4.10.1): the domain's own record first, then those above it.
func lookStanding(ctx context.Context, site *observe.Site) (standing, error) {
	var answers []*observe.Records
	for _, name := range treeWalk(site.Apex()) {
		r, err := site.Records(ctx, "TXT", "_dmarc."+name)
		if err != nil {
			return standing{}, err
		}
		answers = append(answers, r)
		if record, ok := single(r); ok && (len(answers) == 1 || record.psd() != "u") {
			break
		}
	}
	return discover(site.Apex(), answers), nil
}

// maxWalk bounds the names of a tree walk (RFC 9989, section 4.10).
const maxWalk = 8

// treeWalk returns the names at which a domain's DMARC record may lie, its own
// first, each with a label less. From a long name the walk jumps to its last
// seven labels.
func treeWalk(domain string) []string {
	labels := strings.Split(domain, ".")
	names := []string{domain}
	for n := min(len(labels), maxWalk) - 1; n > 0; n-- {
		names = append(names, strings.Join(labels[len(labels)-n:], "."))
	}
	return names
}

// A dmarcRecord is one record's tags (RFC 9989, section 4.7). Parts that are no
// tag, tags nobody knows and those that were removed (pct, rf, ri) are ignored,
// as the standard asks.
type dmarcRecord struct {
	tags
	text string
}

// dmarcRecords returns the DMARC records among a name's texts: those that begin
// with v=DMARC1.
func dmarcRecords(r *observe.Records) []dmarcRecord {
	var found []dmarcRecord
	for _, text := range r.Values() {
		first, _, _ := strings.Cut(text, ";")
		if version, _ := parseTags(first); !version.version("DMARC1") || trim(text) != strings.TrimRight(text, " \t") {
			continue
		}
		list, _ := parseTags(text)
		found = append(found, dmarcRecord{list, text})
	}
	return found
}

// single returns a name's only DMARC record. Several count as none (RFC 9989,
// section 4.10, steps 2 and 6).
func single(r *observe.Records) (dmarcRecord, bool) {
	found := dmarcRecords(r)
	if len(found) != 1 {
		return dmarcRecord{}, false
	}
	return found[0], true
}

// psd returns whether the record is a public suffix's ("y"), certainly not
// ("n"), or does not say ("u").
func (d dmarcRecord) psd() string {
	if v := strings.ToLower(d.get("psd")); v == "y" || v == "n" {
		return v
	}
	return "u"
}

// request reads a policy tag: whether it is there, and its value if that is one
// of the three.
func (d dmarcRecord) request(name string) (policy string, present bool) {
	value := strings.ToLower(d.get(name))
	if slices.Contains([]string{"none", "quarantine", "reject"}, value) {
		return value, true
	}
	return "", value != ""
}

// policy returns what the record asks for: for the domain that it lies at, or
// for those below it. A record without a valid p, or with an sp or np that is
// not valid, counts as p=none if it has an address for reports, and not at all
// otherwise (RFC 9989, section 4.10.1).
func (d dmarcRecord) policy(below bool) string {
	p, _ := d.request("p")
	sp, hasSP := d.request("sp")
	np, hasNP := d.request("np")
	if p == "" || hasSP && sp == "" || hasNP && np == "" {
		if d.reports() {
			return "none"
		}
		return ""
	}
	if below && hasSP {
		return sp
	}
	return p
}

// reports reports whether the record names at least one address for reports,
// written as a URI.
func (d dmarcRecord) reports() bool {
	for uri := range strings.SplitSeq(d.get("rua"), ",") {
		uri, _, _ = strings.Cut(trim(uri), "!") // a size limit, removed by RFC 9989
		u, err := url.Parse(uri)
		if err != nil || u.Scheme == "" {
			continue
		}
		if u.Scheme != "mailto" || strings.Contains(strings.Trim(u.Opaque, "@"), "@") {
			return true
		}
	}
	return false
}

// discover applies RFC 9989, sections 4.10.1 and 4.10.2, to the answers of a
// tree walk.
func discover(domain string, answers []*observe.Records) standing {
	s := standing{domain: domain, several: len(dmarcRecords(answers[0])) > 1}
	for _, r := range answers {
		for _, record := range dmarcRecords(r) {
			s.seen = append(s.seen, quote(r, record.text))
		}
	}
	at, ok := applying(answers)
	if len(s.seen) == 0 {
		s.seen = append(s.seen, answers[0].Evidence())
	}
	if !ok {
		return s
	}
	record, _ := single(at)
	s.inherited = at != answers[0]
	s.policy = record.policy(s.inherited)
	if s.policy == "" {
		s.unusable = !s.inherited
		return s
	}
	s.found = strings.TrimPrefix(at.Name, "_dmarc.")
	s.testing = strings.EqualFold(record.get("t"), "y")
	s.reports = record.reports()
	return s
}

// applying picks the answer whose record applies to the domain that the walk
// began at: its own; else that of its organizational domain, which is the one
// marked psd=n, the one below the one marked psd=y, or the one with the fewest
// labels; else that of its public suffix.
func applying(answers []*observe.Records) (*observe.Records, bool) {
	var above *observe.Records
	for i, r := range answers {
		record, ok := single(r)
		if !ok {
			continue
		}
		if i == 0 || record.psd() == "n" {
			return r, true
		}
		if record.psd() == "y" {
			if below := answers[i-1]; i > 1 && isSingle(below) {
				return below, true
			}
			return r, true
		}
		above = r
	}
	return above, above != nil
}

func isSingle(r *observe.Records) bool {
	_, ok := single(r)
	return ok
}

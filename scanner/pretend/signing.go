package pretend

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/miekg/dns"

	"shopcheck/scanner/pretend/signing"
)

// signedSettings are those of signed zones.
type signedSettings struct {
	Algorithm uint8    `yaml:"algorithm"`
	NSEC3     bool     `yaml:"nsec3"`
	Rounds    uint16   `yaml:"rounds"`
	Lifetime  int      `yaml:"lifetime"`
	DaysLeft  *int     `yaml:"days-left"`
	Fault     string   `yaml:"fault"`
	At        []string `yaml:"at"`
}

// signingFaults are what may be wrong with signatures, and how a resolver that
// checks them says so (RFC 8914).
var signingFaults = map[string]uint16{
	"expired": dns.ExtendedErrorCodeSignatureExpired, "not-yet": dns.ExtendedErrorCodeSignatureNotYetValid,
	"wrong-ds": dns.ExtendedErrorCodeDNSKEYMissing, "misfit": dns.ExtendedErrorCodeDNSBogus,
	"unsigned": dns.ExtendedErrorCodeRRSIGsMissing, "no-proof": dns.ExtendedErrorCodeNSECMissing,
}

// signZones makes a root, what lies between it and the shop's zone, and that zone,
// all signed. Names elsewhere lie in zones that are not.
func (s *Shop) signZones() error {
	set := s.conf.DNS.Signed
	if set == nil {
		return nil
	}
	if _, known := signingFaults[set.Fault]; !known && set.Fault != "" {
		return fmt.Errorf("dns: signatures have no fault called %q", set.Fault)
	}
	origin := s.zone.origin
	zones := []signing.Zone{{Name: "."}}
	for at := origin; at != "."; at = above(at) {
		zones = append(zones, signing.Zone{Name: at})
	}
	for _, rr := range s.zone.records {
		i := deepest(zones, owner(rr))
		if zones[i].Name == "." && owner(rr) != "." {
			zones = append(zones, signing.Zone{Name: top(owner(rr)), Unsigned: true})
			i = len(zones) - 1
		}
		if rr.Header().Rrtype == dns.TypeDS && owner(rr) == origin {
			zones[i].Words = append(zones[i].Words, rr)
			continue
		}
		zones[i].Records = append(zones[i].Records, rr)
	}
	for i := range zones {
		zones[i].From, zones[i].Until = set.window(s.now(), "", nil)
		if zones[i].Name == origin {
			s.sign(&zones[i])
		}
	}
	var err error
	s.internet, err = signing.New(zones...)
	return err
}

// sign applies the settings to the shop's own zone.
func (s *Shop) sign(z *signing.Zone) {
	set := s.conf.DNS.Signed
	z.From, z.Until = set.window(s.now(), set.Fault, set.DaysLeft)
	z.Keys = []signing.Key{{Algorithm: cmp.Or(set.Algorithm, dns.ECDSAP256SHA256), Flags: 257}}
	if set.NSEC3 {
		z.Hashed = &signing.NSEC3{Iterations: set.Rounds}
	}
	if set.Fault == "wrong-ds" {
		z.Words = []dns.RR{&dns.DS{
			Hdr:    dns.RR_Header{Name: z.Name, Rrtype: dns.TypeDS, Class: dns.ClassINET, Ttl: 300},
			KeyTag: 12345, Algorithm: dns.ECDSAP256SHA256, DigestType: dns.SHA256, Digest: fmt.Sprintf("%064X", 1),
		}}
	}
}

// window is when signatures are good.
func (set *signedSettings) window(now time.Time, fault string, left *int) (from, until time.Time) {
	lifetime := cmp.Or(set.Lifetime, 30)
	days := lifetime * 2 / 3
	switch {
	case fault == "expired":
		days = -1
	case fault == "not-yet":
		days = lifetime + 1
	case left != nil:
		days = *left
	}
	until = now.AddDate(0, 0, days)
	return until.AddDate(0, 0, -lifetime), until
}

func above(name string) string {
	if i, end := dns.NextLabel(name, 0); !end {
		return name[i:]
	}
	return "."
}

func top(name string) string {
	for above(name) != "." {
		name = above(name)
	}
	return name
}

func deepest(zones []signing.Zone, name string) int {
	best := 0
	for i, z := range zones {
		if dns.IsSubDomain(z.Name, name) && len(z.Name) >= len(zones[best].Name) {
			best = i
		}
	}
	return best
}

// replySigned answers out of signed zones.
func (r *resolver) replySigned(q *dns.Msg) *dns.Msg {
	question, set := q.Question[0], r.set.Signed
	m := r.internet.Answer(q)
	ours := dns.IsSubDomain(r.zone.origin, question.Name) && (len(set.At) == 0 || listed(set.At, question))
	if ours && r.set.Validates && set.Fault != "" && !q.CheckingDisabled && question.Qtype != dns.TypeDS {
		m = new(dns.Msg).SetRcode(q, dns.RcodeServerFailure)
		m.RecursionAvailable = true
		if q.IsEdns0() != nil {
			m.SetEdns0(udpSize, false)
			m.IsEdns0().Option = []dns.EDNS0{&dns.EDNS0_EDE{InfoCode: signingFaults[set.Fault]}}
		}
		return m
	}
	m.Authoritative, m.AuthenticatedData = r.set.Own, r.set.Authenticated
	if ours && question.Qtype != dns.TypeDNSKEY && question.Qtype != dns.TypeDS {
		spoilSignatures(m, set.Fault)
	}
	if r.set.Strips {
		spoilSignatures(m, "unsigned")
		spoilSignatures(m, "no-proof")
	}
	return m
}

// spoilSignatures is what some faults do to an answer.
func spoilSignatures(m *dns.Msg, fault string) {
	gone := func(types ...uint16) {
		without := func(rr dns.RR) bool { return slices.Contains(types, rr.Header().Rrtype) }
		m.Answer, m.Ns = slices.DeleteFunc(m.Answer, without), slices.DeleteFunc(m.Ns, without)
	}
	switch fault {
	case "unsigned":
		gone(dns.TypeRRSIG)
	case "no-proof":
		gone(dns.TypeNSEC, dns.TypeNSEC3)
	case "misfit":
		for _, rr := range slices.Concat(m.Answer, m.Ns) {
			if sig, ok := rr.(*dns.RRSIG); ok {
				sig.OrigTtl++
			}
		}
	}
}

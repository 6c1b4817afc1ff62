package dnssec_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"shopcheck/scanner/observe/dnssec"
	"shopcheck/scanner/pretend/signing"
)

// attacked are names of each kind, few enough for all their proofs to be read.
const attacked = `
shop.test. 300 IN A 192.0.2.10
exact.wild.shop.test. 300 IN A 192.0.2.25
exact.wild.shop.test. 300 IN TXT "x"
*.wild.shop.test. 300 IN A 192.0.2.77
moved.shop.test. 300 IN DNAME old.test.
www.shop.test. 300 IN CNAME shop.test.
`

// proofs are all that a zone has of proofs, with their signatures, and its SOA
// record: what a forger can gather who asks for names without end.
func proofs(in *signing.Internet, zone string) []dns.RR {
	var out []dns.RR
	for _, name := range strings.Fields("0 a b c d e f g h i j k l m n o p q r s t u v w x y z ~ ~.wild 0.exact.wild 0.wild @ wild exact.wild *.wild moved plain sub www") {
		for _, typ := range []uint16{dns.TypeTXT, dns.TypeDS} {
			q := new(dns.Msg).SetQuestion(strings.TrimPrefix(name+"."+zone, "@."), typ)
			q.SetEdns0(4096, true)
			if m := in.Answer(q); len(m.Ns) > 0 && m.Ns[0].Header().Name == zone { // its SOA record
				out = append(out, m.Ns...)
			}
		}
	}
	return dns.Dedup(out, nil)
}

func owners(rrs []dns.RR) map[string]bool {
	out := make(map[string]bool)
	for _, rr := range rrs {
		out[rr.Header().Name] = true
	}
	return out
}

// denying forges a denial of one question.
func denying(question string, rcode int, shown []dns.RR) spoiler {
	return func(q dns.Question, m *dns.Msg) {
		if dns.TypeToString[q.Qtype]+" "+q.Name == question {
			m.Rcode, m.Answer, m.Ns = rcode, nil, slices.Clone(shown)
		}
	}
}

// substituting forges an answer with the wildcard's records.
func substituting(question string, wild []dns.RR, shown []dns.RR) spoiler {
	return func(q dns.Question, m *dns.Msg) {
		if dns.TypeToString[q.Qtype]+" "+q.Name != question {
			return
		}
		m.Rcode, m.Answer, m.Ns = dns.RcodeSuccess, nil, slices.Clone(shown)
		for _, rr := range wild {
			rr = dns.Copy(rr)
			rr.Header().Name = q.Name
			m.Answer = append(m.Answer, rr)
		}
	}
}

// TestForged: all of a zone's proofs together, or those of the zone above or below,
// show nothing that is not so. Only where a zone opts out it may be that a name has no
// signatures, if there are none for the name itself.
func TestForged(t *testing.T) {
	for kind, hashed := range map[string]*signing.NSEC3{"NSEC": nil, "NSEC3": {}, "NSEC3 with opt-out": {OptOut: true}} {
		in := internet(t,
			shop(t, func(z *signing.Zone) { z.Records, z.Hashed = rrs(t, attacked), hashed }),
			signing.Zone{Name: "test.", Hashed: hashed}, signing.Zone{Name: "plain.shop.test.", Unsigned: true},
			signing.Zone{Name: "sub.shop.test.", Hashed: hashed, Records: rrs(t, "x.sub.shop.test. 300 IN A 192.0.2.1")},
		)
		q := new(dns.Msg).SetQuestion("other.wild.shop.test.", dns.TypeA)
		q.SetEdns0(4096, true)
		wild := in.Answer(q).Answer
		for _, zone := range []string{"test.", "shop.test.", "sub.shop.test."} {
			shown := proofs(in, zone)
			if n := len(owners(shown)); zone == "shop.test." && n != map[string]int{"NSEC": 7, "NSEC3": 9, "NSEC3 with opt-out": 8}[kind] {
				t.Fatalf("%s: %d names have proofs", kind, n)
			}
			try := func(asked, forgery string, s spoiler, allowed ...dnssec.State) {
				t.Helper()
				if c := chain(t, validator(in, s, nil), asked); !slices.Contains(append(allowed, dnssec.Bogus), c.State) {
					t.Errorf("%s, the proofs of %s: %s, %s: got %+v", kind, zone, asked, forgery, c)
				}
			}
			for _, rcode := range []int{dns.RcodeSuccess, dns.RcodeNameError} {
				for _, name := range []string{"shop.test.", "exact.wild.shop.test.", "www.shop.test.", "x.moved.shop.test.", "x.sub.shop.test."} {
					try("A "+name, "denied", denying("A "+name, rcode, shown))
				}
				for _, name := range []string{"any.wild.shop.test.", "a.b.wild.shop.test."} {
					allowed := []dnssec.State{dnssec.Insecure}
					if hashed == nil || !hashed.OptOut {
						allowed = nil
					}
					try("A "+name, "denied", denying("A "+name, rcode, shown), allowed...)
				}
				try("DS sub.shop.test.", "denied", denying("DS sub.shop.test.", rcode, shown))
				try("SOA sub.shop.test.", "denied", denying("SOA sub.shop.test.", rcode, shown))
				try("SOA sub.shop.test.", "the word for its keys denied", denying("DS sub.shop.test.", rcode, shown))
				try("A shop.test.", "the word for its keys denied", denying("DS shop.test.", rcode, shown))
			}
			try("A wild.shop.test.", "denied, though a name below it exists", denying("A wild.shop.test.", dns.RcodeNameError, shown))
			try("A plain.shop.test.", "denied, though it is another zone", denying("A plain.shop.test.", dns.RcodeNameError, shown), dnssec.Insecure)
			for _, name := range []string{"exact.wild.shop.test.", "x.exact.wild.shop.test.", "wild.shop.test.", "x.moved.shop.test.", "shop.test.", "x.sub.shop.test."} {
				try("A "+name, "the wildcard's in its place", substituting("A "+name, wild, shown))
			}
		}
	}
}

// TestForgedFromWildcards: a proof is not one of other names, though it may be a
// wildcard's, and word for keys is a wildcard's only where it is shown to be (RFC 4035,
// section 5.3.4).
func TestForgedFromWildcards(t *testing.T) {
	in := internet(t,
		shop(t, func(z *signing.Zone) { z.Records = rrs(t, attacked) }),
		signing.Zone{Name: "test.", Records: rrs(t, "*.test. 300 IN DS 1 13 2 "+strings.Repeat("ab", 32))},
	)
	var renamed []dns.RR
	for _, rr := range proofs(in, "shop.test.") {
		if rr.Header().Name == "*.wild.shop.test." {
			rr = dns.Copy(rr)
			rr.Header().Name = "exact.wild.shop.test."
			renamed = append(renamed, rr)
		}
	}
	if c := chain(t, validator(in, denying("TXT exact.wild.shop.test.", dns.RcodeSuccess, renamed), nil), "TXT exact.wild.shop.test"); c.State != dnssec.Bogus {
		t.Errorf("a proof with another name: got %+v", c)
	}
	q := new(dns.Msg).SetQuestion("other.test.", dns.TypeDS)
	q.SetEdns0(4096, true)
	forgery := substituting("DS shop.test.", in.Answer(q).Answer, proofs(in, "test."))
	if c := chain(t, validator(in, forgery, nil), "A shop.test"); c.State != dnssec.Bogus || c.Zone != "test" {
		t.Errorf("a wildcard's word for keys: got %+v", c)
	}
}

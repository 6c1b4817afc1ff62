package dnssec_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"shopcheck/scanner/observe/dnssec"
	"shopcheck/scanner/pretend/signing"
)

// alter changes the addresses of an answer.
func alter(name string, typ uint16) spoiler {
	return func(q dns.Question, m *dns.Msg) {
		for _, rr := range m.Answer {
			if a, ok := rr.(*dns.A); ok && q.Name == name && q.Qtype == typ {
				a.A[3]++
			}
		}
	}
}

// drop leaves records out of the answers about names below one.
func drop(below string, types ...uint16) spoiler {
	return func(q dns.Question, m *dns.Msg) {
		if !dns.IsSubDomain(below, q.Name) {
			return
		}
		gone := func(rr dns.RR) bool { return slices.Contains(types, rr.Header().Rrtype) }
		m.Answer, m.Ns = slices.DeleteFunc(m.Answer, gone), slices.DeleteFunc(m.Ns, gone)
	}
}

func only(typ uint16, s spoiler) spoiler {
	return func(q dns.Question, m *dns.Msg) {
		if q.Qtype == typ {
			s(q, m)
		}
	}
}

// aliases adds so many, one after the other.
func aliases(t *testing.T, n int) func(*signing.Zone) {
	return func(z *signing.Zone) {
		for i := range n {
			z.Records = append(z.Records, rrs(t, fmt.Sprintf("n%d.shop.test. 300 IN CNAME n%d.shop.test.", i, i+1))...)
		}
		z.Records = append(z.Records, rrs(t, fmt.Sprintf("n%d.shop.test. 300 IN A 192.0.2.1", n))...)
	}
}

func TestBroken(t *testing.T) {
	day := func(from, until int) func(*signing.Zone) {
		return func(z *signing.Zone) { z.From, z.Until = noon.AddDate(0, 0, from), noon.AddDate(0, 0, until) }
	}
	deep := strings.Repeat("x.", 30)
	for _, tt := range []struct {
		name     string
		shop     func(*signing.Zone)
		spoil    spoiler
		question string
		state    dnssec.State
		flaw     dnssec.Flaw
		zone     string
		why      string // part of it
	}{
		{"data altered", nil, alter("shop.test.", dns.TypeA), "A shop.test", dnssec.Bogus, dnssec.Misfit, "shop.test", "the signature for the A records of shop.test does not fit"},
		{"altered behind an alias", nil, alter("shop.test.", dns.TypeA), "A www.shop.test", dnssec.Bogus, dnssec.Misfit, "shop.test", "A records of shop.test"},
		{"expired", day(-40, -3), nil, "A shop.test", dnssec.Bogus, dnssec.Expired, "shop.test", "the keys of shop.test ran out on 21 November 2026"},
		{"not yet valid", day(2, 30), nil, "A shop.test", dnssec.Bogus, dnssec.NotYet, "shop.test", "good from 26 November 2026 only"},
		{"no signature", nil, only(dns.TypeA, drop("shop.test.", dns.TypeRRSIG)), "A shop.test", dnssec.Bogus, dnssec.Unsigned, "shop.test", "there is no signature for the A records"},
		{"no signature of the keys", nil, only(dns.TypeDNSKEY, drop("shop.test.", dns.TypeRRSIG)), "A shop.test", dnssec.Bogus, dnssec.Unsigned, "shop.test", "the keys of shop.test"},
		{"no keys", nil, only(dns.TypeDNSKEY, drop("shop.test.", dns.TypeRRSIG, dns.TypeDNSKEY)), "A shop.test", dnssec.Bogus, dnssec.WrongKey, "shop.test", "publishes no keys"},
		{"another key's digest", func(z *signing.Zone) {
			z.Words = []dns.RR{&dns.DS{Hdr: dns.RR_Header{Name: "shop.test.", Rrtype: dns.TypeDS, Class: 1, Ttl: 300}, KeyTag: 1, Algorithm: 13, DigestType: 2, Digest: strings.Repeat("ab", 32)}}
		}, nil, "A shop.test", dnssec.Bogus, dnssec.WrongKey, "shop.test", "no key of shop.test is one that the zone above vouches for"},
		{"only the key that is not vouched for has signed", func(z *signing.Zone) {
			z.Keys = []signing.Key{{Algorithm: 13, Flags: 256}, {Algorithm: 13, Flags: 257}}
		}, func(q dns.Question, m *dns.Msg) {
			for _, rr := range m.Answer {
				if sig, ok := rr.(*dns.RRSIG); ok && q.Name == "shop.test." && q.Qtype == dns.TypeDNSKEY {
					sig.KeyTag++
				}
			}
		}, "A shop.test", dnssec.Bogus, dnssec.NoKey, "shop.test", "no signature for the keys of shop.test is by one that the zone above vouches for"},
		{"a key that nobody knows has signed", nil, func(q dns.Question, m *dns.Msg) {
			for _, rr := range m.Answer {
				if sig, ok := rr.(*dns.RRSIG); ok && q.Name == "shop.test." && q.Qtype == dns.TypeA {
					sig.KeyTag++
				}
			}
		}, "A shop.test", dnssec.Bogus, dnssec.NoKey, "shop.test", "the A records of shop.test was made with a key that shop.test does not publish"},
		{"an alias without a signature", nil, drop("www.shop.test.", dns.TypeRRSIG), "A www.shop.test", dnssec.Bogus, dnssec.Unsigned, "shop.test", "there is no signature for the CNAME records"},
		{"no signature of the word for the keys", nil, only(dns.TypeDS, drop("shop.test.", dns.TypeRRSIG)), "DS shop.test", dnssec.Bogus, dnssec.Unsigned, "test", "there is no signature for the word"},
		{"a proof of something else, where the root has none", nil, func(q dns.Question, m *dns.Msg) {
			if q.Name == "." {
				m.Ns = nil
			}
			if q.Qtype == dns.TypeCAA {
				m.Rcode = dns.RcodeNameError
			}
		}, "CAA shop.test", dnssec.Bogus, dnssec.NoProof, "shop.test", "shop.test does not exist"},
		{"a proof that nobody signed, where the root has none", nil, func(q dns.Question, m *dns.Msg) {
			if q.Name == "." {
				m.Ns = nil
			}
			if q.Qtype == dns.TypeCAA {
				m.Ns = rrs(t, "shop.test. 300 IN NSEC z.shop.test. NS SOA")
			}
		}, "CAA shop.test", dnssec.Bogus, dnssec.Unsigned, "shop.test", "no signature for the proof"},
		{"more proofs than are read", nil, func(q dns.Question, m *dns.Msg) {
			for i := range 8 {
				if q.Qtype == dns.TypeCAA {
					m.Ns = append(rrs(t, fmt.Sprintf("n%d.shop.test. 300 IN NSEC z.shop.test. A", i)), m.Ns...)
				}
			}
		}, "CAA shop.test", dnssec.Indeterminate, dnssec.Unread, "shop.test", "more proofs"},
		{"more words for keys than are read", func(z *signing.Zone) {
			for i := range uint16(49) {
				z.Words = append(z.Words, &dns.DS{Hdr: dns.RR_Header{Name: "shop.test.", Rrtype: dns.TypeDS, Class: 1, Ttl: 300}, KeyTag: i, Algorithm: 13, DigestType: 2, Digest: strings.Repeat("ab", 32)})
			}
		}, nil, "A shop.test", dnssec.Indeterminate, dnssec.Unread, "shop.test", "more keys"},
		{
			"deeper than is followed", func(z *signing.Zone) { z.Records = append(z.Records, rrs(t, deep+"shop.test. 300 IN A 192.0.2.1")...) },
			only(dns.TypeA, drop("shop.test.", dns.TypeRRSIG)), "A " + deep + "shop.test", dnssec.Indeterminate, dnssec.Unread, "shop.test", "lies deeper than is followed",
		},
		{"a wildcard, and nothing that nothing is closer", nil, only(dns.TypeA, drop("wild.shop.test.", dns.TypeNSEC)), "A any.wild.shop.test", dnssec.Bogus, dnssec.NoProof, "shop.test", "are not others than the wildcard's"},
		{"no proof of no type", nil, drop("shop.test.", dns.TypeNSEC), "CAA shop.test", dnssec.Bogus, dnssec.NoProof, "shop.test", "nothing shows that there are no CAA records"},
		{"no proof of no name", nil, drop("gone.shop.test.", dns.TypeNSEC), "A gone.shop.test", dnssec.Bogus, dnssec.NoProof, "shop.test", "nothing shows that gone.shop.test does not exist"},
		{"a name denied that exists", nil, func(q dns.Question, m *dns.Msg) {
			if q.Name == "mail.shop.test." {
				m.Rcode, m.Answer = dns.RcodeNameError, nil
			}
		}, "A mail.shop.test", dnssec.Bogus, dnssec.NoProof, "shop.test", "mail.shop.test does not exist"},
		{"another's signature", nil, func(q dns.Question, m *dns.Msg) {
			for _, rr := range m.Answer {
				if sig, ok := rr.(*dns.RRSIG); ok && q.Name == "shop.test." && q.Qtype == dns.TypeA {
					sig.SignerName = "evil.test."
				}
			}
		}, "A shop.test", dnssec.Bogus, dnssec.Misfit, "shop.test", "not one that shop.test could make"},
		{"an alias that its zone does not make", nil, func(q dns.Question, m *dns.Msg) {
			for _, rr := range m.Answer {
				if c, ok := rr.(*dns.CNAME); ok {
					c.Target = "evil.test."
				}
			}
		}, "A a.moved.shop.test", dnssec.Bogus, dnssec.Misfit, "shop.test", "not the one that its zone makes"},
		{"all stripped", nil, drop(".", dns.TypeRRSIG, dns.TypeNSEC), "A shop.test", dnssec.Indeterminate, dnssec.Unsigned, ".", "there is no signature for the keys of the root"},
		{"proofs stripped everywhere", nil, func(q dns.Question, m *dns.Msg) { m.Ns = nil }, "CAA shop.test", dnssec.Indeterminate, dnssec.NoProof, "shop.test", "nothing shows"},
		{"the zone above is broken", nil, only(dns.TypeDNSKEY, drop("test.", dns.TypeDNSKEY)), "A shop.test", dnssec.Bogus, dnssec.WrongKey, "test", "test publishes no keys"},
		{"the word for the keys is missing, unproven", nil, only(dns.TypeDS, drop("shop.test.", dns.TypeDS, dns.TypeNSEC)), "A shop.test", dnssec.Bogus, dnssec.NoProof, "test", "nothing shows whether shop.test is signed"},
		{"eight aliases", aliases(t, 8), nil, "A n0.shop.test", dnssec.Secure, "", "shop.test", ""},
		{"nine aliases", aliases(t, 9), nil, "A n0.shop.test", dnssec.Indeterminate, dnssec.Unread, ".", "the name n0.shop.test leads through more than 8 others"},
		{"a loop", nil, nil, "A loop.shop.test", dnssec.Indeterminate, dnssec.Unread, ".", "leads through more than 8 others"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := chain(t, validator(internet(t, shop(t, tt.shop)), tt.spoil, nil), tt.question)
			if c.State != tt.state || c.Flaw != tt.flaw || c.Zone != tt.zone || !strings.Contains(c.Why, tt.why) {
				t.Errorf("got %+v", c)
			}
		})
	}
}

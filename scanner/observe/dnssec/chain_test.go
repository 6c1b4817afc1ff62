package dnssec_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"shopcheck/scanner/observe/dnssec"
	"shopcheck/scanner/pretend/signing"
)

// TestSound: whatever a signed zone answers, with either kind of proof, holds.
func TestSound(t *testing.T) {
	for _, proofs := range []struct {
		name   string
		hashed *signing.NSEC3
	}{{"NSEC", nil}, {"NSEC3", &signing.NSEC3{}}, {"NSEC3, salted", &signing.NSEC3{Iterations: 10, Salt: "aabbccdd"}}} {
		in := internet(t, shop(t, func(z *signing.Zone) { z.Hashed = proofs.hashed }), signing.Zone{Name: "test.", Hashed: proofs.hashed},
			signing.Zone{Name: "platform.test.", Records: rrs(t, "shops.platform.test. 300 IN A 203.0.113.1")})
		for _, question := range []string{
			"SOA shop.test", "A shop.test", "MX SHOP.test.", "A www.shop.test", "DNSKEY shop.test", "DS shop.test", "SOA .", "NS test",
			"A any.wild.shop.test", "A a.b.wild.shop.test", "A any.sub.shop.test", // from wildcards
			"A a.moved.shop.test",                                                                                         // through DNAME
			"CAA shop.test", "TXT any.wild.shop.test", "A wild.shop.test", "A here.shop.test", "TXT under.here.shop.test", // no such type
			"A gone.shop.test", "A a.b.gone.shop.test", "TXT _dmarc.shop.test", "A here.gone.test", "A x.nowhere", "DS gone.shop.test", // no such name
			"DS www.shop.test", "DS mail.shop.test", "CNAME www.shop.test", "CNAME shop.test", "A out.shop.test", `A \200odd.shop.test`, "A z.shop.test", "A a.mail.shop.test",
		} {
			t.Run(proofs.name+"/"+question, func(t *testing.T) {
				if c := chain(t, validator(in, nil, nil), question); c.State != dnssec.Secure || c.Why != "" || c.Flaw != "" {
					t.Errorf("got %+v", c)
				}
			})
		}
	}
}

// TestChain: what a chain says of itself, and what it asks.
func TestChain(t *testing.T) {
	in := internet(t, shop(t, func(z *signing.Zone) {
		z.Keys = []signing.Key{{Algorithm: dns.ED25519, Flags: 257}, {Algorithm: dns.ED25519, Flags: 256}}
		z.From, z.Until = noon.AddDate(0, 0, -10), noon.AddDate(0, 0, 2)
	}), signing.Zone{Name: "test.", Keys: []signing.Key{{Algorithm: dns.RSASHA256, Flags: 257}}})
	var asked []string
	got := chain(t, validator(in, nil, &asked), "A www.shop.test")
	from, until := noon.AddDate(0, 0, -10), noon.AddDate(0, 0, 20)
	want := &dnssec.Chain{State: dnssec.Secure, Zone: "shop.test", Links: []dnssec.Link{
		{Zone: ".", Algorithms: []int{13}, From: from, Until: until},
		{Zone: "test", Algorithms: []int{8}, From: from, Until: until},
		{Zone: "shop.test", Algorithms: []int{15}, From: from, Until: noon.AddDate(0, 0, 2)},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	wantAsked := []string{"A www.shop.test.", "DNSKEY .", "DS test.", "DNSKEY test.", "DS shop.test.", "DNSKEY shop.test.", "A shop.test."}
	if diff := cmp.Diff(wantAsked, asked); diff != "" {
		t.Errorf("asked: want -, got +:\n%s", diff)
	}
	needs := dnssec.Needs("shop.test")
	for _, q := range wantAsked[1:6] {
		if !slices.ContainsFunc(needs, func(n dns.Question) bool { return dns.TypeToString[n.Qtype]+" "+n.Name == q }) {
			t.Errorf("Needs leaves out %s", q)
		}
	}
	if len(needs) != 5 {
		t.Errorf("Needs names %d questions, want 5", len(needs))
	}
}

// TestAlgorithms: each method that zones sign by is checked, the old ones too.
func TestAlgorithms(t *testing.T) {
	for _, a := range []uint8{5, 7, 8, 10, 13, 14, 15} {
		t.Run(fmt.Sprint(a), func(t *testing.T) {
			in := internet(t, shop(t, func(z *signing.Zone) { z.Keys = []signing.Key{{Algorithm: a, Flags: 257}} }))
			v := validator(in, nil, nil)
			if c := chain(t, v, "A shop.test"); c.State != dnssec.Secure || !slices.Equal(c.Links[2].Algorithms, []int{int(a)}) {
				t.Errorf("got %+v", c)
			}
			if c := chain(t, validator(in, alter("shop.test.", dns.TypeA), nil), "A shop.test"); c.State != dnssec.Bogus || c.Flaw != dnssec.Misfit {
				t.Errorf("altered: got %+v", c)
			}
		})
	}
}

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

func TestBroken(t *testing.T) {
	day := func(from, until int) func(*signing.Zone) {
		return func(z *signing.Zone) { z.From, z.Until = noon.AddDate(0, 0, from), noon.AddDate(0, 0, until) }
	}
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
		}, "A shop.test", dnssec.Bogus, dnssec.NoKey, "shop.test", "a key that shop.test does not publish"},
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

// TestUnsigned: that a zone is not signed has to be proven too.
func TestUnsigned(t *testing.T) {
	plain := signing.Zone{Name: "plain.test.", Unsigned: true, Records: rrs(t, "plain.test. 300 IN A 192.0.2.1\nwww.plain.test. 300 IN CNAME shop.test.")}
	for _, proofs := range []struct {
		name   string
		hashed *signing.NSEC3
		drop   uint16
	}{{"NSEC", nil, dns.TypeNSEC}, {"NSEC3", &signing.NSEC3{}, dns.TypeNSEC3}, {"opt-out", &signing.NSEC3{OptOut: true}, dns.TypeNSEC3}} {
		in := internet(t, shop(t, nil), plain, signing.Zone{Name: "test.", Hashed: proofs.hashed})
		for _, question := range []string{"A plain.test", "TXT plain.test", "A gone.plain.test", "A www.plain.test"} {
			if c := chain(t, validator(in, nil, nil), question); c.State != dnssec.Insecure || c.Zone != "plain.test" || !strings.Contains(c.Why, "plain.test is not signed") {
				t.Errorf("%s, %s: got %+v", proofs.name, question, c)
			}
		}
		if c := chain(t, validator(in, only(dns.TypeDS, drop("plain.test.", proofs.drop)), nil), "A plain.test"); c.State != dnssec.Bogus || c.Flaw != dnssec.NoProof || c.Zone != "test" {
			t.Errorf("%s, no proof: got %+v", proofs.name, c)
		}
	}
	// A signed zone's alias to one that is not.
	in := internet(t, plain, shop(t, func(z *signing.Zone) { z.Records = rrs(t, "www.shop.test. 300 IN CNAME plain.test.") }))
	c := chain(t, validator(in, nil, nil), "A www.shop.test")
	if c.State != dnssec.Insecure || c.Zone != "plain.test" || len(c.Links) != 3 || c.Links[2].Zone != "shop.test" {
		t.Errorf("an alias: got %+v", c)
	}
}

// TestMethods: what nobody here can check counts as not signed (RFC 4035, section
// 5.2), and of several words any that fits will do.
func TestMethods(t *testing.T) {
	ds := func(algorithm, digest uint8) dns.RR {
		return &dns.DS{Hdr: dns.RR_Header{Name: "shop.test.", Rrtype: dns.TypeDS, Class: 1, Ttl: 300}, KeyTag: 7, Algorithm: algorithm, DigestType: digest, Digest: strings.Repeat("ab", 32)}
	}
	key13 := signing.Key{Algorithm: 13, Flags: 257}
	unvouched := signing.Key{Algorithm: 13, Flags: 257, Unvouched: true}
	for _, tt := range []struct {
		name  string
		shop  func(*signing.Zone)
		spoil spoiler
		want  dnssec.State
	}{
		{"an unknown method", func(z *signing.Zone) { z.Words = []dns.RR{ds(200, 2)} }, nil, dnssec.Insecure},
		{"an unknown digest", func(z *signing.Zone) { z.Words = []dns.RR{ds(13, 99)} }, nil, dnssec.Insecure},
		{"one that was given up", func(z *signing.Zone) { z.Words = []dns.RR{ds(dns.RSAMD5, 1)} }, nil, dnssec.Insecure},
		{"rollover: two keys, both vouched for", func(z *signing.Zone) { z.Keys = []signing.Key{key13, key13} }, nil, dnssec.Secure},
		{"rollover: two keys, one vouched for", func(z *signing.Zone) { z.Keys = []signing.Key{unvouched, key13} }, nil, dnssec.Secure},
		{"from one method to another", func(z *signing.Zone) { z.Keys = []signing.Key{{Algorithm: 8, Flags: 257}, unvouched} }, nil, dnssec.Secure},
		{"keys for keys and keys for records", func(z *signing.Zone) {
			z.Keys = []signing.Key{{Algorithm: 13, Flags: 257}, {Algorithm: 13, Flags: 256}}
		}, nil, dnssec.Secure},
		{"no key is vouched for", func(z *signing.Zone) { z.Keys, z.Words = []signing.Key{unvouched}, []dns.RR{ds(13, 2)} }, nil, dnssec.Bogus},
		{"more keys than are read", nil, func(q dns.Question, m *dns.Msg) {
			for i := range 60 {
				if q.Qtype == dns.TypeDNSKEY && q.Name == "shop.test." {
					key := dns.Copy(m.Answer[0]).(*dns.DNSKEY)
					key.PublicKey = strings.Repeat(string(rune('A'+i%26)), 4*(i+1))
					m.Answer = append(m.Answer, key)
				}
			}
		}, dnssec.Indeterminate},
		{"a key of a size that is not read", nil, func(q dns.Question, m *dns.Msg) {
			for _, rr := range m.Answer {
				if key, ok := rr.(*dns.DNSKEY); ok && q.Name == "shop.test." {
					key.PublicKey = "AAAA"
				}
			}
		}, dnssec.Bogus},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if c := chain(t, validator(internet(t, shop(t, tt.shop)), tt.spoil, nil), "A shop.test"); c.State != tt.want {
				t.Errorf("got %+v", c)
			}
		})
	}
}

// TestWordForAKeyToCome: in a rollover there may be word for a key before the zone
// has it.
func TestWordForAKeyToCome(t *testing.T) {
	v := validator(internet(t, shop(t, nil)), nil, nil)
	v.Anchors = append([]dnssec.Anchor{{KeyTag: 9, Algorithm: 13, Digest: 2, Hash: strings.Repeat("cd", 32)}}, v.Anchors...)
	if c := chain(t, v, "A shop.test"); c.State != dnssec.Secure {
		t.Errorf("got %+v", c)
	}
}

// TestTooMuchHashing: such a zone counts as not signed, once its proof is known to
// be its own (RFC 9276, section 3.2).
func TestTooMuchHashing(t *testing.T) {
	for rounds, want := range map[uint16]dnssec.State{100: dnssec.Secure, 101: dnssec.Insecure, 65535: dnssec.Insecure} {
		in := internet(t, shop(t, func(z *signing.Zone) { z.Hashed = &signing.NSEC3{Iterations: rounds} }))
		if c := chain(t, validator(in, nil, nil), "CAA shop.test"); c.State != want {
			t.Errorf("%d rounds: got %+v", rounds, c)
		}
		c := chain(t, validator(in, func(q dns.Question, m *dns.Msg) {
			for _, rr := range m.Ns {
				if n, ok := rr.(*dns.NSEC3); ok {
					n.Iterations = 2000
				}
			}
		}, nil), "CAA shop.test")
		if c.State != dnssec.Bogus || c.Flaw != dnssec.Misfit {
			t.Errorf("%d rounds, changed to 2000: got %+v", rounds, c)
		}
	}
}

// TestOptedOut: a name that is denied with opt-out may exist (RFC 5155, section 9.2).
func TestOptedOut(t *testing.T) {
	in := internet(t, shop(t, func(z *signing.Zone) { z.Hashed = &signing.NSEC3{OptOut: true} }))
	for question, want := range map[string]dnssec.State{"A gone.shop.test": dnssec.Insecure, "A shop.test": dnssec.Secure, "CAA shop.test": dnssec.Secure} {
		if c := chain(t, validator(in, nil, nil), question); c.State != want {
			t.Errorf("%s: got %+v", question, c)
		}
	}
}

// TestCollidingKeys: many keys with one tag, and many signatures, are not tried
// without end (CVE-2023-50387), and nobody is accused.
func TestCollidingKeys(t *testing.T) {
	in := internet(t, shop(t, nil))
	v := validator(in, func(q dns.Question, m *dns.Msg) {
		if q.Name != "shop.test." || q.Qtype != dns.TypeDNSKEY {
			return
		}
		for _, rr := range slices.Clone(m.Answer) {
			if sig, ok := rr.(*dns.RRSIG); ok {
				for i := range 3000 {
					bad := dns.Copy(sig).(*dns.RRSIG)
					bad.OrigTtl = uint32(i)
					m.Answer = append([]dns.RR{bad}, m.Answer...)
				}
			}
		}
		m.Answer = m.Answer[:400]
	}, nil)
	if c := chain(t, v, "A shop.test"); c.State == dnssec.Secure {
		t.Errorf("got %+v", c)
	}
}

// TestNoAnswer: a question without an answer is no verdict.
func TestNoAnswer(t *testing.T) {
	in := internet(t, shop(t, nil))
	silent := errors.New("silent")
	for i := range 7 {
		v := validator(in, nil, nil)
		ask, n := v.Ask, 0
		v.Ask = func(ctx context.Context, typ uint16, name string) (*dns.Msg, error) {
			if n++; n == i+1 {
				return nil, silent
			}
			return ask(ctx, typ, name)
		}
		if c, err := v.Chain(t.Context(), dns.TypeA, "www.shop.test"); !errors.Is(err, silent) {
			t.Errorf("question %d unanswered: got %+v, %v", i, c, err)
		}
	}
}

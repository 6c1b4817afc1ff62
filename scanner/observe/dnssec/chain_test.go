package dnssec_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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
			"DS www.shop.test", "DS mail.shop.test", "DS .", "A *.wild.shop.test", "CNAME www.shop.test", "CNAME shop.test", "A out.shop.test", `A \200odd.shop.test`, "A z.shop.test", "A a.mail.shop.test",
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

// TestSoonest: of the signatures that a chain hangs by, the one counts that runs out
// first, whatever it signs.
func TestSoonest(t *testing.T) {
	soon := noon.AddDate(0, 0, 2)
	for typ, questions := range map[uint16][]string{
		dns.TypeDNSKEY: {"A shop.test", "CAA shop.test"},
		dns.TypeA:      {"A shop.test", "A www.shop.test"},
		dns.TypeCNAME:  {"A www.shop.test", "CNAME www.shop.test"},
		dns.TypeNSEC:   {"CAA shop.test", "A gone.shop.test", "A any.wild.shop.test"},
		dns.TypeNSEC3:  {"CAA shop.test", "A gone.shop.test", "A any.wild.shop.test"},
	} {
		for _, question := range append(questions, "TXT shop.test") {
			in := internet(t, shop(t, func(z *signing.Zone) {
				z.Records = append(z.Records, rrs(t, `shop.test. 300 IN TXT "x"`)...)
				z.Ends = map[uint16]time.Time{typ: soon}
				if typ == dns.TypeNSEC3 {
					z.Hashed = &signing.NSEC3{}
				}
			}))
			want := soon
			if question == "TXT shop.test" && typ != dns.TypeDNSKEY {
				want = noon.AddDate(0, 0, 20)
			}
			if c := chain(t, validator(in, nil, nil), question); c.State != dnssec.Secure || !c.Links[2].Until.Equal(want) {
				t.Errorf("%s ends soon, %s: got %+v", dns.TypeToString[typ], question, c)
			}
		}
	}
	for typ, at := range map[uint16]string{dns.TypeDS: "test", dns.TypeNSEC: "test"} { // of the zone above
		in := internet(t, shop(t, nil), signing.Zone{Name: "test.", Ends: map[uint16]time.Time{typ: soon}}, signing.Zone{Name: "plain.test.", Unsigned: true})
		c := chain(t, validator(in, nil, nil), "A shop.test")
		if got := c.Links[1]; got.Zone != at || got.Until.Equal(soon) != (typ == dns.TypeDS) || c.Links[2].Until.Equal(soon) {
			t.Errorf("%s above ends soon: got %+v", dns.TypeToString[typ], c)
		}
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

// TestBelowMuchHashing: what is proven so of a zone below counts as not signed too.
func TestBelowMuchHashing(t *testing.T) {
	in := internet(t, shop(t, func(z *signing.Zone) { z.Hashed = &signing.NSEC3{Iterations: 101} }), signing.Zone{Name: "plain.shop.test.", Unsigned: true})
	if c := chain(t, validator(in, nil, nil), "A plain.shop.test"); c.State != dnssec.Insecure || c.Flaw != dnssec.Costly || c.Zone != "shop.test" {
		t.Errorf("got %+v", c)
	}
}

// TestFewQuestions: where a zone has signed its answer, nobody looks for other zones
// below it, nor below a name that does not exist.
func TestFewQuestions(t *testing.T) {
	for _, tt := range []struct {
		question string
		spoil    spoiler
		want     []string // beside those down to shop.test
	}{
		{"A a.b.gone.shop.test", nil, nil},
		{"A a.moved.shop.test", nil, []string{"A a.old.shop.test."}},
		{"A a.b.gone.shop.test", only(dns.TypeA, drop("shop.test.", dns.TypeRRSIG, dns.TypeNSEC)), []string{"DS gone.shop.test.", "A ."}},
	} {
		var asked []string
		chain(t, validator(internet(t, shop(t, nil)), tt.spoil, &asked), tt.question)
		if got := asked[6:]; !slices.Equal(got, tt.want) {
			t.Errorf("%s: asked for %q, want %q", tt.question, got, tt.want)
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

// TestManySignatures: they are not tried without end, and nobody is accused because of
// that.
func TestManySignatures(t *testing.T) {
	in := internet(t, shop(t, nil))
	for bad, want := range map[int]dnssec.State{0: dnssec.Secure, 7: dnssec.Secure, 8: dnssec.Indeterminate, 300: dnssec.Indeterminate} {
		v := validator(in, func(q dns.Question, m *dns.Msg) {
			if q.Name != "shop.test." || q.Qtype != dns.TypeDNSKEY {
				return
			}
			for _, rr := range slices.Clone(m.Answer) {
				if sig, ok := rr.(*dns.RRSIG); ok {
					for i := range bad {
						other := dns.Copy(sig).(*dns.RRSIG)
						other.OrigTtl = uint32(i)
						m.Answer = slices.Insert(m.Answer, 0, dns.RR(other))
					}
				}
			}
		}, nil)
		if c := chain(t, v, "A shop.test"); c.State != want {
			t.Errorf("%d of them do not fit: got %+v", bad, c)
		}
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

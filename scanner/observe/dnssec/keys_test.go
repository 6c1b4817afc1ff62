package dnssec

import (
	"context"
	"crypto"
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"github.com/miekg/dns"
)

var (
	midday = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	month  = 30 * 24 * time.Hour
)

// A signer is a key with its private half.
type signer struct {
	*dns.DNSKEY
	private crypto.Signer
}

func newKey(t *testing.T, zone string, flags uint16) signer {
	t.Helper()
	key := &dns.DNSKEY{Hdr: dns.RR_Header{Name: zone, Rrtype: dns.TypeDNSKEY, Class: dns.ClassINET}, Flags: flags, Protocol: 3, Algorithm: dns.ED25519}
	private, err := key.Generate(256)
	if err != nil {
		t.Fatal(err)
	}
	return signer{key, private.(crypto.Signer)}
}

// sign signs records until so long after midday.
func (k signer) sign(t *testing.T, left time.Duration, rrs ...dns.RR) *dns.RRSIG {
	t.Helper()
	until := midday.Add(left)
	sig := &dns.RRSIG{
		Algorithm: k.Algorithm, KeyTag: k.KeyTag(), SignerName: k.Hdr.Name,
		Inception: uint32(until.Add(-month).Unix()), Expiration: uint32(until.Unix()),
	}
	if err := sig.Sign(k.private, rrs); err != nil {
		t.Fatal(err)
	}
	return sig
}

func address(t *testing.T) dns.RR {
	t.Helper()
	a, err := dns.NewRR("test. 60 IN A 192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestKeysThatCount: what is no key of a zone, or was given up (RFC 4034, section 2.1;
// RFC 5011, section 2.1), signs nothing, neither keys nor records.
func TestKeysThatCount(t *testing.T) {
	for _, tt := range []struct {
		name     string
		flags    uint16
		protocol uint8
		want     bool
	}{
		{"for keys", 257, 3, true},
		{"for records", 256, 3, true},
		{"not a zone's", 1, 3, false},
		{"given up", 257 | dns.REVOKE, 3, false},
		{"of another protocol", 257, 2, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			good, other := newKey(t, ".", 257), newKey(t, ".", tt.flags)
			other.Protocol = tt.protocol
			keys := []dns.RR{good.DNSKEY, other.DNSKEY}
			for i, by := range []signer{good, other} {
				msg := &dns.Msg{Answer: append(slices.Clone(keys), by.sign(t, month, keys...))}
				c := &check{zones: make(map[string]*zone), v: Validator{At: midday, Ask: func(context.Context, uint16, string) (*dns.Msg, error) { return msg, nil }}}
				s, err := c.enter(t.Context(), ".", []*dns.DS{by.ToDS(dns.SHA256)})
				if err != nil || (s.end == nil) != (i == 0 || tt.want) {
					t.Fatalf("got %+v, %v", s, err)
				}
				if s.end != nil {
					continue
				}
				a := &dns.A{Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 60}, A: []byte{192, 0, 2, 1}}
				if _, f := c.verify(s.zone, set{name: ".", typ: dns.TypeA, rrs: []dns.RR{a}, sigs: []*dns.RRSIG{other.sign(t, month, a)}}); (f == nil) != tt.want {
					t.Errorf("records: got %+v", f)
				}
			}
		})
	}
}

// TestUsable: of words of which some can be read, those count, and SHA-1 only where
// there is nothing better.
func TestUsable(t *testing.T) {
	for _, tt := range []struct {
		name string
		all  [][2]uint8 // method, digest
		want int
	}{
		{"one", [][2]uint8{{13, 2}}, 1},
		{"SHA-1 alone", [][2]uint8{{13, 1}}, 1},
		{"SHA-1 beside SHA-256", [][2]uint8{{13, 1}, {13, 2}}, 1},
		{"SHA-1 of another method beside SHA-384", [][2]uint8{{8, 1}, {13, 4}}, 1},
		{"SHA-1 beside SHA-256 of a method that is not known", [][2]uint8{{13, 1}, {200, 2}}, 1},
		{"SHA-256 and SHA-384", [][2]uint8{{13, 2}, {13, 4}}, 2},
		{"nothing known", [][2]uint8{{13, 99}, {200, 2}}, 0},
	} {
		var all []*dns.DS
		for _, w := range tt.all {
			all = append(all, &dns.DS{Algorithm: w[0], DigestType: w[1]})
		}
		if got := usable(all); len(got) != tt.want || len(all) == 2 && len(got) == 1 && got[0].DigestType == 1 && tt.all[1][0] != 200 {
			t.Errorf("%s: got %v", tt.name, got)
		}
	}
}

// TestMatches: word for a key is for that key alone.
func TestMatches(t *testing.T) {
	key, other := newKey(t, "test.", 257), newKey(t, "test.", 257)
	for name, change := range map[string]func(*dns.DS){
		"its own":        func(*dns.DS) {},
		"another's":      func(ds *dns.DS) { *ds = *other.ToDS(dns.SHA256) },
		"another method": func(ds *dns.DS) { ds.Algorithm = dns.ECDSAP256SHA256 },
		"another tag":    func(ds *dns.DS) { ds.KeyTag++ },
		"another digest": func(ds *dns.DS) { ds.DigestType = dns.SHA384 },
	} {
		ds := key.ToDS(dns.SHA256)
		change(ds)
		if got := matches(key.DNSKEY, []*dns.DS{ds}); got != (name == "its own") {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestSeveralSignatures: one that holds is enough, the one that lasts longest counts,
// and if none holds the one that came closest is told of.
func TestSeveralSignatures(t *testing.T) {
	key, stranger := newKey(t, "test.", 257), newKey(t, "test.", 257)
	a := address(t)
	sound, longer, over := key.sign(t, 24*time.Hour, a), key.sign(t, 48*time.Hour, a), key.sign(t, -time.Hour, a)
	unknown, wrong := stranger.sign(t, month, a), key.sign(t, month, a)
	wrong.OrigTtl++
	for _, tt := range []struct {
		name string
		sigs []*dns.RRSIG
		left time.Duration // if it holds
		flaw Flaw
	}{
		{"one lasts longer", []*dns.RRSIG{sound, longer, sound}, 48 * time.Hour, ""},
		{"one of many holds", []*dns.RRSIG{unknown, over, wrong, sound}, 24 * time.Hour, ""},
		{"one is over", []*dns.RRSIG{unknown, over, wrong}, 0, Expired},
		{"the first is over", []*dns.RRSIG{over, unknown}, 0, Expired},
		{"one does not fit", []*dns.RRSIG{unknown, wrong}, 0, Misfit},
		{"a stranger's", []*dns.RRSIG{unknown}, 0, NoKey},
		{"as many as are tried do not fit", slices.Repeat([]*dns.RRSIG{wrong}, maxSigs), 0, Misfit},
		{"more than are tried", slices.Repeat([]*dns.RRSIG{wrong}, maxSigs+1), 0, Unread},
	} {
		c := &check{v: Validator{At: midday}}
		v, f := c.verify(&zone{name: "test.", keys: []*dns.DNSKEY{key.DNSKEY}}, set{name: "test.", typ: dns.TypeA, rrs: []dns.RR{a}, sigs: tt.sigs})
		if f == nil && (tt.flaw != "" || !v.until.Equal(midday.Add(tt.left))) || f != nil && f.flaw != tt.flaw {
			t.Errorf("%s: got %+v, %+v", tt.name, v, f)
		}
	}
}

// colliding are other keys with the tag of one: it is a sum, in which the order of
// words does not count.
func colliding(t *testing.T, key *dns.DNSKEY, n int) []*dns.DNSKEY {
	t.Helper()
	raw, err := base64.StdEncoding.DecodeString(key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	var out []*dns.DNSKEY
	for i := range n {
		words := slices.Clone(raw)
		at := 2 + i%15*2
		words[0], words[1], words[at], words[at+1] = words[at], words[at+1], words[0], words[1]
		other := dns.Copy(key).(*dns.DNSKEY)
		other.PublicKey = base64.StdEncoding.EncodeToString(words)
		if other.KeyTag() != key.KeyTag() {
			t.Fatal("the tags differ")
		}
		out = append(out, other)
	}
	return out
}

// TestCollidingKeys: keys with one tag are each tried, but not without end, and nobody
// is accused because of that (CVE-2023-50387).
func TestCollidingKeys(t *testing.T) {
	key := newKey(t, "test.", 257)
	a := address(t)
	sound, wrong := key.sign(t, month, a), key.sign(t, month, a)
	wrong.OrigTtl++
	for _, tt := range []struct {
		name       string
		keys, sigs int // that are wrong, before the right one
		flaw       Flaw
	}{{"two keys", 1, 0, ""}, {"some of both", 10, 5, ""}, {"many of both", 30, 7, Unread}} {
		c := &check{v: Validator{At: midday}}
		z := &zone{name: "test.", keys: append(colliding(t, key.DNSKEY, tt.keys), key.DNSKEY)}
		_, f := c.verify(z, set{name: "test.", typ: dns.TypeA, rrs: []dns.RR{a}, sigs: append(slices.Repeat([]*dns.RRSIG{wrong}, tt.sigs), sound)})
		if f == nil && tt.flaw != "" || f != nil && f.flaw != tt.flaw {
			t.Errorf("%s: got %+v after %d tries", tt.name, f, c.tries)
		}
	}
}

package dnssec

import (
	"crypto"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// A fault is why a step does not hold.
type fault struct {
	flaw  Flaw
	words string
}

func faulted(flaw Flaw, format string, a ...any) *fault {
	return &fault{flaw, fmt.Sprintf(format, a...)}
}

// in makes a chain that ends at a fault in a zone.
func (f *fault) in(zone string, state State) Chain {
	if f.flaw == Unread {
		state = Indeterminate
	}
	return Chain{State: state, Flaw: f.flaw, Why: f.words, Zone: plain(zone)}
}

// A set is the records of one name and type in an answer, and their signatures.
type set struct {
	name string
	typ  uint16
	rrs  []dns.RR
	sigs []*dns.RRSIG
}

// find takes a set out of a section. Names are compared without regard to case,
// and made alike.
func find(section []dns.RR, name string, typ uint16) set {
	s := set{name: name, typ: typ}
	for _, rr := range section {
		if h := rr.Header(); h.Class != dns.ClassINET || dns.CanonicalName(h.Name) != name {
			continue
		}
		if sig, ok := rr.(*dns.RRSIG); ok {
			if sig.TypeCovered == typ {
				s.sigs = append(s.sigs, sig)
			}
		} else if rr.Header().Rrtype == typ {
			rr = dns.Copy(rr)
			rr.Header().Name = name
			s.rrs = append(s.rrs, rr)
		}
	}
	return s
}

// String names the set: "the MX records of shop.test".
func (s set) String() string {
	typ := "the " + dns.Type(s.typ).String() + " records of "
	switch s.typ {
	case dns.TypeDNSKEY:
		typ = "the keys of "
	case dns.TypeDS:
		typ = "the word of the zone above for the keys of "
	case dns.TypeNSEC, dns.TypeNSEC3:
		return "the proof that something does not exist"
	}
	return typ + spoken(s.name)
}

// A vouch is the signature that a set was accepted by.
type vouch struct {
	labels      uint8 // of the name that was signed: fewer than the set's if a wildcard was
	from, until time.Time
}

// verify accepts a set by any signature of the zone that holds (RFC 4035, section
// 5.3; RFC 6840, section 5.4): of several, by the one that lasts longest. Else it
// returns the fault of the one that came closest.
func (c *check) verify(z *zone, s set) (vouch, *fault) {
	if len(s.sigs) == 0 {
		return vouch{}, faulted(Unsigned, "there is no signature for %s", s)
	}
	var best vouch
	var nearest *fault
	for _, sig := range s.sigs[:min(len(s.sigs), maxSigs)] {
		v, f := c.try(z, s, sig)
		switch {
		case f == nil && (best.until.IsZero() || v.until.After(best.until)):
			best = v
		case f != nil && (nearest == nil || slices.Index(closeness, f.flaw) < slices.Index(closeness, nearest.flaw)):
			nearest = f
		}
	}
	switch {
	case !best.until.IsZero():
		return best, nil
	case len(s.sigs) > maxSigs:
		return vouch{}, faulted(Unread, "there are %d signatures for %s, more than are tried", len(s.sigs), s)
	}
	return vouch{}, nearest
}

// closeness orders faults by how near a signature came to holding.
var closeness = []Flaw{Unread, Expired, NotYet, Misfit, NoKey, Unsigned}

// try checks one signature with each key that it may be of. Two keys with one tag
// are no fault, many are an attack (CVE-2023-50387).
func (c *check) try(z *zone, s set, sig *dns.RRSIG) (vouch, *fault) {
	owner := dns.CountLabel(s.name)
	switch {
	case dns.CanonicalName(sig.SignerName) != z.name || int(sig.Labels) > owner || strings.HasPrefix(s.name, "*.") && int(sig.Labels) == owner:
		return vouch{}, faulted(Misfit, "the signature for %s is not one that %s could make", s, spoken(z.name))
	}
	f := faulted(NoKey, "the signature for %s was made with a key that %s does not publish", s, spoken(z.name))
	for _, key := range z.keys {
		if key.KeyTag() != sig.KeyTag || key.Algorithm != sig.Algorithm {
			continue
		}
		if c.tries++; c.tries > maxTries {
			return vouch{}, faulted(Unread, "there are more signatures than are tried")
		}
		if err := fits(sig, key, s.rrs); err != nil {
			if f.flaw == NoKey {
				f = faulted(Misfit, "the signature for %s does not fit", s)
			}
			if errors.Is(err, errUnread) {
				f = faulted(Unread, "a key of %s is of a kind that is not read here", spoken(z.name))
			}
			continue
		}
		from, until := window(sig, c.v.At)
		switch {
		case c.v.At.After(until):
			return vouch{}, faulted(Expired, "the signature for %s ran out on %s", s, day(until))
		case c.v.At.Add(maxSkew).Before(from):
			return vouch{}, faulted(NotYet, "the signature for %s is good from %s only", s, day(from))
		}
		return vouch{sig.Labels, from, until}, nil
	}
	return vouch{}, f
}

// maxSkew is how much this computer's clock may be behind that of a signer who
// begins at once.
const maxSkew = 5 * time.Minute

func day(t time.Time) string { return t.Format("2 January 2006") }

// window is when a signature is good: its times count seconds modulo 2^32 (RFC
// 4034, section 3.1.5), so they are those nearest to now.
func window(sig *dns.RRSIG, now time.Time) (from, until time.Time) {
	near := func(t uint32) time.Time {
		return now.Truncate(time.Second).Add(time.Duration(int32(t-uint32(now.Unix()))) * time.Second).UTC()
	}
	return near(sig.Inception), near(sig.Expiration)
}

// errUnread is that of a key that cannot be used here, whatever it signed.
var errUnread = errors.New("a key of a kind that is not read")

// fits reports whether sig is key's signature of the records.
func fits(sig *dns.RRSIG, key *dns.DNSKEY, rrs []dns.RR) error {
	raw, err := base64.StdEncoding.DecodeString(key.PublicKey)
	if err != nil {
		return errUnread
	}
	switch key.Algorithm {
	case dns.ED448:
		data, err := signedData(sig, rrs)
		if err != nil {
			return err
		}
		value, err := base64.StdEncoding.DecodeString(sig.Signature)
		if err != nil || !verifyEd448(raw, data, value) {
			return dns.ErrSig
		}
		return nil
	case dns.RSASHA1, dns.RSASHA1NSEC3SHA1, dns.RSASHA256, dns.RSASHA512:
		if !readable(raw) {
			return errUnread
		}
	}
	return sig.Verify(key, rrs)
}

// readable reports whether an RSA key (RFC 3110, section 2) is one that the
// libraries take: a modulus of 1024 to 4096 bits, an exponent below 2^31, neither
// with zeros before it.
func readable(raw []byte) bool {
	if len(raw) < 3 {
		return false
	}
	size, rest := int(raw[0]), raw[1:]
	if size == 0 {
		size, rest = int(raw[1])<<8|int(raw[2]), raw[3:]
	}
	if size == 0 || size > 4 || len(rest) <= size || rest[0] == 0 || size == 4 && rest[0] > 0x7f {
		return false
	}
	modulus := rest[size:]
	return len(modulus) >= 128 && len(modulus) <= 512 && modulus[0] != 0 && (len(modulus) > 128 || modulus[0] > 0x7f)
}

// signedData is what a signature is made of (RFC 4034, section 3.1.8.1). The
// library builds it for itself only: it is had from it by signing with a signer
// that keeps what it is given, under a method that signs the data as they are.
func signedData(sig *dns.RRSIG, rrs []dns.RR) ([]byte, error) {
	rrs = slices.Clone(rrs)
	for i := range rrs {
		rrs[i] = dns.Copy(rrs[i])
		h := rrs[i].Header()
		h.Ttl = sig.OrigTtl
		if dns.CountLabel(h.Name) > int(sig.Labels) {
			h.Name = star(last(h.Name, int(sig.Labels)))
		}
	}
	var k keeper
	plain := dns.Copy(sig).(*dns.RRSIG)
	plain.Algorithm = dns.ED25519
	if err := plain.Sign(&k, rrs); err != nil && !errors.Is(err, errKept) {
		return nil, err
	}
	const algorithmAt = 2
	k.data[algorithmAt] = sig.Algorithm
	return k.data, nil
}

// A keeper is a signer that signs nothing.
type keeper struct{ data []byte }

var errKept = errors.New("kept")

// Public returns nothing: there is no key.
func (*keeper) Public() crypto.PublicKey { return nil }

// Sign keeps what is to be signed.
func (k *keeper) Sign(_ io.Reader, data []byte, _ crypto.SignerOpts) ([]byte, error) {
	k.data = slices.Clone(data)
	return nil, errKept
}

package hello

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// read feeds p in steps of so many bytes.
func read(p []byte, step int, v Version) (Server, bool, error) {
	r := NewReader(Client{Version: v})
	for len(p) > 0 {
		n := min(step, len(p))
		if done, err := r.Feed(p[:n]); done || err != nil {
			return r.Server(), done, err
		}
		p = p[n:]
	}
	return r.Server(), false, nil
}

// FuzzReader gives a reader whatever a server may send: in whatever pieces it
// comes, it must say the same.
func FuzzReader(f *testing.F) {
	for _, s := range servers() {
		for i, der := range s.Chain { // short seeds are changed to better effect
			s.Chain[i] = der[:min(len(der), 9)]
		}
		s.Prime = s.Prime[:min(len(s.Prime), 9)]
		f.Add(mustBytes(f, s), uint16(100), s.Version == SSL2)
	}
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), uint16(3), false)
	f.Add(bytes.Repeat([]byte{21, 3, 3, 0, 2, 1, 112}, 20), uint16(1), false)
	f.Fuzz(func(t *testing.T, p []byte, step uint16, old bool) {
		v := TLS12
		if old {
			v = SSL2
		}
		whole, done, err := read(p, len(p), v)
		pieces, doneToo, errToo := read(p, int(step)+1, v)
		if done != doneToo || (err == nil) != (errToo == nil) || done && err != nil {
			t.Fatalf("at once: done %v, %v; in pieces of %d: done %v, %v", done, err, int(step)+1, doneToo, errToo)
		}
		if diff := cmp.Diff(whole, pieces); diff != "" {
			t.Fatalf("(-at once +in pieces of %d):\n%s", int(step)+1, diff)
		}
		if n := len(whole.Chain); n > maxCertificates || len(whole.Warnings) > maxWarnings || len(whole.Extensions) > maxExtensions {
			t.Fatalf("%d certificates, %d warnings, %d extensions", n, len(whole.Warnings), len(whole.Extensions))
		}
		_ = whole.Suite.String() + whole.Group.String() + whole.Scheme.String() + whole.Version.String()
	})
}

// FuzzClient gives ReadClient whatever a client may send: it must never want more
// bytes of what it has understood, and what it understood it must be able to say.
func FuzzClient(f *testing.F) {
	for _, c := range clients() {
		f.Add(mustBytes(f, c))
	}
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, p []byte) {
		c, n, err := ReadClient(p)
		if n < 0 || n > len(p) || n > 0 && err != nil {
			t.Fatalf("took %d of %d bytes, %v", n, len(p), err)
		}
		if n == 0 {
			return
		}
		again, m, err := ReadClient(p[:n])
		if m != n || err != nil || !cmp.Equal(c, again) {
			t.Fatalf("took %d and then %d bytes, %v", n, m, err)
		}
		said, err := c.Bytes()
		if err != nil {
			return // it cannot be put in our form, as a kind of SSL 2 in a hello of TLS
		}
		if back, m, err := ReadClient(said); m != len(said) || err != nil {
			t.Fatalf("what we made of it has %d bytes, of which %d were taken: %v", len(said), m, err)
		} else if !cmp.Equal(c.Suites, back.Suites) || c.Version != back.Version {
			t.Fatalf("(-heard +said):\n%s", cmp.Diff(c, back))
		}
	})
}

// FuzzRoundTrip has a server of whatever kind say something, and read it.
func FuzzRoundTrip(f *testing.F) {
	for _, s := range servers() {
		f.Add(uint16(s.Version), uint32(s.Suite), uint16(s.Group), uint16(s.Scheme), s.Prime, s.Modulus, s.Staple, s.ALPN, s.Retry)
	}
	f.Fuzz(func(t *testing.T, version uint16, suite uint32, group, scheme uint16, prime, modulus, staple []byte, alpn string, retry bool) {
		v := SSL3 + Version(version)%5
		s := Server{
			Version: v, Suite: Suite(suite), Group: Group(group), Scheme: Scheme(scheme), Prime: number(prime),
			Modulus: number(modulus), Staple: number(staple), ALPN: alpn, Retry: retry && v == TLS13, Chain: [][]byte{{0x30}},
		}
		p, err := s.Bytes()
		if err != nil {
			return
		}
		if len(p) > maxTotal || len(staple) > maxMessage-4 {
			return
		}
		got, done, err := read(p, len(p), v)
		if err != nil || !done {
			t.Fatalf("%+v is read as: done %v, %v", s, done, err)
		}
		if got.Version != s.Version || got.Suite != s.Suite || got.ALPN != s.ALPN || got.Retry != s.Retry {
			t.Errorf("(-said +heard):\n%s", cmp.Diff(s, got, cmpopts.EquateEmpty()))
		}
		if v < TLS13 && !bytes.Equal(got.Staple, s.Staple) {
			t.Errorf("said %d bytes of staple, heard %d", len(s.Staple), len(got.Staple))
		}
		if got.Prime != nil && !bytes.Equal(got.Prime, s.Prime) || got.Modulus != nil && !bytes.Equal(got.Modulus, s.Modulus) {
			t.Errorf("(-said +heard):\n%s", cmp.Diff(s, got))
		}
	})
}

package dnssec_test

import (
	"context"
	"testing"

	"github.com/miekg/dns"

	"shopcheck/scanner/observe/dnssec"
	"shopcheck/scanner/pretend/signing"
)

// FuzzAnswers puts a stranger's bytes in the place of one answer on the way: nothing
// breaks, and what is not the zone's own is never taken for it.
func FuzzAnswers(f *testing.F) {
	zones := func(hashed *signing.NSEC3) *signing.Internet {
		in, err := signing.New(
			signing.Zone{Name: ".", From: noon.AddDate(0, 0, -1), Until: noon.AddDate(0, 0, 9)},
			signing.Zone{Name: "shop.", From: noon.AddDate(0, 0, -1), Until: noon.AddDate(0, 0, 9), Hashed: hashed},
		)
		if err != nil {
			f.Fatal(err)
		}
		return in
	}
	in := []*signing.Internet{zones(nil), zones(&signing.NSEC3{Iterations: 3, Salt: "ab"})}
	questions := []dns.Question{
		{Name: "shop.", Qtype: dns.TypeSOA},
		{Name: "shop.", Qtype: dns.TypeA},
		{Name: "gone.shop.", Qtype: dns.TypeA},
		{Name: "shop.", Qtype: dns.TypeDS},
		{Name: "shop.", Qtype: dns.TypeDNSKEY},
		{Name: ".", Qtype: dns.TypeDNSKEY},
	}
	for i := range 2 * len(questions) {
		q := new(dns.Msg).SetQuestion(questions[i%len(questions)].Name, questions[i%len(questions)].Qtype)
		q.SetEdns0(4096, true)
		wire, err := in[i/len(questions)].Answer(q).Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), wire)
	}
	f.Fuzz(func(t *testing.T, which uint8, wire []byte) {
		strange := new(dns.Msg)
		if strange.Unpack(wire) != nil {
			return
		}
		at, q := in[int(which)/len(questions)%2], questions[int(which)%len(questions)]
		v := validator(at, nil, nil)
		ask, real := v.Ask, true
		v.Ask = func(ctx context.Context, typ uint16, name string) (*dns.Msg, error) {
			if typ == q.Qtype && name == q.Name {
				real = false
				return strange.Copy(), nil
			}
			return ask(ctx, typ, name)
		}
		for _, about := range questions[:3] {
			c, err := v.Chain(t.Context(), about.Qtype, about.Name)
			if err != nil {
				t.Fatal(err)
			}
			if (c.State == dnssec.Secure) != (c.Why == "") || c.Zone == "" {
				t.Errorf("a chain without a reason: %+v", c)
			}
			if c.State == dnssec.Secure && !real && about == q && about.Qtype == dns.TypeA && addressed(strange, about.Name) {
				t.Errorf("an address that nobody signed is secure: %+v", c)
			}
		}
	})
}

// addressed reports whether an answer has an address of a name: the zones here have
// none.
func addressed(m *dns.Msg, name string) bool {
	for _, rr := range m.Answer {
		if h := rr.Header(); h.Rrtype == dns.TypeA && h.Class == dns.ClassINET && dns.CanonicalName(h.Name) == name {
			return true
		}
	}
	return false
}

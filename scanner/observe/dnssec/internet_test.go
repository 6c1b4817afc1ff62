package dnssec_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"shopcheck/scanner/observe/dnssec"
	"shopcheck/scanner/pretend/signing"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// A spoiler changes an answer on its way.
type spoiler func(q dns.Question, m *dns.Msg)

// internet makes a root, test. and the zones given, which are signed from ten days
// before noon to twenty after unless they say otherwise.
func internet(t *testing.T, zones ...signing.Zone) *signing.Internet {
	t.Helper()
	names := make(map[string]bool)
	for _, z := range zones {
		names[z.Name] = true
	}
	for _, name := range []string{".", "test."} {
		if !names[name] {
			zones = append(zones, signing.Zone{Name: name})
		}
	}
	for i := range zones {
		if zones[i].From.IsZero() {
			zones[i].From, zones[i].Until = noon.AddDate(0, 0, -10), noon.AddDate(0, 0, 20)
		}
	}
	in, err := signing.New(zones...)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// validator judges at noon what the internet answers, after spoil has had its way
// with it. It counts the questions.
func validator(in *signing.Internet, spoil spoiler, asked *[]string) dnssec.Validator {
	return dnssec.Validator{Anchors: in.Anchors(), At: noon, Ask: func(_ context.Context, typ uint16, name string) (*dns.Msg, error) {
		if asked != nil {
			*asked = append(*asked, dns.TypeToString[typ]+" "+name)
		}
		q := new(dns.Msg).SetQuestion(name, typ)
		q.SetEdns0(4096, true)
		m := in.Answer(q)
		if spoil != nil {
			spoil(q.Question[0], m)
		}
		wire, err := m.Pack()
		if err != nil {
			return nil, err
		}
		out := new(dns.Msg)
		return out, out.Unpack(wire)
	}}
}

func rrs(t *testing.T, lines string) []dns.RR {
	t.Helper()
	var out []dns.RR
	for line := range strings.Lines(lines) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		rr, err := dns.NewRR(line)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rr)
	}
	return out
}

const shopRecords = `
shop.test. 300 IN A 192.0.2.10
shop.test. 300 IN MX 10 Mail.shop.test.
mail.shop.test. 300 IN A 192.0.2.25
www.shop.test. 300 IN CNAME shop.test.
*.wild.shop.test. 300 IN A 192.0.2.77
*.sub.shop.test. 300 IN CNAME shop.test.
deep.under.here.shop.test. 300 IN TXT "x"
moved.shop.test. 300 IN DNAME old.shop.test.
a.old.shop.test. 300 IN A 192.0.2.30
out.shop.test. 300 IN CNAME shops.platform.test.
loop.shop.test. 300 IN CNAME loop.shop.test.
\200odd.shop.test. 300 IN A 192.0.2.31
`

func shop(t *testing.T, change func(*signing.Zone)) signing.Zone {
	z := signing.Zone{Name: "shop.test.", Records: rrs(t, shopRecords)}
	if change != nil {
		change(&z)
	}
	return z
}

func chain(t *testing.T, v dnssec.Validator, question string) *dnssec.Chain {
	t.Helper()
	typ, name, _ := strings.Cut(question, " ")
	c, err := v.Chain(t.Context(), dns.StringToType[typ], name)
	if err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	return c
}

package mail

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// answer is a resolver's answer: "TXT shop.test" with values, or with the state
// "no-record" or "no-name" if there are none.
func answer(question string, values ...string) *observe.Records {
	typ, name, _ := strings.Cut(question, " ")
	r := &observe.Records{Type: typ, Name: name, State: observe.NoRecord, At: noon}
	for _, v := range values {
		record := observe.Record{Value: v}
		if typ == "MX" {
			record.Fields = strings.Fields(v)
		}
		r.State = observe.Found
		r.Answers = append(r.Answers, record)
	}
	return r
}

// site answers from records; every other question gets no answer.
func site(t *testing.T, domain string, answers ...*observe.Records) *observe.Site {
	t.Helper()
	var looks observe.Looks
	for _, a := range answers {
		reply, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		looks = append(looks, observe.Look{Question: a.Source(), Reply: reply})
	}
	return observe.Replay(domain, looks)
}

// run returns a probe's findings for such a site.
func run(t *testing.T, p scanner.Probe, s *observe.Site) []scanner.Finding {
	t.Helper()
	found, err := p.Run(t.Context(), s)
	if err != nil {
		t.Fatalf("%s: %v", p.ID, err)
	}
	return found
}

func TestSpared(t *testing.T) {
	mx, null, none := answer("MX shop.test", "10 mail.shop.test"), answer("MX shop.test", "0 ."), answer("MX shop.test")
	noSPF, closed, sender := answer("TXT shop.test"), answer("TXT shop.test", "v=spf1 -all"), answer("TXT shop.test", "v=spf1 a -all")
	noDMARC := []*observe.Records{answer("TXT _dmarc.shop.test"), answer("TXT _dmarc.test")}
	web, noWeb, noWeb6 := answer("A shop.test", "192.0.2.1"), answer("A shop.test"), answer("AAAA shop.test")
	for _, tt := range []struct {
		name    string
		answers []*observe.Records
		want    scanner.Outcome
	}{
		{"takes mail", []*observe.Records{mx, noSPF}, scanner.Fail},
		{"sends mail only", []*observe.Records{null, sender}, scanner.Fail},
		{"null MX", []*observe.Records{null, noSPF}, scanner.NotApplicable},
		{"no MX, nobody may send", []*observe.Records{none, closed}, scanner.NotApplicable},
		{"no MX, says nothing, has a web server", []*observe.Records{none, noSPF, web}, scanner.Fail},
		{"no MX and no address", []*observe.Records{none, noSPF, noWeb, noWeb6}, scanner.NotApplicable},
		{"the address is not known", []*observe.Records{none, noSPF}, scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := run(t, DMARC, site(t, "shop.test", append(tt.answers, noDMARC...)...))
			if len(found) != 1 || found[0].Outcome != tt.want || found[0].Subject != "TXT _dmarc.shop.test" {
				t.Errorf("mail.dmarc found %+v, want one %s", found, tt.want)
			}
		})
	}
}

// No probe may take a resolver's silence for a missing record.
func TestSilence(t *testing.T) {
	for _, p := range All {
		for _, f := range run(t, p, site(t, "www.shop.test")) {
			if f.Outcome != scanner.Unknown || f.Cause != observe.NotRecorded {
				t.Errorf("%s without any answer found %s (%s), want unknown", p.ID, f.Outcome, f.Cause)
			}
		}
	}
}

package mail

import (
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
)

func TestJudgePins(t *testing.T) {
	leaf := (&papers{t: t}).issue("mail.shop.test")
	other := (&papers{t: t}).issue("mail.shop.test")
	right := answer("TLSA _25._tcp.mail.shop.test", word(3, 1, 1, leaf.certs[0]))
	wrong := answer("TLSA _25._tcp.mail.shop.test", word(3, 1, 1, other.certs[0]))
	expired := (&papers{t: t}).issue("root").issue("mail.shop.test", func(c *x509.Certificate) { c.NotAfter = noon.Add(-time.Hour) })
	vouches := answer("TLSA _25._tcp.mail.shop.test", word(2, 0, 1, expired.certs[0]))
	chain := func(typ string, s dnssec.State) *observe.Chain {
		return &observe.Chain{Type: typ, Name: "mail.shop.test", At: noon, Chain: dnssec.Chain{State: s, Why: "so it is"}}
	}
	secure := chain("TLSA", dnssec.Secure)
	vouched := answer("TLSA _25._tcp.mail.shop.test")
	vouched.Authenticated = true
	shows := func(p *papers) *observe.Session { return &observe.Session{StartTLS: true, TLS: p.sent(len(p.certs))} }
	for _, tt := range []struct {
		name string
		pins pins
		said []*observe.Session
		some bool
		want scanner.Outcome
		note string
	}{
		{"fits", pins{chain: secure, records: right}, []*observe.Session{shows(leaf)}, true, scanner.Pass, "about its key."},
		{"fits at two addresses", pins{chain: secure, records: right}, []*observe.Session{shows(leaf), shows(leaf)}, true, scanner.Pass, "about its key."},
		{"fits at one, the other says nothing", pins{chain: secure, records: right}, []*observe.Session{nil, shows(leaf)}, true, scanner.Pass, "1 of its 2 addresses"},
		{"does not fit", pins{chain: secure, records: wrong}, []*observe.Session{shows(leaf)}, true, scanner.Fail, "at 192.0.2.1 shows another key"},
		{"does not fit at one", pins{chain: secure, records: right}, []*observe.Session{shows(leaf), nil, shows(other)}, true, scanner.Fail, "at 192.0.2.3 shows another key"},
		{"does not encrypt", pins{chain: secure, records: right}, []*observe.Session{{}}, true, scanner.Fail, "only unencrypted"},
		{"came to no encryption", pins{chain: secure, records: right}, []*observe.Session{{StartTLS: true, Problem: "alert"}}, true, scanner.Unknown, "could not be compared with what it shows: alert."},
		{"a firewall answers", pins{chain: secure, records: right}, []*observe.Session{{Greeting: "220 ****"}}, true, scanner.Unknown, "firewall"},
		{"says nothing", pins{chain: secure, records: right}, []*observe.Session{nil}, true, scanner.Unknown, "it says nothing"},
		{"is out of date", pins{chain: secure, records: vouches}, []*observe.Session{shows(expired)}, true, scanner.Fail, "out of date"},
		{"is out of date, says a clock that may be wrong", pins{chain: secure, records: vouches, clock: &observe.Failure{Cause: observe.Inconsistent, Words: "two clocks"}}, []*observe.Session{shows(expired)}, true, scanner.Unknown, "two clocks"},
		{"of no use", pins{chain: secure, records: answer("TLSA _25._tcp.mail.shop.test", "0 0 1 00")}, []*observe.Session{shows(leaf)}, true, scanner.Warn, "in a form"},
		{"none", pins{chain: secure}, nil, false, scanner.Warn, "Nothing is published"},
		{"not signed", pins{chain: chain("A", dnssec.Insecure)}, nil, false, scanner.NotApplicable, "not signed"},
		{"not signed, and others are", pins{chain: chain("A", dnssec.Insecure)}, nil, true, scanner.Warn, "those of others"},
		{"records not signed", pins{chain: chain("TLSA", dnssec.Insecure)}, nil, false, scanner.NotApplicable, "not signed"},
		{"signatures of the address do not hold", pins{chain: chain("A", dnssec.Bogus)}, nil, false, scanner.Unknown, "could not be followed: so it is"},
		{"signatures cannot be followed", pins{chain: chain("TLSA", dnssec.Indeterminate)}, nil, false, scanner.Unknown, "could not be followed"},
		{"signatures of the records do not hold", pins{chain: chain("TLSA", dnssec.Bogus)}, nil, false, scanner.Fail, "do not hold"},
		{"the resolver says they hold", pins{chain: chain("TLSA", dnssec.Bogus), again: vouched}, nil, false, scanner.Unknown, "while the resolver"},
		{"no answer", pins{err: &observe.Failure{Cause: observe.DNS, Words: "no answer"}}, nil, false, scanner.Unknown, "no answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := tt.pins
			p.host, p.domain, p.base, p.said = "mail.shop.test", "shop.test", "mail.shop.test", spoke(tt.said...).said
			f := judgePins(p, tt.some)
			if f.Outcome != tt.want || f.Subject != "TLSA _25._tcp.mail.shop.test" || !strings.Contains(f.Message, tt.note) || p.err == nil && len(f.Evidence) == 0 {
				t.Errorf("judgePins = %+v, want %s: %s", f, tt.want, tt.note)
			}
			if (f.Outcome == scanner.Unknown) != (f.Cause != "") {
				t.Errorf("%s with cause %q", f.Outcome, f.Cause)
			}
		})
	}
}

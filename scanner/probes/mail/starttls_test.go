package mail

import (
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeServer(t *testing.T) {
	good := shake(t, "mail.shop.test", "mail.shop.test")
	with := func(change func(*observe.Handshake)) *observe.Handshake {
		h := *good
		change(&h)
		return &h
	}
	for _, tt := range []struct {
		name    string
		session observe.Session
		want    scanner.Outcome
		note    string
	}{
		{"trusted", observe.Session{StartTLS: true, TLS: good}, scanner.Pass, "encrypted."},
		{"vouches for itself", observe.Session{StartTLS: true, TLS: with(func(h *observe.Handshake) { h.Trust = observe.Trust{SelfSigned: true} })}, scanner.Pass, "nobody else"},
		{"unknown issuer", observe.Session{StartTLS: true, TLS: with(func(h *observe.Handshake) { h.Trust = observe.Trust{} })}, scanner.Pass, "browsers"},
		{"other name", observe.Session{StartTLS: true, TLS: shake(t, "mail.shop.test", "host.test")}, scanner.Warn, "another name"},
		{"expired", observe.Session{StartTLS: true, TLS: with(func(h *observe.Handshake) { h.At = noon.Add(24 * time.Hour) })}, scanner.Warn, "out of date"},
		{"unreadable", observe.Session{StartTLS: true, TLS: with(func(h *observe.Handshake) { h.Chain = nil })}, scanner.Warn, "cannot be read"},
		{"not offered", observe.Session{}, scanner.Fail, "only unencrypted"},
		{"offered, not agreed", observe.Session{StartTLS: true, Problem: "alert: handshake failure"}, scanner.Warn, "none came about"},
		{"rewritten by a firewall", observe.Session{Greeting: "220 **********"}, scanner.Unknown, "firewall"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.session.Host, tt.session.At = "mail.shop.test", noon
			f := judgeServer(&tt.session)
			if f.Outcome != tt.want || f.Subject != "MX mail.shop.test" || !strings.Contains(f.Message, tt.note) || len(f.Evidence) != 1 {
				t.Errorf("judgeServer = %+v, want %s: %s", f, tt.want, tt.note)
			}
		})
	}
}

// Each server is a finding, the best first; those past the fourth are not asked.
func TestStartTLS(t *testing.T) {
	txt := answer("TXT shop.test")
	many := answer("MX shop.test", "5 e.test", "1 a.test", "2 b.test", "3 c.test", "4 d.test")
	found := run(t, StartTLS, site(t, "shop.test", many, txt))
	if len(found) != 5 || found[0].Subject != "MX a.test" || found[0].Cause != observe.NotRecorded || found[4].Subject != "MX e.test" || found[4].Cause != observe.BudgetSpent {
		t.Errorf("five servers: %+v", found)
	}
	found = run(t, StartTLS, site(t, "shop.test", answer("MX shop.test", "0 ."), txt))
	if len(found) != 1 || found[0].Outcome != scanner.NotApplicable || found[0].Subject != "shop.test" {
		t.Errorf("a domain without mail: %+v", found)
	}
}

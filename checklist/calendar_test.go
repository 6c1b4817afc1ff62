package checklist

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestCalendar(t *testing.T) {
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	on := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) }
	saw := func(id scanner.ProbeID, o scanner.Outcome, subject string, quotes ...string) scanner.Finding {
		f := scanner.Finding{Probe: id, Outcome: o, Subject: subject}
		for _, q := range quotes {
			f.Evidence = append(f.Evidence, observe.Evidence{Quote: q})
		}
		return f
	}
	today := Waiver{Probe: "dns.caa", By: "Ana", Until: on(11, 24)}
	over := Waiver{Probe: "exposed.env", By: "Ben", Until: on(11, 23)}
	run := Run{
		Scan: scanner.Scan{Findings: []scanner.Finding{
			saw("cert.expiry", scanner.Warn, "TLS shop.example", "valid from 2026-09-09T00:00:00Z to 2026-12-08T09:00:00Z", "valid from 2026-09-09T00:00:00Z to 2026-12-07T09:00:00Z"),
			saw("cert.valid", scanner.Pass, "TLS shop.example", "valid from 2026-09-09T00:00:00Z to 2026-12-08T09:00:00Z"),
			saw("cert.valid", scanner.Fail, "TLS www.shop.example", "valid from 2025-09-09T00:00:00Z to 2026-11-24T11:59:59Z"),
			saw("cert.valid", scanner.Unknown, "TLS mail.shop.example", "this computer's clock: Tue, 24 Nov 2026", "valid from then to some day"),
			saw("cert.name", scanner.Pass, "TLS other.example", "valid from 2026-09-09T00:00:00Z to 2026-12-08T09:00:00Z"),
			saw("dns.expiry", scanner.Pass, "registration of shop.example", "expires 2026-12-24T12:00:00Z; active, client transfer prohibited"),
			saw("dns.expiry", scanner.Unknown, "registration of shop.test", "no end date; active"),
			saw("dns.caa", scanner.Fail, "a"), saw("dns.caa", scanner.Fail, "b"),
			saw("exposed.env", scanner.Warn, "a"),
			saw("mail.spf", scanner.Pass, "a"),
		}},
		Waivers: []Waiver{
			today,
			{Probe: "dns.caa", By: "Ana", Until: on(10, 1)},
			over,
			{Probe: "mail.spf", By: "Ana", Until: on(12, 1)},
			{Probe: "gone.probe", By: "Ana", Until: on(12, 1)},
		},
		Answers: []Answer{{Item: "Q2", Says: Yes, Until: on(11, 23)}, {Item: "Q3", Says: Yes, Until: on(11, 24)}, {Item: "Q4", Says: No}},
	}
	want := []Ending{
		{Kind: EndsAnswer, Day: on(11, 23), Over: true, Item: "Q2"},
		{Kind: EndsWaiver, Day: on(11, 23), Over: true, Waiver: &over},
		{Kind: EndsCertificate, Day: time.Date(2026, 11, 24, 11, 59, 59, 0, time.UTC), Over: true, Host: "www.shop.example"},
		{Kind: EndsAnswer, Day: on(11, 24), Item: "Q3"},
		{Kind: EndsWaiver, Day: on(11, 24), Waiver: &today},
		{Kind: EndsCertificate, Day: time.Date(2026, 12, 7, 9, 0, 0, 0, time.UTC), Host: "shop.example"},
		{Kind: EndsRegistration, Day: time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC), Host: "shop.example"},
	}
	if diff := cmp.Diff(want, Calendar(run, at)); diff != "" {
		t.Errorf("calendar (-want +got):\n%s", diff)
	}
	if got := Calendar(Run{}, at); len(got) != 0 {
		t.Errorf("an empty run has %v", got)
	}
}

package cert

import (
	"crypto/x509"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeTrust(t *testing.T) {
	leaf := made(t, nil)
	old := observe.RootsAsOf.Add(200 * day)
	for _, tt := range []struct {
		name  string
		trust observe.Trust
		at    time.Time
		want  scanner.Outcome
	}{
		{"public", observe.Trust{Verified: true, PublicRoot: true}, now, scanner.Pass},
		{"named with --ca-file", observe.Trust{Verified: true}, now, scanner.Pass},
		{"intermediate missing", observe.Trust{Repaired: true, PublicRoot: true, Reason: "a link is missing"}, now, scanner.Warn},
		{"intermediate not sent, and not looked for", observe.Trust{Missing: "Let's Encrypt", Reason: "a link is missing"}, now, scanner.Warn},
		{"intermediate not sent, nor to be had", observe.Trust{Missing: "Let's Encrypt", Sought: true, Reason: "a link is missing"}, now, scanner.Fail},
		{"intermediate not sent, of nobody known", observe.Trust{Missing: "My Own Company", Reason: "a link is missing"}, now, scanner.Fail},
		{"self-signed", observe.Trust{SelfSigned: true, Reason: "it vouches only for itself"}, now, scanner.Fail},
		{"unknown authority", observe.Trust{Reason: "nobody vouches for it"}, now, scanner.Fail},
		{"unknown authority, roots too old", observe.Trust{Reason: "nobody vouches for it"}, old, scanner.Unknown},
		{"self-signed, roots too old", observe.Trust{SelfSigned: true}, old, scanner.Fail},
		{"public, roots too old", observe.Trust{Verified: true, PublicRoot: true}, old, scanner.Pass},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hs := shake(tt.trust, leaf)
			hs.At = tt.at
			if f, byClock := judgeTrust(hs, leaf); f.Outcome != tt.want || byClock {
				t.Errorf("judgeTrust = %s, by the clock %t, want %s", f.Outcome, byClock, tt.want)
			}
		})
	}
}

func TestJudgeName(t *testing.T) {
	for _, tt := range []struct {
		name string
		sans []string
		want scanner.Outcome
	}{
		{"listed", []string{"www.shop.test", "shop.test"}, scanner.Pass},
		{"other names", []string{"panel.host.example"}, scanner.Fail},
		{"wildcard does not cover the bare domain", []string{"*.shop.test"}, scanner.Fail},
		{"wildcard below a suffix", []string{"*.test"}, scanner.Fail},
		{"common name alone", nil, scanner.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leaf := made(t, func(c *x509.Certificate) { c.DNSNames = tt.sans })
			if got := judgeName(shake(observe.Trust{}, leaf), leaf).Outcome; got != tt.want {
				t.Errorf("judgeName(%q) = %s, want %s", tt.sans, got, tt.want)
			}
		})
	}
}

func TestJudgeDates(t *testing.T) {
	for _, tt := range []struct {
		name          string
		since, left   time.Duration // before and after now
		valid, expiry scanner.Outcome
	}{
		{"fresh, 90 days", 10 * day, 80 * day, scanner.Pass, scanner.Pass},
		{"first second", 0, 90 * day, scanner.Pass, scanner.Pass},
		{"last second", 90 * day, 0, scanner.Pass, scanner.Fail},
		{"a second too late", 90 * day, -time.Second, scanner.Fail, scanner.Fail},
		{"a second too early", -time.Second, 90 * day, scanner.Fail, scanner.Pass},
		{"90 days, 30 left", 60 * day, 30 * day, scanner.Pass, scanner.Warn},
		{"90 days, a second more than 30 left", 60*day - time.Second, 30*day + time.Second, scanner.Pass, scanner.Pass},
		{"90 days, 7 left", 83 * day, 7 * day, scanner.Pass, scanner.Fail},
		{"90 days, 8 left", 82 * day, 8 * day, scanner.Pass, scanner.Warn},
		{"398 days, 29 left", 369 * day, 29 * day, scanner.Pass, scanner.Warn},
		{"6 days, 3 left", 3 * day, 3 * day, scanner.Pass, scanner.Pass},
		{"6 days, 2 left", 4 * day, 2 * day, scanner.Pass, scanner.Warn},
		{"6 days, 20 hours left", 124 * time.Hour, 20 * time.Hour, scanner.Pass, scanner.Fail},
		{"47 days, 16 left", 31 * day, 16 * day, scanner.Pass, scanner.Pass},
		{"47 days, 15 left", 32 * day, 15 * day, scanner.Pass, scanner.Warn},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leaf := made(t, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(-tt.since), now.Add(tt.left) })
			hs := shake(observe.Trust{}, leaf)
			if got := judgeValid(hs, leaf).Outcome; got != tt.valid {
				t.Errorf("judgeValid = %s, want %s", got, tt.valid)
			}
			if got := judgeExpiry(hs, leaf).Outcome; got != tt.expiry {
				t.Errorf("judgeExpiry = %s, want %s", got, tt.expiry)
			}
		})
	}
}

func TestWrongClock(t *testing.T) {
	err := &observe.Failure{Cause: observe.Inconsistent, Words: "the clocks differ"}
	if f := wrongClock(&observe.Page{At: now}, err); f.Outcome != scanner.Unknown || f.Cause != observe.Inconsistent || len(f.Evidence) != 2 {
		t.Errorf("wrongClock = %+v", f)
	}
}

func TestJudgeLifetime(t *testing.T) {
	public := observe.Trust{Verified: true, PublicRoot: true}
	date := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name   string
		issued time.Time
		lasts  time.Duration
		at     time.Time
		trust  observe.Trust
		want   scanner.Outcome
	}{
		{"90 days", date(2026, 11, 1), 90 * day, now, public, scanner.Pass},
		{"100 days, next limit near", date(2026, 11, 1), 100 * day, now, public, scanner.Pass},
		{"101 days, next limit near", date(2026, 11, 1), 101 * day, now, public, scanner.Warn},
		{"200 days, next limit near", date(2026, 11, 1), 200 * day, now, public, scanner.Warn},
		{"200 days, next limit far", date(2026, 10, 1), 200 * day, date(2026, 11, 1), public, scanner.Pass},
		{"200 days, next limit 120 days off", date(2026, 11, 1), 200 * day, date(2026, 11, 15), public, scanner.Pass},
		{"200 days, next limit 119 days off", date(2026, 11, 1), 200 * day, date(2026, 11, 16), public, scanner.Warn},
		{"201 days", date(2026, 11, 1), 201 * day, now, public, scanner.Fail},
		{"398 days, issued in time", date(2026, 3, 14), 398 * day, date(2026, 9, 1), public, scanner.Pass},
		{"398 days, issued a day late", date(2026, 3, 15), 398 * day, date(2026, 9, 1), public, scanner.Fail},
		{"399 days", date(2026, 3, 1), 399 * day, date(2026, 9, 1), public, scanner.Fail},
		{"ten years, private authority", date(2020, 1, 1), 3650 * day, now, observe.Trust{Verified: true}, scanner.Unknown},
		{"ten years, self-signed", date(2020, 1, 1), 3650 * day, now, observe.Trust{SelfSigned: true}, scanner.Unknown},
		{"90 days, private authority", date(2026, 11, 1), 90 * day, now, observe.Trust{Verified: true}, scanner.Pass},
		{"47 days after the last step", date(2029, 4, 1), 47 * day, date(2029, 4, 10), public, scanner.Pass},
		{"48 days after the last step", date(2029, 4, 1), 48 * day, date(2029, 4, 10), public, scanner.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leaf := &x509.Certificate{NotBefore: tt.issued, NotAfter: tt.issued.Add(tt.lasts)}
			hs := &observe.Handshake{Host: "shop.test", Trust: tt.trust, At: tt.at}
			if f := judgeLifetime(hs, leaf); f.Outcome != tt.want {
				t.Errorf("judgeLifetime = %s (%s), want %s", f.Outcome, f.Message, tt.want)
			}
		})
	}
}

func TestAmount(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "less than an hour", 59 * time.Minute: "less than an hour", 90 * time.Minute: "1 hour",
		47 * time.Hour: "47 hours", 2 * day: "2 days", 90*day - time.Second: "89 days",
	} {
		if got := amount(d); got != want {
			t.Errorf("amount(%s) = %q, want %q", d, got, want)
		}
	}
}

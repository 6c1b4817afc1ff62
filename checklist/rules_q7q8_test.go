package checklist

import (
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestQ7(t *testing.T) {
	rows := []row{
		{"", "YES declared", ""},
		{"lead=no", "NO declared", ""},
		{"https.served:fail", "NO verified", ""},
		{"https.forms:fail", "NO verified", ""},
		{"cert.valid:fail", dk, "Put Q1 right first: what customers send is not encrypted properly."},
		{"cert.valid:unknown", dk, "Settle Q1 first: it is not known yet"},
		{"cards-kept=yes", "NO declared", ""},
		{"cards-kept=unknown", dk, "ever keep card numbers"},
		{"provider-compliant=no", dk, "card industry"},
		{"provider-compliant=-", dk, "card industry"},
		{"payment.mode:warn", dk, "Did the provider confirm in writing"},
		{"payment.mode:warn script-protection=yes", "YES declared, weak", ""},
		{"payment.mode:warn script-protection=no", dk, "was answered “no”"},
		{"how-paid=embedded", dk, "Did the provider confirm"},
		{"how-paid=embedded script-protection=yes", "YES declared", ""},
		{"how-paid=redirect", "YES declared", ""},
		{"how-paid=own-form", "NO declared", ""},
		{"how-paid=own-form@2020-01-01", "NO carried", ""},
		{"how-paid=own-form@2020-01-01 attested=2026-01-15", "YES declared", ""},
		{"how-paid=own-form attested=2026-01-15", "YES declared", ""},
		{"payment.mode:fail", "NO verified", ""},
		{"payment.mode:fail attested=never", "NO verified", ""},
		{"payment.skimmer:fail", "NO verified", ""},
		{"payment.secret:fail attested=2026-01-15", "NO verified", ""},
		{"payment.mode:fail attested=2025-01-15", "NO verified", ""},
		{"payment.mode:fail attested=2026-01-15", "YES declared, weak", ""},
		{"payment.mode:fail attested=2026-01-15@2026-05-01", "YES carried, weak", ""},
		{"payment.mode:fail attested=2026-01-15 cards-kept=yes", "NO declared", ""},
		{"payment.mode:unknown/not-found", dk, "where is the card number typed in?"},
		{"payment.mode:unknown/not-found how-paid=unknown", dk, "Still to be found out: “When a customer pays"},
		{"payment.mode:unknown/not-found how-paid=redirect", "YES declared", ""},
		{"payment.mode:unknown/not-found how-paid=embedded", dk, "Did the provider confirm"},
		{"payment.mode:unknown/not-found how-paid=own-form", "NO declared", ""},
		{"payment.mode:not-applicable", dk, "where is the card number typed in?"},
		{"payment.provider:warn header.csp:fail", "YES declared", ""},
		{"payment.provider:unknown header.referrer:warn", "YES declared", ""},
		{"exposed.env:fail", "YES declared, weak", ""},
		{"exposed.env:unknown/not-permitted", "YES declared", ""},
	}
	try(t, "Q7", goodQ7, rows)
	if got := (world{}).with("Q7", goodQ7).answer(t, "Q7").Because; got[0] != "payment.mode shop.test" {
		t.Errorf("how cards are taken is no reason for the YES: %q", got)
	}
	w := world{}.with("Q7", "payment.mode:warn how-paid=redirect")
	if got := w.answer(t, "Q7").Against; len(got) != 1 || !strings.Contains(got[0], "But the scan saw otherwise: The probe payment.mode says warn.") {
		t.Errorf("against: %q", got)
	}
}

func TestLeakedPaymentKeys(t *testing.T) {
	for quote, want := range map[string]bool{
		"STRIPE_SECRET_KEY=***":               true,
		"APP_KEY=*** PAYPAL_CLIENT_SECRET=**": true,
		"DB_PASSWORD=***":                     false,
		"https://stripe-card.test/.env":       false,
		"APP_DISCARDED=***":                   false,
		"":                                    false,
	} {
		f := finding("exposed.env:fail")
		f.Evidence = []observe.Evidence{{Source: "GET https://stripe.test/.env", Quote: quote}}
		a := world{findings: []scanner.Finding{f}}.answer(t, "Q7")
		if got := a.Says == No; got != want {
			t.Errorf("a leak of %q answers Q7 NO: %t, want %t", quote, got, want)
		}
	}
}

func TestQ8(t *testing.T) {
	rows := []row{
		{"", "YES declared", ""},
		{"lead=no", "NO declared", ""},
		{"exposed.env:unknown/not-permitted exposed.dump:unknown/not-permitted", dk, "“exposed.env”, “exposed.dump”. The scan had no permission"},
		{"exposed.env:-", dk, "exposed.env"},
		{"exposed.env:warn", "YES declared, weak", ""},
		{"Q2/second-step=some", dk, "Must everyone who manages the shop"},
		{"Q2/second-step=-", dk, "Still to be answered: Q2, “Must everyone"},
		{"guesses-limited=no", dk, "tries many passwords"},
		{"alerts=-", dk, "1,000 passwords"},
		{"restore-tested=never", dk, "was answered “never”"},
		{"restore-tested=2025-06-01", dk, "was last confirmed on 2025-06-01"},
		{"logs-kept=no", "YES declared, weak", ""},
		{"header.csp:fail cookie.http-only:fail dns.dnssec:warn mail.starttls:fail", "YES declared", ""},
	}
	try(t, "Q8", goodQ8, rows)
}

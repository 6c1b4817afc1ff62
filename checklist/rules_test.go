package checklist

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

const (
	goodQ1 = "https.served:pass https.redirect:pass https.forms:pass tls.modern:pass cert.trust:pass cert.name:pass cert.valid:pass"
	dk     = "DONT_KNOW none"
)

func TestQ1(t *testing.T) {
	rows := []row{
		{"", "YES verified", ""},
		{"lead=yes", "YES verified", ""},
		{"lead=no", "NO declared", ""},
		{"unencrypted-data=yes", "NO declared", ""},
		{"unencrypted-data=no", "YES verified", ""},
		{"cert.trust:warn", "YES verified, weak", ""},
		{"tls.legacy:fail", "YES verified, weak", ""},
		{"cert.expiry:fail", "YES verified, weak", ""},
		{"cert.lifetime:warn", "YES verified, weak", ""},
		{"hsts.present:fail", "YES verified, weak", ""},
		{"hsts.age:warn", "YES verified, weak", ""},
		{"https.hosts:fail", "YES verified, weak", ""},
		{"https.mixed-passive:warn tls.tls13:warn", "YES verified", ""},
		{"https.redirect:not-applicable", "YES verified", ""},
		{"https.redirect:unknown/timeout", dk, "“https.redirect”. The shop gave no answer"},
		{"https.served:unknown/blocked https.redirect:unknown/blocked", dk, "“https.served”, “https.redirect”. The shop's protection"},
		{"tls.modern:unknown/cancelled", dk, "“tls.modern”. This scan did not get to look there"},
		{"cert.valid:-", dk, "“cert.valid”. This scan did not get to look there"},
		{"cert.valid:- lead=yes", dk, "cert.valid"},
		{"https.forms:-", dk, "https.forms"},
		{"https.forms:not-applicable", dk, "could not find the page"},
		{"https.forms:unknown/not-found", dk, "What is the web address of the page"},
		{"https.forms:unknown/not-found checkout-address=https://shop.test/pay", dk, "check that it is right, and let a new scan look at it"},
		{"https.forms:unknown/blocked", dk, "protection"},
		{"https.forms:pass@login https.forms:unknown/timeout@checkout", dk, "https.forms"},
		{"https.forms:pass@login https.forms:unknown/needs-login@account", "YES verified", ""},
		{"https.forms:pass@login https.forms:unknown/needs-browser@checkout", "YES verified", ""},
		{"https.forms:unknown/needs-browser@https://shop.test/login_(login)", dk, "“https.forms”. Scripts build"},
		{"https.forms:unknown/needs-login@https://shop.test/pay_(checkout)", dk, "“https.forms”. Only somebody who is logged in"},
		{"https.forms:unknown/not-found@https://shop.test/cart_(cart)", dk, "could not find the page"},
		{"https.forms:warn@login", "YES verified, weak", ""},
		{"https.forms:pass@https://shop.test/contact_(contact)", dk, "could not find the page"},
		{"https.forms:pass@https://shop.test/contact_(contact) https.forms:pass@login", "YES verified", ""},
		{"cookie.secure:fail hsts.present:pass", "YES verified, weak", ""},
		{"cookie.secure:fail hsts.present:fail", "NO verified", ""},
		{"cookie.secure:fail hsts.present:unknown/blocked", dk, "“hsts.present”. The shop's protection"},
		{"cookie.secure:fail hsts.present:warn", "YES verified, weak", ""},
		{"cookie.secure:fail hsts.present:not-applicable", "NO verified", ""},
		{"cookie.secure:fail", dk, "“hsts.present”. This scan did not get to look there"},
		{"cert.trust:pass@TLS_shop.test https.redirect:fail@http://shop.test/ https.redirect:pass@http://www.shop.test/", "NO verified", ""},
		{"cert.trust:pass@TLS_www.shop.test https.redirect:fail@http://shop.test/ https.redirect:pass@http://www.shop.test/", "YES verified, weak", ""},
		{"cert.trust:pass@TLS_www.shop.test https.redirect:unknown/timeout@http://shop.test/ https.redirect:pass@http://www.shop.test/", "YES verified", ""},
		{"cert.trust:pass@TLS_shop.test https.redirect:pass@http://www.shop.test/", dk, "“https.redirect”. This scan did not get to look there"},
		{"cert.trust:pass@TLS_shop.test cert.trust:pass@TLS_pay.shop.test https.redirect:pass@http://shop.test/ https.redirect:fail@http://pay.shop.test/", "NO verified", ""},
		{"hsts.present:warn@https://shop.test/ https.redirect:pass@http://shop.test/ https.redirect:fail@http://www.shop.test/", "YES verified, weak", ""},
		{"cert.trust:pass@TLS_shop.test https.redirect:unknown/timeout", dk, "“https.redirect”. The shop gave no answer"},
		{"cookie.secure:warn", "YES verified, weak", ""},
		{"admin.https:fail", "NO verified", ""},
		{"admin.https:unknown/not-found", "YES verified", ""},
		{"https.mixed-active:warn@https://shop.test/pay_(checkout)", "YES verified, weak", ""},
		{"https.mixed-active:unknown/needs-browser@https://shop.test/pay_(checkout)", "YES verified", ""},
	}
	rows = append(rows, outcomes(t, "Q1", "YES verified", "https.forms", "https.mixed-active", "cookie.secure")...)
	rows = append(rows, row{"https.forms:fail lead=yes", "NO verified", ""})
	for role, want := range map[string]string{
		"(checkout)": "NO verified", "(login)": "NO verified", "(register)": "NO verified", "(account)": "NO verified",
		"(cart)": "YES verified, weak", "(home)": "YES verified, weak", "(product)": "YES verified, weak", "(contact)": "YES verified, weak",
	} {
		rows = append(rows, row{"https.mixed-active:fail@https://shop.test/x_" + role, want, ""})
	}
	for _, role := range []string{"(checkout)", "(login)", "(cart)"} { // one page is enough
		rows = append(rows, row{"https.forms:pass@https://shop.test/x_" + role + " https.forms:unknown/not-found", "YES verified", ""})
	}
	try(t, "Q1", goodQ1, rows)
}

// A YES that rests on other pages than the one where customers pay says so, and
// asks where that is.
func TestQ1WithoutCheckout(t *testing.T) {
	notFound := "payment.mode:unknown/not-found "
	for words, want := range map[string]string{
		notFound + "https.forms:pass@https://shop.test/login_(login)":                                           "rests on other pages.\nStill to be answered: “What is the web address of the page",
		notFound + "https.forms:pass@https://shop.test/login_(login) checkout-address=/till":                    "rests on other pages.\nYou named its address: check that it is right, and let a new scan look at it.",
		notFound + "https.forms:pass@https://shop.test/pay_(checkout)":                                          "",
		notFound + "https.forms:pass@shop.test https.forms:unknown/needs-browser@https://shop.test/_(checkout)": "",
		"payment.mode:pass https.forms:pass@https://shop.test/login_(login)":                                    "",
		"payment.mode:unknown/needs-login https.forms:pass@https://shop.test/login_(login)":                     "",
	} {
		a := world{}.with("Q1", goodQ1).with("Q1", words).answer(t, "Q1")
		got := strings.Join(a.Against, "\n")
		if inWords(a) != "YES verified" || want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %s, but %q, want %q", words, inWords(a), got, want)
		}
	}
}

// outcomes returns a row for each outcome of each of the item's probes, but for
// those that have conditions. A failure that forces is NO, whatever a person says.
// Other failures and warnings make a YES weak, unless the probe only supports the
// item. What could not be told matters of required probes alone.
func outcomes(t *testing.T, id ItemID, yes string, but ...scanner.ProbeID) []row {
	item := bare(t).Item(id)
	var rows []row
	for _, p := range item.Probes() {
		fail, warn, unknown := yes+", weak", yes+", weak", yes
		switch {
		case slices.Contains(but, p):
			continue
		case slices.Contains(item.ForceNo, p):
			fail = "NO verified"
		case slices.Contains(item.Support, p):
			fail, warn = yes, yes
		}
		if slices.Contains(item.Required, p) {
			unknown = dk
		}
		rows = append(rows,
			row{string(p) + ":fail lead=yes", fail, ""}, row{string(p) + ":warn", warn, ""}, row{string(p) + ":pass", yes, ""},
			row{string(p) + ":unknown/timeout", unknown, ""}, row{string(p) + ":not-applicable", yes, ""})
	}
	return rows
}

func TestQ2(t *testing.T) {
	rows := []row{
		{"", "YES declared", ""},
		{"admin.https:fail", "NO verified", ""},
		{"auth.password-rules:pass", "YES declared", ""},
		{"auth.password-rules:warn", "YES declared, weak", ""},
		{"auth.password-rules:fail", "NO verified", ""},
		{"auth.password-rules:unknown/needs-browser", "YES declared", ""},
		{"customer-minimum=7", "NO declared", ""},
		{"customer-minimum=0", "NO declared", ""},
		{"customer-minimum=8", dk, "known from leaks"},
		{"customer-minimum=8 leak-check=yes", dk, "tries many passwords"},
		{"customer-minimum=8 leak-check=yes guess-limit=no", dk, "was answered “no”. A good answer is yes."},
		{"customer-minimum=8 leak-check=yes guess-limit=yes", "YES declared", ""},
		{"customer-minimum=11 leak-check=yes guess-limit=yes", "YES declared", ""},
		{"customer-minimum=-", dk, "shortest password"},
		{"customer-minimum=unknown", dk, "Still to be found out: “What is the shortest password"},
		{"customer-minimum=12@2020-01-01", dk, "To be confirmed again"},
		{"customer-minimum=- customer-passwords=no", "YES declared", ""},
		{"customer-minimum=- customer-passwords=no auth.password-rules:unknown/not-found", "YES declared", ""},
		{"customer-minimum=- customer-passwords=no auth.password-rules:not-applicable", "YES declared", ""},
		{"customer-minimum=- customer-passwords=no auth.password-rules:warn", dk, "shortest password"},
		{"customer-minimum=- customer-passwords=no auth.password-rules:pass", dk, "shortest password"},
		{"customer-passwords=no auth.password-rules:pass", "YES declared", ""},
		{"customer-passwords=no auth.password-rules:fail", "NO verified", ""},
		{"second-step=some", dk, "was answered “Only some”. A good answer is everyone."},
		{"second-step=none", "NO declared", ""},
		{"second-step=unknown", dk, ""},
		{"shared-accounts=yes", "NO declared", ""},
		{"shared-accounts=-", dk, "more than one person"},
		{"default-accounts=no", "NO declared", ""},
		{"default-accounts=-", dk, "came with the shop software"},
		{"leavers=yes", "YES declared", ""},
		{"leavers=no", "YES declared, weak", ""},
		{"lead=no", "NO declared", ""},
		{"customer-minimum=- auth.password-rules:pass", dk, "shortest password"},
	}
	try(t, "Q2", "customer-minimum=12 second-step=all shared-accounts=no default-accounts=yes", append(rows, outcomes(t, "Q2", "YES declared")...))
	a := world{}.with("Q2", "customer-passwords=no auth.password-rules:warn").answer(t, "Q2")
	if got := strings.Join(a.Against, "\n"); !strings.Contains(got, "was answered “no”. But the scan saw otherwise: The probe auth.password-rules says warn.") {
		t.Errorf("against: %q", got)
	}
}

func TestQ3(t *testing.T) {
	people := "quick-patches=yes extensions-listed=yes "
	ours := people + "updates=agency last-update=2026-10-01 "
	t.Run("version seen", func(t *testing.T) {
		try(t, "Q3", ours+"software.platform:pass software.hosted:not-applicable software.eol:pass software.patch:pass", []row{
			{"", "YES declared", ""},
			{"software.eol:warn", "YES declared, weak", ""},
			{"software.eol:fail lead=yes", "NO verified", ""},
			{"software.patch:warn", "YES declared, weak", ""},
			{"software.patch:fail lead=yes", "NO verified", ""},
			{"software.patch:unknown/not-found", dk, "could not see whether the shop has the newest patch"},
			{"software.patch:unknown/not-found version=7.1.4", "YES declared", ""},
			{"software.patch:unknown/not-found version=7.1.4 software.eol:warn", "YES declared, weak", ""},
			{"software.patch:unknown/not-found version=7.1.4 supported=no", "NO declared", ""},
			{"software.patch:unknown/not-found software.eol:unknown/not-found version=7.1.4", dk, "Does the maker still publish"},
			{"software.patch:pass software.eol:unknown/not-found", dk, "still gets security updates"},
			{"software.known-exploited:fail lead=yes", "NO verified", ""},
			{"software.known-exploited:warn", "YES declared, weak", ""},
			{"software.known-exploited:unknown/not-found", "YES declared", ""},
			{"software.plugins:fail lead=yes", "NO verified", ""},
			{"software.plugins:warn", "YES declared, weak", ""},
			{"software.plugins:unknown/not-found", "YES declared", ""}, // extensions that no list has bar nobody
			{"software.php:fail", "NO verified", ""},
			{"software.php:warn", "YES declared, weak", ""},
			{"software.server:fail header.disclosure:warn tls.legacy:fail", "YES declared", ""},
			{"software.platform:warn", "YES declared", ""},
			{"software.platform:unknown/not-found", dk, "Which software or service"},
			{"updates=nobody", "NO declared", ""},
			{"updates=-", dk, "Who installs updates?"},
			{"updates=platform last-update=-", dk, "When was the last update"},
			{"software.hosted:unknown updates=platform last-update=-", "YES declared", ""},
			{"supported=no", "NO declared", ""},
			{"last-update=never", "NO declared", ""},
			{"last-update=2026-08-23", dk, "was last confirmed on 2026-08-23"},
			{"last-update=2026-08-24", "YES declared", ""},
			{"last-update=-", dk, "When was the last update"},
			{"quick-patches=no", "NO declared", ""},
			{"quick-patches=yes@2026-08-24", "YES carried", ""},
			{"quick-patches=yes@2026-08-23", dk, "was last confirmed on 2026-08-23"},
			{"extensions-listed=no", dk, "list of all extensions"},
			{"unused-removed=no", "YES declared, weak", ""},
		})
	})
	t.Run("version hidden", func(t *testing.T) {
		try(t, "Q3", ours+"software.platform:warn software.eol:unknown/not-found software.patch:unknown/not-found version=10.2 supported=yes", []row{
			{"", "YES declared", ""},
			{"version=-", dk, "Which version does your admin page show?"},
			{"version=unknown", dk, "could not see whether the shop's version"},
			{"supported=no", "NO declared", ""},
			{"supported=-", dk, "Does the maker still publish"},
			{"software.platform:unknown platform=WooCommerce", "YES declared", ""},
			{"software.platform:unknown platform=unknown", dk, "Which software or service"},
			{"version=- updates=platform", dk, "Which version does your admin page show?"},
			{"version=- supported=- updates=platform software.hosted:not-applicable", dk, "Does the maker still publish"},
			{"updates=platform", "YES declared", ""},
			{"supported=no updates=platform software.hosted:not-applicable", "NO declared", ""},
			{"supported=no@2020-01-01 updates=platform", "NO carried", ""},
			{"software.eol:not-applicable version=-", dk, "version"},
		})
	})
	t.Run("rented", func(t *testing.T) {
		try(t, "Q3", people+"software.platform:pass software.hosted:pass software.eol:not-applicable software.patch:not-applicable", []row{
			{"", "YES declared", ""},
			{"updates=nobody last-update=never", "YES declared", ""},
			{"supported=no", "NO declared", ""},
			{"extensions-listed=-", dk, "list of all extensions"},
		})
	})
}

func TestQ4(t *testing.T) {
	try(t, "Q4", "written=yes contacts=yes reviewed=2026-05-01", []row{
		{"", "YES declared", ""},
		{"lead=no", "NO declared", ""},
		{"lead=no@2020-01-01", "NO carried", ""},
		{"written=no", "NO declared", ""},
		{"written=no@2020-01-01", "NO carried", ""},
		{"written=unknown", dk, "Still to be found out"},
		{"contacts=no", dk, "was answered “no”"},
		{"reviewed=-", dk, "A plan exists. Still to be answered: “When was the plan last tried out"},
		{"reviewed=never", dk, "A plan exists. “When was the plan last tried out or reviewed?” was answered “never”."},
		{"reviewed=2025-05-01", dk, "A plan exists. Too long ago"},
		{"written=- reviewed=-", dk, "\nStill to be answered: “When was the plan"},
		{"written=- contacts=- reviewed=- lead=yes", dk, "Still to be answered"},
		{"page.security-txt:fail", "YES declared", ""},
	})
}

func allPlanned(t *testing.T) string {
	var words []string
	for _, part := range bare(t).Item("Q5").Parts {
		words = append(words, part.ID+"=in-plan")
	}
	if len(words) != 12 {
		t.Fatalf("Q5 has %d risks, want 12", len(words))
	}
	return strings.Join(words, " ")
}

func TestQ5(t *testing.T) {
	try(t, "Q5", allPlanned(t), []row{
		{"", "YES declared", ""},
		{"exposed.dump:fail mail.dmarc:fail", "YES declared", ""},
		{"lead=no", "NO declared", ""},
		{"fraud=not-in-plan", "NO declared", "Not in your planning: fraudulent orders and payments that are taken back."},
		{"fraud=not-in-plan phishing=unknown data-leak=not-in-plan", "NO declared", "Not in your planning: a leak of customer data.\nNot in your planning: fraudulent orders and payments that are taken back.\nStill to be settled, whether your planning covers it: deceitful mail"},
		{"fraud=not-in-plan phishing=unknown", "NO declared", "Still to be settled, whether your planning covers it: deceitful mail"},
		{"fraud=unknown", dk, "Still to be settled, whether your planning covers it: fraudulent orders"},
		{"fraud=-", dk, "fraudulent orders"},
		{"fraud=in-plan@2025-01-01", dk, "taken back (last confirmed on 2025-01-01)."},
		{"lead=no ransomware=-", "NO declared", "files locked"},
		{"data-leak=not-in-plan exposed.dump:fail", "NO declared", "a leak of customer data. The scan found: The probe exposed.dump says fail."},
		{"data-leak=unknown exposed.env:warn", dk, "a leak of customer data. The scan found: The probe exposed.env says warn."},
		{"card-skimming=not-in-plan payment.scripts:fail", "NO declared", "by foreign code. The scan found: The probe payment.scripts says fail."},
		{"card-skimming=unknown payment.mode:warn", dk, "by foreign code. The scan found: The probe payment.mode says warn."},
		{"card-skimming=unknown payment.mode:pass payment.scripts:unknown/not-found", dk, "by foreign code."},
	})
	w := world{}.with("Q5", allPlanned(t)+" fraud=not-in-plan legal=not-in-plan fraud=not-in-plan")
	if diff := cmp.Diff([]string{"Q5/fraud", "Q5/legal"}, w.answer(t, "Q5").Because); diff != "" {
		t.Errorf("because: -want +got\n%s", diff)
	}
}

func TestQ6(t *testing.T) {
	try(t, "Q6", "trained=all last-session=2026-03-01", []row{
		{"", "YES declared", ""},
		{"trained=none", "NO declared", ""},
		{"trained=none@2020-01-01", "NO carried", ""},
		{"trained=some", dk, "The staff is partly trained. A good answer is everyone."},
		{"trained=some last-session=-", dk, "partly trained. A good answer is everyone. If you work alone, answer for yourself; a free online course counts.\nStill to be answered: “When was the last training?”"},
		{"trained=unknown", dk, "training"},
		{"last-session=-", dk, "When was the last training?"},
		{"last-session=never", "NO declared", ""},
		{"last-session=2025-03-01", dk, "was last confirmed on 2025-03-01"},
		{"report-channel=no", "YES declared, weak", ""},
		{"report-channel=yes mail.dmarc-policy:fail mail.spf:fail", "YES declared", ""},
	})
}

func TestQ7(t *testing.T) {
	rows := []row{
		{"", "YES declared", ""},
		{"lead=no", "NO declared", ""},
		{"https.served:fail", "NO verified", ""},
		{"https.forms:fail", "NO verified", ""},
		{"cert.valid:fail", dk, "Q1 comes first: what customers send is not encrypted properly."},
		{"cert.valid:unknown", dk, "Q1 comes first: it is not known"},
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
	rows = append(rows, outcomes(t, "Q7", "YES declared", "https.served", "https.forms", "exposed.env", "payment.mode")...)
	try(t, "Q7", goodQ1+" payment.mode:pass cards-kept=no provider-compliant=yes", rows)
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
	good := "exposed.version-control:pass exposed.env:pass exposed.dump:pass Q2/second-step=all guesses-limited=yes alerts=yes restore-tested=2026-06-01"
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
	try(t, "Q8", good, append(rows, outcomes(t, "Q8", "YES declared")...))
}

func TestQ9(t *testing.T) {
	try(t, "Q9", "outside-scans=yes pentest=2026-02-01", []row{
		{"", "YES declared", ""},
		{"outside-scans=no", dk, "scanned for weaknesses from outside"},
		{"outside-scans=-", dk, "scanned for weaknesses from outside"},
		{"pentest=never", dk, "When did an independent person"},
		{"pentest=-", dk, "When did an independent person"},
		{"outside-scans=no pentest=never", "NO declared", ""},
		{"outside-scans=no pentest=2020-01-01", "NO declared", ""},
		{"outside-scans=no pentest=2025-06-01", dk, ""},
		{"outside-scans=no pentest=2025-06-01 changed-since=yes", "NO declared", ""},
		{"outside-scans=no pentest=-", dk, ""},
		{"outside-scans=unknown pentest=never", dk, ""},
		{"pentest=2025-06-01", dk, "Has the shop changed"},
		{"pentest=2025-06-01 changed-since=yes", dk, "Has the shop changed"},
		{"pentest=2025-06-01 changed-since=no", "YES declared", ""},
		{"pentest=2024-11-01 changed-since=no", dk, "was last confirmed on 2024-11-01"},
		{"findings-closed=no", "YES declared, weak", ""},
		{"page.security-txt:fail", "YES declared", ""},
	})
}

func TestQ10(t *testing.T) {
	good := "written=yes accounts=within-1-year orders=later exports=within-1-year last-deleted=2026-09-01 backups-included=yes old-devices=wiped requests=yes"
	try(t, "Q10", good, []row{
		{"", "YES declared", ""},
		{"exposed.dump:fail", "NO verified", ""},
		{"exposed.dump:unknown/not-permitted exposed.version-control:fail", "YES declared", ""},
		{"accounts=never", "NO declared", ""},
		{"orders=never", "NO declared", ""},
		{"exports=never", "NO declared", ""},
		{"exports=unknown", dk, "exported lists"},
		{"last-deleted=never", "NO declared", ""},
		{"last-deleted=2025-09-01", dk, "was last confirmed on 2025-09-01"},
		{"last-deleted=-", dk, "last deleted"},
		{"written=no", dk, "written down"},
		{"backups-included=no", dk, "backups"},
		{"old-devices=destroyed", "YES declared", ""},
		{"old-devices=as-is", "NO declared", ""},
		{"old-devices=kept", dk, "was answered “They lie around”"},
		{"requests=-", dk, "within a month"},
	})
}

func TestQ11(t *testing.T) {
	rows := []row{
		{"", "YES declared", ""},
		{"lead=no", "NO declared", ""},
		{"responsible=-", dk, "Who is responsible"},
		{"responsible=nobody_yet", dk, "Who is responsible"},
		{"responsible=Nobody.", dk, "Who is responsible"},
		{"last-review=never", dk, "last reviewed"},
		{"last-review=2025-09-01", dk, "was last confirmed on 2025-09-01"},
		{"monitoring=we_don't_do_that", dk, "What watches the shop"},
		{"monitoring=none", dk, "What watches the shop"},
		{"monitoring=- schedule=yes", dk, "What watches the shop"},
	}
	try(t, "Q11", "responsible=Ana last-review=2026-09-01 monitoring=our_agency", append(rows, outcomes(t, "Q11", "YES declared")...))
}

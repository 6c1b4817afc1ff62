package checklist

import (
	"slices"
	"strings"
	"testing"
)

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
		{"customer-minimum=- customer-passwords=no@2026-05-01", "YES carried", ""},
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
	try(t, "Q2", goodQ2, rows)
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
			{"process.fixes:fail lead=yes", "YES declared", ""}, // faults that stay open need not be in the software
			{"process.fixes:warn", "YES declared", ""},
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

// What settled the version is among the reasons for a YES.
func TestQ3SaysWhatItRestsOn(t *testing.T) {
	for words, want := range map[string]string{
		"": "software.eol shop.test, software.patch shop.test",
		"software.hosted:pass software.eol:not-applicable software.patch:not-applicable": "software.hosted shop.test",
		"software.patch:unknown version=10.2":                                            "software.eol shop.test, Q3/version",
		"software.patch:unknown software.eol:unknown version=10.2 supported=yes":         "Q3/version, Q3/supported",
	} {
		a := world{}.with("Q3", goodQ3).with("Q3", words).answer(t, "Q3")
		got := slices.DeleteFunc(slices.Clone(a.Because), func(key string) bool {
			return !strings.HasPrefix(key, "software.") && key != "Q3/version" && key != "Q3/supported" || key == "software.platform shop.test"
		})
		if all := strings.Join(got, ", "); all != want {
			t.Errorf("%q rests on %s, want %s", words, all, want)
		}
	}
}

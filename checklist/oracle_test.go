package checklist

import (
	"strings"
	"testing"
)

// Each oracle is a second reading of one item, written from what the checklist
// says and not from the rules. Days are as of [now], 2026-11-24.
const (
	thisYear = "2025-11-24" // 12 months ago to the day
	middling = "2025-11-23"
	lastYear = "2024-11-24" // 24 months ago to the day
	ancient  = "2024-11-23"
)

// any reports whether one of the ways takes value.
func (c choice) any(value string, names ...string) bool {
	for _, name := range names {
		if c[name] == value {
			return true
		}
	}
	return false
}

func TestOracleQ1(t *testing.T) {
	needed := []string{"tls.modern", "cert.trust", "https.served"}
	holdAgainst(t, "Q1", goodQ1, func(c choice) string {
		switch {
		case c.any("fail", needed...):
			return noVerified
		case c.is("lead", "no"), c.is("unencrypted-data", "yes"):
			return noDeclared
		case !c.held("tls.modern"), !c.held("cert.trust"), !c.held("https.served"):
			return dk
		case c.any("warn", needed...):
			return yesVerified + weakly
		}
		return yesVerified
	}, way{"tls.modern", outcomes}, way{"cert.trust", outcomes}, way{"https.served", outcomes},
		way{"lead", "yes no -"}, way{"unencrypted-data", "yes no -"})
}

// Cookies without protection are a NO only where browsers are not told to use
// nothing but encryption.
func TestOracleQ1Cookies(t *testing.T) {
	holdAgainst(t, "Q1", goodQ1, func(c choice) string {
		weak := c.is("cookie.secure", "warn", "fail") || c.is("hsts.present", "warn", "fail")
		switch {
		case c.is("cookie.secure", "fail") && c.is("hsts.present", "fail", "not-applicable"):
			return noVerified
		case c.is("cookie.secure", "fail") && c.is("hsts.present", "unknown", "-"):
			return dk
		case weak:
			return yesVerified + weakly
		}
		return yesVerified
	}, way{"cookie.secure", outcomes}, way{"hsts.present", outcomes}, way{"lead", "yes -"})
}

func TestOracleQ2(t *testing.T) {
	short, middle := "0 7", "8 11"
	admins := func(c choice) string {
		switch {
		case c.is("second-step", "none"), c.is("shared-accounts", "yes"), c.is("default-accounts", "no"):
			return noDeclared
		case c.is("second-step", "all") && c.is("shared-accounts", "no") && c.is("default-accounts", "yes"):
			return yesDeclared
		}
		return dk
	}
	t.Run("customers", func(t *testing.T) {
		holdAgainst(t, "Q2", goodQ2, func(c choice) string {
			noneToJudge := c.is("customer-passwords", "no") && c.is("auth.password-rules", "unknown", "not-applicable", "-")
			weak := ""
			if c.is("auth.password-rules", "warn") {
				weak = weakly
			}
			guarded := c.is("leak-check", "yes") && c.is("guess-limit", "yes")
			switch {
			case c.is("auth.password-rules", "fail"):
				return noVerified
			case noneToJudge, c.is("customer-minimum", "12", "20"):
				return yesDeclared + weak
			case c.is("customer-minimum", strings.Fields(short)...):
				return noDeclared
			case c.is("customer-minimum", strings.Fields(middle)...) && guarded:
				return yesDeclared + weak
			}
			return dk
		}, way{"customer-passwords", "yes no -"}, way{"auth.password-rules", outcomes},
			way{"customer-minimum", short + " " + middle + " 12 20 unknown -"}, way{"leak-check", "yes no -"}, way{"guess-limit", "yes no -"})
	})
	t.Run("administrators", func(t *testing.T) {
		holdAgainst(t, "Q2", goodQ2, func(c choice) string {
			customers := dk
			switch {
			case c.is("customer-minimum", "7"):
				customers = noDeclared
			case c.is("customer-minimum", "12"), c.is("customer-minimum", "8") && c.is("leak-check", "yes"):
				customers = yesDeclared
			}
			switch {
			case c.is("admin.https", "fail"):
				return noVerified
			case customers == noDeclared || admins(c) == noDeclared || c.is("lead", "no"):
				return noDeclared
			case customers == yesDeclared && admins(c) == yesDeclared:
				return yesDeclared
			}
			return dk
		}, way{"customer-minimum", "7 8 12 -"}, way{"leak-check", "yes no"}, way{"guess-limit", "yes"}, way{"second-step", "all some none unknown -"},
			way{"shared-accounts", "yes no -"}, way{"default-accounts", "yes no -"}, way{"lead", "yes no -"}, way{"admin.https", "fail pass"})
	})
}

func TestOracleQ3(t *testing.T) {
	t.Run("version", func(t *testing.T) {
		holdAgainst(t, "Q3", goodQ3, func(c choice) string {
			identified := c.is("software.platform", "pass", "warn") || c.is("platform", "WooCommerce")
			seen := c.is("software.eol", "pass", "warn") && c.is("software.patch", "pass", "warn")
			told := c.is("version", "10.2") && (c.is("supported", "yes") || c.is("software.eol", "pass", "warn"))
			switch {
			case c.any("fail", "software.eol", "software.patch"):
				return noVerified
			case c.is("supported", "no"):
				return noDeclared
			case !identified || !c.is("software.hosted", "pass") && !seen && !told:
				return dk
			case c.any("warn", "software.eol", "software.patch"):
				return yesDeclared + weakly
			}
			return yesDeclared
		}, way{"software.platform", "pass warn unknown -"}, way{"platform", "WooCommerce -"}, way{"software.hosted", "pass unknown not-applicable"},
			way{"software.eol", outcomes}, way{"software.patch", outcomes}, way{"version", "10.2 -"}, way{"supported", "yes no -"})
	})
	t.Run("patching", func(t *testing.T) {
		holdAgainst(t, "Q3", goodQ3, func(c choice) string {
			byPlatform := c.is("software.hosted", "pass") || c.is("updates", "platform") && c.is("software.hosted", "unknown")
			switch {
			case c.is("quick-patches", "no"), c.is("lead", "no"):
				return noDeclared
			case !c.is("software.hosted", "pass") && c.is("updates", "nobody"), !byPlatform && c.is("last-update", "never"):
				return noDeclared
			case !byPlatform && (!c.is("updates", "agency", "we", "platform") || !c.is("last-update", "2026-08-24")):
				return dk
			case !c.is("quick-patches", "yes"), !c.is("extensions-listed", "yes"):
				return dk
			}
			return yesDeclared
		}, way{"software.hosted", "pass unknown not-applicable"}, way{"updates", "platform agency we nobody -"},
			way{"last-update", "2026-08-24 2026-08-23 never -"}, way{"quick-patches", "yes no -"}, way{"extensions-listed", "yes no -"}, way{"lead", "no -"})
	})
}

func TestOracleQ4(t *testing.T) {
	holdAgainst(t, "Q4", goodQ4, func(c choice) string {
		switch {
		case c.is("lead", "no"), c.is("written", "no"):
			return noDeclared
		case c.is("written", "yes") && c.is("contacts", "yes") && c.is("reviewed", thisYear):
			return yesDeclared
		}
		return dk
	}, way{"written", "yes no unknown -"}, way{"contacts", "yes no unknown -"},
		way{"reviewed", thisYear + " " + middling + " never unknown -"}, way{"lead", "yes no -"}, way{"page.security-txt", "pass fail -"})
}

func TestOracleQ5(t *testing.T) {
	risks := []string{"data-leak", "fraud", "key-person"}
	holdAgainst(t, "Q5", allPlanned(t), func(c choice) string {
		switch {
		case c.is("lead", "no"), c.any("not-in-plan", risks...):
			return noDeclared
		case c.any("unknown", risks...), c.any("-", risks...):
			return dk
		}
		return yesDeclared
	}, way{"data-leak", "in-plan not-in-plan unknown -"}, way{"fraud", "in-plan not-in-plan unknown -"},
		way{"key-person", "in-plan not-in-plan unknown -"}, way{"lead", "yes no -"}, way{"exposed.dump", "fail warn pass"})
}

func TestOracleQ6(t *testing.T) {
	holdAgainst(t, "Q6", goodQ6, func(c choice) string {
		switch {
		case c.is("lead", "no"), c.is("trained", "none"), c.is("last-session", "never"):
			return noDeclared
		case !c.is("trained", "all"), !c.is("last-session", thisYear):
			return dk
		case c.is("report-channel", "no"):
			return yesDeclared + weakly
		}
		return yesDeclared
	}, way{"trained", "all some none unknown -"}, way{"last-session", thisYear + " " + middling + " never unknown -"},
		way{"report-channel", "yes no -"}, way{"lead", "yes no -"}, way{"mail.dmarc-policy", "pass fail"})
}

func TestOracleQ7(t *testing.T) {
	holdAgainst(t, "Q7", goodQ7, func(c choice) string {
		attested := c.is("attested", thisYear)
		own := c.is("how-paid", "own-form")
		weak := ""
		if c.is("payment.mode", "warn", "fail") {
			weak = weakly
		}
		switch {
		case c.is("payment.mode", "fail") && !attested:
			return noVerified
		case c.is("cards-kept", "yes"), own && !attested:
			return noDeclared
		case !c.is("cert.valid", "pass"), !c.is("cards-kept", "no"), !c.is("provider-compliant", "yes"):
			return dk
		case !c.is("payment.mode", "pass", "warn", "fail") && !c.is("how-paid", "redirect", "embedded", "own-form"):
			return dk
		case own, c.is("payment.mode", "fail"): // attested, or it would be NO
			return yesDeclared + weak
		case (c.is("payment.mode", "warn") || c.is("how-paid", "embedded")) && !c.is("script-protection", "yes"):
			return dk
		}
		return yesDeclared + weak
	}, way{"payment.mode", outcomes}, way{"how-paid", "redirect embedded own-form unknown -"}, way{"script-protection", "yes no -"},
		way{"attested", thisYear + " " + middling + " -"}, way{"cards-kept", "yes no -"}, way{"provider-compliant", "yes no"}, way{"cert.valid", "pass unknown fail"})
}

func TestOracleQ8(t *testing.T) {
	holdAgainst(t, "Q8", goodQ8, func(c choice) string {
		switch {
		case c.is("exposed.logs", "fail"):
			return noVerified
		case !c.held("exposed.logs"), !c.is("Q2/second-step", "all"), !c.is("guesses-limited", "yes"), !c.is("alerts", "yes"), !c.is("restore-tested", thisYear):
			return dk
		case c.is("exposed.logs", "warn"), c.is("logs-kept", "no"):
			return yesDeclared + weakly
		}
		return yesDeclared
	}, way{"exposed.logs", outcomes}, way{"Q2/second-step", "all some none -"}, way{"guesses-limited", "yes no -"}, way{"alerts", "yes no -"},
		way{"restore-tested", thisYear + " " + middling + " never -"}, way{"logs-kept", "yes no"})
}

func TestOracleQ9(t *testing.T) {
	holdAgainst(t, "Q9", goodQ9, func(c choice) string {
		tested := c.is("pentest", thisYear) || c.is("pentest", middling, lastYear) && c.is("changed-since", "no")
		untested := c.is("pentest", "never", ancient) || c.is("pentest", middling, lastYear) && c.is("changed-since", "yes")
		assessed := c.is("outside-scans", "yes") || c.is("process.scans", "pass")
		switch {
		case c.is("lead", "no"), c.is("outside-scans", "no") && !assessed && untested:
			return noDeclared
		case !assessed || !tested:
			return dk
		case c.is("findings-closed", "no"):
			return yesDeclared + weakly
		}
		return yesDeclared
	}, way{"outside-scans", "yes no unknown -"}, way{"pentest", thisYear + " " + middling + " " + lastYear + " " + ancient + " never unknown -"},
		way{"changed-since", "yes no unknown -"}, way{"findings-closed", "yes no -"}, way{"lead", "yes no -"}, way{"process.scans", outcomes})
}

func TestOracleQ10(t *testing.T) {
	times := "later never unknown"
	holdAgainst(t, "Q10", goodQ10, func(c choice) string {
		kinds := []string{"accounts", "orders", "exports"}
		switch {
		case c.is("exposed.exports", "fail"):
			return noVerified
		case c.any("never", append(kinds, "last-deleted")...), c.is("old-devices", "as-is"):
			return noDeclared
		case c.any("unknown", kinds...), !c.is("last-deleted", thisYear), !c.is("written", "yes"), !c.is("backups-included", "yes"),
			!c.is("old-devices", "wiped", "destroyed"), !c.is("requests", "yes"):
			return dk
		}
		return yesDeclared
	}, way{"accounts", times}, way{"orders", times}, way{"exports", times}, way{"last-deleted", thisYear + " " + middling + " never -"},
		way{"written", "yes no"}, way{"backups-included", "yes -"}, way{"old-devices", "wiped destroyed as-is kept"}, way{"requests", "yes no"},
		way{"exposed.exports", "fail unknown"})
}

func TestOracleQ11(t *testing.T) {
	holdAgainst(t, "Q11", goodQ11, func(c choice) string {
		watched := c.is("monitoring", "our_agency") || c.is("process.scans", "pass")
		good := c.is("responsible", "Ana") && c.is("last-review", thisYear) && watched
		switch {
		case c.is("process.fixes", "fail") && (c.is("lead", "yes") || good && !c.is("lead", "no")):
			return noVerified // they say that it works, and it does not
		case c.is("lead", "no"):
			return noDeclared
		case good && c.is("process.fixes", "warn"):
			return yesDeclared + weakly
		case good:
			return yesDeclared
		}
		return dk
	}, way{"responsible", "Ana nobody unknown -"}, way{"last-review", thisYear + " " + middling + " never unknown -"},
		way{"monitoring", "our_agency none unknown -"}, way{"review-changes", "much -"}, way{"schedule", "yes no -"}, way{"lead", "yes no -"},
		way{"process.scans", outcomes}, way{"process.fixes", outcomes})
}

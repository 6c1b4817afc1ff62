package report

import (
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// changedShop has changed in every way, by everybody who can change something, since
// a check three weeks before. Some keys are attacks.
func changedShop() checklist.Run {
	run := typicalShop()
	run.Target = scanner.Target{Domain: "changed-shop.example"}
	run.ID = checklist.NewID(run.Target.Domain, noon)
	december := noon.AddDate(0, 0, 14)
	run.Seen = checklist.Seen{
		Certificates: []checklist.Certificate{
			{Host: "TLS changed-shop.example", Digest: "9f", Issuer: "R3", Until: december},
			{Host: "TLS mail.changed-shop.example", Digest: "3c", Issuer: "Cheap Ltd", Until: december.AddDate(1, 0, 0)},
			{Host: "TLS new.changed-shop.example", Digest: "77", Issuer: attacks[3], Until: december},
		},
		Scripts: []string{"https://cdn.thief.example/a.js", "https://tea-shop.example/app.js"},
	}
	then := noon.AddDate(0, 0, -21)
	run.Since = checklist.Since{Run: checklist.NewID(run.Target.Domain, then), At: then, Changes: changed()}
	return run
}

// changed are changes of every kind, by every maker.
func changed() []checklist.Change {
	const home = "https://tea-shop.example/"
	of := func(key, before, after string, kind checklist.ChangeKind, who checklist.Changer) checklist.Change {
		c := checklist.Change{Of: checklist.OfFinding, Kind: kind, Who: who, Key: key, Before: before, After: after}
		probe, _, _ := strings.Cut(key, " ")
		c.Probe = scanner.ProbeID(probe)
		c.Severity = catalog().Probes[c.Probe].Severity
		return c
	}
	because := func(c checklist.Change, cause observe.Cause) checklist.Change { c.Cause = cause; return c }
	turning := func(c checklist.Change) checklist.Change { c.Flapping = true; return c }
	thing := func(what checklist.Of, key, before, after string, kind checklist.ChangeKind, who checklist.Changer) checklist.Change {
		return checklist.Change{Of: what, Kind: kind, Who: who, Key: key, Before: before, After: after}
	}
	return []checklist.Change{
		of("exposed.dump "+home+"backup.sql", "pass", "fail", checklist.Worse, checklist.ByShop),
		of("header.csp "+home, "pass", "fail", checklist.Worse, checklist.ByShop),
		of("header.csp "+home+"login (login)", "pass", "fail", checklist.Worse, checklist.ByShop),
		of("header.csp "+attacks[2], "pass", "fail", checklist.Worse, checklist.ByShop),
		of("header.csp "+home+"cart", "pass", "fail", checklist.Worse, checklist.ByShop),
		of("mail.dmarc-policy TXT _dmarc.tea-shop.example", "pass", "warn", checklist.Worse, checklist.ByShop),
		of("header.disclosure "+home, "pass", "warn", checklist.Worse, checklist.ByShop),
		of("never.heard-of "+attacks[0], "", "fail", checklist.New, checklist.ByShop),
		because(of("payment.mode tea-shop.example", "pass", "unknown", checklist.UnknownNow, checklist.ByShop), observe.NotFound),
		because(of("mail.starttls MX mail.tea-shop.example", "fail", "unknown", checklist.UnknownNow, checklist.ByVantage), observe.PortFiltered),
		because(of("software.eol tea-shop.example", "not-applicable", "unknown", checklist.New, checklist.Unclear), "unheard-of"),
		of("cookie.http-only "+home+" cookie PHPSESSID", "fail", "warn", checklist.Better, checklist.ByShop),
		of("https.redirect http://tea-shop.example/", "fail", "pass", checklist.Fixed, checklist.ByShop),
		of("https.redirect http://www.tea-shop.example/", "fail", "pass", checklist.Fixed, checklist.ByShop),
		of("exposed.env "+home, "warn", "pass", checklist.Fixed, checklist.ByShop),
		of("https.forms "+home+"old", "fail", "", checklist.Gone, checklist.ByShop),
		of("software.hosted tea-shop.example", "warn", "not-applicable", checklist.Gone, checklist.ByShop),
		of("https.forms "+home+"login (login)", "", "pass", checklist.New, checklist.ByShop),
		of("header.frame "+home+"old", "pass", "", checklist.Gone, checklist.ByShop),
		turning(of("hsts.present "+home, "pass", "fail", checklist.Worse, checklist.ByShop)),
		of("dns.caa CAA tea-shop.example", "pass", "fail", checklist.Worse, checklist.ByRules),
		of("cert.expiry TLS tea-shop.example", "", "warn", checklist.New, checklist.ByRules),
		of("software.php tea-shop.example", "pass", "fail", checklist.Worse, checklist.ByFacts),
		of("tls.modern TLS tea-shop.example", "fail", "pass", checklist.Fixed, checklist.ByShopcheck),
		of("exposed.logs "+home, "unknown", "fail", checklist.New, checklist.ByVantage),
		of("mail.spf TXT tea-shop.example", "fail", "pass", checklist.Fixed, checklist.Unclear),
		thing(checklist.OfCertificate, "TLS tea-shop.example", "by R3, until 2026-11-24, SHA-256 1f2e3d4c5b6a7988", "by R3, until 2026-12-08, SHA-256 9f2e3d4c5b6a7988", checklist.Other, checklist.ByShop),
		thing(checklist.OfCertificate, "TLS www.tea-shop.example", "by R3, until 2027-11-24, SHA-256 1f", "by R3, until 2026-12-08, SHA-256 9f", checklist.Other, checklist.ByShop),
		thing(checklist.OfCertificate, "TLS mail.tea-shop.example", "by Good, until Then, Ltd, until 2027-01-31, SHA-256 1f", "by Cheap Ltd, until 2027-12-08, SHA-256 3c", checklist.Other, checklist.ByShop),
		thing(checklist.OfCertificate, "TLS new.tea-shop.example", "", "by "+attacks[3]+", until 2026-12-08, SHA-256 77", checklist.New, checklist.ByShop),
		thing(checklist.OfCertificate, "TLS old.tea-shop.example", "by R3, until 2026-11-30, SHA-256 1f", "", checklist.Gone, checklist.ByShop),
		thing(checklist.OfScript, "https://cdn.thief.example/a.js", "", "https://cdn.thief.example/a.js", checklist.New, checklist.ByShop),
		thing(checklist.OfScript, attacks[3], "", attacks[3], checklist.New, checklist.ByShop),
		thing(checklist.OfScript, home+"old.js", home+"old.js", "", checklist.Gone, checklist.ByShop),
		thing(checklist.OfAnswer, "Q8", "YES", "NO", checklist.Worse, checklist.ByShop),
		thing(checklist.OfAnswer, "Q4", "DONT_KNOW", "YES", checklist.Fixed, checklist.ByPerson),
		thing(checklist.OfAnswer, "Q11", "YES", "DONT_KNOW", checklist.Worse, checklist.ByTime),
		thing(checklist.OfAnswer, "Q1", "NO", "YES", checklist.Fixed, checklist.ByRules),
		thing(checklist.OfCertificate, "TLS a.tea-shop.example", "", "by R3, until 2026-12-08, SHA-256 1f", checklist.New, checklist.ByVantage),
		thing(checklist.OfScript, home+"late.js", "", home+"late.js", checklist.New, checklist.Unclear),
	}
}

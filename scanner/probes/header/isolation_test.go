package header

import (
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/probes/shop"
)

func TestJudgeIsolation(t *testing.T) {
	for _, tt := range []struct {
		name, headers string
		want          scanner.Outcome
		quote         string
	}{
		{"none", "", scanner.Warn, "no " + openerPolicy},
		{"its own pages only", openerPolicy + ": same-origin", scanner.Pass, "same-origin"},
		{"windows of its own", openerPolicy + ": same-origin-allow-popups", scanner.Pass, "allow-popups"},
		{"cut off from whoever opens it", openerPolicy + ": noopener-allow-popups", scanner.Pass, "noopener"},
		{"with reports", openerPolicy + `: same-origin; report-to="coop"`, scanner.Pass, "report-to"},
		{"all of them", openerPolicy + ": same-origin\n" + embedderPolicy + ": require-corp\n" + resourcePolicy + ": same-site", scanner.Pass, openerPolicy},
		{"anybody", openerPolicy + ": unsafe-none", scanner.Warn, "unsafe-none"},
		{"empty", openerPolicy + ": ", scanner.Warn, openerPolicy},
		{"the others alone", embedderPolicy + ": credentialless\n" + resourcePolicy + ": cross-origin", scanner.Warn, "no " + openerPolicy},
		{"only reported", openerPolicy + "-Report-Only: same-origin", scanner.Warn, "no " + openerPolicy},
		{"in quotes", openerPolicy + `: "same-origin"`, scanner.Fail, "same-origin"},
		{"in other letters", openerPolicy + ": Same-Origin", scanner.Fail, "Same-Origin"},
		{"twice", openerPolicy + ": same-origin\n" + openerPolicy + ": same-origin", scanner.Fail, "same-origin"},
		{"a word that browsers make up themselves", openerPolicy + ": same-origin-plus-COEP", scanner.Fail, "plus"},
		{"a semicolon at the end", openerPolicy + ": same-origin;", scanner.Fail, "same-origin;"},
		{"another header's word for frames", openerPolicy + ": same-origin\n" + embedderPolicy + ": same-origin", scanner.Fail, embedderPolicy},
		{"another header's word for files", openerPolicy + ": same-origin\n" + resourcePolicy + ": require-corp", scanner.Fail, resourcePolicy},
		{"two words for files", resourcePolicy + ": same-origin, same-site", scanner.Fail, resourcePolicy},
	} {
		t.Run(tt.name, func(t *testing.T) { sound(t, judgeIsolation(page(shop.Login, tt.headers, "")), tt.want, tt.quote) })
	}
	open := page(shop.Home, openerPolicy+": nonsense", "")
	open.URL = "http://shop.test/"
	sound(t, judgeIsolation(open), scanner.NotApplicable, "nonsense")
}

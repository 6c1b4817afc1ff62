package header

import (
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/probes/shop"
)

func TestJudgeCORS(t *testing.T) {
	const origin, credentials = allowOrigin + ": ", "\n" + allowCredentials + ": "
	for _, tt := range []struct {
		name, headers string
		want          scanner.Outcome
		says          string
	}{
		{"nothing", "", scanner.Pass, "no other website"},
		{"credentials alone", allowCredentials + ": true", scanner.Pass, "no other website"},
		{"reflected, with credentials", origin + "https://shop.test.shopcheck.invalid" + credentials + "true", scanner.Fail, "logged in"},
		{"reflected, in the second of two headers for credentials", origin + "https://shop.test.shopcheck.invalid" + credentials + "true" + credentials + "true", scanner.Warn, "not logged in"},
		{"reflected, with credentials in other letters", origin + "https://shop.test.shopcheck.invalid" + credentials + "True", scanner.Warn, "not logged in"},
		{"reflected, without credentials", origin + "https://shop.test.shopcheck.invalid", scanner.Warn, "not logged in"},
		{"reflected, credentials denied", origin + "https://shop.test.shopcheck.invalid" + credentials + "false", scanner.Warn, "not logged in"},
		{"everybody", origin + "*", scanner.Warn, "not logged in"},
		{"everybody, with credentials", origin + "*" + credentials + "true", scanner.Warn, "browsers let them see only"},
		{"pages without an address", origin + "null", scanner.Warn, "not logged in"},
		{"pages without an address, with credentials", origin + "null" + credentials + "true", scanner.Warn, "without an address"},
		{"itself", origin + "https://shop.test" + credentials + "true", scanner.Pass, "does not name"},
		{"a partner", origin + "https://partner.test" + credentials + "true", scanner.Pass, "does not name"},
		{"the name without its scheme", origin + "shop.test.shopcheck.invalid" + credentials + "true", scanner.Pass, "does not name"},
		{"in other letters", origin + "https://Shop.test.shopcheck.invalid" + credentials + "true", scanner.Pass, "does not name"},
		{"with a slash", origin + "https://shop.test.shopcheck.invalid/" + credentials + "true", scanner.Pass, "does not name"},
		{"a list", origin + "https://shop.test, https://shop.test.shopcheck.invalid" + credentials + "true", scanner.Pass, "nothing that browsers understand"},
		{"a list with spaces", origin + "https://shop.test https://shop.test.shopcheck.invalid" + credentials + "true", scanner.Pass, "nothing that browsers understand"},
		{"two headers", origin + "*\n" + origin + "https://shop.test.shopcheck.invalid" + credentials + "true", scanner.Pass, "nothing that browsers understand"},
		{"empty", origin, scanner.Pass, "does not name"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := page(shop.Home, tt.headers, "")
			p.Origin = foreign(p.Page)
			got := judgeCORS(p.Page)
			sound(t, got, tt.want, allowOrigin)
			if !strings.Contains(got.Message, tt.says) {
				t.Errorf("it says %q, want %q", got.Message, tt.says)
			}
		})
	}
}

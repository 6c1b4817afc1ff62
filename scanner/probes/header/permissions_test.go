package header

import (
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/probes/shop"
)

func TestJudgePermissions(t *testing.T) {
	own := func(host string) bool { return host == "shop.test" || strings.HasSuffix(host, ".shop.test") }
	frame := func(host, allow string) string {
		return `<h1>Tea</h1><iframe src="https://` + host + `/f?key=1" allow="` + allow + `"></iframe>`
	}
	for _, tt := range []struct {
		name, headers, body string
		want                scanner.Outcome
		says                string
	}{
		{"nothing, and nothing lent", "", "<h1>Tea</h1>", scanner.Pass, "no limit"},
		{"a limit", permissionsPolicy + ": camera=(), geolocation=(self)", "", scanner.Pass, "says which"},
		{"a limit in two headers", permissionsPolicy + ": camera=()\n" + permissionsPolicy + ": geolocation=()", "", scanner.Pass, "says which"},
		{"a limit, and more lent", permissionsPolicy + ": camera=()", frame("pay.test", "payment"), scanner.Pass, "says which"},
		{"wallets shut out", permissionsPolicy + ": payment=(), camera=()", "", scanner.Pass, "wallet"},
		{"wallets shut out by a key alone", permissionsPolicy + ": payment", "", scanner.Pass, "wallet"},
		{"wallets let in", permissionsPolicy + `: payment=(self "https://pay.test")`, "", scanner.Pass, "such as the camera"},
		{"lent to another company", "", frame("pay.test", "payment *; fullscreen"), scanner.Warn, "another company"},
		{"lent in other letters", "", frame("pay.test", " Camera ; MICROPHONE https://pay.test"), scanner.Warn, "another company"},
		{"lent by an empty header", permissionsPolicy + ": ", frame("pay.test", "camera"), scanner.Warn, "another company"},
		{"lent, and only reported", permissionsPolicy + "-Report-Only: camera=()", frame("pay.test", "camera"), scanner.Warn, "another company"},
		{"lent, with the older header", featurePolicy + ": camera 'none'", frame("pay.test", "camera"), scanner.Warn, "another company"},
		{"lent to itself", "", frame("pay.shop.test", "payment"), scanner.Pass, "no limit"},
		{"a film", "", frame("films.test", "accelerometer; autoplay; clipboard-write; encrypted-media; picture-in-picture"), scanner.Pass, "no limit"},
		{"refused", "", frame("films.test", "camera 'none'; ;"), scanner.Pass, "no limit"},
		{"the older header's way", permissionsPolicy + ": camera 'none'; payment 'self'", "", scanner.Fail, "written wrongly"},
		{"single quotes", permissionsPolicy + ": camera='none'", "", scanner.Fail, "written wrongly"},
		{"one mistake among many", permissionsPolicy + ": camera=(), geolocation=(), microphone=(),", "", scanner.Fail, "written wrongly"},
		{"one mistake in the second of two headers", permissionsPolicy + ": camera=()\n" + permissionsPolicy + ": usb=none;", "", scanner.Fail, "written wrongly"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := judgePermissions(page(shop.Checkout, tt.headers, tt.body), own)
			sound(t, got, tt.want, permissionsPolicy)
			if !strings.Contains(got.Message, tt.says) {
				t.Errorf("it says %q, want %q", got.Message, tt.says)
			}
			for _, e := range got.Evidence {
				if strings.Contains(e.Quote, "key=1") {
					t.Errorf("it quotes more of a frame's address than its host: %q", e.Quote)
				}
			}
		})
	}
	cut := page(shop.Home, "", "")
	cut.Cut = true
	sound(t, judgePermissions(cut, own), scanner.Unknown, "")
}

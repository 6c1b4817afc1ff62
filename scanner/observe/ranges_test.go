package observe

import "testing"

func TestRange(t *testing.T) {
	for peer, want := range map[string]string{
		"104.16.132.229:443":        "cloudflare",
		"[2606:4700::6810:84e5]:80": "cloudflare",
		"[::ffff:104.16.132.229]:1": "cloudflare",
		"13.32.99.1:443":            "cloudfront",
		"151.101.1.6:443":           "fastly",
		"45.60.11.1:443":            "incapsula",
		"52.58.1.1:443":             "", // a cloud's
		"192.0.2.1:443":             "",
		"104.16.132.229":            "",
		"":                          "",
	} {
		if got := (&Page{Peer: peer}).Range(); got != want {
			t.Errorf("%s is in the range of %q, want %q", peer, got, want)
		}
	}
}

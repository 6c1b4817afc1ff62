package facts

import (
	"slices"
	"strings"
	"testing"
)

func TestThiefOf(t *testing.T) {
	for host, want := range map[string]bool{
		"baways.com": true, "cdn.naturalfreshmall.com": true, "NEWEGGSTATS.com.": true,
		"albaways.com": false, "newegg.com": false, "js.stripe.com": false, "": false,
	} {
		if thief, is := ThiefOf(host); is != want || is && (thief.Source == "" || thief.Since.IsZero()) {
			t.Errorf("ThiefOf(%q) = %+v, %v; want %v", host, thief, is, want)
		}
	}
}

func TestSkimmersTable(t *testing.T) {
	seen := make(map[string]bool)
	for _, thief := range skimmers().Thieves {
		for _, h := range thief.Hosts {
			if h != strings.ToLower(h) || strings.ContainsAny(h, "/*: ") || !strings.Contains(h, ".") || seen[h] {
				t.Errorf("host %q is listed twice, or is none", h)
			}
			seen[h] = true
			if o, known := OwnerOf(h); known {
				t.Errorf("%s belongs to %s too", h, o.Name)
			}
			if risk, known := RiskOf(h); known {
				t.Errorf("%s is a risk too, because %s", h, risk.Why)
			}
		}
	}
}

func TestImitates(t *testing.T) {
	for host, want := range map[string]string{
		// as published of real thieves
		"google-analytlcs.com":         "google-analytics.com",
		"www.googie-anaiytics.com":     "google-analytics.com",
		"google-analyitics.org":        "google-analytics.com",
		"google-analytics.top":         "google-analytics.com",
		"googletagmanager.eu":          "googletagmanager.com",
		"googletagmanager.com.cm":      "googletagmanager.com",
		"google-tagmanager.com":        "googletagmanager.com",
		"xn--google-analytcs-xpb.com":  "google-analytics.com",
		"jquery-cdn.top":               "jquery.com",
		"cdn-jquery.com":               "jquery.com",
		"jquerystatic.xyz":             "jquery.com",
		"jquery-min.su":                "jquery.com",
		"paypa1.com":                   "paypal.com",
		"pay-pal.com":                  "paypal.com",
		"xn--pypal-4ve.com":            "paypal.com",
		"js.str1pe.com":                "stripe.com",
		"cloudfiare.com":               "cloudflare.com",
		"cloudlfare.com":               "cloudflare.com",
		"jsdelivr.net.cdn-files.top":   "jsdelivr.net",
		"www.paypal.com.pay.top":       "paypal.com",
		"braintreegateways.com":        "braintreegateway.com",
		"fonts.googleapls.com":         "googleapis.com",
		"gstatic.top":                  "gstatic.com",
		"facebok.net":                  "facebook.net",
		"w0rldpay.com":                 "worldpay.com",
		"magent0.com":                  "magento.com",
		"connect.facebook.net.evil.cc": "facebook.net",
		// honest ones that look alike
		"www.googletagmanager.com":  "",
		"www.googletagservices.com": "",
		"ssl.gstatic.com":           "",
		"gstatic.cn":                "",
		"google-analytics-cn.com":   "",
		"googletagmanager-cn.com":   "",
		"code.jquery.com":           "",
		"jqueryui.com":              "",
		"paypal.de":                 "",
		"stripe.network":            "",
		"b.stripecdn.com":           "",
		"stripes.com":               "",
		"mollies.nl":                "",
		"magneto.com":               "",
		"klara.com":                 "",
		"gripe.com":                 "",
		"my.shopify.dev":            "",
		"adyen.link":                "",
		"hotjar.io":                 "",
		"g.doubleclick.net":         "",
		"cdn.shop.test":             "",
		"analytics.google.com":      "",
		"cloudflare.net":            "",
		"jquery":                    "",
		"":                          "",
	} {
		if got, _ := Imitates(host); got != want {
			t.Errorf("Imitates(%q) = %q, want %q", host, got, want)
		}
	}
}

// TestNobodyKnownImitates: an alarm about an honest company would be false.
func TestNobodyKnownImitates(t *testing.T) {
	var hosts []string
	for host := range ownersByHost() {
		hosts = append(hosts, host, "www."+host, "cdn."+host)
	}
	hosts = append(hosts, skimmers().Real...)
	slices.Sort(hosts)
	for _, host := range hosts {
		if whom, does := Imitates(host); does {
			t.Errorf("%s is said to imitate %s", host, whom)
		}
	}
}

// TestNearNobody holds the names that are imitated against everybody known, as if
// nobody were: the rules themselves must not fit the honest.
func TestNearNobody(t *testing.T) {
	excused := append(slices.Clone(skimmers().Real), "")
	for host := range ownersByHost() {
		domain := host
		for strings.Count(domain, ".") > 1 {
			_, domain, _ = strings.Cut(domain, ".")
		}
		for _, im := range skimmers().Imitated {
			if domain != im.Host && im.shows(domain, domain) && !slices.Contains(excused, domain) {
				t.Errorf("%s seems to imitate %s: add it to the real ones, or mend the rule", domain, im.Host)
			}
		}
	}
}

func TestOneApart(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"abcd", "abcd", false},
		{"abcd", "abxd", true},
		{"abcd", "abd", true},
		{"abcd", "abcde", true},
		{"abcd", "bacd", true},
		{"abcd", "abdc", true},
		{"abcd", "badc", false},
		{"abcd", "ab", false},
		{"", "a", true},
		{"", "", false},
		{"abcd", "xbcy", false},
	} {
		if oneApart(tt.a, tt.b) != tt.want || oneApart(tt.b, tt.a) != tt.want {
			t.Errorf("oneApart(%q, %q) is not %v", tt.a, tt.b, tt.want)
		}
	}
}

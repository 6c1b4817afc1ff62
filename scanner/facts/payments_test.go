package facts

import (
	"slices"
	"strings"
	"testing"
)

func TestPaymentByHost(t *testing.T) {
	for host, want := range map[string]string{
		"js.stripe.com":        "stripe",
		"JS.Stripe.com.":       "stripe",
		"a.b.onfastspring.com": "fastspring",
		"www.paypal.com":       "paypal",
		"paypal.com":           "",
		"notjs.stripe.com":     "",
		"js.stripe.com.evil":   "",
		"cdn.jsdelivr.net":     "",
		"com":                  "",
		"":                     "",
	} {
		p, ok := PaymentByHost(host)
		if p.ID != want || ok != (want != "") {
			t.Errorf("PaymentByHost(%q) = %q, %v; want %q", host, p.ID, ok, want)
		}
	}
}

func TestPaymentsTable(t *testing.T) {
	kinds := []string{"redirect", "iframe", "hosted-fields", "direct-post", "wallet", "bank", "bnpl", "merchant-of-record", "offline"}
	ids, owner := make(map[string]bool), make(map[string]string)
	for _, p := range Payments() {
		if ids[p.ID] || p.Name == "" || len(p.Kinds) == 0 {
			t.Errorf("%s: listed twice, or nameless, or without kinds", p.ID)
		}
		ids[p.ID] = true
		for _, k := range p.Kinds {
			if !slices.Contains(kinds, k) {
				t.Errorf("%s: kind %q", p.ID, k)
			}
		}
		for _, h := range p.hosts() {
			if h != strings.ToLower(h) || strings.ContainsAny(h, "/*: ") || !strings.Contains(h, ".") {
				t.Errorf("%s: host %q", p.ID, h)
			}
			if o := owner[h]; o != "" && o != p.ID {
				t.Errorf("%s belongs to %s and %s", h, o, p.ID)
			}
			owner[h] = p.ID
		}
	}
}

func TestPaymentTest(t *testing.T) {
	for host, want := range map[string]bool{
		"checkoutshopper-test.adyen.com": true, "www.sandbox.paypal.com": true, "sis-t.redsys.es": true, "api.sandbox.payrexx.com": true,
		"checkoutshopper-live.adyen.com": false, "www.paypal.com": false, "sandbox.shop.test": false, "": false,
	} {
		if PaymentTest(host) != want {
			t.Errorf("PaymentTest(%q) is not %v", host, want)
		}
	}
	for _, host := range payments().Tests {
		if _, known := PaymentByHost(host); !known {
			t.Errorf("%s is a test of nobody's", host)
		}
	}
}

func TestReadsFields(t *testing.T) {
	for address, want := range map[string]bool{
		"https://js.stripe.com/v2/": true, "https://js.stripe.com/v3/": false,
		"https://js.authorize.net/v1/Accept.js": true, "https://js.authorize.net/v3/AcceptUI.js": false,
		"https://secure.tpay.com/x.js": true, "https://js.mollie.com/v1/mollie.js": false,
	} {
		host, _, _ := strings.Cut(strings.TrimPrefix(address, "https://"), "/")
		if p, ok := PaymentByHost(host); !ok || p.ReadsFields(address) != want {
			t.Errorf("%s: ReadsFields is not %v", address, want)
		}
	}
}

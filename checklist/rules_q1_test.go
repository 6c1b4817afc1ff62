package checklist

import (
	"strings"
	"testing"
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
		{"https.redirect:fail@http://shop.test/", "NO verified", ""}, // no host is known
		{"cookie.secure:warn", "YES verified, weak", ""},
		{"admin.https:fail", "NO verified", ""},
		{"admin.https:unknown/not-found", "YES verified", ""},
		{"https.mixed-active:warn@https://shop.test/pay_(checkout)", "YES verified, weak", ""},
		{"https.mixed-active:unknown/needs-browser@https://shop.test/pay_(checkout)", "YES verified", ""},
	}
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

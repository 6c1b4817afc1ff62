package payment

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func page(path, body string) *observe.Page {
	return &observe.Page{
		Method: "GET", URL: "https://shop.test" + path, Status: 200, At: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
		Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte("<!doctype html><title>x</title>" + body),
	}
}

func own(host string) bool { return host == "shop.test" || strings.HasSuffix(host, ".shop.test") }

const (
	number = `<input name="cardnumber" autocomplete="cc-number"><input name="cvc" autocomplete="cc-csc">`
	stripe = `<script src="https://js.stripe.com/v3/"></script>`
)

func TestJudgeMode(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       scanner.Outcome
		cause      observe.Cause
		says       string
	}{
		{"own fields", `<form method=post action=/pay>` + number + `</form>`, scanner.Fail, "", "sent to the shop"},
		{"own fields, no action", `<form method=post>` + number + `</form>`, scanner.Fail, "", "sent to the shop"},
		{"own fields on a subdomain", `<form method=post action=https://pay.shop.test/>` + number + `</form>`, scanner.Fail, "", "sent to the shop"},
		{"own fields beside a payment button", stripe + `<form method=post action=/pay>` + number + `</form>`, scanner.Fail, "", "sent to the shop"},
		{"own fields to a company", `<form method=post action=https://checkout.stripe.com/x>` + number + `</form>`, scanner.Warn, "", "straight to Stripe"},
		{"own fields to a company known from memory", `<form method=post action=https://api.sofort.com/x>` + number + `</form>`, scanner.Warn, "", "perhaps Sofort"},
		{"own fields to a stranger", `<form method=post action=https://collect.test/x>` + number + `</form>`, scanner.Warn, "", "collect.test"},
		{"own fields for a script", `<form method=post action=/pay><input data-stripe="number" name="n" autocomplete="cc-number"></form>`, scanner.Warn, "", "a script of Stripe seems"},
		{"own fields without names", `<form method=post action=/pay><input id="n" autocomplete="cc-number"></form>`, scanner.Warn, "", "a script decides"},
		{"own fields outside a form", number, scanner.Warn, "", "a script decides"},
		{"own fields, sent by a script", `<form action="javascript:pay()">` + number + `</form>`, scanner.Warn, "", "a script decides"},
		{"own fields, encrypting company", `<script src="https://checkoutshopper-live.adyen.com/hpp/cse/js/1.shtml"></script><form method=post action=/pay>` + number + `</form>`, scanner.Warn, "", "a script of Adyen seems"},
		{"hosted fields", stripe + `<form method=post action=/pay><div id=card-element></div></form>`, scanner.Warn, "", "single fields of Stripe"},
		{"a frame", `<iframe src="https://js.stripe.com/x"></iframe>`, scanner.Warn, "", "a frame of Stripe"},
		{"a script that builds a frame", `<h1>Pay</h1><script src="https://checkout.razorpay.com/v1/checkout.js"></script>`, scanner.Warn, "", "a frame of Razorpay"},
		{"a script that reads own fields", `<h1>Pay</h1><script src="https://stc.pagseguro.uol.com.br/x.js"></script>`, scanner.Warn, "", "a script of PagBank that takes cards out"},
		{"PayPal's buttons", `<h1>Pay</h1><script src="https://www.paypal.com/sdk/js?client-id=a&components=buttons"></script>`, scanner.Warn, "", "a frame of PayPal"},
		{"PayPal's card fields", `<h1>Pay</h1><script src="https://www.paypal.com/sdk/js?client-id=a&components=buttons,card-fields"></script>`, scanner.Warn, "", "single fields of PayPal"},
		{"PayPal's advertisement", `<h1>Pay</h1><script src="https://www.paypal.com/sdk/js?client-id=a&components=messages"></script>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
		{"Klarna's advertisement", `<h1>Pay</h1><script src="https://eu-library.klarnaservices.com/lib.js" data-client-id="x"></script>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
		{"wallets alone", `<h1>Pay</h1><script src="https://applepay.cdn-apple.com/x.js"></script><script src="https://pay.google.com/gp/p/js/pay.js"></script>`, scanner.Unknown, observe.NotFound, "shows only Apple Pay (a wallet), Google Pay (a wallet)"},
		{"a wallet's frame", `<h1>Pay</h1><iframe src="https://pay.google.com/gp/p/ui/pay"></iframe>`, scanner.Unknown, observe.NotFound, "shows only Google Pay"},
		{"pay later alone", `<h1>Pay</h1><script src="https://cdn.scalapay.com/x.js"></script>`, scanner.Unknown, observe.NotFound, "Scalapay (to pay later)"},
		{"pay later, by leaving", `<form method=post action="https://portal.scalapay.com/x"></form>`, scanner.Pass, "", "over to Scalapay"},
		{"from a bank account", `<h1>Pay</h1><script src="https://services.paytrail.com/x.js"></script>`, scanner.Unknown, observe.NotFound, "Paytrail (from a bank account)"},
		{"a wallet beside cards", `<h1>Pay</h1><script src="https://applepay.cdn-apple.com/x.js"></script>` + stripe, scanner.Warn, "", "single fields of Stripe in the checkout page, so every script on that page matters; it has Apple Pay too."},
		{"by transfer alone", `<form><input type=radio name=payment_method id=payment_method_bacs><input type=radio name=payment_method id=payment_method_cod></form>`, scanner.Pass, "", "only ways to pay without a card"},
		{"by transfer and card", `<form><input type=radio name=payment_method id=payment_method_bacs><input type=radio name=payment_method id=payment_method_card></form>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
		{"a gift card", `<form method=post action=/gift><input name=gift_card_number><input name=gift_card_pin></form>` + stripe, scanner.Warn, "", "single fields of Stripe"},
		{"loaded by an inline script", `<h1>Pay</h1><script>load("https:\/\/js.stripe.com\/v3\/")</script>`, scanner.Warn, "", "single fields of Stripe"},
		{"a form to a company", `<form method=post action=https://checkout.stripe.com/pay/1></form>`, scanner.Pass, "", "over to Stripe"},
		{"a link to a company", `<a href="https://pay.mollie.com/x">Pay</a>`, scanner.Pass, "", "over to Mollie"},
		{"a part weighs more than a link", `<a href="https://pay.mollie.com/x">Pay</a>` + stripe, scanner.Warn, "", "fields of Stripe in the checkout page, so every script on that page matters; it has Mollie too."},
		{"a company's terms", `<a href="https://cdn.klarna.com/1.0/shared/content/legal/terms/0/de_de/invoice">terms</a>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
		{"a company's home page", `<a href="https://payrexx.com/">powered by</a>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
		{"a company's rules", `<a href="https://squareup.com/legal/privacy">privacy</a>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
		{"a gift to charity", `<form method=post action="https://www.paypal.com/donate"><button>Give</button></form>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
		{"a gift card's number and code", `<form method=post action="/giftcard/redeem"><input name=card_number><input name=card_code></form>` + stripe, scanner.Warn, "", "single fields of Stripe"},
		{"a shop for gifts", `<form method=post action="https://gift-cards.shop.test/pay">` + number + `</form>`, scanner.Fail, "", "sent to the shop"},
		{"an advertisement", `<a href="https://www.paypal.com/protection">safe</a>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
		{"built in the browser", `<div id=root></div>` + stripe, scanner.Unknown, observe.NeedsBrowser, "this page is built by a script"},
		{"a company known from memory", `<form method=post action=https://api.sofort.com/x></form>`, scanner.Unknown, observe.NotFound, "seems to lead to Sofort"},
		{"a login", `<form method=post><input type=email name=email><input type=password name=password></form>`, scanner.Unknown, observe.NeedsLogin, "log in first"},
		{"a login beside the address", `<form method=post><input type=password name=password></form><form><input name=street></form>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
		{"an empty cart", `<p>Your cart is empty.</p>`, scanner.Unknown, observe.NotFound, "nothing about paying"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkout := []*observe.Page{page("/checkout", tt.body)}
			f := judgeMode("shop.test", checkout, checkout, own)
			if f.Outcome != tt.want || f.Cause != tt.cause || !strings.Contains(f.Message, tt.says) || f.Subject != "shop.test" {
				t.Errorf("judgeMode = %+v, want %s %s: …%s…", f, tt.want, tt.cause, tt.says)
			}
			if (f.Outcome == scanner.Pass || f.Outcome == scanner.Fail) && len(f.Evidence) == 0 {
				t.Error("no evidence")
			}
		})
	}
}

func TestJudgeModeOverPages(t *testing.T) {
	empty, fields := page("/checkout", "<p>nothing"), page("/account", `<form method=post action=/card>`+number+`</form>`)
	soft := page("/cart", `<form><input id="n" autocomplete="cc-number"></form>`)
	if f := judgeMode("shop.test", []*observe.Page{empty, soft, fields}, []*observe.Page{empty}, own); f.Outcome != scanner.Fail {
		t.Errorf("own fields on another page: %+v", f)
	}
	if f := judgeMode("shop.test", []*observe.Page{page("/", stripe)}, nil, own); f.Outcome != scanner.Unknown || f.Cause != observe.NotFound {
		t.Errorf("no checkout page: %+v", f)
	}
	two := []*observe.Page{empty, page("/checkout/pay", `<form action=https://checkout.stripe.com/x></form>`)}
	if f := judgeMode("shop.test", two, two, own); f.Outcome != scanner.Pass {
		t.Errorf("two checkout pages: %+v", f)
	}
}

// TestJudgeModeElsewhere: outside the checkout a card's number and date alone
// are not certainly those of a card that pays.
func TestJudgeModeElsewhere(t *testing.T) {
	checkout := page("/checkout", "<p>nothing")
	for _, tt := range []struct {
		name, fields string
		want         scanner.Outcome
	}{
		{"named by the page", `<input name="n" autocomplete="cc-number">`, scanner.Fail},
		{"a number and a code", `<input name="card_number"><input name="cvv">`, scanner.Fail},
		{"a number and a date", `<input name="card_number"><input name="expiry_date">`, scanner.Warn},
		{"a memory card", `<input name="sd_card_number"><input name="expiry_date">`, scanner.Unknown},
		{"a phone's card", `<input name="simCardNumber"><input name="expiry_date">`, scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			account := page("/account", `<form method=post action=/card>`+tt.fields+`</form>`)
			f := judgeMode("shop.test", []*observe.Page{account, checkout}, []*observe.Page{checkout}, own)
			if f.Outcome != tt.want {
				t.Errorf("judgeMode = %+v, want %s", f, tt.want)
			}
		})
	}
	some := page("/account", `<form method=post action=/card><input name="card_number"><input name="expiry_date"></form>`)
	for body, says := range map[string]string{stripe: "single fields of Stripe", `<form action=https://checkout.stripe.com/x></form>`: "those of other cards"} {
		paying := page("/checkout", "<h1>Pay</h1>"+body)
		if f := judgeMode("shop.test", []*observe.Page{some, paying}, []*observe.Page{paying}, own); f.Outcome != scanner.Warn || !strings.Contains(f.Message, says) {
			t.Errorf("beside another card: %+v, want %s", f, says)
		}
	}
	paid := page("/checkout", `<form method=post action=/card><input name="card_number"><input name="expiry_date"></form>`)
	if f := judgeMode("shop.test", []*observe.Page{paid}, []*observe.Page{paid}, own); f.Outcome != scanner.Fail {
		t.Errorf("in the checkout: %+v", f)
	}
}

func TestJudgeProvider(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       scanner.Outcome
		says       string
		evidence   int
	}{
		{"two, by name", stripe + `<iframe src="https://js.mollie.com/x"></iframe>` + stripe, scanner.Pass, "Mollie, Stripe", 2},
		{"in an inline script", `<script>var c = {"url": "//js.stripe.com/v3"}</script>`, scanner.Pass, "Stripe", 1},
		{"from memory", `<form action=https://api.sofort.com/x></form>`, scanner.Warn, "seem to lead to Sofort", 1},
		{"from memory, beside another", stripe + `<form action=https://api.sofort.com/x></form>`, scanner.Pass, "lead to Stripe for payment, and perhaps to Sofort", 2},
		{"a stranger", `<form action=https://secure.paynow-gate.test/x></form>`, scanner.Warn, "secure.paynow-gate.test", 1},
		{"a key for tests", stripe + `<script>Stripe("pk_test_8HqLyjWDbrjtT2zd")</script>`, scanner.Warn, "Stripe for payment, and seem to do so in test mode", 1},
		{"keys for both", stripe + `<script>Stripe(live ? "pk_live_8HqLyjWDbrjtT2zd" : "pk_test_8HqLyjWDbrjtT2zd")</script>`, scanner.Pass, "Stripe", 1},
		{"an address for tests", `<form action=https://sis-t.redsys.es:25443/sis/realizarPago></form>`, scanner.Warn, "Redsys for payment, and seem to do so in test mode", 1},
		{"an address for tests beside the real one", `<form action=https://sis-t.redsys.es/x></form><form action=https://sis.redsys.es/x></form>`, scanner.Pass, "Redsys", 1},
		{"Ogone's path for tests", `<form action=https://secure.ogone.com/ncol/test/orderstandard.asp></form>`, scanner.Warn, "test mode", 1},
		{"Google Pay's test", `<script src=https://pay.google.com/gp/p/js/pay.js></script><script>new google.payments.api.PaymentsClient({environment: 'TEST'})</script>`, scanner.Warn, "test mode", 1},
		{"the shop's own host", `<form action=https://pay.shop.test/x></form>`, scanner.Unknown, "No payment company", 0},
		{"other companies", `<script src=https://cdn.test/a.js></script><form action=https://newsletter.test/></form>`, scanner.Unknown, "No payment company", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := judgeProvider("shop.test", []*observe.Page{page("/", ""), page("/checkout", tt.body)}, own)
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) || len(f.Evidence) != tt.evidence {
				t.Errorf("judgeProvider = %+v, want %s: %s", f, tt.want, tt.says)
			}
		})
	}
}

// TestWays: reports go by these words, and saved runs have them.
func TestWays(t *testing.T) {
	got := []way{ownForm, ownFields, someCard, hosted, framed, leaves, wallet, bank, later, noCard}
	want := []way{"own form", "own fields", "some card", "hosted fields", "frame", "redirect", "wallet", "bank", "pay later", "no card"}
	if !slices.Equal(got, want) {
		t.Errorf("the ways are %q, want %q", got, want)
	}
}

// TestProviderCrowd: a page that names one company's place for tests again and
// again costs as much as its length.
func TestProviderCrowd(t *testing.T) {
	p := page("/", strings.Repeat(`<form action=https://sis-t.redsys.es/></form>`, 2000)+`<script>`+strings.Repeat(` //sis-t.redsys.es`, 10_000)+`</script>`)
	if f := judgeProvider("shop.test", []*observe.Page{p}, own); f.Outcome != scanner.Warn || len(f.Evidence) != maxHandovers {
		t.Errorf("judgeProvider = %+v", f)
	}
}

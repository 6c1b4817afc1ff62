package shop_test

import (
	"testing"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

func TestCardOf(t *testing.T) {
	for _, tt := range []struct {
		name       string
		inputs     []observe.Input
		asks, sent bool
	}{
		{"by autocomplete", []observe.Input{{Type: "text", Name: "x", Autocomplete: "section-pay billing cc-number"}}, true, true},
		{"security code by autocomplete", []observe.Input{{Type: "tel", Name: "x", Autocomplete: "cc-csc"}}, true, true},
		{"without a name", []observe.Input{{Type: "text", ID: "card-number", Autocomplete: "cc-number"}}, true, false},
		{"Magento's names", []observe.Input{{Type: "text", Name: "payment[cc_number]"}, {Type: "text", Name: "payment[cc_cid]"}}, true, true},
		{"WooCommerce's names", []observe.Input{{Type: "tel", ID: "acme-card-number"}, {Type: "tel", ID: "acme-card-cvc"}}, true, false},
		{"German names", []observe.Input{{Type: "text", Name: "kartennummer"}, {Type: "text", Name: "pruefnummer"}}, true, true},
		{"number and expiry", []observe.Input{{Type: "text", Name: "cardNumber"}, {Type: "text", Name: "expiryDate"}}, true, true},
		{"the holder's name alone", []observe.Input{{Type: "text", Name: "holder", Autocomplete: "cc-name"}}, false, false},
		{"expiry alone", []observe.Input{{Type: "text", Name: "exp", Autocomplete: "cc-exp"}}, false, false},
		{"a number alone is none", []observe.Input{{Type: "text", Name: "card_number"}}, false, false},
		{"a gift card", []observe.Input{{Type: "text", Name: "gift_card_number"}, {Type: "text", Name: "gift_card_cvc"}}, false, false},
		{"a loyalty card", []observe.Input{{Type: "text", Name: "loyaltyCardNumber"}, {Type: "text", Name: "expiry"}}, false, false},
		{"a gift card marked as another", []observe.Input{{Type: "text", Name: "gift-card-number", Autocomplete: "cc-number"}}, false, false},
		{"a French loyalty card", []observe.Input{{Type: "text", Name: "numero_carte_fidelite"}, {Type: "text", Name: "cvc"}}, false, false},
		{"a card of Payback", []observe.Input{{Type: "text", Name: "payback_cardnumber"}, {Type: "text", Name: "payback_cardcode"}}, false, false},
		{"a student card", []observe.Input{{Type: "text", Name: "student_card_number"}, {Type: "text", Name: "expiry"}}, false, false},
		{"a fuel card", []observe.Input{{Type: "text", Name: "fuel-card-no"}, {Type: "text", Name: "card_expiry"}}, false, false},
		{"a health card", []observe.Input{{Type: "text", Name: "healthCardNumber"}, {Type: "text", Name: "expiry"}}, false, false},
		{"hidden ones", []observe.Input{{Type: "hidden", Name: "card_number"}, {Type: "hidden", Name: "cvc"}}, false, false},
		{"a choice of methods", []observe.Input{{Type: "radio", Name: "creditcard_no"}, {Type: "radio", Name: "cvc"}}, false, false},
		{"an address", []observe.Input{{Type: "text", Name: "street", Autocomplete: "street-address"}, {Type: "text", Name: "company"}, {Type: "tel", Name: "phone"}}, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := shop.CardOf(observe.Form{Inputs: tt.inputs})
			if c.Asked() != tt.asks || c.Asked() && c.Sent != tt.sent {
				t.Errorf("CardOf = %+v, asks %t; want %t, sent %t", c, c.Asked(), tt.asks, tt.sent)
			}
		})
	}
}

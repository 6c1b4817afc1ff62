package shop

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// A Card is what a form asks for of a payment card. The zero value asks for
// nothing.
type Card struct {
	Number, Code, Expiry bool     // a field for it
	Sent                 bool     // the number or the code has a name, so the form sends it along
	Sure                 bool     // the page itself calls the field one for cards (autocomplete="cc-…")
	Marked               string   // the company for whose script the fields are marked; empty: for none
	Names                []string // what the page calls the fields, a few of them
}

// Bounds of what is kept of fields' names.
const (
	maxNames = 6
	maxNamed = 40 // bytes of one
)

// Asked reports whether the form takes card numbers. A field that is only named
// like one, such as that of a gift card, does not count unless a security code
// or an expiry date is asked for beside it.
func (c Card) Asked() bool { return c.Sure || c.Number && (c.Code || c.Expiry) }

// CardOf looks in a form for fields for a card's number, its security code and its
// expiry date.
func CardOf(form observe.Form) Card {
	var c Card
	redeems := gifts.MatchString(strings.ToLower(pathOf(form.Action)))
	for _, in := range form.Inputs {
		what, sure := cardField(in)
		if redeems && !sure {
			continue
		}
		switch what {
		case "number":
			c.Number = true
		case "code":
			c.Code = true
		case "expiry":
			c.Expiry = true
		default:
			continue
		}
		if name := cmp.Or(in.Name, in.ID); name != "" && len(c.Names) < maxNames {
			c.Names = append(c.Names, observe.Printable(name[:min(len(name), maxNamed)]))
		}
		if what == "expiry" {
			continue
		}
		c.Sure = c.Sure || sure
		c.Sent = c.Sent || in.Name != ""
		for _, d := range in.Data {
			c.Marked = cmp.Or(c.Marked, marks[d])
		}
	}
	return c
}

// untyped are inputs that nobody types into.
var untyped = []string{"hidden", "submit", "button", "image", "reset", "radio", "checkbox", "file"}

// gifts names cards that pay nobody's bill from outside, whatever their fields are
// marked as; other is names that may stand before a payment card's too.
var (
	gifts = regexp.MustCompile(`gift[-_]?(?:c|v)|voucher|coupon|loyal|bonus|reward|geschenk|gutschein|cadeau|regal[io]|fidel|payback|treuekart|kundenkart|klantenkaart|spaarkaart|stammkund`)
	other = regexp.MustCompile(gifts.String() + `|gift|member|club|customer|library|student|fuel|health|sdcard|simcard|business|idcard|discount|regal`)
)

// pathOf returns the path of an address: a shop's domain may speak of gifts.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}

// The names that shops give to these fields, in lower case and without
// separators.
var (
	numberName = regexp.MustCompile(`(?:card|cc)(?:num|nr|no$)|cardpan|^pan$|kartennummer|kreditkarten?n|numerocarte|numerodecarte|numerotarjeta|numerocarta|kaartnummer|kortnummer`)
	codeName   = regexp.MustCompile(`cvv|cvc|csc$|cvn|cardcode|cccid|securitycode|pruefnummer|pr\x{fc}fnummer`)
	expiryName = regexp.MustCompile(`(?:card|cc|cred).*exp|exp(?:iry|iration)|expmonth|expyear|expdate|ablaufdatum|g\x{fc}ltigbis`)
	separators = regexp.MustCompile(`[\s_.:\-\[\]()]+`)
)

// cardField says what an input asks for of a card: "number", "code", "expiry" or
// nothing; and whether the page says so itself, in the words of the HTML
// standard (section 4.10.18.7, autofill).
func cardField(in observe.Input) (what string, sure bool) {
	if slices.Contains(untyped, in.Type) {
		return "", false
	}
	for _, name := range []string{in.Name, in.ID} {
		if gifts.MatchString(separators.ReplaceAllString(strings.ToLower(name), "")) {
			return "", false
		}
	}
	for _, token := range strings.Fields(strings.ToLower(in.Autocomplete)) {
		switch token {
		case "cc-number":
			return "number", true
		case "cc-csc":
			return "code", true
		case "cc-exp", "cc-exp-month", "cc-exp-year":
			return "expiry", true
		}
	}
	for _, name := range []string{in.Name, in.ID} {
		name = separators.ReplaceAllString(strings.ToLower(name), "")
		switch {
		case other.MatchString(name):
		case numberName.MatchString(name):
			return "number", false
		case codeName.MatchString(name):
			return "code", false
		case expiryName.MatchString(name):
			return "expiry", false
		}
	}
	return "", false
}

// marks are attributes by which a payment company's script takes the values of
// the shop's own fields before the form is sent.
var marks = map[string]string{
	"data-stripe": "Stripe", "data-braintree-name": "Braintree", "data-encrypted-name": "Adyen", "data-eway-encrypt-name": "Eway",
	"data-worldpay": "Worldpay", "data-recurly": "Recurly", "data-omise": "Omise", "data-conekta": "Conekta", "data-checkout": "Mercado Pago",
	"data-openpay-card": "Openpay", "data-cse-name": "Pay.", "data-vp": "Viva.com", "data-bluesnap": "BlueSnap", "data-card-details": "Opayo",
}

// String names what a form asks for, and its fields.
func (c Card) String() string {
	var parts []string
	if c.Number {
		parts = append(parts, "a card number")
	}
	if c.Code {
		parts = append(parts, "a security code")
	}
	if c.Expiry {
		parts = append(parts, "an expiry date")
	}
	if len(c.Names) > 0 {
		return strings.Join(parts, ", ") + " (" + strings.Join(c.Names, ", ") + ")"
	}
	return strings.Join(parts, ", ")
}

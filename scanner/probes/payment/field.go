package payment

import (
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// A cardForm is what a form asks for of a payment card.
type cardForm struct {
	number, code, expiry bool // a field for it
	sent                 bool // the number or the code has a name, so the form sends it along
	marked               bool // the fields are marked for a payment company's script
	sure                 bool // the page itself calls the field one for cards (autocomplete="cc-…")
}

// asks reports whether the form takes card numbers. A field that is only named
// like one, such as that of a gift card, does not count unless a security code
// or an expiry date is asked for beside it.
func (c cardForm) asks() bool { return c.sure || c.number && (c.code || c.expiry) }

// readForm looks for fields for a card's number, its security code and its
// expiry date.
func readForm(form observe.Form) cardForm {
	var c cardForm
	for _, in := range form.Inputs {
		what, sure := field(in)
		switch what {
		case "number":
			c.number = true
		case "code":
			c.code = true
		case "expiry":
			c.expiry = true
			continue
		default:
			continue
		}
		c.sure = c.sure || sure
		c.sent = c.sent || in.Name != ""
		c.marked = c.marked || slices.ContainsFunc(in.Data, func(d string) bool { return slices.Contains(marks, d) })
	}
	return c
}

// untyped are inputs that nobody types into.
var untyped = []string{"hidden", "submit", "button", "image", "reset", "radio", "checkbox", "file"}

// other names cards that pay nobody's bill from outside.
var other = regexp.MustCompile(`gift|voucher|coupon|loyal|bonus|reward|member|club|customer|library|business|idcard|discount|geschenk|gutschein|cadeau|regal`)

// The names that shops give to these fields, in lower case and without
// separators.
var (
	numberName = regexp.MustCompile(`(?:card|cc)(?:num|nr|no$)|cardpan|^pan$|kartennummer|kreditkarten?n|numerocarte|numerodecarte|numerotarjeta|numerocarta|kaartnummer|kortnummer`)
	codeName   = regexp.MustCompile(`cvv|cvc|csc$|cvn|cardcode|cccid|securitycode|pruefnummer|pr\x{fc}fnummer`)
	expiryName = regexp.MustCompile(`(?:card|cc|cred).*exp|exp(?:iry|iration)|expmonth|expyear|expdate|ablaufdatum|g\x{fc}ltigbis`)
	separators = regexp.MustCompile(`[\s_.:\-\[\]()]+`)
)

// field says what an input asks for of a card: "number", "code", "expiry" or
// nothing; and whether the page says so itself, in the words of the HTML
// standard (section 4.10.18.7, autofill).
func field(in observe.Input) (what string, sure bool) {
	if slices.Contains(untyped, in.Type) {
		return "", false
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
// the shop's own fields before the form is sent: Stripe, Braintree, Adyen, Eway,
// Worldpay, Recurly, Omise, Conekta, Mercado Pago, Openpay.
var marks = []string{
	"data-stripe", "data-braintree-name", "data-encrypted-name", "data-eway-encrypt-name", "data-worldpay",
	"data-recurly", "data-omise", "data-conekta", "data-checkout", "data-openpay-card",
}

// String names what a form asks for.
func (c cardForm) String() string {
	var parts []string
	if c.number {
		parts = append(parts, "a card number")
	}
	if c.code {
		parts = append(parts, "a security code")
	}
	if c.expiry {
		parts = append(parts, "an expiry date")
	}
	return strings.Join(parts, ", ")
}

// delivery finds the names of fields that a checkout has and a login form has
// not.
var delivery = regexp.MustCompile(`addr|street|city|town|zip|postcode|postal|phone|country`)

// behindLogin reports whether a page asks for a password and for nothing that a
// checkout would ask for.
func behindLogin(p *observe.Page) bool {
	password := false
	for _, form := range p.Document().Forms {
		for _, in := range form.Inputs {
			if delivery.MatchString(strings.ToLower(in.Name + " " + in.ID + " " + in.Autocomplete)) {
				return false
			}
			password = password || in.Type == "password"
		}
	}
	return password
}

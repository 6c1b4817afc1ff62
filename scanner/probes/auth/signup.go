package auth

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// chosen returns the fields of a page in which a new customer chooses a password.
// A form in which customers log in has none.
func chosen(p shop.Page) []observe.Input {
	var sure, perhaps [][]observe.Input
	for _, form := range p.Document().Forms {
		f := signup{form, fresh(form), others(form)}
		switch {
		case len(f.fields) == 0 || f.logsIn():
		case f.registers(p.Role):
			sure = append(sure, f.fields)
		case p.Role == shop.Register:
			perhaps = append(perhaps, f.fields)
		}
	}
	if len(sure) == 0 && len(perhaps) == 1 {
		sure = perhaps // the only form with a password on the page for registering
	}
	return slices.Concat(sure...)
}

// A signup is a form that may be one in which customers register.
type signup struct {
	observe.Form
	fields []observe.Input // for new passwords
	others int             // what else is asked for
}

// fresh returns the fields for passwords that are not for one that the customer
// has. A form with one of those too changes a password.
func fresh(form observe.Form) []observe.Input {
	var fields []observe.Input
	for _, in := range form.Inputs {
		tokens := strings.Fields(in.Autocomplete)
		switch {
		case slices.Contains(tokens, "current-password"):
			return nil
		case in.Type != "password", slices.Contains(tokens, "one-time-code"), slices.Contains(tokens, "cc-csc"):
		case !secrets.MatchString(in.Name) && !secrets.MatchString(in.ID):
			fields = append(fields, in)
		}
	}
	return fields
}

// secrets are other things that are hidden while they are typed.
var secrets = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:pin|otp|tan|code|captcha|cvv|cvc|csc|cvn|cid|answer)(?:[^a-z]|$)|security-?_?code|card`)

// entered are inputs that say something of a customer.
var entered = []string{"text", "email", "tel", "date", "select", "number"}

func others(form observe.Form) int {
	n := 0
	for _, in := range form.Inputs {
		if slices.Contains(entered, in.Type) {
			n++
		}
	}
	return n
}

// registers reports whether customers register in the form. On any page it does
// that asks for a password twice, or calls it new, and for more than who the
// customer is; and one whose password's own name says so, as WooCommerce's
// "reg_password" does. That a password is called new is not enough: shops call it
// so at logins too, to keep browsers from filling it in.
func (f signup) registers(role shop.Role) bool {
	called := slices.ContainsFunc(f.fields, func(in observe.Input) bool {
		return slices.Contains(strings.Fields(in.Autocomplete), "new-password")
	})
	return f.named(registering) || len(f.fields) > 1 && f.others > 0 ||
		(called || role == shop.Register) && f.others > 1 || called && role == shop.Register
}

// logsIn reports whether the name of a field, or the address of a form that asks
// for little, says that customers log in with it.
func (f signup) logsIn() bool {
	u, err := url.Parse(f.Action)
	return f.named(loggingIn) || err == nil && len(f.fields) == 1 && f.others < 2 &&
		slices.Contains(facts.LinkWords(string(shop.Login)), strings.ToLower(strings.TrimSuffix(path.Base(u.Path), path.Ext(u.Path))))
}

// named reports whether a field for a password has such a name.
func (f signup) named(as *regexp.Regexp) bool {
	return slices.ContainsFunc(f.fields, func(in observe.Input) bool { return as.MatchString(in.Name) || as.MatchString(in.ID) })
}

var (
	registering = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:reg(?:ist|[^a-z])|sign-?_?up|create)`)
	loggingIn   = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:log-?_?in|sign-?_?in)`)
)

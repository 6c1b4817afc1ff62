package auth

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

func page(role shop.Role, body string) shop.Page {
	return shop.Page{Role: role, Page: &observe.Page{
		Method: http.MethodGet, URL: "https://shop.test/x", Status: http.StatusOK, Body: []byte(body), At: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC),
	}}
}

// TestChosen: a password is chosen where customers register, and not where they
// log in, change it or reset it.
func TestChosen(t *testing.T) {
	const (
		login    = `<form action="/login"><input type=email name=mail><input type=password name=p1 autocomplete=current-password></form>`
		unmarked = `<form action="/session"><input type=email name=mail><input type=password name=p2></form>`
		minimal  = `<form action="/register"><input type=email name=mail><input type=password name=p3></form>`
		called   = `<form><input name=first><input type=email name=mail><input type=password name=p4 autocomplete="section-x new-password"></form>`
		twice    = `<form><input type=email name=mail><input type=password name=p5><input type=password name=p6></form>`
		full     = `<form><input name=first><input name=last><input type=email name=mail><input type=password name=p7></form>`
	)
	for _, tt := range []struct {
		name string
		role shop.Role
		body string
		want string // names of the fields
	}{
		{"a login", shop.Login, login, ""},
		{"a login that is not marked", shop.Login, unmarked, ""},
		{"a login that calls its password new", shop.Login, `<form><input name=mail><input type=password name=p autocomplete=new-password></form>`, ""},
		{"a login and a registration", shop.Login, login + called, "p4"},
		{"asked for twice", shop.Login, login + twice, "p5 p6"},
		{"much asked for beside a login's password", shop.Checkout, full, ""},
		{"WooCommerce", shop.Account, unmarked + `<form><input type=email name=email id=reg_email><input type=password name=password id=reg_password></form>`, "password"},
		{"over the home page", shop.Home, called, "p4"},

		{"little asked for, on its own page", shop.Register, minimal, "p3"},
		{"beside a login that is marked", shop.Register, login + minimal, "p3"},
		{"beside one that is not", shop.Register, unmarked + minimal, ""},
		{"more asked for, beside one that is not", shop.Register, unmarked + full, "p7"},
		{"a login at the address for registering", shop.Register, `<form action="/login.php?x=1"><input name=mail><input type=password name=p></form>`, ""},
		{"PrestaShop, at the login's address", shop.Register, `<form action="/login?create_account=1"><input name=firstname><input name=lastname><input name=email><input type=password name=password></form>`, "password"},
		{"a field of a login's name", shop.Register, `<form><input name=mail><input type=password name=login_password></form>`, ""},
		{"nothing", shop.Register, ``, ""},
		{"by code", shop.Register, `<form><input name=mail><input type=password name=otp></form>`, ""},
		{"a card's code", shop.Checkout, `<form><input name=a><input name=b><input type=password name=cvc><input type=password name=q autocomplete=cc-csc></form>`, ""},
		{"loose fields", shop.Register, `<input name=mail><input type=password name=p>`, "p"},

		{"a password changed", shop.Account, `<form><input name=mail><input type=password autocomplete=current-password><input type=password name=p autocomplete=new-password><input type=password></form>`, ""},
		{"a password reset", shop.Login, `<form><input type=hidden name=token><input type=password name=new_password><input type=password name=again></form>`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, in := range chosen(page(tt.role, tt.body)) {
				got = append(got, in.Name)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("chosen in %q, want %q", got, tt.want)
			}
		})
	}
}

// Package shop finds the pages of a shop that matter, as a customer would: home,
// a product, login, registration, account, cart, checkout, privacy and contact. It
// also recognises what the shop is made with.
//
// It goes to the addresses that it is told, and else follows links of the home
// page, of the cart and of the login, and redirects, on the shop's own hosts only,
// and never a link whose address says that it does something. That makes nine
// pages at most. Looks are shared, so every probe may simply ask for the pages it
// needs. A scan that has a browser sees the pages where customers log in and pay as
// the browser shows them, and others where their HTML is an empty shell.
package shop

import (
	"slices"
	"strings"

	"shopcheck/scanner/observe"
)

// A Role is what customers do on a page. It is part of findings' subjects.
type Role string

// The roles.
const (
	Home     Role = "home"
	Login    Role = "login"
	Register Role = "register"
	Account  Role = "account"
	Cart     Role = "cart"
	Checkout Role = "checkout"
	Product  Role = "product"
	Privacy  Role = "privacy"
	Contact  Role = "contact"
)

// roles are those that Find looks for, most wanted first.
var roles = []Role{Login, Cart, Checkout, Register, Account, Product, Privacy, Contact}

// A Page is a page of the shop that was seen, with status 200 and HTML.
type Page struct {
	Role Role
	*observe.Page
	Hops []*observe.Page // the redirects that led to it, the first first; nil: none
}

// Found is what Find saw of a shop.
type Found struct {
	Home  *observe.Page
	Pages []Page // the home page first, then in the order of roles; each page once
	// platform is what the pages show, see recognize.
	platform Platform
	// missed holds why a role's page was not seen.
	missed map[Role]*observe.Failure
	// away holds what was seen of roles that another company serves.
	away map[Role]*observe.Visit
	// unrendered holds why a role's page is not as a browser shows it.
	unrendered map[Role]*observe.Failure
}

// Away returns what was seen of a role for which the shop sends its customers to
// another company, or nil: a checkout at a payment company, for example.
func (f Found) Away(role Role) *observe.Visit { return f.away[role] }

// Of returns the pages with one of the roles, in the order of roles, none
// meaning all.
func (f Found) Of(roles ...Role) []Page {
	if len(roles) == 0 {
		return f.Pages
	}
	var pages []Page
	for _, r := range roles {
		for _, p := range f.Pages {
			if p.Role == r {
				pages = append(pages, p)
			}
		}
	}
	return pages
}

// Platform says what the pages seen show the shop is made with.
func (f Found) Platform() Platform { return f.platform }

// recognize looks at the pages of the home page's host first: what a shop keeps at
// another of its hosts, such as a rented cart beside a site of its own, does not
// look after that site.
func (f Found) recognize(own func(host string) bool) Platform {
	var here, all []*observe.Page
	for _, p := range f.Pages {
		all = append(all, p.Page)
		if strings.TrimPrefix(p.Host(), "www.") == strings.TrimPrefix(f.Home.Host(), "www.") {
			here = append(here, p.Page)
		}
	}
	if p := Recognize(own, here...); p.ID != "" || len(here) == len(all) {
		return p
	}
	return Recognize(own, all...)
}

// Blind reports whether one of the pages did not come this time, and may the next:
// nobody answered, or kept it back.
func (f Found) Blind() bool {
	passing := []observe.Cause{
		observe.Blocked, observe.DNS, observe.DNSBogus, observe.DNSRefused, observe.Timeout, observe.Refused, observe.Reset,
		observe.Unreachable, observe.TLS, observe.BudgetSpent, observe.Cancelled,
	}
	for _, why := range f.missed {
		if slices.Contains(passing, why.Cause) {
			return true
		}
	}
	return false
}

// Missing returns why no page with one of the roles was seen: the look that
// failed, or that the home page could not be read, and otherwise that none was
// found. It returns nil if one was seen.
func (f Found) Missing(roles ...Role) error {
	if len(f.Of(roles...)) > 0 {
		return nil
	}
	for _, r := range roles {
		if why := f.missed[r]; why != nil && why.Cause != observe.NotFound {
			return why
		}
	}
	if f.Home.Shell() {
		return shell(f.Home, "the shop's home page, from which others are found,")
	}
	if err := Textless(f.Home); err != nil {
		return err
	}
	return &observe.Failure{Cause: observe.NotFound, Words: "no such page was found from the shop's home page"}
}

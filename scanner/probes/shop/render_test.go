package shop

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner/observe"
)

// TestFindRendered: with a browser, the pages where customers log in and pay are as
// it shows them, others where their HTML is a shell, and where it fails the page
// that came stays and that is known.
func TestFindRendered(t *testing.T) {
	const shell = `<title>Tea</title><div id="root"></div><script src="/app.js"></script>`
	var looks observe.Looks
	look := func(question string, p *observe.Page, failure *observe.Failure) {
		var reply json.RawMessage
		if p != nil {
			var err error
			if reply, err = json.Marshal(p); err != nil {
				t.Fatal(err)
			}
		}
		looks = append(looks, observe.Look{Question: question, Reply: reply, Failure: failure})
	}
	late := &observe.Failure{Cause: observe.Timeout, Words: "too late"}
	for _, p := range []struct {
		path, html, shown string // shown "": that fails; "-": nobody tried
	}{
		{"/", shell, `<a href="/login">Log in</a><a href="/cart">Cart</a><a href="/checkout">Checkout</a><a href="/contact">Contact</a><a href="/privacy">Privacy</a><a href="/register">Register</a>`},
		{"/login", shell, `<form><input type="password"></form>`},
		{"/cart", `<p>Your cart is empty, and this is a page of the server's.</p>`, ""},
		{"/checkout", `<p>Checkout, a page of the server's too.</p>`, `<form><input name="card"></form>`},
		{"/register", shell, ""},
		{"/contact", `<p>Write to us, at this long address of ours.</p>`, "-"},
		{"/privacy", shell, `<p>Privacy</p>`},
	} {
		url := "https://shop.test" + p.path
		look("GET "+url, page(url, "", p.html), nil)
		shown := page(url, "", p.shown)
		shown.Rendered = true
		switch p.shown {
		case "-":
		case "":
			look("RENDER "+url, nil, late)
		default:
			look("RENDER "+url, shown, nil)
		}
	}
	found, err := Find(t.Context(), observe.Replay("shop.test", looks))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range found.Pages {
		got = append(got, fmt.Sprint(p.Role, " ", p.Rendered))
	}
	want := []string{"home true", "login true", "cart false", "checkout true", "privacy true", "contact false"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	for _, role := range []Role{Home, Login, Cart, Checkout, Register, Privacy, Contact} {
		if err := found.Unrendered(role); (err != nil) != (role == Cart || role == Register) {
			t.Errorf("%s is not rendered: %v", role, err)
		}
	}
	if found.Unrendered() == nil || found.Unrendered(Home, Login) != nil {
		t.Errorf("unrendered: %v, home and login %v", found.Unrendered(), found.Unrendered(Home, Login))
	}
	if err := found.Missing(Register); err == nil || err.Error() != late.Words {
		t.Errorf("a shell that is not rendered and is the home page's: %v", err)
	}
}

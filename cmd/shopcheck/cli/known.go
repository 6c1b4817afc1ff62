package cli

import "github.com/spf13/cobra"

// Known are the flags that say what is known of a shop before it is looked at.
// An address may be a path, such as /checkout.
type Known struct {
	Login     string   // where customers log in; empty: look for it
	Checkout  string   // where they order or pay; empty: look for it
	Selectors []string // names that the shop's mail is signed under
}

func (o *Known) declare(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.Login, "login-url", "", "customers log in at `URL`, or at a path such as /login: look there")
	f.StringVar(&o.Checkout, "checkout-url", "", "customers order or pay at `URL`, or at a path such as /checkout: look there")
	f.StringArrayVar(&o.Selectors, "dkim-selector", nil, "mail is signed under `NAME`, the s= of its DKIM-Signature: look for that key (repeatable)")
}

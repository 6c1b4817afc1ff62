package main

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// told gathers what is known of a shop before it is looked at, but for the last
// run: what flags and the config file say, and where a person said that customers
// pay. Errors are about flags; what a person said and is of no use is said to be.
func (a *app) told(o cli.Known, t scanner.Target, said []checklist.Statement) (observe.Told, error) {
	login, err := flagged("login", o.Login, t)
	if err != nil {
		return observe.Told{}, err
	}
	checkout, err := flagged("checkout", o.Checkout, t)
	if err != nil {
		return observe.Told{}, err
	}
	if checkout == "" {
		checkout = a.heard(said, t)
	}
	names, err := selectors(o.Selectors)
	if err != nil {
		return observe.Told{}, err
	}
	return observe.Told{Login: login, Checkout: checkout, Scripts: a.scripts, Selectors: names}, nil
}

func flagged(page, value string, t scanner.Target) (string, error) {
	if value == "" {
		return "", nil
	}
	address, err := address(value, t)
	if err != nil {
		return "", fmt.Errorf("--%s-url %w; try /%s or https://%s/%s", page, err, page, t.Domain, page)
	}
	return address, nil
}

// heard returns the address of the checkout as somebody answered last, or "".
func (a *app) heard(said []checklist.Statement, t scanner.Target) string {
	s, ok := checklist.Newest(said)["Q1/checkout-address"]
	if !ok || s.Value == checklist.ValueUnknown {
		return ""
	}
	address, err := address(s.Value, t)
	if err != nil {
		a.say("Where customers pay was answered, but %v. So the scan does not look there.", err)
	}
	return address
}

// maxAddress bounds an address that somebody types.
const maxAddress = 2000

// address completes what a person says is the address of one of the shop's pages:
// an address with or without https://, or a path on the shop's domain.
func address(said string, t scanner.Target) (string, error) {
	said = strings.TrimSpace(said)
	whole := said
	switch {
	case strings.HasPrefix(said, "/"):
		whole = "https://" + t.Domain + said
	case !strings.Contains(said, "://"):
		whole = "https://" + said
	}
	u, err := url.Parse(whole)
	if err != nil || len(said) > maxAddress || strings.HasPrefix(said, "//") || u.Scheme != "https" && u.Scheme != "http" {
		return "", fmt.Errorf("%s is no address of a page", shown(said))
	}
	host, err := scanner.ParseTarget(u.Host)
	switch {
	case u.User != nil:
		return "", fmt.Errorf("%s has a name or password in it, and is not used", shown(said))
	case err != nil || u.Port() != "" && u.Port() != map[string]string{"http": "80", "https": "443"}[u.Scheme]:
		return "", fmt.Errorf("%s is no address of a page", shown(said))
	case !observe.Replay(t.Domain, nil).Own(host.Domain):
		return "", fmt.Errorf("%s is not at %s, and only the shop's own pages are looked at", shown(said), t.Domain)
	}
	u.Host, u.Fragment, u.RawFragment = host.Domain, "", "" // browsers do not send the fragment
	return u.String(), nil
}

// shown quotes an address that somebody typed, without a password that may stand
// in it: what is wrong with it may be just where that ends.
func shown(said string) string {
	if at := strings.LastIndexByte(said, '@'); at >= 0 {
		said = "…" + said[at:]
	}
	return strconv.Quote(observe.Printable(said))
}

// oneShop refuses what is said of one shop where several are scanned.
func (a *app) oneShop(o cli.Scan, shops int) error {
	if shops < 2 {
		return nil
	}
	for _, value := range []string{o.Login, o.Checkout} {
		if value != "" && !strings.HasPrefix(value, "/") {
			return fmt.Errorf("%s is one shop's address, but %d shops were named; try a path such as /checkout, or scan them one by one", shown(value), shops)
		}
	}
	switch {
	case o.Before != "":
		return fmt.Errorf("--before takes one shop's run, but %d shops were named; scan them one by one", shops)
	case a.scripts != nil:
		return fmt.Errorf("the list of scripts in the config file is one shop's, but %d shops were named; scan them one by one, each with a config file of its own", shops)
	}
	return nil
}

// unseen reports whether a scan did not look at an address: it was not told of it,
// and found no page there.
func unseen(ctx context.Context, run checklist.Run, address string) bool {
	site := observe.Replay(run.Target.Domain, run.Scan.Looks)
	if address == "" || site.Told(ctx).Checkout == address {
		return false
	}
	found, err := shop.Find(ctx, site)
	if err != nil {
		return false // interrupted, or there is nothing to go on from
	}
	for _, p := range found.Pages {
		if p.URL == address {
			return false
		}
	}
	return true
}

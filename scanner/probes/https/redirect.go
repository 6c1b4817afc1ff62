package https

import (
	"bytes"
	"context"
	_ "embed"
	"net/url"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed redirect.md
var redirectDoc string

// Redirect asks whether a customer who arrives without encryption is sent to the
// encrypted shop at once (RFC 6797, section 7.2).
var Redirect = scanner.Probe{
	ID:       "https.redirect",
	Severity: scanner.High,
	Twice:    true,
	Doc:      redirectDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		var found []scanner.Finding
		r := ruler{own: site.Own}
		r.home, r.homeErr = site.Home(ctx)
		for _, host := range names(ctx, site) {
			address := "http://" + host + "/"
			visit, err := site.Visit(ctx, address)
			if len(visit.Hops) == 0 {
				found = append(found, r.judgeClosed(address, err, host != site.Host(ctx)))
				continue
			}
			f := r.judgeRedirect(visit, err)
			f.Subject = address
			found = append(found, f)
		}
		return found, nil
	},
}

// A ruler is what unencrypted addresses are judged by: whose a host is, and the
// shop's home page or why it was not seen.
type ruler struct {
	own     func(host string) bool
	home    *observe.Page
	homeErr error
}

// judgeClosed judges an unencrypted address that gave no reply. A refused port
// is as good as a redirect if the shop is there otherwise. A connection that was
// cut off proves nothing: somebody listens.
func (r ruler) judgeClosed(address string, err error, spare bool) scanner.Finding {
	switch why := cause(err); {
	case why == observe.NoName && spare:
		return scanner.Finding{Subject: address, Outcome: scanner.NotApplicable, Message: "This name leads nowhere, so nobody arrives there."}
	case why == observe.Refused && r.homeErr == nil && r.home.Secure():
		return scanner.Finding{
			Subject: address, Outcome: scanner.Pass,
			Message: "Nothing answers there without encryption.", Evidence: []observe.Evidence{unanswered(address, err, r.home)},
		}
	}
	return scanner.CouldNot(address, err)
}

// judgeRedirect judges the way from an unencrypted address: at least its first
// hop was seen; err is why the way broke off, if it did.
func (r ruler) judgeRedirect(v *observe.Visit, err error) scanner.Finding {
	first, end := v.Hops[0], v.End()
	f := scanner.Finding{Evidence: v.Evidence()}
	if bad := first.Unusable(); bad != nil {
		return scanner.CouldNot("", bad)
	}
	if !end.Secure() {
		if f, done := r.judgeInsecureEnd(f, v, err); done {
			return f
		}
	}
	to := target(first)
	switch {
	case to == nil || to.Scheme != "https":
		f.Outcome, f.Message = scanner.Warn, "Customers who arrive without encryption take another unencrypted step before they reach the encrypted shop."
	case !strings.EqualFold(to.Hostname(), first.Host()):
		f.Outcome, f.Message = scanner.Warn, "Customers who arrive without encryption are sent to another name's encrypted address, so browsers cannot learn to ask for this one encrypted."
	case detour(v.Hops):
		f.Outcome, f.Message = scanner.Warn, "Customers who arrive without encryption are led to the encrypted shop, but by way of an unencrypted page."
	default:
		f.Outcome, f.Message = scanner.Pass, "Customers who arrive without encryption are sent to the encrypted address at once."
	}
	return f
}

// judgeInsecureEnd judges a way whose last page seen is not encrypted; done is
// false if that page itself leads on to the encrypted shop, unseen.
func (r ruler) judgeInsecureEnd(f scanner.Finding, v *observe.Visit, err error) (_ scanner.Finding, done bool) {
	end := v.End()
	to := target(end)
	switch {
	case to != nil && to.Scheme == "https" && r.own(to.Hostname()):
		return f, false // it leads to encryption, whatever came of it
	case v.Next != "" && to != nil && !r.own(to.Hostname()):
		return scanner.CouldNot("", &observe.Failure{Cause: observe.OtherCompany, Words: "the address leads to " + observe.Printable(v.Next) + ", which is another domain"}), true
	case v.Next != "":
		return scanner.CouldNot("", &observe.Failure{Cause: observe.ErrorPage, Words: "the address redirects too many times"}), true
	case err != nil:
		return scanner.CouldNot("", err), true
	case end.Unusable() != nil:
		return scanner.CouldNot("", end.Unusable()), true
	case len(bytes.TrimSpace(end.Body)) == 0:
		return scanner.CouldNot("", &observe.Failure{Cause: observe.ErrorPage, Words: "the unencrypted address answers with an empty page"}), true
	case scripted(end, r.own):
		f.Outcome, f.Message = scanner.Warn, "Customers who arrive without encryption get an unencrypted page, which only then asks the browser to move on."
	case !r.shows(end) && r.homeErr != nil:
		return scanner.CouldNot("", r.homeErr), true // nobody knows whether this is the shop
	case !r.shows(end):
		f.Outcome, f.Message = scanner.Warn, "Customers who arrive without encryption get an unencrypted page that does not look like the shop."
	case len(v.Hops) > 1:
		f.Outcome, f.Message = scanner.Fail, "Customers who arrive without encryption are led on, but stay without encryption."
	default:
		f.Outcome, f.Message = scanner.Fail, "Customers who arrive without encryption shop without encryption."
	}
	return f, true
}

// shows reports whether an unencrypted page is the shop: where the shop is not
// encrypted, or if the page reads as the home page does, leads on into a shop, or
// takes what customers type.
func (r ruler) shows(page *observe.Page) bool {
	takes := func(f observe.Form) bool {
		to, err := url.Parse(f.Action)
		return err == nil && sends(f) && r.own(to.Hostname())
	}
	leads := func(m observe.Meta) bool {
		to, err := url.Parse(refresh(m.Content))
		return err == nil && m.Name == "refresh" && r.own(to.Hostname())
	}
	if shop.Leads(page, r.own) || slices.ContainsFunc(page.Document().Metas, leads) || slices.ContainsFunc(page.Document().Forms, takes) {
		return true
	}
	return r.homeErr == nil && (!r.home.Secure() || shop.Alike(page, r.home))
}

// detour reports whether an unencrypted page came after the first.
func detour(hops []*observe.Page) bool {
	for _, p := range hops[1:] {
		if !p.Secure() {
			return true
		}
	}
	return false
}

// target returns where a redirect leads, or nil if page is none.
func target(page *observe.Page) *url.URL {
	location := page.Header.Get("Location")
	base, err := url.Parse(page.URL)
	if err != nil || page.Status < 300 || page.Status > 399 || location == "" {
		return nil
	}
	to, err := base.Parse(location)
	if err != nil {
		return nil
	}
	return to
}

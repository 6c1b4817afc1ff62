package admin

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
	"shopcheck/scanner/probes/shop"
)

//go:embed https.md
var httpsDoc string

// HTTPS asks whether the administration's login is also given out without
// encryption.
var HTTPS = scanner.Probe{
	ID:       "admin.https",
	Severity: scanner.Critical,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Twice:    true,
	Doc:      httpsDoc,
	Run:      runHTTPS,
}

// mostUnencrypted is how many requests to unlinked paths this takes: the address,
// one that it leads on to, a name that cannot exist, and the second look.
const mostUnencrypted = 4

// A proof is what the first look saw, for the second one to look at.
type proof struct {
	address string
	door    *door
}

func runHTTPS(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
	const name = "admin unencrypted"
	again := site.Again()
	if again == site { // this is the second look
		first, err := observe.Derived(ctx, site, name, func(context.Context) (*proof, error) { return nil, none })
		if err != nil {
			return nil, err
		}
		p, err := path.Ask(ctx, site.PeekPage, first.address)
		f, err := judgeUnencrypted(first.door, p, first.address, err)
		return located(site, f), err
	}
	r, err := search(ctx, site)
	switch {
	case err != nil:
		return nil, err
	case r.made.Hosted:
		return r.rented(), nil
	case r.door == nil:
		return nil, none
	case r.door.kind == away:
		return nil, &observe.Failure{Cause: observe.OtherCompany, Words: "the administration's login is on another company's page, at " + shop.Host(r.door.Redirect())}
	}
	f, address, err := r.unencrypted(ctx)
	if err == nil && f.Outcome == scanner.Fail { // told to the second look
		_, err = observe.Derived(ctx, again, name, func(context.Context) (*proof, error) { return &proof{address, r.door}, nil })
	}
	return located(site, f), err
}

func located(site *observe.Site, f scanner.Finding) []scanner.Finding {
	if f.Outcome == "" {
		return nil
	}
	f.Subject = site.Domain()
	return []scanner.Finding{f}
}

// unencrypted asks for the door without encryption, and says at which address it
// was shown.
func (r *round) unencrypted(ctx context.Context) (scanner.Finding, string, error) {
	address := plain(r.door.URL)
	p, err := path.Ask(ctx, r.site.PeekPage, address)
	if err == nil && strings.HasPrefix(p.Redirect(), "http://") && p.Redirect() != address {
		address = p.Redirect()
		p, err = path.Ask(ctx, r.site.PeekPage, address)
	}
	f, err := judgeUnencrypted(r.door, p, address, err)
	switch {
	case err != nil:
		return f, "", err
	case f.Outcome == scanner.Fail:
		u, err := url.Parse(address)
		if err != nil {
			return scanner.Finding{}, "", err
		}
		at := path.At(p, path.Nonsense(r.site.Domain(), u.Path))
		nonsense, err := path.Ask(ctx, r.site.PeekPage, at)
		if err != nil {
			return scanner.Finding{}, "", err
		}
		if kindOf(nonsense, r.site.Own) == r.door.kind {
			return scanner.Finding{}, "", &observe.Failure{Cause: observe.Inconsistent, Words: "without encryption the shop answers names that cannot exist in the same way"}
		}
	case p != nil && p.Status == http.StatusForbidden:
		return f, "", path.Refuses(ctx, r.site, r.home)
	}
	return f, address, nil
}

// plain is an address without encryption.
func plain(address string) string {
	if rest, ok := strings.CutPrefix(address, "https://"); ok {
		return "http://" + rest
	}
	return address
}

// judgeUnencrypted says what the reply to a request without encryption means for
// a door; err is why there was none.
func judgeUnencrypted(d *door, p *observe.Page, address string, err error) (scanner.Finding, error) {
	f := scanner.Finding{Outcome: scanner.Pass}
	if failure, ok := errors.AsType[*observe.Failure](err); ok && failure.Cause == observe.Refused && d.Secure() {
		missed := &observe.Page{Method: http.MethodGet, URL: address, At: d.At}
		f.Message, f.Evidence = "Nothing answers at the administration's address without encryption.", []observe.Evidence{missed.Evidence(failure.Words)}
		return f, nil
	}
	if err != nil {
		return scanner.Finding{}, err
	}
	f.Evidence = []observe.Evidence{shown(p)}
	next := p.Redirect()
	switch {
	case strings.HasPrefix(next, "https://"):
		f.Message = "Who asks for the administration without encryption is sent to the encrypted address."
		f.Evidence = []observe.Evidence{p.Quote("Location")}
	case p.Status == http.StatusOK && asksPassword(p), p.Status == http.StatusUnauthorized && d.kind == locked && basic(p):
		f.Outcome, f.Message = scanner.Fail, "The login of the administration is given out without encryption, so passwords can be read on the way."
	case p.Status == http.StatusOK && asksPassword(d.Page), p.Status == http.StatusForbidden, p.Status == http.StatusNotFound, p.Status == http.StatusGone, p.Status == http.StatusUpgradeRequired:
		f.Message = "The login of the administration is not given out without encryption."
	case p.Status == http.StatusOK:
		return scanner.Finding{}, &observe.Failure{Cause: observe.NeedsBrowser, Words: "without encryption the administration's address gives out a page of which scripts build the rest in the visitor's browser"}
	default:
		return scanner.Finding{}, &observe.Failure{Cause: observe.ErrorPage, Words: fmt.Sprintf("without encryption the administration's address answers with status %d", p.Status)}
	}
	return f, nil
}

// basic reports whether a page asks for a password that is sent as it is (RFC
// 7617, section 4).
func basic(p *observe.Page) bool {
	for _, v := range p.Header.Values("Www-Authenticate") {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(v)), "basic") {
			return true
		}
	}
	return false
}

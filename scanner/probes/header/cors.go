package header

import (
	"context"
	_ "embed"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed cors.md
var corsDoc string

// CORS asks whether the shop lets strangers' websites read its pages as its
// customers see them. It asks as a browser does for a script on another website,
// which needs nobody's permission.
var CORS = scanner.Probe{
	ID: "header.cors", Severity: scanner.High, Twice: true, Doc: corsDoc,
	Run: eachAsking(askCORS, shop.Home, shop.Login, shop.Account),
}

const (
	allowOrigin      = "Access-Control-Allow-Origin"
	allowCredentials = "Access-Control-Allow-Credentials"
)

// foreign returns the name of a website that is nobody's (RFC 6761, section 6.4).
// It begins as the shop's own does, to be let in also where only beginnings are
// compared: whoever wants such a name can have one.
func foreign(page *observe.Page) string { return "https://" + page.Host() + ".shopcheck.invalid" }

func askCORS(ctx context.Context, site *observe.Site, page shop.Page) scanner.Finding {
	answer, err := site.FromOrigin(ctx, page.URL, foreign(page.Page))
	if err == nil {
		err = answer.Unusable()
	}
	if err == nil && answer.Redirect() != "" { // what stands where it leads was not seen
		err = &observe.Failure{Cause: observe.Inconsistent, Words: "asked as for another website, the page answers with a redirect, which it did not before"}
	}
	if err != nil {
		return scanner.CouldNot("", err)
	}
	return judgeCORS(answer)
}

// judgeCORS goes by what browsers check (Fetch standard, "CORS check"): both
// values as a whole and letter by letter, and * for nobody who is logged in.
func judgeCORS(page *observe.Page) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{page.Quote(allowOrigin)}}
	if page.Header.Get(allowCredentials) != "" {
		f.Evidence = append(f.Evidence, page.Quote(allowCredentials))
	}
	as := joined(page, allowCredentials) == "true"
	switch who := joined(page, allowOrigin); {
	case len(page.Header.Values(allowOrigin)) == 0:
		f.Message = "Browsers let no other website read this page."
	case who == page.Origin && as:
		f.Outcome, f.Message = scanner.Fail, "The shop gives strangers' websites leave to read this page as a customer who is logged in sees it."
	case who == "null" && as: // every website can make such a frame; that it is let in was not tried
		f.Outcome, f.Message = scanner.Warn, "The shop lets pages without an address read this page as a customer who is logged in sees it, and every website can make such pages."
	case who == "*" && as:
		f.Outcome, f.Message = scanner.Warn, "The shop means to let every website read this page as a customer who is logged in sees it, but browsers let them see only what strangers see."
	case who == page.Origin, who == "null", who == "*":
		f.Outcome, f.Message = scanner.Warn, "The shop lets strangers' websites read this page, though only as somebody sees it who is not logged in."
	case strings.ContainsAny(who, ", "):
		f.Message = "What the shop says about other websites reading this page is nothing that browsers understand, so they let none."
	default:
		f.Message = "Browsers let no website read this page that the shop does not name."
	}
	return f
}

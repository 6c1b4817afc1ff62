package https

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/header"
	"shopcheck/scanner/probes/shop"
)

// maxEvidence bounds the quotes of one finding.
const maxEvidence = 5

// mixed returns the Run of a probe of mixed content: judge is put to every page
// that matters.
func mixed(judge func(*observe.Page) scanner.Finding) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		pages, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		var found []scanner.Finding
		for _, p := range pages.Pages {
			f := judge(p.Page)
			f.Subject = subject(p)
			found = append(found, f)
		}
		return found, nil
	}
}

// judgeMixed judges what a page loads or sends without encryption: parts, each
// quoted as "script http://…". bad says what some mean.
func judgeMixed(page *observe.Page, parts []string, bad step, none string) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Pass, Message: none, Evidence: []observe.Evidence{page.Evidence(tally(page))}}
	switch {
	case !page.Secure():
		return scanner.Finding{Outcome: scanner.NotApplicable, Message: "This page is not encrypted at all, so it cannot mix."}
	case len(parts) > 0 && upgrades(page):
		f.Message = "The page names unencrypted parts, but tells browsers to fetch them encrypted."
		f.Evidence = quotes(page, append([]string{upgrade}, parts...))
	case len(parts) > 0:
		f.Outcome, f.Message, f.Evidence = bad.outcome, bad.message, quotes(page, parts)
	default:
		if err := partial(page); err != nil {
			return scanner.CouldNot("", err)
		}
	}
	return f
}

func quotes(page *observe.Page, parts []string) []observe.Evidence {
	var out []observe.Evidence
	for _, part := range parts[:min(len(parts), maxEvidence)] {
		out = append(out, page.Evidence(part))
	}
	return out
}

// loads returns the page's parts of the given kinds that are fetched without
// encryption, sorted and each once.
func loads(page *observe.Page, kinds ...string) []string {
	var out []string
	for _, r := range page.Document().Resources {
		if slices.Contains(kinds, r.Kind) && insecure(r.URL) {
			out = append(out, r.Kind+" "+r.URL)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// insecure reports whether an address is one that anybody on the way can read
// and change. The computer's own is not (W3C Secure Contexts, section 3.1).
func insecure(address string) bool {
	u, err := url.Parse(address)
	if err != nil || !strings.EqualFold(u.Scheme, "http") {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if ip, err := netip.ParseAddr(host); err == nil {
		return !ip.IsLoopback()
	}
	return host != "localhost" && !strings.HasSuffix(host, ".localhost")
}

// upgrade is the directive that makes browsers ask for everything encrypted,
// forms included (W3C Upgrade Insecure Requests, sections 3.1 and 3.2).
const upgrade = "upgrade-insecure-requests"

// upgrades reports whether a page tells browsers to upgrade what it loads.
func upgrades(page *observe.Page) bool { return header.Directs(page, upgrade) }

// partial returns why finding nothing in a page would prove nothing: its text is
// not read, or was too long to be read whole.
func partial(page *observe.Page) error {
	if err := shop.Unread(page); err != nil {
		return err
	}
	if page.Document().Cut {
		return &observe.Failure{Cause: observe.BudgetSpent, Words: "the page is longer than shopcheck reads, and nothing was found in its beginning"}
	}
	return nil
}

// tally says what was looked at, so that a pass can be seen again.
func tally(page *observe.Page) string {
	doc, loaded := page.Document(), 0
	for _, r := range doc.Resources {
		if r.Kind != "data" {
			loaded++
		}
	}
	return fmt.Sprintf("forms: %d, parts loaded: %d", len(doc.Forms), loaded)
}

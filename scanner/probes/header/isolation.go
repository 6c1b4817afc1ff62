package header

import (
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed isolation.md
var isolationDoc string

// Isolation asks whether a page lets go of the window that another website
// opened it in, and whether all it says of other websites is understood.
var Isolation = scanner.Probe{
	ID: "header.isolation", Severity: scanner.Info, Doc: isolationDoc,
	Run: each(judgeIsolation, shop.Home, shop.Login, shop.Account, shop.Checkout),
}

const (
	openerPolicy   = "Cross-Origin-Opener-Policy"
	embedderPolicy = "Cross-Origin-Embedder-Policy"
	resourcePolicy = "Cross-Origin-Resource-Policy"
)

// The words that browsers know (HTML standard, "The COOP headers" and "The COEP
// headers"; Fetch standard, "Cross-Origin-Resource-Policy header").
var (
	openerWords   = []string{"same-origin", "same-origin-allow-popups", "noopener-allow-popups", "unsafe-none"}
	embedderWords = []string{"require-corp", "credentialless", "unsafe-none"}
	resourceWords = []string{"same-origin", "same-site", "cross-origin"}
)

func judgeIsolation(page shop.Page) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Pass, Evidence: []observe.Evidence{page.Quote(openerPolicy)}}
	if !page.Secure() { // browsers read none of it there
		f.Outcome, f.Message = scanner.NotApplicable, "This page is not encrypted, so browsers would ignore what it says about other websites' windows."
		return f
	}
	opener := structuredWord(joined(page.Page, openerPolicy))
	for _, h := range []struct {
		name, word string
		known      []string
	}{
		{openerPolicy, opener, openerWords},
		{embedderPolicy, structuredWord(joined(page.Page, embedderPolicy)), embedderWords},
		{resourcePolicy, joined(page.Page, resourcePolicy), resourceWords},
	} {
		if joined(page.Page, h.name) != "" && !slices.Contains(h.known, h.word) {
			f.Outcome, f.Evidence = scanner.Fail, []observe.Evidence{page.Quote(h.name)}
			f.Message = "What this page says about how close other websites may come is nothing that browsers understand, so they ignore it."
			return f
		}
	}
	switch opener {
	case "", "unsafe-none":
		f.Outcome, f.Message = scanner.Warn, "A website that opens this page in a window keeps a hold on that window."
	case "same-origin":
		f.Message = "A website that opens this page in a window loses its hold on that window, and this page on windows of other websites that it opens."
	default:
		f.Message = "A website that opens this page in a window loses its hold on that window, while windows that this page opens go on working."
	}
	return f
}

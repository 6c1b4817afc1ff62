package exposed

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
)

//go:embed listing.md
var listingDoc string

// Listing asks whether everybody sees which files are in the shop's folders. Names
// of files are not kept, only of what kinds they are.
var Listing = scanner.Probe{
	ID:       "exposed.listing",
	Severity: scanner.Medium,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Doc:      listingDoc,
	Run: hunt{
		topic: facts.Listing, quotes: title, once: true,
		clean: "No folder shows everybody which files it holds",
		doubt: "Anybody can see which files the folder %s holds, though none of those seen is of a kind that holds data.",
	}.run,
}

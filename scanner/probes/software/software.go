// Package software asks what a shop is made with and whether that is still
// looked after: the platform, the language it is written in, the web server.
//
// A version is believed only where a page or a header shows it. What it means
// is looked up in scanner/facts, and facts that have grown old judge nothing.
package software

import (
	"context"
	"fmt"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

// All is this family's probes.
var All = []scanner.Probe{Platform, Hosted, EOL, Patch, KnownExploited, PHP, Server, JSLibraries, Plugins}

// soon is how long before its end a release line is warned about.
const soon = 90 * 24 * time.Hour

// recognized says what the shop's pages show it is made with, and gives the
// home page for the time and as evidence.
func recognized(ctx context.Context, site *observe.Site) (*observe.Page, shop.Platform, error) {
	found, err := shop.Find(ctx, site)
	if err != nil {
		return nil, shop.Platform{}, err
	}
	return found.Home, found.Platform(), nil
}

// stale returns a Failure if the embedded facts are too old to judge versions by.
func stale(now time.Time) error { return old(facts.Day(), now) }

// old returns a Failure if facts of a day are too old to judge versions by.
func old(asOf, now time.Time) error {
	if now.Sub(asOf) > facts.Fresh {
		return &observe.Failure{Cause: observe.NotFound, Words: fmt.Sprintf(
			"what shopcheck knows about versions is of %s, which is too long ago to judge by", asOf.Format(time.DateOnly))}
	}
	return nil
}

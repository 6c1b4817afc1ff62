// Package thirdparty asks whose scripts a shop lets run in its customers'
// browsers, whether somebody trustworthy is still behind them, and whether
// browsers make sure that files are the ones that were meant.
//
// Judged is what the HTML of the pages found names. What a script loads in turn,
// as tag managers do, is seen only where a browser rendered the page.
package thirdparty

import (
	"fmt"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// All lists the package's probes.
var All = []scanner.Probe{Scripts, SRI}

// maxLines bounds the evidence of a finding, in lines.
const maxLines = 40

// few names some of many: "a, b, c and 4 more". The names are made printable.
func few(names []string) string {
	const shown = 3
	var some []string
	for _, n := range names[:min(len(names), shown)] {
		some = append(some, observe.Printable(n))
	}
	if more := len(names) - shown; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(some, ", "), more)
	}
	return strings.Join(some, ", ")
}

// count writes a number of things: "1 host", "2 hosts".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

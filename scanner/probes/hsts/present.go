package hsts

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed present.md
var presentDoc string

// Present asks whether browsers are told to use nothing but encryption, in words
// that they understand (RFC 6797).
var Present = scanner.Probe{ID: "hsts.present", Severity: scanner.Medium, Doc: presentDoc, Run: home(judgePresent)}

func judgePresent(page *observe.Page) scanner.Finding {
	o, ok := given(page)
	switch n := len(page.Header.Values(header)); {
	case !page.Secure():
		return unencrypted(page)
	case n == 0:
		return finding(page, scanner.Fail, "The shop does not tell browsers to use nothing but encryption when they come back.")
	case !ok:
		return finding(page, scanner.Fail, "The shop's order to use nothing but encryption is written wrongly, so browsers ignore it.")
	case o.maxAge == 0:
		return finding(page, scanner.Fail, "The shop tells browsers to forget that they should use nothing but encryption here.")
	case n > 1:
		return finding(page, scanner.Warn, "The shop sends its order to use nothing but encryption more than once, and browsers heed only the first.")
	}
	return finding(page, scanner.Pass, "The shop tells browsers to use nothing but encryption when they come back.")
}

package cookie

import (
	_ "embed"

	"shopcheck/scanner"
)

//go:embed http-only.md
var httpOnlyDoc string

// HTTPOnly asks whether scripts cannot read the cookies by which the shop
// recognises its customers (RFC 6265bis, section 4.1.2.6).
var HTTPOnly = scanner.Probe{
	ID: "cookie.http-only", Severity: scanner.Medium, Doc: httpOnlyDoc,
	Run: sessions([]verdict{readable, hidden}, httpOnly),
}

var (
	readable = verdict{scanner.Fail, known + "can be read by every script in the shop's pages."}
	hidden   = verdict{scanner.Pass, known + "is hidden from scripts."}
)

func httpOnly(s setting) verdict {
	if s.HTTPOnly {
		return hidden
	}
	return readable
}

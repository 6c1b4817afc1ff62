package cookie

import (
	_ "embed"

	"shopcheck/scanner"
)

//go:embed same-site.md
var sameSiteDoc string

// SameSite asks whether the shop says when browsers may send its cookies along
// with requests that other websites cause (RFC 6265bis, section 4.1.2.7).
var SameSite = scanner.Probe{
	ID: "cookie.same-site", Severity: scanner.Low, Doc: sameSiteDoc,
	Run: sessions([]verdict{contradictory, unsaid, everywhere, kept}, sameSite),
}

var (
	contradictory = verdict{scanner.Fail, "This cookie asks to be sent from other websites too, but is not limited to encrypted connections, so current browsers refuse it."}
	unsaid        = verdict{scanner.Warn, "The shop does not say whether this cookie may be sent when another website causes the request, so each browser decides by itself."}
	everywhere    = verdict{scanner.Pass, "The shop says that this cookie may be sent from other websites too, and only encrypted."}
	kept          = verdict{scanner.Pass, "Browsers keep this cookie to themselves when another website sends something to the shop in a customer's name."}
)

func sameSite(s setting) verdict {
	switch {
	case s.SameSite == "None" && !s.Secure:
		return contradictory
	case s.SameSite == "None":
		return everywhere
	case s.SameSite == "":
		return unsaid
	}
	return kept
}

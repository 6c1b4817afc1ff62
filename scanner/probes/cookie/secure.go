package cookie

import (
	"context"
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed secure.md
var secureDoc string

// Secure asks whether cookies travel over encrypted connections only (RFC
// 6265bis, section 4.1.2.5).
var Secure = scanner.Probe{
	ID:       "cookie.secure",
	Severity: scanner.High,
	Twice:    true,
	Doc:      secureDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, j, err := fill(ctx, site)
		if err != nil {
			return nil, err
		}
		return judgeSecure(found.Home, j)
	},
}

var (
	exposed  = verdict{scanner.Fail, known + "may travel unencrypted, where others can copy it."}
	guarded  = verdict{scanner.Pass, known + "travels encrypted only."}
	leaky    = verdict{scanner.Warn, "Browsers may send other cookies of the shop unencrypted, where strangers can read them."}
	watchful = verdict{scanner.Pass, "Browsers send the shop's other cookies encrypted only."}
)

// judgeSecure judges the cookies by which the shop recognises customers one by
// one, and all others in one finding.
func judgeSecure(home *observe.Page, j jar) ([]scanner.Finding, error) {
	found := judgeEach(j, []verdict{exposed, guarded}, func(s setting) verdict {
		if s.Secure {
			return guarded
		}
		return exposed
	})
	if len(j.others) > 0 {
		v, worst := judgeWorst(j.others, []verdict{leaky, watchful}, func(s setting) verdict {
			if s.Secure {
				return watchful
			}
			return leaky
		})
		found = append(found, v.of(home.URL+" other cookies", worst))
	}
	if len(found) == 0 {
		return nil, &observe.Failure{Cause: observe.NotFound, Words: "the pages that were seen set no cookie"}
	}
	return found, nil
}

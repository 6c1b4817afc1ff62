package admin

import (
	"context"
	_ "embed"
	"fmt"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
)

//go:embed path.md
var pathDoc string

// Path asks whether the administration's login is where every attacker looks
// for it first.
var Path = scanner.Probe{
	ID:       "admin.path",
	Severity: scanner.Low,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Doc:      pathDoc,
	Run:      runPath,
}

func runPath(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
	r, err := search(ctx, site)
	switch {
	case err != nil:
		return nil, err
	case r.made.Hosted:
		return r.rented(), nil
	case r.door != nil:
		f := judge(r.door, r.platform)
		f.Subject = site.Domain()
		return []scanner.Finding{f}, nil
	case r.refused() != nil:
		if err := path.Refuses(ctx, site, r.home); err != nil {
			return nil, err
		}
	}
	f := scanner.Finding{Subject: site.Domain(), Outcome: scanner.Pass, Message: "No login of an administration is open at an address that everybody knows."}
	for _, p := range r.misses {
		f.Evidence = append(f.Evidence, p.Evidence(fmt.Sprintf("status %d", p.Status)))
	}
	return []scanner.Finding{f}, nil
}

// judge says what an administration's login at a well-known address means.
func judge(d *door, platform facts.Platform) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Warn, Evidence: []observe.Evidence{shown(d.Page)}}
	switch {
	case d.kind == locked:
		f.Message = "The administration is at an address that everybody knows, behind a second password."
	case d.kind == away:
		f.Message = "The administration is at an address that everybody knows, behind another company's login."
	case d.kind == gated:
		f.Message = "The administration is at an address that everybody knows, behind a single sign-on."
	case d.linked:
		f.Message = "The login of the administration is open to everybody, and the shop's own pages lead there."
	case platform.Renamed:
		f.Outcome = scanner.Fail
		f.Message = fmt.Sprintf("The login of the administration is open to everybody, at an address that %s shops are told to change.", platform.Name)
	default:
		f.Message = "The login of the administration is open to everybody, at an address that everybody knows."
	}
	return f
}

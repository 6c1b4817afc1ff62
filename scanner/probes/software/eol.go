package software

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed eol.md
var eolDoc string

// EOL asks whether the makers of the shop's platform still publish security
// fixes for its version.
var EOL = scanner.Probe{
	ID:       "software.eol",
	Severity: scanner.High,
	Twice:    true,
	Doc:      eolDoc,
	Run:      platformBy(judgeLine, linesAsOf),
}

// platformBy returns the Run of a probe that judges the versions which the
// recognized platform shows.
func platformBy(judge func(used, time.Time) verdict, asOf func(used) time.Time) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		home, p, err := versioned(ctx, site)
		if err != nil {
			return nil, err
		}
		f, err := judgePlatformBy(question{judge: judge, asOf: asOf}, site.Domain(), p, home.At)
		if err != nil {
			return nil, err
		}
		return []scanner.Finding{f}, nil
	}
}

// judgePlatformBy judges the versions that a platform shows.
func judgePlatformBy(q question, domain string, p shop.Platform, at time.Time) (scanner.Finding, error) {
	if p.Hosted {
		return notOurs(domain, p), nil
	}
	q.subject, q.hidden = domain, "what the shop is made with could not be told from its pages"
	if p.ID != "" {
		q.hidden = fmt.Sprintf("the shop does not show which version of %s it runs", p.Name)
	}
	return q.answer(uses(p), at)
}

// uses lists the versions that a platform shows. A platform that is old by
// itself, such as Magento 1, needs to show none.
func uses(p shop.Platform) []used {
	var shown []used
	for _, v := range p.Versions {
		shown = append(shown, used{product: v.Product, version: v.Version, evidence: v.Evidence})
	}
	known, _ := facts.PlatformOf(p.ID)
	if _, have := p.Version(known.Product); !have && known.Line != "" && len(p.Evidence) > 0 {
		shown = append(shown, used{product: known.Product, version: known.Line, evidence: p.Evidence[0]})
	}
	return shown
}

// notOurs is the finding for a shop whose software its platform looks after.
func notOurs(domain string, p shop.Platform) scanner.Finding {
	return scanner.Finding{
		Subject: domain, Outcome: scanner.NotApplicable, Evidence: p.Evidence,
		Message: fmt.Sprintf("The shop runs on %s, which looks after this for every shop.", p.Name),
	}
}

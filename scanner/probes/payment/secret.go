package payment

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

//go:embed secret.md
var secretDoc string

// Secret asks whether a key with which the shop's money can be moved stands where
// every visitor can read it.
var Secret = scanner.Probe{
	ID:       "payment.secret",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      secretDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		bodies := inventory.BodiesTwice(ctx, site, inventory.Of(found.Pages, site.Own), keyIn)
		return []scanner.Finding{judgeSecret(site.Domain(), pages(found), files(bodies))}, nil
	},
}

// files returns the scripts' files that were read and may hold what is the
// shop's: not those of companies that are known to serve many shops.
func files(bodies []inventory.Body) []*observe.Page {
	var out []*observe.Page
	for _, b := range bodies {
		if b.File != nil && b.File.Status == 200 && b.Owner.Name == "" {
			out = append(out, b.File)
		}
	}
	return out
}

// keyIn reports whether a live key stands in a script's file.
func keyIn(b inventory.Body) bool {
	return slices.ContainsFunc(files([]inventory.Body{b}), func(p *observe.Page) bool {
		return slices.ContainsFunc(observe.Keys(string(p.Body)), func(k observe.Key) bool { return !k.Test })
	})
}

// maxSecrets bounds the places that are quoted.
const maxSecrets = 5

func judgeSecret(domain string, pages, files []*observe.Page) scanner.Finding {
	var live, trial secrets
	for _, p := range slices.Concat(pages, files) {
		for _, key := range observe.Keys(string(p.Body)) {
			if key.Test {
				trial.add(p, key)
			} else {
				live.add(p, key)
			}
		}
	}
	f := scanner.Finding{Subject: domain, Outcome: scanner.Pass}
	switch {
	case len(live.evidence) > 0:
		f.Outcome, f.Evidence = scanner.Fail, live.evidence
		f.Message = "In what the shop sends to every visitor stands a secret key of the kind that " + live.givers() + "."
	case len(trial.evidence) > 0:
		f.Outcome, f.Evidence = scanner.Warn, trial.evidence
		f.Message = "In what the shop sends to every visitor stands a secret key, for tests only, of the kind that " + trial.givers() + "."
	default:
		f.Message = fmt.Sprintf("No secret key of a payment company stands in the %d pages and %d script files that were read.", len(pages), len(files))
		f.Evidence = []observe.Evidence{pages[0].Evidence("no secret key in the page")}
	}
	return f
}

// secrets are keys that were seen, without the keys.
type secrets struct {
	companies []string
	evidence  []observe.Evidence
}

func (s *secrets) add(p *observe.Page, key observe.Key) {
	e := p.Evidence("a secret key that begins with " + key.Prefix)
	if len(s.evidence) < maxSecrets && !slices.ContainsFunc(s.evidence, func(o observe.Evidence) bool { return o.Source == e.Source && o.Quote == e.Quote }) {
		s.evidence = append(s.evidence, e)
	}
	if !slices.Contains(s.companies, key.Company) {
		s.companies = append(s.companies, key.Company)
	}
}

// givers says who gives out such keys.
func (s secrets) givers() string {
	if len(s.companies) == 1 {
		return s.companies[0] + " gives out"
	}
	return strings.Join(s.companies, " and ") + " give out"
}

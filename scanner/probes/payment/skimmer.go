package payment

import (
	"context"
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

//go:embed skimmer.md
var skimmerDoc string

// Skimmer asks whether anything shows of a script that takes customers' cards.
var Skimmer = scanner.Probe{
	ID:       "payment.skimmer",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      skimmerDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		scripts := inventory.Of(found.Pages, site.Own)
		s := &search{own: site.Own, pages: found.Pages, scripts: scripts, bodies: inventory.BodiesTwice(ctx, site, scripts, thiefIn(site.Own))}
		f := s.judge(site.Domain())
		if why := found.Missing(typed...); f.Outcome == scanner.Pass && why != nil {
			f = scanner.CouldNot(site.Domain(), why)
			f.Message = "Whether somebody takes customers' cards could not be told, because no page was seen on which they log in or pay: " + words(why) + "."
		}
		return []scanner.Finding{f}, nil
	},
}

// typed are the roles of the pages on which customers type what thieves want.
var typed = []shop.Role{shop.Checkout, shop.Cart, shop.Login, shop.Register, shop.Account}

// A search is a look for thieves in the pages and scripts of a shop.
type search struct {
	own     func(host string) bool
	pages   []shop.Page
	scripts []inventory.Script
	bodies  []inventory.Body

	asked map[string]repute // by host
	looks int
	full  bool // there was more than is looked at
}

// thiefIn returns what tells whether a script's file is a thief's.
func thiefIn(own func(host string) bool) func(inventory.Body) bool {
	return func(b inventory.Body) bool {
		s := &search{own: own, bodies: []inventory.Body{b}}
		return slices.ContainsFunc(s.files(), func(one suspicion) bool { return one.outcome == scanner.Fail })
	}
}

// A suspicion is one thing that speaks for a thief.
type suspicion struct {
	outcome  scanner.Outcome
	message  string
	evidence observe.Evidence
}

// maxSuspicions bounds those that are quoted.
const maxSuspicions = 5

// judge returns the worst of what was found. That nothing was found says little,
// and only where all was read that could hold it.
func (s *search) judge(domain string) scanner.Finding {
	all := slices.Concat(s.hosts(), s.texts(), s.files())
	for _, outcome := range []scanner.Outcome{scanner.Fail, scanner.Warn} {
		f := scanner.Finding{Subject: domain, Outcome: outcome}
		for _, one := range all {
			if one.outcome == outcome && len(f.Evidence) < maxSuspicions {
				if f.Message == "" {
					f.Message = one.message
				}
				f.Evidence = append(f.Evidence, one.evidence)
			}
		}
		if f.Message != "" {
			return f
		}
	}
	if f, any := s.unread(domain); any {
		return f
	}
	f := scanner.Finding{Subject: domain, Outcome: scanner.Pass}
	read := count(len(s.pages), "page") + " and " + count(s.read(), "script")
	f.Message = "Nothing of a card thief is visible from outside in " + read + " that were read; what runs on the server nobody outside can see."
	for _, p := range s.pages {
		if f.Evidence == nil || slices.Contains(typed, p.Role) {
			f.Evidence = []observe.Evidence{p.Evidence(read + " read")}
		}
	}
	return f
}

// hosts looks at whose scripts and frames the pages load, where forms go, and what
// else pages asked for while a browser built them.
func (s *search) hosts() []suspicion {
	var found []suspicion
	seen := make(map[string]bool)
	for _, p := range s.pages {
		all := traces(p.Page, s.own)
		for _, r := range p.Requests {
			all = append(all, trace{p.Page, "request", r.URL})
		}
		for _, t := range all {
			if t.kind == "link" || t.kind == "mention" || s.own(t.host()) || seen[t.host()] {
				continue
			}
			seen[t.host()] = true
			way := "from"
			if t.kind == "form" || t.kind == "request" {
				way = "to"
			}
			if one, is := suspect(t.host())("The shop's pages have a " + t.kind + " " + way + " " + observe.Printable(t.host())); is {
				one.evidence = t.page.Evidence(t.kind + " " + harmless.Replace(t.url))
				found = append(found, one)
			}
		}
	}
	return found
}

// suspect returns what says what speaks against a host, to go on with the
// beginning of a sentence.
func suspect(host string) func(begin string) (suspicion, bool) {
	outcome, says := scanner.Outcome(""), ""
	if _, is := facts.ThiefOf(host); is {
		outcome, says = scanner.Fail, ", which took cards in other shops."
	} else if risk, is := facts.RiskOf(host); is && risk.Bad {
		outcome, says = scanner.Fail, ", which is known for harmful scripts: "+risk.Why+"."
	} else if whom, is := facts.Imitates(host); is {
		outcome, says = scanner.Warn, ", a name that imitates "+whom+"."
	}
	return func(begin string) (suspicion, bool) {
		return suspicion{outcome: outcome, message: begin + says}, says != ""
	}
}

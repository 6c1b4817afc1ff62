package payment

import (
	"context"
	_ "embed"
	"fmt"
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
		s := search{own: site.Own, pages: found.Pages, scripts: scripts, bodies: inventory.Bodies(ctx, site, scripts)}
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
func (s search) judge(domain string) scanner.Finding {
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
	read := count(s.read(), "script")
	f.Message = "Nothing of a card thief is visible from outside in " + read + " that could be read; what runs on the server nobody outside can see."
	for _, p := range s.pages {
		if f.Evidence == nil || slices.Contains(typed, p.Role) {
			f.Evidence = []observe.Evidence{p.Evidence(read + " read")}
		}
	}
	return f
}

// hosts looks at whose scripts and frames the pages load, where forms go, and what
// else pages asked for while a browser built them.
func (s search) hosts() []suspicion {
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
			if one, is := suspect(t.host(), "The shop's pages have a "+t.kind+" "+way+" "+observe.Printable(t.host())); is {
				one.evidence = t.page.Evidence(t.kind + " " + harmless.Replace(t.url))
				found = append(found, one)
			}
		}
	}
	return found
}

// suspect says what speaks against a host; begin is the beginning of the sentence.
func suspect(host, begin string) (suspicion, bool) {
	if _, is := facts.ThiefOf(host); is {
		return suspicion{outcome: scanner.Fail, message: begin + ", which took cards in other shops."}, true
	}
	if risk, is := facts.RiskOf(host); is && risk.Bad {
		return suspicion{outcome: scanner.Fail, message: begin + ", which is known for harmful scripts: " + risk.Why + "."}, true
	}
	if whom, is := facts.Imitates(host); is {
		return suspicion{outcome: scanner.Warn, message: begin + ", a name that imitates " + whom + "."}, true
	}
	return suspicion{}, false
}

// read counts the scripts that were looked into.
func (s search) read() int {
	n := len(s.inline())
	for _, b := range s.bodies {
		if b.File != nil {
			n++
		}
	}
	return n
}

// unread returns the unknown finding where a page was not read on which customers
// type, or a script of it that nobody known answers for.
func (s search) unread(domain string) (scanner.Finding, bool) {
	for _, p := range s.pages {
		if err := shop.Unread(p.Page); err != nil && slices.Contains(typed, p.Role) {
			f := scanner.CouldNot(domain, err)
			f.Message = "Whether somebody takes customers' cards could not be told from the page (" + string(p.Role) + "): " + words(err) + "."
			return f, true
		}
	}
	var missing int
	var why error
	for _, script := range s.scripts {
		onTyped := slices.ContainsFunc(script.Roles, func(r shop.Role) bool { return slices.Contains(typed, r) })
		if script.URL == "" || script.Hint || !stranger(script.Host) || !onTyped {
			continue
		}
		if err := s.missing(script); err != nil {
			missing, why = missing+1, err
		}
	}
	if missing == 0 {
		return scanner.Finding{}, false
	}
	f := scanner.CouldNot(domain, why)
	f.Message = fmt.Sprintf("Whether somebody takes customers' cards could not be told: of the scripts where they log in or pay %d could not be read, or not wholly: %s.", missing, words(why))
	return f, true
}

// missing says why a script's file was not read, or returns nil. A file that is
// not there runs nowhere.
func (s search) missing(script inventory.Script) error {
	i := slices.IndexFunc(s.bodies, func(b inventory.Body) bool { return b.Name == script.Name })
	switch {
	case i < 0:
		return &observe.Failure{Cause: observe.BudgetSpent, Words: "this scan's limit of script files was reached"}
	case s.bodies[i].Err != nil:
		return s.bodies[i].Err
	case s.bodies[i].File.Cut:
		return &observe.Failure{Cause: observe.BudgetSpent, Words: "a script is longer than is read"}
	}
	if err := s.bodies[i].File.Unusable(); err != nil && cause(err) != observe.ErrorPage {
		return err
	}
	return nil
}

package dns

import (
	"context"
	_ "embed"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

//go:embed dangling.md
var danglingDoc string

// Dangling asks whether names of the shop lead to something that was given up, and
// that somebody else can have.
var Dangling = scanner.Probe{
	ID:       "dns.dangling",
	Severity: scanner.High,
	Twice:    true,
	Doc:      danglingDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		leads, err := follow(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(site.Apex(), err)}, nil
		}
		return judgeLeads(site.Apex(), leads), nil
	},
}

// A lead is where one name of the domain leads.
type lead struct {
	kind    string             // "CNAME", or "NS" and "MX" for the domain's own servers
	name    string             // "www.shop.test"; "*.shop.test" for all names that nobody made
	guessed bool               // nobody has shown the name
	target  string             // the last name that it leads to; empty if it leads nowhere else
	records []*observe.Records // of its address
	gone    bool               // the target does not exist
	own     bool               // the target lies in the domain itself
	domain  string             // that somebody would have to register to own the target; empty where nobody can
	free    *observe.Records   // shows that nobody has registered it; nil: somebody has, or it is not known
	service facts.Claimable    // that the target belongs to; the zero value: none that is known
	guarded bool               // a text at the shop's name keeps other customers of the service out
	page    *observe.Page      // what is there, where a page tells; nil: it was not asked
	err     error              // why all this could not be told
}

// open reports whether the target lies with a service that shows it as free.
func (l lead) open() bool {
	return l.gone && l.service.Gone || l.page != nil && l.service.Free(string(l.page.Body))
}

// evidence quotes where the name leads, and what shows that nobody has that.
func (l lead) evidence() []observe.Evidence {
	var out []observe.Evidence
	for _, r := range l.records {
		e := r.Evidence()
		if len(r.Aliases) > 0 {
			e.Quote = observe.Printable("leads to " + strings.Join(r.Aliases, ", ") + ": " + e.Quote)
		}
		out = append(out, e)
	}
	if l.free != nil {
		out = append(out, l.free.Evidence())
	}
	if l.page != nil && l.open() {
		out = append(out, l.page.Evidence(l.service.Page.FindString(string(l.page.Body))))
	}
	return out
}

// judgeLeads reports each name that leads to something that was given up, and
// otherwise that none does.
func judgeLeads(apex string, leads []lead) []scanner.Finding {
	var found []scanner.Finding
	var unknown error
	pass := scanner.Finding{Subject: apex, Outcome: scanner.Pass}
	pass.Message = "None of the names of " + apex + " that were looked at leads to something that was given up."
	for _, l := range leads {
		if l.err != nil {
			if unknown == nil {
				unknown = l.err
			}
			continue
		}
		if f, bad := judgeLead(l); bad {
			f.Subject, f.Evidence = l.kind+" "+observe.Printable(l.name), l.evidence()
			found = append(found, f)
		} else if l.target != "" || len(pass.Evidence) == 0 {
			pass.Evidence = append(pass.Evidence, l.evidence()...)
		}
	}
	switch {
	case unknown != nil:
		found = append(found, scanner.CouldNot(apex, unknown))
	case len(found) == 0:
		found = append(found, pass)
	}
	return found
}

// judgeLead says what is wrong with one, and false if nothing is. It is only certain
// that somebody else can step in where a domain can be registered, or where a service
// is known to give what is free to whoever asks: all else is a warning. A name within
// the domain is nobody else's to have.
func judgeLead(l lead) (scanner.Finding, bool) {
	leads := "The name " + observe.Printable(l.name) + " leads to " + observe.Printable(l.target)
	switch l.kind {
	case "NS":
		leads = "A name server of the domain is " + observe.Printable(l.target)
	case "MX":
		leads = "A mail server of the domain is " + observe.Printable(l.target)
	}
	at := ""
	if l.service.Name != "" {
		at = " at " + l.service.Name
	}
	f := scanner.Finding{Outcome: scanner.Warn}
	switch {
	case l.free != nil:
		f.Outcome, f.Message = scanner.Fail, leads+", and the domain "+observe.Printable(l.domain)+" does not exist: whoever registers it can take its place."
	case l.open() && !l.service.Proof && !l.service.Memory && !l.guarded:
		f.Outcome, f.Message = scanner.Fail, leads+at+", where nobody uses it any more: another customer of that service can take its place."
	case l.open():
		f.Message = leads + at + ", where nobody uses it any more: another customer may be able to take its place."
	case l.kind != "CNAME", !l.gone:
		return f, false
	case l.own:
		f.Message = leads + ", a name of your own that does not exist."
	default:
		f.Message = leads + ", which does not exist: it is not known whether somebody else could have that."
	}
	return f, true
}

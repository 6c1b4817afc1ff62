package payment

import (
	"cmp"
	"context"
	_ "embed"
	"maps"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed provider.md
var providerDoc string

// Provider asks which payment companies show in the shop's pages.
var Provider = scanner.Probe{
	ID:       "payment.provider",
	Severity: scanner.Info,
	Doc:      providerDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		f, shells := judgeProvider(site.Domain(), pages(found), site.Own), unread(found.Pages)
		why := found.Missing(shop.Checkout)
		switch {
		case f.Outcome != scanner.Unknown:
			return append([]scanner.Finding{f}, shells...), nil
		case why != nil && cause(why) != observe.NotFound:
			f.Cause, f.Message = cause(why), "No payment company shows, and the checkout page was not seen: "+words(why)+"."
		case len(shells) > 0:
			f.Cause, f.Message = shells[0].Cause, shells[0].Message
		}
		return []scanner.Finding{f}, nil
	},
}

// pages returns the pages found with one of the roles, none meaning all.
func pages(found shop.Found, roles ...shop.Role) []*observe.Page {
	var out []*observe.Page
	for _, p := range found.Of(roles...) {
		out = append(out, p.Page)
	}
	return out
}

// unread returns an unknown finding for each page whose text was not read, so that
// what was found on the others does not stand for all.
func unread(pages []shop.Page) []scanner.Finding {
	var found []scanner.Finding
	for _, p := range pages {
		if err := shop.Unread(p.Page); err != nil {
			found = append(found, scanner.CouldNot(p.URL+" ("+string(p.Role)+")", err))
		}
	}
	return found
}

// A sighting is a provider and the first trace of it.
type sighting struct {
	facts.Payment
	trace trace
}

// sightings returns each provider once, by name.
func sightings(all []trace) []sighting {
	seen := make(map[string]sighting)
	for _, t := range all {
		if p, ok := t.provider(); ok {
			if _, again := seen[p.ID]; !again {
				seen[p.ID] = sighting{p, t}
			}
		}
	}
	return slices.SortedFunc(maps.Values(seen), func(a, b sighting) int { return cmp.Compare(a.Name, b.Name) })
}

func judgeProvider(domain string, pages []*observe.Page, own func(string) bool) scanner.Finding {
	f := scanner.Finding{Subject: domain}
	var all []trace
	for _, p := range pages {
		all = append(all, traces(p, own)...)
	}
	seen := sightings(all)
	var sure, perhaps []string
	for _, s := range seen {
		if s.Memory {
			perhaps = append(perhaps, s.Name)
		} else {
			sure = append(sure, s.Name)
		}
		f.Evidence = append(f.Evidence, s.trace.evidence())
	}
	stranger := slices.IndexFunc(all, trace.looksLikePayment)
	tests := testMode(pages, all)
	switch {
	case len(tests) > 0:
		f.Outcome, f.Evidence = scanner.Warn, tests
		f.Message = "The shop's pages lead to " + strings.Join(append(sure, perhaps...), ", ") + " for payment, and seem to do so in test mode, in which nobody is charged."
	case len(sure) > 0 && len(perhaps) > 0:
		f.Outcome, f.Message = scanner.Pass, "The shop's pages lead to "+strings.Join(sure, ", ")+" for payment, and perhaps to "+strings.Join(perhaps, ", ")+"."
	case len(sure) > 0:
		f.Outcome, f.Message = scanner.Pass, "The shop's pages lead to "+strings.Join(sure, ", ")+" for payment."
	case len(perhaps) > 0:
		f.Outcome, f.Message = scanner.Warn, "The shop's pages seem to lead to "+strings.Join(perhaps, ", ")+" for payment."
	case stranger >= 0:
		f.Outcome = scanner.Warn
		f.Message = "The shop's pages lead to " + observe.Printable(all[stranger].host()) + ", which looks like a payment company and is none that we know."
		f.Evidence = []observe.Evidence{all[stranger].evidence()}
	default:
		f.Outcome, f.Cause, f.Message = scanner.Unknown, observe.NotFound, "No payment company shows in the pages that are visible without a purchase."
	}
	return f
}

// looksLikePayment reports whether a page sends a form to a host, or shows a
// frame of it, whose name speaks of paying.
func (t trace) looksLikePayment() bool {
	return (t.kind == "form" || t.kind == "frame") &&
		slices.ContainsFunc([]string{"pay", "checkout", "3ds", "acquir"}, func(word string) bool { return strings.Contains(t.host(), word) })
}

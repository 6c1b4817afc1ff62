package auth

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed password-rules.md
var passwordRulesDoc string

// PasswordRules asks how short a password new customers may choose, by what the
// form itself states.
var PasswordRules = scanner.Probe{
	ID:       "auth.password-rules",
	Severity: scanner.Medium,
	Twice:    true,
	Doc:      passwordRulesDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		judged := judgePages(found)
		if len(judged) == 0 {
			return nil, unseen(found)
		}
		return judged, nil
	},
}

// Lengths in characters. Twelve is what PCI DSS asks for, eight what it and NIST
// allow at least; a maximum under maxShort keeps people from longer ones.
const (
	minLong  = 12
	minShort = 8
	maxShort = 20
)

// maxEvidence bounds the quotes of one finding.
const maxEvidence = 5

// judgePages judges the pages on which customers choose a password. Where none of
// them states a rule, the first stands for all.
func judgePages(found shop.Found) []scanner.Finding {
	var judged, silent []scanner.Finding
	for _, p := range registrations(found) {
		f := judgeRules(p.Page, read(chosen(p)))
		f.Subject = p.URL + " (" + string(p.Role) + ")"
		if f.Outcome == scanner.Unknown {
			silent = append(silent, f)
		} else {
			judged = append(judged, f)
		}
	}
	if len(judged) == 0 {
		return silent[:min(len(silent), 1)]
	}
	return judged
}

// registrations returns the pages on which customers choose a password: those that
// are for it, and only if there is none the first other one. A form that opens over
// every page is one form.
func registrations(found shop.Found) []shop.Page {
	asks := func(p shop.Page) bool { return len(chosen(p)) > 0 }
	all := slices.DeleteFunc(found.Of(shop.Register, shop.Login, shop.Account, shop.Checkout), func(p shop.Page) bool { return !asks(p) })
	if i := slices.IndexFunc(found.Pages, asks); len(all) == 0 && i >= 0 {
		all = found.Pages[i : i+1]
	}
	return all
}

// unseen says why no form was seen in which customers choose a password.
func unseen(found shop.Found) error {
	why := found.Missing(shop.Register)
	pages := found.Of(shop.Register)
	if why != nil {
		pages = found.Of(shop.Login, shop.Account)
	}
	if cause, _ := observe.Explain(why); why != nil && cause != observe.NotFound {
		return why
	}
	for _, p := range pages {
		if err := shop.Unread(p.Page); err != nil {
			return err
		}
	}
	return &observe.Failure{Cause: observe.NotFound, Words: "no form was found in which a new customer chooses a password"}
}

func judgeRules(page *observe.Page, r rules) scanner.Finding {
	f := scanner.Finding{Evidence: []observe.Evidence{}}
	for _, q := range r.quotes[:min(len(r.quotes), maxEvidence)] {
		f.Evidence = append(f.Evidence, page.Evidence(q))
	}
	f.Outcome, f.Message = verdict(r)
	if f.Outcome == scanner.Unknown {
		f.Cause = observe.NotFound
	}
	return f
}

// verdict judges what a form states. The longest password that it lets in is the
// longest possible shortest one.
func verdict(r rules) (scanner.Outcome, string) {
	switch {
	case r.most > 0 && r.most < minShort:
		return scanner.Fail, fmt.Sprintf("Customers who register here cannot choose a password of more than %d characters.", r.most)
	case r.least > 0 && r.least < minShort:
		return scanner.Fail, fmt.Sprintf("Customers who register here may choose a password of only %d characters.", r.least)
	case r.most > 0 && r.most < maxShort:
		return scanner.Warn, fmt.Sprintf("Customers who register here cannot choose a password of more than %d characters.", r.most)
	case r.least == 0:
		return scanner.Unknown, "The form in which customers register does not show how short a password may be."
	case r.least >= minLong:
		return scanner.Pass, fmt.Sprintf("Customers who register here have to choose a password of at least %d characters.", r.least)
	case r.checked:
		return scanner.Pass, fmt.Sprintf("Customers who register here have to choose a password of at least %d characters, and ones known from leaks are refused.", r.least)
	}
	return scanner.Warn, fmt.Sprintf("Customers who register here may choose a password of %d characters, and the form does not say that ones known from leaks are refused.", r.least)
}

package https

import (
	"context"
	_ "embed"
	"net/http"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/hsts"
	"shopcheck/scanner/probes/shop"
)

//go:embed forms.md
var formsDoc string

// Forms asks whether what customers type where they log in, register, order and
// pay is sent over an encrypted connection.
var Forms = scanner.Probe{
	ID:       "https.forms",
	Severity: scanner.Critical,
	Twice:    true,
	Doc:      formsDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		pages, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		var found []scanner.Finding
		for _, p := range judged(pages) {
			f := judgeForms(p.Page)
			f.Subject = subject(p)
			found = append(found, f)
		}
		why := pages.Missing(typing...)
		if cause(why) == observe.NotFound {
			why = &observe.Failure{Cause: observe.NotFound, Words: "no page was found where customers log in, order or pay"}
		}
		switch {
		case why != nil && len(found) == 0:
			return nil, why
		case why != nil && cause(why) != observe.NotFound:
			found = append(found, scanner.CouldNot(site.Domain(), why))
		}
		return found, nil
	},
}

// judged returns the pages where customers type what nobody else may read: by
// what the page is for, or by what its forms ask.
func judged(pages shop.Found) []shop.Page {
	found := pages.Of(typing...)
	for _, p := range pages.Pages {
		asks := secret
		if p.Role == shop.Contact {
			asks = sends
		}
		if !slices.Contains(typing, p.Role) && slices.ContainsFunc(p.Document().Forms, asks) {
			found = append(found, p)
		}
	}
	return found
}

// typing are the pages that are for typing.
var typing = []shop.Role{shop.Login, shop.Register, shop.Account, shop.Cart, shop.Checkout}

// A step is what judgeForms says of one form, or of the page around it.
type step struct {
	outcome scanner.Outcome
	message string
}

// The steps, worst first.
var (
	openSecret = step{scanner.Fail, "This page sends passwords or card details without encryption."}
	openPage   = step{scanner.Fail, "This page asks for passwords or card details without being encrypted itself."}
	mended     = step{scanner.Warn, "A form here names an unencrypted address, which browsers correct only because the page asks them to."}
	openForm   = step{scanner.Warn, "A form here sends what customers type without encryption."}
	barePage   = step{scanner.Warn, "This page is not encrypted."}
	unpinned   = step{scanner.Warn, "The forms here are sent encrypted, but only as long as the page itself was reached encrypted, and browsers are not told to insist on that."}
	closed     = step{scanner.Pass, "This page is encrypted, and so is what its forms send."}
)

var steps = []step{openSecret, openPage, mended, openForm, barePage, unpinned, closed}

func judgeForms(page *observe.Page) scanner.Finding {
	worst := closed
	if !page.Secure() {
		worst = barePage
	}
	evidence := []observe.Evidence{}
	for _, form := range page.Document().Forms {
		for _, to := range targets(form) {
			s := judgeForm(page, form, to)
			if s != closed {
				evidence = append(evidence, page.Evidence(describe(form, to)))
			}
			if slices.Index(steps, s) < slices.Index(steps, worst) {
				worst = s
			}
		}
	}
	if err := partial(page); err != nil && worst.outcome != scanner.Fail {
		return scanner.CouldNot("", err)
	}
	if len(evidence) == 0 {
		evidence = append(evidence, page.Evidence(tally(page)))
	}
	return scanner.Finding{Outcome: worst.outcome, Message: worst.message, Evidence: evidence[:min(len(evidence), maxEvidence)]}
}

// targets are the addresses that a form may be sent to: its own first, then its
// buttons'.
func targets(form observe.Form) []string {
	return append([]string{form.Action}, form.Buttons...)
}

// judgeForm judges a form as it is sent to one of its targets.
func judgeForm(page *observe.Page, form observe.Form, to string) step {
	open := insecure(to)
	switch {
	case open && page.Secure() && upgrades(page):
		return mended
	case open && secret(form):
		return openSecret
	case !page.Secure() && secret(form):
		return openPage
	case open:
		return openForm
	case page.Secure() && sends(form) && to == form.Action && !form.Spelled && !hsts.InForce(page):
		return unpinned
	}
	return closed
}

// secret reports whether a form takes a password or a card.
func secret(form observe.Form) bool {
	return shop.CardOf(form).Asked() || form.AsksPassword()
}

// sends reports whether a form hands over more than a search does.
func sends(form observe.Form) bool { return form.Method == http.MethodPost || secret(form) }

func describe(form observe.Form, to string) string {
	if to == "" {
		return "a form that scripts send"
	}
	return "form: " + form.Method + " to " + to
}

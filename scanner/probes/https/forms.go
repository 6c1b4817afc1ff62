package https

import (
	"context"
	_ "embed"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
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
		for _, p := range pages.Of(typing...) {
			f := judgeForms(p.Page)
			f.Subject = subject(p)
			found = append(found, f)
		}
		if why := pages.Missing(typing...); cause(why) == observe.NotFound {
			return nil, &observe.Failure{Cause: observe.NotFound, Words: "no page was found where customers log in, order or pay"}
		} else if why != nil {
			return nil, why
		}
		return found, nil
	},
}

// typing are the pages where customers type what nobody else may read.
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
		s := judgeForm(page, form)
		if s != closed {
			evidence = append(evidence, page.Evidence(describe(form)))
		}
		if slices.Index(steps, s) < slices.Index(steps, worst) {
			worst = s
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

func judgeForm(page *observe.Page, form observe.Form) step {
	open := insecure(form.Action)
	switch {
	case open && page.Secure() && upgrades(page):
		return mended
	case open && secret(form):
		return openSecret
	case !page.Secure() && secret(form):
		return openPage
	case open:
		return openForm
	case page.Secure() && sends(form) && !spelledOut(page, form) && !pinned(page):
		return unpinned
	}
	return closed
}

// cardField finds fields that take a payment card's number, date or code, by
// what shops call them and by the tokens of the HTML standard (section 4.10.18.7).
var cardField = regexp.MustCompile(`(?i)\bcc-(?:number|exp|csc)|(?:card|credit|(?:^|[^a-z])cc)[-_. \[]*(?:num|nr|no(?:[^a-z]|$)|code|exp|cid|cvc|cvv|csc)|(?:^|[^a-z])(?:cvc|cvv|csc)[0-9]?(?:[^a-z]|$)|kartennummer`)

// secret reports whether a form takes a password or a card.
func secret(form observe.Form) bool {
	for _, in := range form.Inputs {
		if in.Type == "password" {
			return true
		}
		if in.Type == "hidden" || in.Type == "submit" || in.Type == "checkbox" || in.Type == "radio" {
			continue
		}
		for _, word := range []string{in.Name, in.ID, in.Autocomplete} {
			if cardField.MatchString(word) {
				return true
			}
		}
	}
	return false
}

// sends reports whether a form hands over more than a search does.
func sends(form observe.Form) bool { return form.Method == http.MethodPost || secret(form) }

// insists finds an HSTS header that is in force (RFC 6797, section 6.1.1).
var insists = regexp.MustCompile(`(?i)max-age\s*=\s*"?0*[1-9]`)

// pinned reports whether browsers are told to reach this page encrypted only.
func pinned(page *observe.Page) bool {
	return insists.MatchString(page.Header.Get("Strict-Transport-Security"))
}

// spelledOut reports whether the page writes a form's address with its scheme,
// so that the form stays encrypted however the page was reached.
func spelledOut(page *observe.Page, form observe.Form) bool {
	if form.Action == "" {
		return false
	}
	attribute := regexp.MustCompile(`(?i)\saction\s*=\s*["']?\s*` + regexp.QuoteMeta(strings.TrimSuffix(form.Action, "/")))
	return attribute.Match([]byte(strings.ReplaceAll(string(page.Body), "&amp;", "&")))
}

func describe(form observe.Form) string {
	action := form.Action
	if action == "" {
		action = "the page itself"
	}
	return "form: " + form.Method + " to " + action
}

package admin

import (
	"context"
	_ "embed"
	"regexp"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/path"
)

//go:embed restricted.md
var restrictedDoc string

// Restricted asks whether something stands before the administration's login: a
// network's border, a second password, another login.
var Restricted = scanner.Probe{
	ID:       "admin.restricted",
	Severity: scanner.Low,
	Class:    scanner.Standard,
	Stage:    scanner.Unlinked,
	Doc:      restrictedDoc,
	Run:      runRestricted,
}

func runRestricted(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
	r, err := search(ctx, site)
	switch {
	case err != nil:
		return nil, err
	case r.made.Hosted:
		return r.rented(), nil
	case r.door != nil:
		return located(site, judgeRestricted(r.door)), nil
	case r.refused() == nil || len(r.platform.Admin) == 0: // of an unknown shop nobody knows what is refused there
		return nil, none
	}
	if err := path.Refuses(ctx, site, r.home); err != nil {
		return nil, err
	}
	return located(site, scanner.Finding{
		Outcome: scanner.Pass, Message: "The administration's address refuses strangers.", Evidence: []observe.Evidence{shown(r.refused())},
	}), nil
}

// judgeRestricted says what stands before a login. Of a page that was not read
// whole, or that scripts build, nobody knows what else it asks for.
func judgeRestricted(d *door) scanner.Finding {
	f := scanner.Finding{Outcome: scanner.Warn, Evidence: []observe.Evidence{shown(d.Page)}}
	test, tests := testsPeople(d.Page)
	switch {
	case d.kind == locked:
		f.Outcome, f.Message = scanner.Pass, "A second password is asked for before the administration's login."
	case d.kind == away:
		f.Outcome, f.Message = scanner.Pass, "Another company's login stands before the administration."
	case d.kind == gated:
		f.Outcome, f.Message = scanner.Pass, "A single sign-on stands before the administration."
	case tests:
		f.Message = "Everybody reaches the administration's login; it makes programs prove that they are people."
		f.Evidence = append(f.Evidence, d.Evidence(test))
	case d.Cut || !asksPassword(d.Page):
		f.Message = "Everybody reaches the administration's login; what else it asks for could not be seen."
	default:
		f.Outcome, f.Message = scanner.Fail, "Everybody reaches the administration's login, and nothing stands before it."
	}
	return f
}

var (
	// captchas are the scripts and classes of tests for people, and the names of
	// fields for what is read off a picture. observe.MaskPage keeps these.
	captchas     = regexp.MustCompile(`https?://(?:[\w.]+/recaptcha|(?:js\.)?hcaptcha\.com|challenges\.cloudflare\.com/turnstile|cdn\.jsdelivr\.net/npm/friendly-challenge)|class="(?:g-recaptcha|h-captcha|cf-turnstile|frc-captcha)`)
	captchaField = regexp.MustCompile(`(?i)captcha|cf-turnstile`)
)

// testsPeople reports whether a login makes programs prove that they are people,
// and by which words.
func testsPeople(p *observe.Page) (string, bool) {
	if mark := captchas.FindString(string(p.Body)); mark != "" {
		return mark, true
	}
	for _, form := range p.Document().Forms {
		i := slices.IndexFunc(form.Inputs, func(in observe.Input) bool { return captchaField.MatchString(in.Name + " " + in.ID) })
		if i >= 0 {
			return `a field named "` + form.Inputs[i].Name + `"`, true
		}
	}
	return "", false
}

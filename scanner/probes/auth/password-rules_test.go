package auth

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

func TestJudgeRules(t *testing.T) {
	const pass, warn, fail, unknown = scanner.Pass, scanner.Warn, scanner.Fail, scanner.Unknown
	for _, tt := range []struct {
		name, before, attributes, after string
		want                            scanner.Outcome
		says                            string // a part of the message
	}{
		{"nothing", "", "", "", unknown, "does not show"},
		{"minlength 12", "", `minlength=12`, "", pass, "at least 12"},
		{"minlength 8", "", `minlength=8`, "", warn, "of 8 characters"},
		{"minlength 11", "", `minlength=11`, "", warn, "of 11 characters"},
		{"minlength 7", "", `minlength=7`, "", fail, "only 7 characters"},
		{"minlength 1 asks for a password at all", "", `minlength=1`, "", unknown, ""},
		{"minlength is no number", "", `minlength=many`, "", unknown, ""},
		{"pattern", "", `pattern=".{6,}"`, "", fail, "only 6 characters"},
		{"pattern for kinds of characters", "", `pattern="(?=.*\d)(?=.*[a-z]).{12,}"`, "", pass, "at least 12"},
		{"pattern that is not certain", "", `pattern="(?=.*\d)[a-z]\w{3,}"`, "", unknown, ""},
		{"pattern for anything", "", `pattern=".*"`, "", unknown, ""},
		{"pattern with an end", "", `pattern=".{12,16}"`, "", warn, "more than 16"},
		{"Magento", "", `data-password-min-length=8 data-password-min-character-sets=3`, "", warn, "of 8 characters"},
		{"PrestaShop 8", "", `pattern=".{5,}" data-minlength=8 data-maxlength=72 data-minscore=3`, "", warn, "of 8 characters"},
		{"PrestaShop 1.7", "", `pattern=".{5,}"`, "", fail, "only 5 characters"},
		{"data of another kind", "", `data-step=3 data-id=12`, "", unknown, ""},
		{"a hint behind", "", "", `<small>At least 8 characters</small>`, warn, "of 8 characters"},
		{"a hint in the label", "Password (min. 6 characters)", "", "", fail, "only 6 characters"},
		{"a hint in the placeholder", "", `placeholder="mindestens 12 Zeichen"`, "", pass, "at least 12"},
		{"a hint in the title", "", `title="Au moins 5 caractères"`, "", fail, "only 5 characters"},
		{"a hint elsewhere", "", `aria-describedby=hint`, `<input name=q><p id=hint>Il faut au moins 10 caractères.</p>`, warn, "of 10 characters"},
		{"the higher of two", "Password: at least 6 characters", `minlength=12`, "", pass, "at least 12"},
		{"a rule for the user name before", `<label>User name</label><input name=user><small>at least 5 characters</small><label>Password</label>`, "", "", unknown, ""},
		{"a rule for the phone behind", "", "", `<label>Phone</label> at least 7 characters <input name=phone>`, unknown, ""},
		{"a rule before that names nothing", `At least 5 characters`, "", "", unknown, ""},
		{"kinds of characters", "", "", "At least 1 character of each kind, 2 digits", unknown, ""},
		{"advice alone", "", "", "We recommend at least 12 characters.", unknown, ""},
		{"advice beside a rule", "", "", "At least 8 characters, 12 or more characters recommended.", warn, "of 8"},
		{"leaked ones refused", "", `minlength=8`, "Leaked passwords are refused.", pass, "leaks"},
		{"leaked ones refused, too short", "", `minlength=7`, "Leaked passwords are refused.", fail, "only 7"},
		{"leaked ones refused, no length", "", "", "Leaked passwords are refused.", unknown, ""},
		{"leaked ones advised against", "", `minlength=8`, "Do not use a leaked password.", warn, "of 8"},
		{"a maximum of 64", "", `minlength=12 maxlength=64`, "", pass, "at least 12"},
		{"a maximum of 20", "", `minlength=12 maxlength=20`, "", pass, "at least 12"},
		{"a maximum of 19", "", `minlength=12 maxlength=19`, "", warn, "more than 19"},
		{"a maximum alone", "", `maxlength=16`, "", warn, "more than 16"},
		{"a high maximum alone", "", `maxlength=255`, "", unknown, ""},
		{"a maximum of 7", "", `maxlength=7`, "", fail, "more than 7"},
		{"a minimum below, a maximum above", "", "", "6-12 characters", fail, "only 6"},
		{"a contradiction", "", `minlength=12 maxlength=8`, "", pass, "at least 12"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := `<form><input name=first><input name=mail>` + tt.before + `<input type=password name=p autocomplete=new-password ` + tt.attributes + `>` + tt.after + `</form>`
			p := page(shop.Register, body)
			f := judgeRules(p.Page, read(chosen(p)))
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) {
				t.Errorf("%s (%s), want %s with %q", f.Outcome, f.Message, tt.want, tt.says)
			}
			if (f.Outcome == unknown) != (f.Cause == observe.NotFound) || f.Outcome != unknown && len(f.Evidence) == 0 {
				t.Errorf("%s, cause %q, %d pieces of evidence", f.Outcome, f.Cause, len(f.Evidence))
			}
		})
	}
}

// TestReadIsBounded: what no browser would show beside a field is not read.
func TestReadIsBounded(t *testing.T) {
	const rule = " at least 8 characters"
	for name, tt := range map[string]struct {
		fields []observe.Input
		want   int
	}{
		"a long text":       {[]observe.Input{{Placeholder: strings.Repeat("x", maxWords-len(rule)) + rule}}, 8},
		"a longer text":     {[]observe.Input{{Placeholder: strings.Repeat("x", maxWords) + rule}}, 0},
		"many fields":       {append(make([]observe.Input, maxFields-1), observe.Input{Placeholder: rule}), 8},
		"more fields still": {append(make([]observe.Input, maxFields), observe.Input{Placeholder: rule}), 0},
	} {
		if got := read(tt.fields).least; got != tt.want {
			t.Errorf("%s: %d, want %d", name, got, tt.want)
		}
	}
}

func TestEvidence(t *testing.T) {
	p := page(shop.Register, `<form><input name=a><input name=b><input type=password autocomplete=new-password minlength=8 maxlength=40 pattern=".{8,}" data-minlength=8> Use at least <b>8</b> characters. <input type=password minlength=8></form>`)
	var got []string
	for _, e := range judgeRules(p.Page, read(chosen(p))).Evidence {
		got = append(got, e.Quote)
	}
	want := []string{`minlength="8"`, `maxlength="40"`, `pattern=".{8,}"`, `data-minlength="8"`, "text beside the field for the password: at least 8 characters"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestJudgePages(t *testing.T) {
	const form = `<form><input name=a><input name=b><input type=password autocomplete=new-password `
	for _, tt := range []struct {
		name  string
		pages []shop.Page
		want  string
	}{
		{"none", []shop.Page{page(shop.Home, ""), page(shop.Register, "")}, ""},
		{"each page that states one", []shop.Page{page(shop.Register, form+"minlength=12>"), page(shop.Checkout, form+"minlength=6>")}, "pass (register) fail (checkout)"},
		{"the silent ones do not count beside them", []shop.Page{page(shop.Register, form+">"), page(shop.Checkout, form+"minlength=6>")}, "fail (checkout)"},
		{"one silent one for all", []shop.Page{page(shop.Register, form+">"), page(shop.Checkout, form+">")}, "unknown (register)"},
		{"over every page", []shop.Page{page(shop.Home, form+"minlength=6>"), page(shop.Product, form+"minlength=6>")}, "fail (home)"},
		{"over every page, and one of its own", []shop.Page{page(shop.Home, form+"minlength=6>"), page(shop.Register, form+"minlength=6>")}, "fail (register)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range judgePages(shop.Found{Pages: tt.pages}) {
				got = append(got, string(f.Outcome)+strings.TrimPrefix(f.Subject, "https://shop.test/x"))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestUnseen(t *testing.T) {
	const shell = `<div id=root></div><script src=/a.js></script>`
	for _, tt := range []struct {
		name  string
		pages []shop.Page
		want  observe.Cause
	}{
		{"no page", nil, observe.NotFound},
		{"a page without", []shop.Page{page(shop.Register, "<p>Come in and register in our shop.")}, observe.NotFound},
		{"built by scripts", []shop.Page{page(shop.Register, shell)}, observe.NeedsBrowser},
		{"no page of its own, a login built by scripts", []shop.Page{page(shop.Login, shell)}, observe.NeedsBrowser},
		{"one of its own beside it", []shop.Page{page(shop.Login, shell), page(shop.Register, "<p>Call us to register in our shop.")}, observe.NotFound},
	} {
		if got, _ := observe.Explain(unseen(shop.Found{Home: page(shop.Home, "<p>A shop with a few words to read.").Page, Pages: tt.pages})); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

const paying = "https://tea-shop.example/checkout"

// paidBy returns a typical run in which a scan saw how the shop takes cards.
func paidBy(o scanner.Outcome, quotes ...string) checklist.Run {
	run := typicalShop()
	run.Scan.Findings = slices.DeleteFunc(run.Scan.Findings, func(f scanner.Finding) bool { return f.Probe == till })
	f := found(till, o, "tea-shop.example", "How cards are taken, in a sentence.")
	for _, q := range quotes {
		f.Evidence = append(f.Evidence, seen("GET "+paying, q, "curl -si "+paying, 0))
	}
	run.Scan.Findings = append(run.Scan.Findings, f)
	return run
}

// texts joins what a sheet says under a label.
func texts(s Section[Point], label string) string {
	var out []string
	for _, p := range s.Entries {
		if p.Label == label {
			out = append(out, strings.Trim(p.Quote+", "+p.Text, ", "))
		}
	}
	return strings.Join(out, " | ")
}

func TestPaymentPage(t *testing.T) {
	for _, tt := range []struct {
		name  string
		run   checklist.Run
		says  []string // what the standard asks
		never []string
	}{
		{"own form", paidBy(scanner.Fail, "own form: form to /pay"), []string{"SAQ D", "6.4.3", "11.6.1"}, []string{"SAQ A"}},
		{"own fields", paidBy(scanner.Warn, "own fields: form to a script"), []string{"SAQ A-EP", "6.4.3", "11.6.1"}, []string{"SAQ D", "(SAQ A)"}},
		{"hosted fields", paidBy(scanner.Warn, "hosted fields: script https://js.stripe.com/v3/"), []string{"(SAQ A)", "written word", "6.4.3"}, []string{"SAQ D", "A-EP"}},
		{"frame", paidBy(scanner.Warn, "frame: frame https://pay.example/"), []string{"(SAQ A)", "written word"}, []string{"SAQ D", "A-EP"}},
		{"redirect", paidBy(scanner.Pass, "redirect: form https://pay.example/"), []string{"(SAQ A)", "no longer has", "not for shops that send customers away"}, []string{"written word", "SAQ D"}},
		{"no card", paidBy(scanner.Pass, "no card: payment_method_bacs"), []string{"without a card"}, []string{"SAQ"}},
		{"wallets alone", paidBy(scanner.Unknown, "wallet: script https://w.example/"), []string{"cannot be said"}, []string{"SAQ A", "SAQ D"}},
		{"a run of another edition", paidBy(scanner.Pass, "form https://pay.example/"), []string{"cannot be said"}, []string{"SAQ A", "SAQ D"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sheet := New(tt.run, catalog()).Payment
			got := texts(sheet, "What the standard asks")
			for _, want := range tt.says {
				if !strings.Contains(got, want) {
					t.Errorf("%q does not say %q", got, want)
				}
			}
			for _, bad := range tt.never {
				if strings.Contains(got, bad) {
					t.Errorf("%q says %q", got, bad)
				}
			}
			if texts(sheet, "Where customers pay") != paying || texts(sheet, "How cards are taken") != "How cards are taken, in a sentence." {
				t.Errorf("the sheet says %+v", sheet.Entries)
			}
			if !strings.Contains(texts(sheet, "What this sheet is not"), "claims no compliance") {
				t.Error("the sheet does not say what it is not")
			}
		})
	}
}

// TestPaymentPageUnseen: nothing is made up of a page that nobody saw, and what is
// known from people is said to be so.
func TestPaymentPageUnseen(t *testing.T) {
	run := typicalShop()
	run.Statements = nil
	sheet := New(run, catalog()).Payment
	if !strings.Contains(texts(sheet, "What to try"), "tea-shop.example --checkout-url ADDRESS") || texts(sheet, "Where customers pay")+texts(sheet, "Seen") != "" {
		t.Errorf("the sheet says %+v", sheet.Entries)
	}
	for value, want := range map[string]string{"redirect": "no longer has", "embedded": "written word", "own-form": "SAQ D", "unknown": "cannot be said"} {
		run.Statements = said("Ana Silva", noon, "Q7/how-paid="+value)
		got := texts(New(run, catalog()).Payment, "What the standard asks")
		if !strings.Contains(got, want) || strings.Contains(got, "By the answer that was given") != (value != "unknown") {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
	run.Scan.Findings = slices.DeleteFunc(run.Scan.Findings, func(f scanner.Finding) bool { return f.Probe == till })
	if sheet := New(run, catalog()).Payment; sheet.Heading != "" || len(sheet.Entries) > 0 {
		t.Errorf("a run without such probes has the sheet %+v", sheet)
	}
}

// TestPaymentPageLists: the scripts are listed one by one, and of the other
// findings only the checkout's.
func TestPaymentPageLists(t *testing.T) {
	run := paidBy(scanner.Warn, "hosted fields: script https://js.stripe.com/v3/", "hosted fields: script https://js.stripe.com/v3/")
	line := "https://js.stripe.com/v3/ · Stripe, takes payments · no integrity · async · the shop has no list"
	run.Scan.Findings = append(run.Scan.Findings,
		found(scripts, scanner.Warn, "tea-shop.example", "The payment page runs 1 script.", seen("GET "+paying, "script "+line, "", 0), seen("GET "+paying, "no script in the page", "", 0)),
		found("payment.provider", scanner.Pass, "tea-shop.example", "The shop's pages lead to Stripe for payment."),
		found("payment.skimmer", scanner.Pass, "tea-shop.example", "Nothing of a card thief is visible from outside."),
		found("header.csp", scanner.Fail, paying+" (checkout)", "This page lets every script run."))
	r := New(run, catalog())
	for label, want := range map[string]string{
		"Seen": "hosted fields: script https://js.stripe.com/v3/", "Script": line, "The scripts of the page": "The payment page runs 1 script.",
		"Payment companies": "The shop's pages lead to Stripe for payment.", "Card thieves": "Nothing of a card thief is visible from outside.",
		"Rules for browsers": "This page lets every script run.",
	} {
		if got := texts(r.Payment, label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	run.Scan.Findings = append(run.Scan.Findings,
		found(scripts, scanner.Warn, "more", "It runs very many.", slices.Repeat([]observe.Evidence{seen("GET "+paying, "script "+line, "", 0)}, maxLines+2)...))
	if got, want := texts(New(run, catalog()).Payment, "Left out here"), "2 more lines; the JSON format has all of them"; got != want {
		t.Errorf("left out: %q, want %q", got, want)
	}
	for _, format := range []Format{Markdown, Terminal} {
		var out bytes.Buffer
		if err := Write(&out, format, One(r), Settings{Width: 120, Full: true}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ToLower(out.String()), "the page where customers pay") || !strings.Contains(out.String(), "claims no compliance") {
			t.Errorf("%s has no sheet", format)
		}
	}
}

// TestPaymentPageHostile: whatever a shop puts into what the sheet shows stays
// text.
func TestPaymentPageHostile(t *testing.T) {
	run := paidBy(scanner.Warn, attacks...)
	for _, a := range attacks {
		e := observe.Evidence{Source: "GET " + a, Quote: "script " + a, At: noon}
		for _, b := range beside {
			run.Scan.Findings = append(run.Scan.Findings, scanner.Finding{Probe: b.probe, Outcome: scanner.Warn, Subject: a + " (checkout)", Message: a, Evidence: []observe.Evidence{e}})
		}
		run.Scan.Findings = append(run.Scan.Findings, scanner.Finding{Probe: till, Outcome: scanner.Unknown, Cause: observe.Cause(a), Subject: a, Message: a, Evidence: []observe.Evidence{e}})
	}
	m := &page{}
	section(m, New(run, catalog()).Payment, m.point)
	bad, headings, blocks := kinds(parse(m.Bytes()), m.Bytes())
	if len(bad)+blocks > 0 || len(headings) != 1 {
		t.Errorf("text became %v %v %d", bad, headings, blocks)
	}
	for _, format := range formats() {
		if bad := invisible(string(written(t, run, format, Settings{}))); bad != "" {
			t.Errorf("%s: invisible characters: %q", format, bad[:min(len(bad), 60)])
		}
	}
}

package report

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func rowsOf(run checklist.Run) rows { return New(run, catalog()).rows() }

// TestRecords: what is wrong comes first, and nothing is cropped.
func TestRecords(t *testing.T) {
	run := typicalShop()
	for range 500 {
		run.Scan.Findings = append(run.Scan.Findings, found("header.csp", scanner.Fail, "x", "It is open."))
	}
	got := rowsOf(run)
	if len(got.Records) != len(run.Scan.Findings) {
		t.Errorf("%d records of %d findings", len(got.Records), len(run.Scan.Findings))
	}
	last := 0
	for _, r := range got.Records {
		at := slices.Index([]scanner.Outcome{scanner.Unknown, scanner.Pass, scanner.NotApplicable}, r.Outcome) + 1
		if at < last {
			t.Fatalf("%s comes behind what is better", r.Probe)
		}
		last = at
	}
	first := got.Records[1]
	want := record{
		Probe: "cert.expiry", Title: "The certificate has enough time left", Severity: scanner.High, Outcome: scanner.Warn, Subject: "TLS tea-shop.example",
		Message: "The certificate ends on 8 December 2026, in 14 days.", Alone: "The certificate ends on 8 December 2026, in 14 days.",
		Do: "Have the certificate renewed by itself.", Who: "your host", By: noon.Add(7*24*60*60*1e9 + 41*1e9), Items: []checklist.ItemID{"Q1"},
		Check: "shopcheck scan tea-shop.example --only cert.expiry",
	}
	first.Seen = nil
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestRecordsHeld: a waiver holds up to its last day.
func TestRecordsHeld(t *testing.T) {
	held := map[scanner.ProbeID]bool{}
	for _, r := range rowsOf(plannedShop()).Records {
		if r.Accepted != "" {
			held[r.Probe] = r.Holds
		}
	}
	if diff := cmp.Diff(map[scanner.ProbeID]bool{"dns.caa": true, "exposed.dump": false}, held); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestRecordsOfUnseen: of a shop that was not seen the first record says so, and
// nothing is in order.
func TestRecordsOfUnseen(t *testing.T) {
	run := unreachableShop()
	outcomes := func() map[scanner.Outcome]int {
		got := rowsOf(run)
		if r := got.Records[0]; r.Probe != notAssessed || r.Message != "The shop's home page could not be looked at: the shop did not answer in time." || got.Summary != r.Message {
			t.Errorf("it begins with %+v and says %q", r, got.Summary)
		}
		out := map[scanner.Outcome]int{}
		for _, r := range got.Records[1:] {
			out[r.Outcome]++
		}
		return out
	}
	if diff := cmp.Diff(map[scanner.Outcome]int{scanner.Unknown: 54, scanner.Warn: 1}, outcomes()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	run.Scan.Problem.Cause = observe.NoName // then even what is wrong is nothing
	if diff := cmp.Diff(map[scanner.Outcome]int{scanner.Unknown: 54}, outcomes()); diff != "" {
		t.Errorf("of a name that is none: -want +got\n%s", diff)
	}
}

// TestRecordsOfEdited: what no program of ours wrote names no rule and has no grade.
func TestRecordsOfEdited(t *testing.T) {
	for _, tt := range []struct {
		id   scanner.ProbeID
		want scanner.ProbeID
	}{
		{"cert.expiry", "cert.expiry"}, {"tls.tls13", "tls.tls13"}, {"new.one", "new.one"}, {"new.[x](y)", strange}, {"", strange}, {"a.b.c", strange}, {"../x.y", strange}, {"Cert.Expiry", strange},
	} {
		run := shop("tea-shop.example")
		run.Scan.Findings = []scanner.Finding{{Probe: tt.id, Severity: "dreadful", Outcome: "odd", Subject: "x", Message: "It is."}}
		got := rowsOf(run)
		if r := got.Records[0]; r.Probe != tt.want || r.Severity != "" || r.Outcome != scanner.Unknown {
			t.Errorf("%q is %+v", tt.id, r)
		}
		if r := got.Records[0]; tt.want == strange && r.Title != "What this is about is not known to this program" {
			t.Errorf("%q is called %q", tt.id, r.Title)
		}
		if len(got.Rules) != 1 || got.Rules[0].ID != tt.want || got.Rules[0].Title == "" {
			t.Errorf("%q has the rules %+v", tt.id, got.Rules)
		}
	}
}

// TestWordless: a finding that says nothing is not an empty message, which GitHub
// refuses.
func TestWordless(t *testing.T) {
	run := shop("tea-shop.example")
	run.Scan.Findings = []scanner.Finding{found("dns.caa", scanner.Fail, "", "")}
	if r := rowsOf(run).Records[0]; r.Message != wordless || r.Alone != wordless {
		t.Errorf("%+v", r)
	}
}

// TestShould: over an error nobody reads the good state as if it were so.
func TestShould(t *testing.T) {
	run := shop("tea-shop.example")
	for _, id := range []scanner.ProbeID{"cert.expiry", "new.one", "../x.y"} {
		run.Scan.Findings = append(run.Scan.Findings, found(id, scanner.Fail, "x", "It is bad."))
	}
	doc, _ := sarifOf(t, run)
	got := map[string]string{}
	for _, r := range doc.Runs[0].Tool.Driver.Rules {
		got[r.ID] = r.Short.Text
	}
	want := map[string]string{
		"cert.expiry": "How it should be: The certificate has enough time left", "new.one": "new.one", string(strange): "What this is about is not known to this program",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestDistinct(t *testing.T) {
	e := func(source, quote string) observe.Evidence { return observe.Evidence{Source: source, Quote: quote} }
	got := distinct([]observe.Evidence{e("a", "1"), e("a", "1"), e("a", "2"), e("b", "1")})
	if diff := cmp.Diff([]observe.Evidence{e("a", "1"), e("a", "2")}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

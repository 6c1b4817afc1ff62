package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// TestEncryption: the list of a server is shown whole, and nothing where there is
// none.
func TestEncryption(t *testing.T) {
	run := typicalShop()
	if got := New(run, catalog()).Encryption; got.Heading != "" || len(got.Entries) > 0 {
		t.Errorf("a run without a list has one: %+v", got)
	}
	seen := []observe.Evidence{{Source: "TLS", Quote: "TLS 1.2 suites: A"}, {Source: "TLS", Quote: "TLS 1.2 groups: `b`"}}
	run.Scan.Findings = append(run.Scan.Findings,
		scanner.Finding{Probe: list, Subject: "TLS a.example", Outcome: scanner.Pass, Evidence: seen},
		scanner.Finding{Probe: list, Subject: "TLS b.example", Outcome: scanner.Unknown, Evidence: seen})
	r := New(run, catalog())
	want := []Point{{Label: "Seen", Quote: "TLS 1.2 suites: A", Text: "at TLS a.example"}, {Label: "Seen", Quote: "TLS 1.2 groups: `b`"}}
	if diff := cmp.Diff(want, r.Encryption.Entries); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	var out bytes.Buffer
	if err := Write(&out, Markdown, One(r), Settings{}); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"## The encryption in full", "- **Seen:** `TLS 1.2 suites: A`, at TLS a.example", "- **Seen:** `` TLS 1.2 groups: `b` ``"} {
		if !strings.Contains(out.String(), line+"\n") {
			t.Errorf("the report has no line %q", line)
		}
	}
}

// TestSenders: what a list of mail servers leads to is shown line by line, and
// not where it leads nowhere.
func TestSenders(t *testing.T) {
	run := typicalShop()
	line := func(quote string) observe.Evidence {
		return observe.Evidence{Source: "TXT a.example (counted)", Quote: quote}
	}
	record := observe.Evidence{Source: "TXT a.example", Quote: "v=spf1 include:x.example -all"}
	run.Scan.Findings = append(run.Scan.Findings,
		scanner.Finding{Probe: senders, Subject: "TXT a.example", Outcome: scanner.Warn, Evidence: []observe.Evidence{record, line("9 of 10 lookups"), line("1. include:x.example: 9"), line("2. > mx: 1")}},
		scanner.Finding{Probe: senders, Subject: "TXT b.example", Outcome: scanner.Pass, Evidence: []observe.Evidence{record, line("1 of 10 lookups: mx 1"), line("1. mx: 1")}})
	r := New(run, catalog())
	want := []Point{{Label: "Seen", Quote: "9 of 10 lookups", Text: "at TXT a.example"}, {Label: "Seen", Quote: "1. include:x.example: 9"}, {Label: "Seen", Quote: "2. > mx: 1"}}
	if diff := cmp.Diff(want, r.Senders.Entries); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	var out bytes.Buffer
	if err := Write(&out, Markdown, One(r), Settings{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "## The list of mail servers in full\n") || !strings.Contains(out.String(), "- **Seen:** `1. include:x.example: 9`\n") {
		t.Error("the report does not show the list")
	}
}

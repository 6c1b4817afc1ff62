package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// sarifOf writes runs as SARIF and reads that back, with no key that is not ours.
func sarifOf(t *testing.T, all ...checklist.Run) (sarifLog, []byte) {
	t.Helper()
	var buf bytes.Buffer
	err := Write(&buf, SARIF, several(all...), Settings{Many: len(all) > 1})
	if err != nil {
		t.Fatal(err)
	}
	var out sarifLog
	d := json.NewDecoder(bytes.NewReader(buf.Bytes()))
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Error("more than one document")
	}
	return out, buf.Bytes()
}

// TestSARIFIsTaken holds what GitHub requires, and what the standard does beyond
// its schema, of all runs.
func TestSARIFIsTaken(t *testing.T) {
	for name, build := range runs {
		doc, text := sarifOf(t, build())
		if doc.Version != "2.1.0" || len(doc.Runs) != 1 || bytes.Contains(text, []byte(": null")) {
			t.Errorf("%s: version %s, %d runs, or a null", name, doc.Version, len(doc.Runs))
		}
		run := doc.Runs[0]
		ids := map[string]bool{}
		for _, r := range run.Tool.Driver.Rules {
			if ids[r.ID] || r.ID == "" || r.Name == "" || len(r.Name) > 255 || strings.Trim(r.Help.Text, " \n") == "" || !between(r.Short.Text, 1, 1024) || !between(r.Full.Text, 1, 1024) || len(r.Properties.Tags) > 10 {
				t.Errorf("%s: rule %+v", name, r)
			}
			ids[r.ID] = true
		}
		at := func(rule string, index int) bool {
			return index < len(run.Tool.Driver.Rules) && run.Tool.Driver.Rules[index].ID == rule
		}
		for _, r := range run.Results {
			if !at(r.Rule, r.RuleIndex) || r.Kind != "fail" || !slices.Contains([]string{"error", "warning", "note"}, r.Level) || r.Fingerprints["primaryLocationLineHash"] == "" || r.Suppressions == nil || r.Provenance.Invocation != 0 {
				t.Errorf("%s: result %+v", name, r)
			}
			inertMessage(t, r.Message.Text)
			placed(t, r.Places, build().Target.Domain)
		}
		for _, n := range run.Invocations[0].Notifications {
			if !at(n.Rule.ID, n.Rule.Index) || n.Level != "note" {
				t.Errorf("%s: notification %+v", name, n)
			}
			inertMessage(t, n.Message.Text)
			placed(t, n.Places, build().Target.Domain)
		}
	}
}

func between(s string, least, most int) bool { return len(s) >= least && len([]rune(s)) <= most }

// inertMessage holds that no words act in a message (3.11.5 and 3.11.6).
func inertMessage(t *testing.T, text string) {
	t.Helper()
	bare := strings.NewReplacer("{{", "", "}}", "").Replace(text)
	if text == "" || strings.ContainsAny(bare, "{}") || strings.Contains(text, "](") {
		t.Errorf("the message %q acts", text)
	}
}

// placed holds that a place is one that GitHub takes, and names no line but the
// one that it must.
func placed(t *testing.T, places []sarifPlace, domain string) {
	t.Helper()
	if len(places) != 1 || places[0].Physical != (sarifPhysical{sarifArtifact{domain}, sarifRegion{1, 1, 1, 1}}) || len(places[0].Logical) != 1 || places[0].Logical[0].Name == "" {
		t.Errorf("places %+v", places)
	}
}

// TestSARIFSchema holds every run, and several together, against the schema of the
// standard.
func TestSARIFSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile("../testdata/schema/sarif-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	valid := func(doc []byte) error {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(doc))
		if err != nil {
			return err
		}
		return schema.Validate(value)
	}
	var all []checklist.Run
	for name, build := range runs {
		all = append(all, build())
		if _, doc := sarifOf(t, build()); valid(doc) != nil {
			t.Errorf("%s: %v", name, valid(doc))
		}
	}
	for _, several := range [][]checklist.Run{nil, all} {
		if _, doc := sarifOf(t, several...); valid(doc) != nil {
			t.Errorf("%d shops: %v", len(several), valid(doc))
		}
	}
	_, doc := sarifOf(t, typicalShop())
	for _, key := range []string{"results", "startLine", "justification", "toolExecutionNotifications", "executionSuccessful"} {
		if broken := bytes.ReplaceAll(doc, []byte(strconv.Quote(key)), []byte(`"other"`)); valid(broken) == nil {
			t.Errorf("without %s it is valid too, so this holds nothing", key)
		}
	}
}

func TestSARIFResults(t *testing.T) {
	doc, _ := sarifOf(t, typicalShop())
	var got []string
	for _, r := range doc.Runs[0].Results {
		line := r.Rule + " " + r.Level
		for _, s := range r.Suppressions {
			line += ", " + s.Kind + " " + s.Status + ": " + s.Why
		}
		got = append(got, line)
	}
	want := []string{
		"exposed.dump error, external accepted: Accepted until 1 March 2027 by Ben Ode. The reason given: It holds test data only.",
		"cert.expiry warning", "mail.dmarc-policy warning", "cookie.http-only warning",
		"dns.caa note, external accepted: Accepted until 15 January 2027 by Ana Silva. The reason given: Our host promised the entry for the new year.",
		"header.csp note", "header.csp note",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	call := doc.Runs[0].Invocations[0]
	if len(call.Notifications) != 3 || !call.Successful || call.Start != "2026-11-24T12:00:00.000Z" || call.End != "2026-11-24T12:00:41.000Z" {
		t.Errorf("invocation %+v", call)
	}
	if got := doc.Runs[0].Automation.ID; got != "shopcheck/tea-shop.example/20261124T120000Z" {
		t.Errorf("automationDetails.id = %q", got)
	}
}

// TestSARIFSuppressesForNow: what was accepted until a day that is over is open again.
func TestSARIFSuppressesForNow(t *testing.T) {
	held := map[string]int{}
	doc, _ := sarifOf(t, plannedShop())
	for _, r := range doc.Runs[0].Results {
		held[r.Rule] += len(r.Suppressions)
	}
	if held["dns.caa"] != 1 || held["exposed.dump"] != 0 {
		t.Errorf("suppressed are %v", held)
	}
}

// TestSARIFOfUnseen: without a result of its own, a shop that was not seen would be
// one where everything was mended.
func TestSARIFOfUnseen(t *testing.T) {
	doc, _ := sarifOf(t, unreachableShop())
	run := doc.Runs[0]
	if run.Invocations[0].Successful || run.Results[0].Rule != string(notAssessed) || run.Results[0].Level != "error" || !strings.Contains(run.Results[0].Message.Text, "did not answer in time") {
		t.Errorf("invocation %+v, result %+v", run.Invocations[0], run.Results[0])
	}
}

// TestSARIFOfMany: GitHub takes one run of a tool and category.
func TestSARIFOfMany(t *testing.T) {
	doc, _ := sarifOf(t, typicalShop(), unreachableShop(), cleanShop())
	if len(doc.Runs) != 1 || len(doc.Runs[0].Invocations) != 3 || doc.Runs[0].Automation.ID != "shopcheck/" {
		t.Fatalf("%d runs of %+v", len(doc.Runs), doc.Runs[0].Automation)
	}
	for i, want := range []bool{true, false, true} {
		if got := doc.Runs[0].Invocations[i].Successful; got != want {
			t.Errorf("invocation %d: %v", i, got)
		}
	}
	for _, r := range doc.Runs[0].Results {
		if shop := doc.Runs[0].Invocations[r.Provenance.Invocation].Properties.Shop; r.Places[0].Physical.Artifact.URI != shop {
			t.Errorf("a result of %s is told of %s", r.Places[0].Physical.Artifact.URI, shop)
		}
	}
	none, _ := sarifOf(t)
	if run := none.Runs[0]; run.Results == nil || run.Invocations == nil || run.Tool.Driver.Rules == nil {
		t.Errorf("no shop is %+v", run)
	}
}

// TestSARIFFingerprints: what makes a result the same tomorrow is the shop, the
// probe and the subject, and not what it says.
func TestSARIFFingerprints(t *testing.T) {
	print := func(domain, id, subject, message string) string {
		run := shop(domain)
		run.Scan.Findings = []scanner.Finding{found(scanner.ProbeID(id), scanner.Fail, subject, message)}
		doc, _ := sarifOf(t, run)
		return doc.Runs[0].Results[0].Fingerprints["primaryLocationLineHash"]
	}
	base := print("tea-shop.example", "dns.caa", "x", "In 14 days.")
	for _, tt := range []struct {
		domain, id, subject, message string
		same                         bool
	}{
		{"tea-shop.example", "dns.caa", "x", "In 13 days.", true},
		{"bakery.example", "dns.caa", "x", "In 14 days.", false},
		{"tea-shop.example", "mail.spf", "x", "In 14 days.", false},
		{"tea-shop.example", "dns.caa", "y", "In 14 days.", false},
	} {
		if got := print(tt.domain, tt.id, tt.subject, tt.message); (got == base) != tt.same {
			t.Errorf("%+v: %s, and at first %s", tt, got, base)
		}
	}
}

func TestSARIFMessage(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"Plain.", "Plain."}, {"{0} {{1}} }", "{{0}} {{{{1}}}} }}"}, {"[x](1) [masked 8]", "[x] (1) [masked 8]"}, {`[x\](1)`, `[x\] (1)`},
	} {
		if got := sarifMessage(tt.in); got != tt.want {
			t.Errorf("sarifMessage(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestSARIFLevels(t *testing.T) {
	for _, tt := range []struct {
		severity               scanner.Severity
		fail, warn, securityIs string
	}{
		{scanner.Critical, "error", "warning", "9.5"},
		{scanner.High, "error", "warning", "8.0"},
		{scanner.Medium, "warning", "note", "5.5"},
		{scanner.Low, "note", "note", "2.0"},
		{scanner.Info, "note", "note", ""},
		{"", "warning", "note", ""},
	} {
		if fail, warn := sarifLevelOf(tt.severity, scanner.Fail), sarifLevelOf(tt.severity, scanner.Warn); fail != tt.fail || warn != tt.warn {
			t.Errorf("%s: %s and %s", tt.severity, fail, warn)
		}
		if got := sarifRuleOf(rule{ID: "a.b", Title: "T", Severity: tt.severity}).Properties; got.Security != tt.securityIs || slices.Contains(got.Tags, "security") != (tt.securityIs != "") {
			t.Errorf("%s: %+v", tt.severity, got)
		}
	}
}

func TestSARIFVersions(t *testing.T) {
	for _, tt := range []struct {
		versions          []string
		version, semantic string
	}{
		{[]string{"1.2.3"}, "1.2.3", "1.2.3"},
		{[]string{"1.2.3-rc.1+x"}, "1.2.3-rc.1+x", "1.2.3-rc.1+x"},
		{[]string{"(devel)"}, "(devel)", ""},
		{[]string{"v1.2.3"}, "v1.2.3", ""},
		{[]string{""}, "", ""},
		{nil, "", ""},
		{[]string{"1.0.0", "1.0.0"}, "1.0.0", "1.0.0"},
		{[]string{"1.0.0", "1.0.1"}, "", ""},
	} {
		var m sarifMaker
		for _, v := range tt.versions {
			m.add(rows{Version: v})
		}
		if version, semantic := m.version(); version != tt.version || semantic != tt.semantic {
			t.Errorf("%q: %q and %q", tt.versions, version, semantic)
		}
	}
}

// TestSARIFIsBounded: GitHub refuses a run with more results than it takes, so the
// least grave are left out, and counted.
func TestSARIFIsBounded(t *testing.T) {
	var m sarifMaker
	for i := range 20 {
		shop := rows{Domain: fmt.Sprintf("shop%d.example", i)}
		for n := range 3000 {
			severity := []scanner.Severity{scanner.Low, scanner.Critical, scanner.Medium}[n%3]
			shop.Records = append(shop.Records, record{Probe: "a.b", Severity: severity, Outcome: scanner.Fail, Alone: "x"}, record{Probe: "a.b", Outcome: scanner.Unknown})
		}
		m.add(shop)
	}
	run := m.log().Runs[0]
	left, counts, last := 0, map[scanner.Severity]int{}, 0
	told, untold := 0, 0
	for _, call := range run.Invocations {
		left += call.Properties.Left
		told, untold = told+len(call.Notifications), untold+call.Properties.Untold
	}
	if told != maxResults || untold != 60_000-maxResults {
		t.Errorf("%d notifications, %d left out", told, untold)
	}
	for _, r := range run.Results {
		counts[r.Properties.Severity]++
		if r.Provenance.Invocation < last {
			t.Fatal("the shops are out of order")
		}
		last = r.Provenance.Invocation
	}
	if len(run.Results) != maxResults || left != 60_000-maxResults {
		t.Errorf("%d results, %d left out", len(run.Results), left)
	}
	if diff := cmp.Diff(map[scanner.Severity]int{scanner.Critical: 20_000, scanner.Medium: 5000}, counts); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// largest is a writer that notes the bytes of all writes, and of the largest.
type largest struct{ all, most int }

func (l *largest) Write(p []byte) (int, error) {
	l.all, l.most = l.all+len(p), max(l.most, len(p))
	return len(p), nil
}

// TestSARIFIsWrittenInPieces: the text of many shops is never there as a whole.
func TestSARIFIsWrittenInPieces(t *testing.T) {
	var got largest
	if err := Write(&got, SARIF, several(slices.Repeat([]checklist.Run{typicalShop()}, 100)...), Settings{Many: true}); err != nil {
		t.Fatal(err)
	}
	if got.most > got.all/20 {
		t.Errorf("%d of %d bytes are written at once", got.most, got.all)
	}
}

// TestSARIFRuleNames: names are words without marks between them.
func TestSARIFRuleNames(t *testing.T) {
	for _, p := range slices.Concat(pages, titled) {
		if name := pascal(p.ID); !regexp.MustCompile(`^([A-Z][a-z0-9]*)+$`).MatchString(name) {
			t.Errorf("%s is called %s", p.ID, name)
		}
	}
}

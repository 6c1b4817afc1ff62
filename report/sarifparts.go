package report

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// The parts of a SARIF file that we write, in the order of the file. Sections are
// those of SARIF 2.1.0 with Errata 01.
type (
	sarifLog struct { // 3.13
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct { // 3.14
		Tool        sarifTool         `json:"tool"`
		Automation  sarifAutomation   `json:"automationDetails"`
		Invocations []sarifInvocation `json:"invocations"`
		Columns     string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct { // 3.18
		Driver sarifDriver `json:"driver"`
	}
	sarifAutomation struct { // 3.17
		ID string `json:"id"`
	}
	sarifDriver struct { // 3.19
		Name       string      `json:"name"`
		Version    string      `json:"version,omitempty"`
		Semantic   string      `json:"semanticVersion,omitempty"`
		Rules      []sarifRule `json:"rules"`
		Properties sarifCredit `json:"properties"`
	}
	sarifCredit struct {
		Credit string `json:"credit"`
	}
	sarifRule struct { // 3.49
		ID         string      `json:"id"`
		Name       string      `json:"name"`
		Short      sarifText   `json:"shortDescription"`
		Full       sarifText   `json:"fullDescription"`
		Help       sarifText   `json:"help"`
		Defaults   sarifLevel  `json:"defaultConfiguration"`
		Properties sarifGrades `json:"properties"`
	}
	sarifText struct { // 3.11 and 3.12
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifLevel struct { // 3.50
		Level string `json:"level"`
	}
	// sarifGrades are what GitHub sorts by.
	sarifGrades struct {
		Precision string   `json:"precision"`
		Security  string   `json:"security-severity,omitempty"` // above 0.0 up to 10.0; empty: it does no harm
		Tags      []string `json:"tags"`
	}
	sarifInvocation struct { // 3.20
		Start         string              `json:"startTimeUtc,omitempty"`
		End           string              `json:"endTimeUtc,omitempty"`
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
		Properties    sarifShop           `json:"properties"`
	}
	sarifShop struct {
		Shop    string `json:"shop"`
		Summary string `json:"summary"`
		Left    int    `json:"resultsLeftOut,omitempty"`
		Untold  int    `json:"notificationsLeftOut,omitempty"`
	}
	sarifNotification struct { // 3.58
		Message sarifText        `json:"message"`
		Level   string           `json:"level"`
		Rule    sarifRuleRef     `json:"associatedRule"`
		Places  []sarifPlace     `json:"locations"`
		More    *sarifProperties `json:"properties,omitempty"`
	}
	sarifRuleRef struct { // 3.52
		ID    string `json:"id"`
		Index int    `json:"index"`
	}
	sarifResult struct { // 3.27
		Rule         string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Kind         string             `json:"kind"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Places       []sarifPlace       `json:"locations"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions"` // empty: it is not suppressed
		Provenance   sarifProvenance    `json:"provenance"`
		Properties   sarifProperties    `json:"properties"`

		rank int // how grave it is, the gravest 0
	}
	sarifPlace struct { // 3.28
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct { // 3.29
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct { // 3.4
		URI string `json:"uri"`
	}
	sarifRegion struct { // 3.30
		Line      int `json:"startLine"`
		Column    int `json:"startColumn"`
		EndLine   int `json:"endLine"`
		EndColumn int `json:"endColumn"` // that of the first character behind it
	}
	sarifLogical struct { // 3.33
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
	sarifSuppression struct { // 3.35
		Kind   string `json:"kind"`
		Status string `json:"status"`
		Why    string `json:"justification"`
	}
	sarifProvenance struct { // 3.48
		Invocation int `json:"invocationIndex"`
	}
	// sarifProperties are what the format has no place for.
	sarifProperties struct {
		Outcome  scanner.Outcome  `json:"outcome"`
		Severity scanner.Severity `json:"severity,omitempty"`
		Cause    observe.Cause    `json:"cause,omitempty"`
		Evidence []sarifEvidence  `json:"evidence,omitempty"`
	}
	sarifEvidence struct {
		Source string `json:"source"`
		Quote  string `json:"quote"`
		Again  string `json:"again,omitempty"`
	}
)

// version returns the version of what made the runs, and again if it is a semantic
// one. Runs of several versions have none.
func (m *sarifMaker) version() (version, semantic string) {
	for i, shop := range m.shops {
		if i > 0 && shop.Version != version {
			return "", ""
		}
		version = shop.Version
	}
	if semver.MatchString(version) {
		semantic = version
	}
	return version, semantic
}

// semver is a version as Semantic Versioning 2.0.0 writes it, if not all of its
// rules about zeros.
var semver = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

// automation names a series of runs and one of it: "shopcheck/tea-shop.example/"
// and a time. GitHub compares what is in one series, which it calls a category.
func (m *sarifMaker) automation() sarifAutomation {
	if len(m.shops) != 1 {
		return sarifAutomation{"shopcheck/"}
	}
	return sarifAutomation{"shopcheck/" + m.shops[0].Domain + "/" + m.shops[0].Started.Format("20060102T150405Z")}
}

func sarifRuleOf(r rule) sarifRule {
	out := sarifRule{
		ID: string(r.ID), Name: cut(pascal(r.ID), maxRuleName), Short: sarifText{Text: cut(should(r.ID, r.Title), maxDescription)},
		Full: sarifText{Text: cut(string(r.About), maxDescription)}, Defaults: sarifLevel{sarifLevelOf(r.Severity, scanner.Fail)},
		Properties: sarifGrades{Precision: "high", Security: securitySeverity[r.Severity], Tags: []string{}},
	}
	if r.About == "" {
		out.Full = out.Short
	}
	if out.Properties.Security != "" {
		out.Properties.Tags = append(out.Properties.Tags, "security")
	}
	family, _, _ := strings.Cut(string(r.ID), ".")
	out.Properties.Tags = append(out.Properties.Tags, family)
	plain, marked := out.Full.Text, string(r.About)
	for _, section := range []struct {
		heading string
		text    Prose
	}{{"Why it matters", r.Why}, {"What to do", r.Do}} {
		if section.text != "" {
			plain += "\n\n" + section.heading + ":\n" + string(section.text)
			marked += "\n\n## " + section.heading + "\n\n" + string(section.text)
		}
	}
	out.Help = sarifText{Text: plain, Markdown: strings.TrimSpace(marked)}
	return out
}

// securitySeverity are the middles of what GitHub calls by these names: critical
// from 9.0, high from 7.0, medium from 4.0 and low above 0.0.
var securitySeverity = map[scanner.Severity]string{scanner.Critical: "9.5", scanner.High: "8.0", scanner.Medium: "5.5", scanner.Low: "2.0"}

// sarifLevelOf says how loud something is told. What is wrong only partly is told
// one step lower.
func sarifLevelOf(severity scanner.Severity, outcome scanner.Outcome) string {
	levels := []string{"error", "error", "warning", "note", "note", "warning"} // in the order of ranks
	if outcome == scanner.Warn {
		levels = []string{"warning", "warning", "note", "note", "note", "note"}
	}
	return levels[severity.Rank()]
}

// pascal writes "cert.expiry" as rules are named: "CertExpiry".
func pascal(id scanner.ProbeID) string {
	out := ""
	for word := range strings.FieldsFuncSeq(string(id), func(r rune) bool { return r == '.' || r == '-' }) {
		out += capital(word)
	}
	return out
}

func sarifResultOf(shop rows, r record, invocation int) sarifResult {
	out := sarifResult{
		Rule: string(r.Probe), Kind: "fail", Level: sarifLevelOf(r.Severity, r.Outcome), Message: sarifText{Text: sarifMessage(r.Alone)},
		Places: sarifPlaces(shop, r), Suppressions: []sarifSuppression{}, Provenance: sarifProvenance{invocation},
		Properties: sarifProperties{Outcome: r.Outcome, Severity: r.Severity}, rank: r.Severity.Rank(),
	}
	if r.Holds {
		out.Suppressions = append(out.Suppressions, sarifSuppression{"external", "accepted", r.Accepted})
	}
	for _, e := range r.Seen {
		out.Properties.Evidence = append(out.Properties.Evidence, sarifEvidence{e.Source, e.Quote, command(e.Again)})
	}
	// what makes it the same in another run is the shop, the probe and the subject;
	// GitHub reads only the first of these keys
	sum := sha256.Sum256([]byte(shop.Domain + "\x00" + string(r.Probe) + "\x00" + r.Subject))
	print := hex.EncodeToString(sum[:16])
	out.Fingerprints = map[string]string{"primaryLocationLineHash": print, "shopcheckFinding/v1": print}
	return out
}

func sarifNotificationOf(shop rows, r record) sarifNotification {
	return sarifNotification{
		Message: sarifText{Text: sarifMessage(r.Title + ": " + r.Message)}, Level: "note", Rule: sarifRuleRef{ID: string(r.Probe)},
		Places: sarifPlaces(shop, r), More: &sarifProperties{Outcome: r.Outcome, Severity: r.Severity, Cause: r.Cause},
	}
}

func sarifPlaces(shop rows, r record) []sarifPlace {
	name := r.Subject
	if name == "" {
		name = shop.Domain
	}
	return []sarifPlace{{
		Physical: sarifPhysical{sarifArtifact{shop.Domain}, sarifRegion{1, 1, 1, 1}},
		Logical:  []sarifLogical{{name, "resource"}},
	}}
}

// sarifMessage keeps words from acting in a message: a brace that is not doubled
// begins a placeholder (3.11.5), and "[text](place)" is a link (3.11.6).
func sarifMessage(s string) string { return sarifInert.Replace(s) }

var sarifInert = strings.NewReplacer("{", "{{", "}", "}}", "](", "] (")

// sarifTime writes a moment as SARIF does (3.9); empty if it is not known.
func sarifTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02T15:04:05.000Z")
}

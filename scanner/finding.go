package scanner

import (
	"strings"

	"shopcheck/scanner/observe"
)

// A ProbeID names a probe for ever: it is in every saved run, in waivers and in
// other people's ignore lists. Lower case, "family.subject".
type ProbeID string

// An Outcome says what a probe concluded.
type Outcome string

// The outcomes. Unknown and NotApplicable are answers, not failures. Warn is
// the same harm as Fail, not here yet or not certain.
const (
	Pass          Outcome = "pass"
	Warn          Outcome = "warn"
	Fail          Outcome = "fail"
	Unknown       Outcome = "unknown"
	NotApplicable Outcome = "not-applicable"
)

// A Severity says how much harm a failed probe can do. It belongs to the probe,
// so that one probe cannot be serious on Monday and trivial on Tuesday.
type Severity string

// The severities, worst first.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
	Info     Severity = "info"
)

// Rank returns 0 for Critical up to 4 for Info, and 5 for anything else.
func (s Severity) Rank() int {
	for i, known := range []Severity{Critical, High, Medium, Low, Info} {
		if s == known {
			return i
		}
	}
	return 5
}

// A Finding is one conclusion about one part of a shop.
type Finding struct {
	Probe    ProbeID            `json:"probe"`
	Subject  string             `json:"subject"` // "https://shop.test/", "MX mail.shop.test": what the key is made of
	Outcome  Outcome            `json:"outcome"`
	Severity Severity           `json:"severity"` // the probe's; set by the scanner
	Cause    observe.Cause      `json:"cause"`    // why unknown; empty otherwise
	Message  string             `json:"message"`  // one sentence about this shop, no advice
	Evidence []observe.Evidence `json:"evidence"` // never nil in a scan's result
}

// Key names the finding across runs. It holds nothing that changes by itself:
// no time, no value, no message.
func (f Finding) Key() string { return string(f.Probe) + " " + f.Subject }

// ProbeOf returns the probe that a finding's key names.
func ProbeOf(key string) ProbeID {
	id, _, _ := strings.Cut(key, " ")
	return ProbeID(id)
}

// CouldNot returns the Unknown finding for a look that failed: for probes that
// judge several subjects and must go on with the others. A probe with one
// subject returns the error instead.
func CouldNot(subject string, err error) Finding {
	cause, words := observe.Explain(err)
	return Finding{Subject: subject, Outcome: Unknown, Cause: cause, Message: "Could not be judged: " + words + "."}
}

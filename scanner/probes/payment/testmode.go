package payment

import (
	"regexp"
	"strings"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// Marks of payment companies' test environments, and of the real ones, in pages.
var (
	testKey    = regexp.MustCompile(`pk_test_[0-9A-Za-z]{16,}`)
	liveKey    = regexp.MustCompile(`pk_live_[0-9A-Za-z]{16,}`)
	googleTest = regexp.MustCompile(`environment["']?\s*:\s*["']TEST["']`)
)

// testMode returns what shows that payments are only tried out: keys for tests
// without one for payments, or a company all of whose addresses are for tests.
func testMode(pages []*observe.Page, all []trace) []observe.Evidence {
	var seen []observe.Evidence
	for _, p := range pages {
		body := string(p.Body)
		if key := testKey.FindString(body); key != "" && !liveKey.MatchString(body) {
			seen = append(seen, p.Evidence("a key for tests: "+key[:len("pk_test_")]+"…"))
		}
		if !strings.Contains(body, "pay.google.com") {
			continue
		}
		if mark := googleTest.FindString(body); mark != "" {
			seen = append(seen, p.Evidence(mark))
		}
	}
	real := make(map[string]bool) // companies by ID
	for _, t := range all {
		if company, ok := t.provider(); ok && !t.forTests() {
			real[company.ID] = true
		}
	}
	for _, t := range all {
		if company, ok := t.provider(); ok && !real[company.ID] && len(seen) < maxHandovers {
			seen = append(seen, t.evidence())
		}
	}
	return seen
}

// forTests reports whether an address of a payment company is one at which nobody
// is charged: by its host, or by Ogone's path.
func (t trace) forTests() bool {
	return facts.PaymentTest(t.host()) || strings.Contains(t.url, "/ncol/test/")
}

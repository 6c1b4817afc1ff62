package main

import (
	"encoding/json"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// byProbe names the fact that a probe's findings tell.
var byProbe = map[scanner.ProbeID]string{
	"header.csp": "policy", "header.csp-quality": "policy",
	"cookie.secure": "cookies", "cookie.http-only": "cookies", "cookie.same-site": "cookies",
	"header.cors": "cors", "https.redirect": "redirect", "header.referrer": "referrer",
	"hsts.present": "hsts", "hsts.age": "hsts", "thirdparty.sri": "integrity",
	"header.nosniff": "sniffing", "header.frame": "frames", "header.isolation": "resource",
}

// readPages reads a run: a fact is flawed if a probe warns or fails. Of policies
// and referrers the home page alone counts, as for the peer. header.isolation
// warns of two other headers as well, so that only its failures count.
func readPages(data []byte) (facts, error) {
	var run checklist.Run
	if err := json.Unmarshal(data, &run); err != nil {
		return nil, err
	}
	out := make(facts)
	for _, f := range run.Scan.Findings {
		fact := byProbe[f.Probe]
		everywhere := fact == "policy" || fact == "referrer" || fact == "resource"
		if fact == "" || everywhere && !strings.HasSuffix(f.Subject, "(home)") && !strings.HasSuffix(f.Subject, ".test/") {
			continue
		}
		bad := f.Outcome == scanner.Fail || f.Outcome == scanner.Warn && fact != "resource"
		if out[fact] != "flawed" {
			out[fact] = soundness(!bad)
		}
	}
	return out, nil
}

func soundness(sound bool) string {
	if sound {
		return "sound"
	}
	return "flawed"
}

// byTest names the fact that a test of the HTTP Observatory tells.
var byTest = map[string]string{
	"content-security-policy": "policy", "cookies": "cookies", "cross-origin-resource-sharing": "cors",
	"redirection": "redirect", "referrer-policy": "referrer", "strict-transport-security": "hsts",
	"subresource-integrity": "integrity", "x-content-type-options": "sniffing", "x-frame-options": "frames",
	"cross-origin-resource-policy": "resource",
}

// readObservatory reads a result of MDN HTTP Observatory: a fact is flawed if its
// test is not passed.
func readObservatory(data []byte) (facts, error) {
	var result struct {
		Tests map[string]struct {
			Pass bool `json:"pass"`
		} `json:"tests"`
	}
	if err := json.Unmarshal(data, &result); err != nil {
		return nil, err
	}
	out := make(facts)
	for name, test := range result.Tests {
		if fact := byTest[name]; fact != "" {
			out[fact] = soundness(test.Pass)
		}
	}
	return out, nil
}

// pages compares what is said of pages' headers.
var pages = kind{
	known: "pages.txt", names: setNames, configured: setFacts, read: readPages, derive: func(facts) {},
	peers: []peer{{"observatory", ".observatory.json", readObservatory}},
}

package tls

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed legacy.md
var legacyDoc string

// Legacy asks whether TLS 1.0 and TLS 1.1 are refused (RFC 8996). It sends what
// no current browser sends, so it needs permission.
var Legacy = scanner.Probe{
	ID:       "tls.legacy",
	Severity: scanner.High,
	Class:    scanner.Standard,
	Doc:      legacyDoc,
	Run:      surveyed(judgeLegacy),
}

func judgeLegacy(s *survey.Survey) (scanner.Finding, error) {
	return refused(s, []hello.Version{hello.TLS10, hello.TLS11},
		"The server still accepts outdated encryption that browsers gave up in 2020.",
		"The server refuses the outdated encryption that browsers gave up in 2020.")
}

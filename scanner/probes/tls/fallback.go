package tls

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed fallback.md
var fallbackDoc string

// Fallback asks whether the server refuses a client that says it stepped down to
// an older version without need (RFC 7507).
var Fallback = scanner.Probe{
	ID:       "tls.fallback",
	Severity: scanner.Low,
	Class:    scanner.Standard,
	Doc:      fallbackDoc,
	Run:      surveyed(judgeFallback),
}

func judgeFallback(s *survey.Survey) (scanner.Finding, error) {
	switch s.Traits.FallbackRefused {
	case survey.Yes:
		return noted(scanner.Pass, "Nobody can push a customer's browser down to an older kind of encryption unnoticed.", s,
			"one version below the best, with TLS_FALLBACK_SCSV: refused, inappropriate_fallback")
	case survey.No:
		return noted(scanner.Warn, "The server does not notice when a customer's browser is pushed down to an older kind of encryption.", s,
			"one version below the best, with TLS_FALLBACK_SCSV: accepted")
	case survey.Unclear:
		return scanner.Finding{}, unsaid()
	}
	if err := unclear(s, append(classic, hello.TLS13)...); err != nil {
		return scanner.Finding{}, err
	}
	best := s.Best()
	switch {
	case best <= hello.SSL2:
		return scanner.Finding{}, silent(s)
	case newest(s, best-1).Version > hello.SSL2:
		return scanner.Finding{}, unsaid()
	}
	return noted(scanner.NotApplicable, "The server speaks one kind of encryption, so there is no older one to push customers down to.", s,
		"of SSL 3 to TLS 1.3, only "+best.String()+" is accepted")
}

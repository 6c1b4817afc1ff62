package tls

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed broken-ciphers.md
var brokenCiphersDoc string

// BrokenCiphers asks whether the server agrees to a suite that protects nothing:
// see broken.
var BrokenCiphers = scanner.Probe{
	ID:       "tls.broken-ciphers",
	Severity: scanner.Critical,
	Class:    scanner.Standard,
	Twice:    true,
	Doc:      brokenCiphersDoc,
	Run:      surveyed(judgeBroken),
}

// judgeBroken passes only a server of which everything is known.
func judgeBroken(s *survey.Survey) (scanner.Finding, error) {
	if found := accepted(s, broken); len(found) > 0 {
		return scanner.Finding{
			Outcome: scanner.Fail, Evidence: found,
			Message: "The server accepts encryption that is broken, or none at all, from anybody who asks for it.",
		}, nil
	}
	if err := unasked(s, broken, hello.Versions...); err != nil {
		return scanner.Finding{}, err
	}
	if s.Best() == 0 {
		return scanner.Finding{}, nothing()
	}
	return scanner.Finding{
		Outcome: scanner.Pass, Evidence: accepted(s, everything),
		Message: "The server refuses every kind of encryption that is broken.",
	}, nil
}

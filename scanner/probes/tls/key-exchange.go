package tls

import (
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed key-exchange.md
var keyExchangeDoc string

// KeyExchange asks whether keys are agreed on only in the ways that RFC 9325
// recommends: elliptic curves with keys made anew (ECDHE), and those of TLS 1.3.
var KeyExchange = scanner.Probe{
	ID:       "tls.key-exchange",
	Severity: scanner.Medium,
	Class:    scanner.Standard,
	Doc:      keyExchangeDoc,
	Run:      surveyed(judgeKeyExchange),
}

// judgeKeyExchange knows of a dated exchange as soon as one is accepted, but that
// there is no better one only if everything is known.
func judgeKeyExchange(s *survey.Survey) (scanner.Finding, error) {
	f := scanner.Finding{Evidence: accepted(s, dated)}
	modern := s.Protocol(hello.TLS13).Offered == survey.Yes || slices.ContainsFunc(s.Protocols, hasECDHE)
	if modern && len(f.Evidence) > 0 {
		f.Outcome, f.Message = scanner.Warn, "The server still agrees on keys in dated ways, besides the one that is recommended."
		return f, nil
	}
	if err := partial(s, before13...); err != nil {
		return scanner.Finding{}, err
	}
	if modern {
		f.Outcome, f.Message = scanner.Pass, "The server agrees on keys only in ways that keep recorded visits secret."
		f.Evidence = accepted(s, everything)
		return f, nil
	}
	if err := unclear(s, hello.TLS13); err != nil {
		return scanner.Finding{}, err
	}
	if s.Best() == 0 {
		return scanner.Finding{}, nothing()
	}
	f.Outcome, f.Message = scanner.Fail, "The server agrees on keys only in dated ways, and in none that is recommended today."
	return f, nil
}

func hasECDHE(p survey.Protocol) bool {
	return slices.ContainsFunc(p.Suites, func(s hello.Suite) bool { return s.Parts().Exchange == "ECDHE" })
}

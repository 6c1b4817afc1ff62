package tls

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed heartbeat.md
var heartbeatDoc string

// Heartbeat asks whether the server offers the extension of RFC 6520, which web
// sites have no use for and whose best-known flaw let strangers read a server's
// memory. No heartbeat is ever sent.
var Heartbeat = scanner.Probe{
	ID:       "tls.heartbeat",
	Severity: scanner.Low,
	Class:    scanner.Standard,
	Doc:      heartbeatDoc,
	Run:      surveyed(judgeHeartbeat),
}

func judgeHeartbeat(s *survey.Survey) (scanner.Finding, error) {
	v := newest(s, hello.TLS12).Version
	f := scanner.Finding{}
	var quote string
	switch s.Traits.Heartbeat {
	case survey.Yes:
		quote = v.String() + ": answers with the extension heartbeat (RFC 6520)"
		f.Outcome, f.Message = scanner.Warn, "The server has a function switched on that web sites do not need and that strangers once read servers' memory with."
	case survey.No:
		quote = v.String() + ": does not answer with the extension heartbeat (RFC 6520)"
		f.Outcome, f.Message = scanner.Pass, "A function that strangers once read servers' memory with is switched off."
	default:
		return onlyNewest(s, "The server speaks only the newest kind of encryption, where this old function is not used.")
	}
	e := observe.SurveyEvidence(s, quote)
	e.Again = "" // today's programs do not offer it, or send a malformed one
	f.Evidence = []observe.Evidence{e}
	return f, nil
}

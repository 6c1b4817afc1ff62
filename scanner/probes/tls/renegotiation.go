package tls

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed renegotiation.md
var renegotiationDoc string

// Renegotiation asks whether the server binds a second handshake to the first
// (RFC 5746). TLS 1.3 knows no second one.
var Renegotiation = scanner.Probe{
	ID:       "tls.renegotiation",
	Severity: scanner.High,
	Class:    scanner.Standard,
	Doc:      renegotiationDoc,
	Run:      surveyed(judgeRenegotiation),
}

func judgeRenegotiation(s *survey.Survey) (scanner.Finding, error) {
	v := newest(s, hello.TLS12).Version
	switch s.Traits.SecureRenegotiation {
	case survey.Yes:
		return noted(scanner.Pass, "Nobody can slip words of their own in front of what a customer sends.", s,
			v.String()+": answers with renegotiation_info (RFC 5746)", v)
	case survey.No:
		return noted(scanner.Fail, "The server does not make sure that all of a connection comes from the same customer.", s,
			v.String()+": does not answer with renegotiation_info (RFC 5746)", v)
	}
	return onlyNewest(s, "The server speaks only the newest kind of encryption, where a connection cannot be begun anew.")
}

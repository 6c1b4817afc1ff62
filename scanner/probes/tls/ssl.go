package tls

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed ssl.md
var sslDoc string

// SSL asks whether SSL 2 (RFC 6176) and SSL 3 (RFC 7568) are refused.
var SSL = scanner.Probe{
	ID:       "tls.ssl",
	Severity: scanner.Critical,
	Class:    scanner.Standard,
	Twice:    true,
	Doc:      sslDoc,
	Run:      surveyed(judgeSSL),
}

func judgeSSL(s *survey.Survey) (scanner.Finding, error) {
	return refused(s, []hello.Version{hello.SSL2, hello.SSL3},
		"The server still accepts encryption from the nineties that anybody on the way can break.",
		"The server refuses the broken encryption of the nineties.")
}

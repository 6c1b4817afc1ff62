package tls

import (
	_ "embed"

	"shopcheck/scanner"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed compression.md
var compressionDoc string

// Compression asks whether the server compresses before it encrypts: the length
// then gives secrets away (CRIME; RFC 9325, section 3.3).
var Compression = scanner.Probe{
	ID:       "tls.compression",
	Severity: scanner.High,
	Class:    scanner.Standard,
	Doc:      compressionDoc,
	Run:      surveyed(judgeCompression),
}

func judgeCompression(s *survey.Survey) (scanner.Finding, error) {
	v := newest(s, hello.TLS12).Version
	switch s.Traits.Compression {
	case survey.Yes:
		return noted(scanner.Fail, "The server compresses what it encrypts, which lets a listener work out login cookies.", s,
			v.String()+": offered DEFLATE, the server picked it")
	case survey.No:
		return noted(scanner.Pass, "The server does not compress what it encrypts, so lengths give no secrets away.", s,
			v.String()+": offered DEFLATE, the server picked no compression")
	}
	return onlyNewest(s, "The server speaks only the newest kind of encryption, which does not compress.")
}

package tls

import (
	_ "embed"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed weak-ciphers.md
var weakCiphersDoc string

// WeakCiphers asks whether the server agrees to a cipher with blocks of 64 bits,
// and whether it even prefers one.
var WeakCiphers = scanner.Probe{
	ID:       "tls.weak-ciphers",
	Severity: scanner.Medium,
	Class:    scanner.Standard,
	Doc:      weakCiphersDoc,
	Run:      surveyed(judgeWeak),
}

// judgeWeak asks TLS 1.3 nothing: it has no such ciphers. What a server prefers
// shows in the newest of the other versions.
func judgeWeak(s *survey.Survey) (scanner.Finding, error) {
	f := scanner.Finding{Evidence: accepted(s, weak)}
	if len(f.Evidence) == 0 {
		return passWeak(s)
	}
	f.Outcome, f.Message = scanner.Warn, "The server still accepts an aged cipher that wears out, though it does not insist on it."
	top := newest(s, hello.TLS12)
	known := unclear(s, newer(top.Version)...) == nil
	if len(top.Suites) == 0 || !weak(top.Suites[0]) || !known {
		return f, nil
	}
	better := slices.ContainsFunc(top.Suites, not(weak))
	switch {
	case !better && top.Partial == "":
		f.Outcome, f.Message = scanner.Fail, "For browsers without the newest encryption the server has only aged ciphers that wear out."
	case better && top.Prefers == survey.ByServer:
		f.Outcome, f.Message = scanner.Fail, "For browsers without the newest encryption the server prefers an aged cipher that wears out."
	}
	if f.Outcome == scanner.Fail {
		picked := top.Version.String() + ", picked first: " + top.Suites[0].String()
		f.Evidence = slices.Insert(f.Evidence, 0, observe.SurveyEvidence(s, picked))
	}
	return f, nil
}

// newer returns the versions above v, up to TLS 1.2.
func newer(v hello.Version) []hello.Version {
	return before13[slices.Index(before13, v)+1:]
}

func passWeak(s *survey.Survey) (scanner.Finding, error) {
	if err := unasked(s, weak, before13...); err != nil {
		return scanner.Finding{}, err
	}
	if s.Best() == 0 {
		return scanner.Finding{}, silent(s)
	}
	return scanner.Finding{
		Outcome: scanner.Pass, Evidence: accepted(s, everything),
		Message: "The server accepts none of the aged ciphers that wear out.",
	}, nil
}

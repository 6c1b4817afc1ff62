package tls

import (
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe/hello"
)

func TestJudgeLegacy(t *testing.T) {
	judged(t, judgeLegacy, []verdict{
		{"modern", surveyOf(new12, new13), scanner.Pass, 1, ""},
		{"TLS 1.0 with RC4 alone", surveyOf(in(hello.TLS10, rc4), new12), scanner.Fail, 1, "2020"},
		{"both", surveyOf(in(hello.TLS10, cbc), in(hello.TLS11, cbc)), scanner.Fail, 2, ""},
		{"one accepted, one unclear", surveyOf(dark(hello.TLS10), in(hello.TLS11, cbc)), scanner.Fail, 1, ""},
		{"one unclear", surveyOf(dark(hello.TLS10), new12), scanner.Unknown, 0, "in TLS 1.0 is not known"},
		{"SSL 2 unclear", surveyOf(dark(hello.SSL2), new12), scanner.Pass, 1, ""},
		{"SSL 3 alone", surveyOf(in(hello.SSL3, rc4)), scanner.NotApplicable, 1, "older still"},
		{"SSL 3, and TLS 1.2 unclear", surveyOf(in(hello.SSL3, rc4), dark(hello.TLS12)), scanner.Unknown, 0, "in TLS 1.2 is not known"},
		{"nothing", surveyOf(), scanner.Unknown, 0, "no encrypted connection at all"},
		{"nothing, and one unclear", surveyOf(dark(hello.TLS13)), scanner.Unknown, 0, "in TLS 1.3 is not known"},
	})
}

package tls

import (
	"slices"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

func TestJudgeCipherOrder(t *testing.T) {
	const gcm256, chacha = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
	tls12 := func(prefers survey.Preference, suites ...string) *survey.Survey {
		return surveyOf(by(prefers, in(hello.TLS12, suites...)), new13)
	}
	ends := func(prefers survey.Preference, suites ...string) *survey.Survey {
		return surveyOf(cut(by(prefers, in(hello.TLS12, suites...))), new13)
	}
	for _, tt := range []struct {
		name string
		s    *survey.Survey
		want scanner.Outcome
	}{
		{"all good, the client decides", tls12(survey.ByClient, gcm, gcm256, chacha), scanner.Pass},
		{"all good, the server decides", tls12(survey.ByServer, gcm256, gcm), scanner.Pass},
		{"all good, nobody knows who", tls12("", gcm, chacha), scanner.Pass},
		{"all good as far as seen", ends(survey.ByClient, gcm, chacha), scanner.Unknown},
		{"the server begins well", tls12(survey.ByServer, gcm, cbc, triple), scanner.Pass},
		{"the server begins well, and more may follow", ends(survey.ByServer, gcm, plain), scanner.Pass},
		{"the server begins badly", tls12(survey.ByServer, plain, gcm), scanner.Warn},
		{"the server begins with CBC", tls12(survey.ByServer, cbc, gcm), scanner.Warn},
		{"the server begins with DHE", tls12(survey.ByServer, dhe, gcm), scanner.Warn},
		{"the client decides, CBC is left", tls12(survey.ByClient, gcm, cbc), scanner.Warn},
		{"the client decides, RSA is left, and more", ends(survey.ByClient, gcm, plain), scanner.Warn},
		{"bad ones, nobody knows who decides", tls12("", gcm, cbc), scanner.Unknown},
		{"one bad", tls12("", plain), scanner.NotApplicable},
		{"one good", tls12("", gcm), scanner.Pass},
		{"one, perhaps more", ends("", plain), scanner.Unknown},
		{"no TLS 1.2", speaks(hello.TLS13), scanner.NotApplicable},
		{"only TLS 1.0", speaks(hello.TLS10), scanner.NotApplicable},
		{"perhaps TLS 1.2", surveyOf(dark(hello.TLS12), new13), scanner.Unknown},
		{"nothing", speaks(), scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) { held(t, tt.want, judgeCipherOrder, tt.s) })
	}
}

// TestWrapped: a list of any length is quoted whole.
func TestWrapped(t *testing.T) {
	likely, rest := hello.Suites(hello.TLS12)
	names := some(slices.Concat(likely, rest), everything)
	if len(names) < 300 {
		t.Fatalf("TLS 1.2 has only %d suites", len(names))
	}
	var back []string
	for i, line := range wrapped("TLS 1.2 suites", names) {
		if len(line) > observe.MaxQuote || observe.Printable(line) != line {
			t.Errorf("line %d is cut: %q", i, line)
		}
		head, list, _ := strings.Cut(line, ": ")
		if want := map[bool]string{true: "TLS 1.2 suites", false: "TLS 1.2 suites, more"}[i == 0]; head != want {
			t.Errorf("line %d begins with %q", i, head)
		}
		back = append(back, strings.Split(list, ", ")...)
	}
	if !slices.Equal(back, names) {
		t.Errorf("%d of %d names came through", len(back), len(names))
	}
	if got := wrapped("ALPN", nil); !slices.Equal(got, []string{"ALPN: none"}) {
		t.Errorf("an empty list: %q", got)
	}
}

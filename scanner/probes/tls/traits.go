package tls

import (
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// classic are the versions in which a server shows its traits.
var classic = []hello.Version{hello.SSL3, hello.TLS10, hello.TLS11, hello.TLS12}

// noted makes a finding from a survey and what it quotes.
func noted(o scanner.Outcome, message string, s *survey.Survey, quote string, in ...hello.Version) (scanner.Finding, error) {
	return scanner.Finding{Outcome: o, Message: message, Evidence: []observe.Evidence{observe.SurveyEvidence(s, quote, in...)}}, nil
}

// onlyNewest concludes where a trait of TLS 1.2 and older was not read: there is
// nothing to judge if it is certain that only TLS 1.3 is spoken.
func onlyNewest(s *survey.Survey, message string) (scanner.Finding, error) {
	if err := unclear(s, classic...); err != nil {
		return scanner.Finding{}, err
	}
	switch newest(s, hello.TLS13).Version {
	case hello.TLS13:
		if newest(s, hello.TLS12).Version <= hello.SSL2 {
			return noted(scanner.NotApplicable, message, s, "accepted: TLS 1.3; declined: all from SSL 3 to TLS 1.2", hello.TLS13)
		}
	case hello.SSL2, 0:
		return scanner.Finding{}, silent(s)
	}
	return scanner.Finding{}, unsaid()
}

// unsaid is why a question is open that a survey put and the server did not
// answer clearly.
func unsaid() error {
	return &observe.Failure{Cause: observe.TLS, Words: "the server gave no clear answer to this, not even when it was asked again"}
}

package tls

import (
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// speaks is a survey of a server that accepts some versions, one suite each, and
// nothing else.
func speaks(versions ...hello.Version) *survey.Survey {
	var spoken []survey.Protocol
	for _, v := range versions {
		likely, _ := hello.Suites(v)
		spoken = append(spoken, survey.Protocol{Version: v, Offered: survey.Yes, Suites: likely[:1]})
	}
	return surveyOf(spoken...)
}

func TestJudgeTraits(t *testing.T) {
	both := func(set func(*survey.Traits)) *survey.Survey {
		s := speaks(hello.TLS12, hello.TLS13)
		set(&s.Traits)
		return s
	}
	for _, trait := range []struct {
		id    scanner.ProbeID
		judge func(*survey.Survey) (scanner.Finding, error)
		set   func(*survey.Traits, survey.Answer)
		yes   scanner.Outcome
		no    scanner.Outcome
	}{
		{Renegotiation.ID, judgeRenegotiation, func(t *survey.Traits, a survey.Answer) { t.SecureRenegotiation = a }, scanner.Pass, scanner.Fail},
		{Compression.ID, judgeCompression, func(t *survey.Traits, a survey.Answer) { t.Compression = a }, scanner.Fail, scanner.Pass},
		{Heartbeat.ID, judgeHeartbeat, func(t *survey.Traits, a survey.Answer) { t.Heartbeat = a }, scanner.Warn, scanner.Pass},
		{Fallback.ID, judgeFallback, func(t *survey.Traits, a survey.Answer) { t.FallbackRefused = a }, scanner.Pass, scanner.Warn},
	} {
		for _, tt := range []struct {
			name string
			s    *survey.Survey
			want scanner.Outcome
		}{
			{"yes", both(func(t *survey.Traits) { trait.set(t, survey.Yes) }), trait.yes},
			{"no", both(func(t *survey.Traits) { trait.set(t, survey.No) }), trait.no},
			{"unclear", both(func(t *survey.Traits) { trait.set(t, survey.Unclear) }), scanner.Unknown},
			{"not read", speaks(hello.TLS12, hello.TLS13), scanner.Unknown},
			{"only TLS 1.3", speaks(hello.TLS13), scanner.NotApplicable},
			{"TLS 1.3, and SSL 2 besides", speaks(hello.SSL2, hello.TLS13), scanner.NotApplicable},
			{"TLS 1.3, and perhaps TLS 1.2", surveyOf(dark(hello.TLS12), new13), scanner.Unknown},
			{"only SSL 2", speaks(hello.SSL2), scanner.Unknown},
			{"nothing", speaks(), scanner.Unknown},
			{"nothing clear", surveyOf(dark(hello.TLS12)), scanner.Unknown},
		} {
			t.Run(string(trait.id)+"/"+tt.name, func(t *testing.T) { held(t, tt.want, trait.judge, tt.s) })
		}
	}
	t.Run("an unclear version hides no fail", func(t *testing.T) {
		s := surveyOf(dark(hello.TLS10), new12)
		s.Traits.SecureRenegotiation = survey.No
		held(t, scanner.Fail, judgeRenegotiation, s)
	})
	t.Run("a single version has no fallback", func(t *testing.T) { held(t, scanner.NotApplicable, judgeFallback, speaks(hello.TLS12)) })
}

// held holds a judge to an outcome, and its finding to its form.
func held(t *testing.T, want scanner.Outcome, judge func(*survey.Survey) (scanner.Finding, error), s *survey.Survey) {
	t.Helper()
	f, err := judge(s)
	if err != nil {
		f = scanner.CouldNot("", err)
	}
	if f.Outcome != want {
		t.Errorf("got %s (%s), want %s", f.Outcome, f.Message, want)
	}
	if f.Outcome != scanner.Unknown && (len(f.Evidence) == 0 || f.Message == "") {
		t.Errorf("%s with message %q and %d quotes", f.Outcome, f.Message, len(f.Evidence))
	}
	for _, e := range f.Evidence {
		if observe.Printable(e.Quote) != e.Quote || len(e.Quote) > observe.MaxQuote-10 {
			t.Errorf("evidence is not whole: %+v", e)
		}
	}
}

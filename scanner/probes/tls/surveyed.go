package tls

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// A surveyJudge concludes from one survey.
type surveyJudge func(*survey.Survey) (scanner.Finding, error)

// surveyed returns a probe's Run that judges the survey of the canonical host, and
// those of the shop's other names and addresses that differ from it.
func surveyed(judge surveyJudge) func(context.Context, *observe.Site) ([]scanner.Finding, error) {
	return func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		return differing(ctx, site, func(observe.Endpoint) surveyJudge { return judge }), nil
	}
}

// differing judges the survey of the canonical host and those that differ from it.
func differing(ctx context.Context, site *observe.Site, judge func(observe.Endpoint) surveyJudge) []scanner.Finding {
	var found []scanner.Finding
	for i, e := range surveys(ctx, site) {
		if i > 0 && (e.err != nil || e.survey.Like != "" || e.survey.Best() == 0) {
			continue // tls.endpoints says so
		}
		found = append(found, conclude(e.survey, e.err, judge(e.at), subject(e.at)))
	}
	return found
}

// surveys surveys all endpoints, side by side. The canonical host's, which the
// others wait for, begins before their addresses are known.
func surveys(ctx context.Context, site *observe.Site) []endpoint {
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = site.Survey(ctx, observe.Endpoint{Host: site.Host(ctx)}) })
	all := site.Endpoints(ctx)
	seen := make([]endpoint, len(all))
	for i, at := range all {
		seen[i].at = at
		wg.Go(func() { seen[i].survey, seen[i].err = site.Survey(ctx, at) })
	}
	wg.Wait()
	return seen
}

// conclude makes one finding, also if the look failed, so that a finding's key
// stays the same.
func conclude(s *survey.Survey, err error, judge surveyJudge, subject string) scanner.Finding {
	var f scanner.Finding
	if err == nil {
		f, err = judge(s)
	}
	if err != nil {
		f = scanner.CouldNot("", err)
	}
	f.Subject = subject
	return f
}

// subject names what a finding about an endpoint is about.
func subject(at observe.Endpoint) string {
	if at.Addr.IsValid() {
		return "TLS " + at.Host + " at " + at.Addr.String()
	}
	return "TLS " + at.Host
}

// accepted quotes, version by version, the accepted suites that fit.
func accepted(s *survey.Survey, fits func(hello.Suite) bool) []observe.Evidence {
	var out []observe.Evidence
	for _, p := range s.Protocols {
		if names := some(p.Suites, fits); len(names) > 0 {
			out = append(out, observe.SurveyEvidence(s, few(p.Version.String()+": ", names)))
		}
	}
	return out
}

// everything fits all.
func everything[T any](T) bool { return true }

// some returns the names of those that fit.
func some[T fmt.Stringer](all []T, fits func(T) bool) []string {
	var out []string
	for _, x := range all {
		if fits(x) {
			out = append(out, x.String())
		}
	}
	return out
}

// few puts what a quote has room for in a row, and says how many more there are.
func few(head string, names []string) string {
	const tail = len(" and 000 more")
	for i, name := range names {
		if i == 0 {
			head += name
			continue
		}
		if len(head)+len(", ")+len(name) > observe.MaxQuote-tail {
			return fmt.Sprintf("%s and %d more", head, len(names)-i)
		}
		head += ", " + name
	}
	return head
}

// refusal quotes that versions were turned down, by a server that accepts others.
func refusal(s *survey.Survey, versions []hello.Version) observe.Evidence {
	var spoken []hello.Version
	for _, p := range s.Protocols {
		if p.Offered == survey.Yes {
			spoken = append(spoken, p.Version)
		}
	}
	all := everything[hello.Version]
	return observe.SurveyEvidence(s, "declined: "+strings.Join(some(versions, all), ", ")+"; accepted: "+strings.Join(some(spoken, all), ", "))
}

// refused judges whether a server that speaks something newer declines all of
// some versions, oldest first. One that it accepts decides, whatever else is
// unclear.
func refused(s *survey.Survey, versions []hello.Version, bad, good string) (scanner.Finding, error) {
	var spoken []observe.Evidence
	for _, v := range versions {
		if p := s.Protocol(v); p.Offered == survey.Yes {
			spoken = append(spoken, observe.SurveyEvidence(s, few(v.String()+": ", some(p.Suites, everything))))
		}
	}
	if len(spoken) > 0 {
		return scanner.Finding{Outcome: scanner.Fail, Message: bad, Evidence: spoken}, nil
	}
	if err := unclear(s, versions...); err != nil {
		return scanner.Finding{}, err
	}
	switch best := s.Best(); {
	case best == 0:
		return scanner.Finding{}, silent(s)
	case best < versions[0]:
		if err := unclear(s, hello.Versions...); err != nil {
			return scanner.Finding{}, err
		}
		return scanner.Finding{
			Outcome: scanner.NotApplicable, Evidence: accepted(s, everything),
			Message: "The server accepts only encryption that is older still.",
		}, nil
	}
	return scanner.Finding{Outcome: scanner.Pass, Message: good, Evidence: []observe.Evidence{refusal(s, versions)}}, nil
}

// unclear returns why it is not known whether a server accepts all of some
// versions; nil if it is known.
func unclear(s *survey.Survey, versions ...hello.Version) error {
	for _, v := range versions {
		switch p := s.Protocol(v); p.Offered {
		case survey.Yes, survey.No:
		case survey.Unclear:
			return because(v, p.Why)
		default:
			return because(v, "nobody asked")
		}
	}
	return nil
}

// partial returns why it is not known what all a server accepts in some
// versions; nil if it is known.
func partial(s *survey.Survey, versions ...hello.Version) error {
	if err := unclear(s, versions...); err != nil {
		return err
	}
	for _, v := range versions {
		if p := s.Protocol(v); p.Partial != "" {
			return because(v, p.Partial)
		}
	}
	return nil
}

// unasked returns why it is not known whether a server accepts any more of the
// suites that fit in some versions; nil if it is known, even where the list of the
// others is not whole.
func unasked(s *survey.Survey, fits func(hello.Suite) bool, versions ...hello.Version) error {
	for _, v := range versions {
		p := s.Protocol(v)
		likely, rest := hello.Suites(v)
		open := func(x hello.Suite) bool {
			return fits(x) && !slices.Contains(p.Suites, x) && !slices.Contains(p.Refused, x)
		}
		if p.Partial == "" || slices.ContainsFunc(slices.Concat(likely, rest), open) {
			if err := partial(s, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// unsure returns why it is not known which suites, groups and schemes a server
// accepts in some versions; nil if it is known.
func unsure(s *survey.Survey, versions ...hello.Version) error {
	if err := partial(s, versions...); err != nil {
		return err
	}
	for _, v := range versions {
		if p := s.Protocol(v); p.Unsure != "" {
			return because(v, p.Unsure)
		}
	}
	return nil
}

func because(v hello.Version, why string) error {
	return &observe.Failure{Cause: observe.TLS, Words: "what the server accepts in " + v.String() + " is not known, because " + why}
}

// silent returns why nothing is known of a server that accepted nothing.
func silent(s *survey.Survey) error {
	if err := unclear(s, hello.Versions...); err != nil {
		return err
	}
	return nothing()
}

// newest returns the newest accepted version up to most; its Version is 0 if
// there is none.
func newest(s *survey.Survey, most hello.Version) survey.Protocol {
	for _, v := range slices.Backward(hello.Versions) {
		if p := s.Protocol(v); v <= most && p.Offered == survey.Yes {
			return p
		}
	}
	return survey.Protocol{}
}

// before13 are the versions in which suites say everything.
var before13 = []hello.Version{hello.SSL2, hello.SSL3, hello.TLS10, hello.TLS11, hello.TLS12}

package tls

import (
	_ "embed"
	"fmt"
	"slices"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

//go:embed groups.md
var groupsDoc string

// Groups asks whether the groups and primes that keys are agreed on with are
// large enough.
var Groups = scanner.Probe{
	ID:       "tls.groups",
	Severity: scanner.Medium,
	Class:    scanner.Standard,
	Doc:      groupsDoc,
	Run:      surveyed(judgeGroups),
}

// The sizes of primes in bits. Below the first they are too small (RFC 9325,
// section 4.5); from the second on it is no matter that others use them too.
const (
	smallPrime = 2048
	largePrime = 3072
)

// judgeGroups judges primes of TLS 1.2 and older only: in TLS 1.3 a group over a
// finite field is used only with a client that asks for it by its name, and no
// browser does.
func judgeGroups(s *survey.Survey) (scanner.Finding, error) {
	small := primes(s, func(p survey.Prime) bool { return p.Bits < smallPrime })
	shared := primes(s, func(p survey.Prime) bool { return p.Bits >= smallPrime && p.Bits < largePrime && p.Known != "" })
	curves := listed(s, retired)
	f := scanner.Finding{Evidence: slices.Concat(small, shared, curves)}
	switch {
	case len(small) > 0:
		f.Outcome, f.Message = scanner.Fail, "The server agrees on keys with a number that is too small to be safe."
	case len(shared) > 0 && len(curves) > 0:
		f.Outcome, f.Message = scanner.Warn, "The server still agrees on keys with a number that many servers share, and on curves that are retired."
	case len(shared) > 0:
		f.Outcome, f.Message = scanner.Warn, "The server still agrees on keys with a number of modest size that many servers share."
	case len(curves) > 0:
		f.Outcome, f.Message = scanner.Warn, "The server still agrees on keys with curves that are retired."
	default:
		return passGroups(s)
	}
	return f, nil
}

func passGroups(s *survey.Survey) (scanner.Finding, error) {
	if err := unsure(s, hello.TLS10, hello.TLS11, hello.TLS12); err != nil {
		return scanner.Finding{}, err
	}
	if err := partial(s, hello.Versions...); err != nil {
		return scanner.Finding{}, err
	}
	all := primes(s, everything)
	all = append(all, listed(s, everything)...)
	switch best := s.Best(); {
	case best == 0:
		return scanner.Finding{}, nothing()
	case len(all) == 0:
		return scanner.Finding{
			Outcome: scanner.NotApplicable, Evidence: accepted(s, everything),
			Message: "The server does not make keys anew for each visit, so there are no sizes to judge.",
		}, nil
	}
	return scanner.Finding{
		Outcome: scanner.Pass, Evidence: all,
		Message: "The numbers that the server agrees on keys with are large enough.",
	}, nil
}

// primes quotes those that fit.
func primes(s *survey.Survey, fits func(survey.Prime) bool) []observe.Evidence {
	var out []observe.Evidence
	for _, v := range s.Protocols {
		for _, p := range v.Primes {
			if !fits(p) {
				continue
			}
			quote := fmt.Sprintf("%s: %s with a prime of %d bits", v.Version, p.Suite, p.Bits)
			if p.Known != "" {
				quote += " (" + p.Known + ")"
			}
			out = append(out, observe.SurveyEvidence(s, quote))
		}
	}
	return out
}

// listed quotes, version by version, the groups that fit.
func listed(s *survey.Survey, fits func(hello.Group) bool) []observe.Evidence {
	var out []observe.Evidence
	for _, p := range s.Protocols {
		if names := some(p.Groups, fits); len(names) > 0 {
			out = append(out, observe.GroupsEvidence(s, few(p.Version.String()+" groups: ", names)))
		}
	}
	return out
}

// retired reports whether a group is a binary curve (RFC 8422, section 5.1.1), a
// prime one of less than 224 bits, or one that the server spells out itself.
func retired(g hello.Group) bool {
	return g >= 1 && g <= 19 || g == hello.ExplicitPrimeCurve || g == hello.ExplicitBinaryCurve
}

package software

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/shop"
)

//go:embed plugins.md
var pluginsDoc string

// Plugins asks whether extensions of the shop's software that its pages show are
// in versions with known holes.
var Plugins = scanner.Probe{
	ID:       "software.plugins",
	Severity: scanner.High,
	Twice:    true,
	Doc:      pluginsDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		found, err := shop.Find(ctx, site)
		if err != nil {
			return nil, err
		}
		p := found.Platform()
		if p.Hosted {
			return []scanner.Finding{notOurs(site.Domain(), p)}, nil
		}
		s := sightOf(found.Pages, p, site.Own)
		s.late = stale(found.Home.At)
		return []scanner.Finding{s.judge(site.Domain())}, nil
	},
}

// maxListed bounds the extensions that are quoted.
const maxListed = 20

// A threat is a hole that an extension has, or may have.
type threat struct {
	facts.ExtensionHole
	fit facts.Fit
}

// threats lists what is known of an extension's version, what decides first. Where
// no version shows it may be any.
func (s *sight) threats(x extension) []threat {
	var all []threat
	if x.version == "" {
		for _, h := range x.known.Holes {
			all = append(all, threat{h, facts.Maybe})
		}
	} else {
		for fit, holes := range x.known.HolesIn(x.version) {
			for _, h := range holes {
				all = append(all, threat{h, fit})
			}
		}
	}
	slices.SortFunc(all, func(a, b threat) int {
		return cmp.Or(
			cmp.Compare(slices.Index(worst, s.weigh(x, a)), slices.Index(worst, s.weigh(x, b))),
			cmp.Compare(slices.Index(grades, a.Severity), slices.Index(grades, b.Severity)), cmp.Compare(a.CVE, b.CVE))
	})
	return all
}

// weigh says what a hole means: a fail if it is grave and certain to be there.
func (s *sight) weigh(x extension, t threat) scanner.Outcome {
	grave := t.Severity == "critical" || t.Severity == "high"
	if grave && t.fit == facts.Inside && t.Only == "" && x.certain && s.late == nil {
		return scanner.Fail
	}
	return scanner.Warn
}

// outcome says what can be said of an extension.
func (s *sight) outcome(x extension) scanner.Outcome {
	if x.known.Name == "" {
		return scanner.Unknown
	}
	if all := s.threats(x); len(all) > 0 {
		return s.weigh(x, all[0])
	}
	return scanner.Pass
}

// judge says what is known of the extensions that pages show.
func (s *sight) judge(domain string) scanner.Finding {
	rank := func(x extension) int { return slices.Index(worst, s.outcome(x)) }
	slices.SortStableFunc(s.extensions, func(a, b extension) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.kind, b.kind), cmp.Compare(a.folder, b.folder))
	})
	f := scanner.Finding{Subject: domain, Outcome: scanner.Pass}
	var bad, risky, strange []string
	for i, x := range s.extensions {
		outcome := s.outcome(x)
		switch outcome {
		case scanner.Fail:
			bad = append(bad, s.words(x))
		case scanner.Warn:
			risky = append(risky, s.words(x))
		case scanner.Unknown:
			strange = append(strange, x.String())
		case scanner.Pass, scanner.NotApplicable:
		}
		if i == 0 {
			f.Outcome = outcome
		}
		if i < maxListed {
			f.Evidence = append(f.Evidence, s.quote(x))
		}
	}
	const show = "The shop's pages show extensions that "
	switch {
	case len(bad)+len(risky) == 0:
		return s.clean(f, strange)
	case len(bad) == 0:
		f.Message = show + "have, or may have, known holes: " + listed(risky, maxNamed) + "."
	case len(risky) == 0:
		f.Message = show + "have known holes: " + listed(bad, maxNamed) + "."
	default:
		f.Message = show + "have known holes: " + listed(bad, maxNamed) + "; and others that have, or may have, some: " + listed(risky, maxNamed) + "."
	}
	return f
}

// clean finishes a finding that has nothing bad in it. Of an extension that is not in
// the table nothing is known, which is no good news.
func (s *sight) clean(f scanner.Finding, strange []string) scanner.Finding {
	n := len(s.extensions)
	err := s.unread()
	if err == nil && n > len(strange) {
		err = s.late
	}
	switch {
	case err != nil:
		g := scanner.CouldNot(f.Subject, err)
		_, words := observe.Explain(err)
		g.Message = "Whether the shop's pages show extensions with known holes could not be told: " + words + "."
		g.Evidence = f.Evidence
		return g
	case n == 0:
		f.Message = "No extension of a shop's software shows in the pages that were seen."
		f.Evidence = []observe.Evidence{s.pages[0].Evidence(fmt.Sprintf("files that the pages name: %d", s.files))}
	case len(strange) > 0:
		f.Outcome, f.Cause = scanner.Unknown, observe.NotFound
		f.Message = fmt.Sprintf("The shop's pages show %s shopcheck does not know: %s.", which(len(strange), n), listed(strange, maxNamed))
	case n == 1:
		f.Message = "The one extension that the shop's pages show has none of the holes that shopcheck knows of it."
	default:
		f.Message = fmt.Sprintf("None of the %d extensions that the shop's pages show has any of the holes that shopcheck knows of them.", n)
	}
	return f
}

// unread says why a page was not read in which an extension may show, or returns nil.
func (s *sight) unread() error {
	for _, p := range s.pages {
		if err := shop.Unread(p.Page); err != nil {
			return err
		}
		if p.Document().Cut {
			return &observe.Failure{Cause: observe.Malformed, Words: "a page (" + string(p.Role) + ") is longer than is read"}
		}
	}
	return nil
}

// which begins to say that some of n extensions are not known.
func which(some, n int) string {
	switch {
	case n == 1:
		return "one extension, which"
	case some == n:
		return fmt.Sprintf("%d extensions, which", n)
	case some == 1:
		return fmt.Sprintf("%d extensions, one of which", n)
	}
	return fmt.Sprintf("%d extensions, %d of which", n, some)
}

// listed names the first of many, as many as most.
func listed(names []string, most int) string {
	text := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return text
}

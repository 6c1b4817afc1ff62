package scanner

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"shopcheck/scanner/observe"
)

// run looks and judges, and where the probe asks for it looks twice before a
// Fail is reported.
func (s *Scanner) run(ctx context.Context, p Probe, site *observe.Site) []Finding {
	found := s.once(ctx, p, site)
	failed := func(f Finding) bool { return f.Outcome == Fail }
	if !p.Twice || !slices.ContainsFunc(found, failed) {
		return found
	}
	second := s.once(ctx, p, site.Again())
	for i, f := range found {
		if failed(f) {
			found[i] = confirm(f, second)
		}
	}
	return found
}

// confirm returns f with the second look's evidence too, if that look says the
// same of f's subject; otherwise nobody knows. A kept run that is judged by other
// rules than its own may have only the first look.
func confirm(f Finding, second []Finding) Finding {
	i := slices.IndexFunc(second, func(g Finding) bool { return g.Subject == f.Subject })
	if i < 0 && len(second) == 1 && second[0].Outcome == Unknown {
		i = 0 // the look itself failed, and could name no subject
	}
	switch {
	case i >= 0 && second[i].Cause == observe.NotRecorded:
	case i >= 0 && second[i].Outcome == Fail:
		f.Evidence = append(f.Evidence, second[i].Evidence...)
	case i >= 0 && second[i].Outcome == Unknown:
		f.Outcome, f.Cause = Unknown, second[i].Cause
		f.Message = "Seen once, but a second look gave no answer. " + second[i].Message
	default:
		f.Outcome, f.Cause = Unknown, observe.Inconsistent
		f.Message = "Two looks at this disagree, so it could not be judged."
		if i >= 0 {
			f.Evidence = append(f.Evidence, second[i].Evidence...)
		}
	}
	return f
}

// once runs one probe. A look that failed is an Unknown finding; a probe that
// panics has a bug: the shop gets an Unknown finding and we get a log line.
func (s *Scanner) once(ctx context.Context, p Probe, site *observe.Site) (found []Finding) {
	defer func() {
		if bug := recover(); bug != nil {
			s.log().Error("a probe panicked", "target", site.Domain(), "probe", p.ID, "bug", bug)
			found = []Finding{CouldNot(site.Domain(), &observe.Failure{Cause: observe.Internal, Words: "shopcheck itself failed here; please report it"})}
		}
	}()
	found, err := p.Run(ctx, site)
	if err != nil {
		s.log().Info("a probe could not tell", "target", site.Domain(), "probe", p.ID, "err", err)
		found = append(found, CouldNot(site.Domain(), err))
	}
	if len(found) == 0 {
		err := fmt.Errorf("probe %s concluded nothing", p.ID)
		s.log().Error("a probe is silent", "target", site.Domain(), "err", err)
		found = []Finding{CouldNot(site.Domain(), &observe.Failure{Cause: observe.Internal, Words: "shopcheck itself failed here; please report it"})}
	}
	return found
}

func (s *Scanner) log() *slog.Logger {
	if s.opts.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.opts.Log
}

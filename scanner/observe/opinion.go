package observe

import (
	"context"
	"slices"
)

// SecondOpinion asks another resolver than the one that gave an answer for the same
// records: it may fail where that one does not. That there is no other is a Failure
// with cause [NotFound].
func (s *Site) SecondOpinion(ctx context.Context, first *Records) (*Records, error) {
	return look(ctx, s, first.Type+" "+first.Name+" BY ANOTHER", func(ctx context.Context) (*Records, error) {
		qtype, err := askable(first.Type, first.Name)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(s.opts.Resolvers, func(r string) bool { return shownResolver(r) != first.Resolver })
		if i < 0 {
			return nil, &Failure{NotFound, "there is no other resolver to ask"}
		}
		return s.net.collect(first.Type, first.Name, func(_ uint16, name string) (*heard, error) {
			return s.net.ask(ctx, query{typ: qtype, name: name, only: s.opts.Resolvers[i]})
		})
	})
}

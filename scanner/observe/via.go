package observe

import (
	"context"
	"fmt"
)

// Via asks only the nth of the resolvers, from 1, which may see what others do not.
// That there are not so many is a Failure with cause [NotFound].
func (s *Site) Via(ctx context.Context, nth int, typ, name string) (*Records, error) {
	name = plainName(name)
	return look(ctx, s, fmt.Sprintf("%s %s VIA %d", typ, name, nth), func(ctx context.Context) (*Records, error) {
		qtype, err := askable(typ, name)
		if err != nil {
			return nil, err
		}
		if nth > len(s.opts.Resolvers) {
			return nil, &Failure{NotFound, "there is no other resolver to ask"}
		}
		got, err := s.net.ask(ctx, query{typ: qtype, name: name, only: s.opts.Resolvers[nth-1]})
		if err != nil {
			return nil, err
		}
		r := &Records{Type: typ, Name: name, State: NoRecord, Resolver: shownResolver(got.resolver), At: s.opts.now()}
		if _, err := r.take(got.msg, qtype, name); err != nil {
			return nil, err
		}
		r.sortAnswers()
		return r, nil
	})
}

package observe

import "context"

// Derived returns what work makes of this site's looks, worked out once however
// many ask, like a look of its own that is not kept: a replayed Site works it out
// again. The name is the caller's package and its word for the result. The work
// belongs to the scan, so ctx bounds only this caller's wait; callers must not
// change the result.
func Derived[T any](ctx context.Context, s *Site, name string, work func(context.Context) (*T, error)) (*T, error) {
	shared := *s
	shared.kept, shared.opts.Watch = s.derived, nil
	return look(ctx, &shared, name, func(ctx context.Context) (*T, error) { return work(ctx) })
}

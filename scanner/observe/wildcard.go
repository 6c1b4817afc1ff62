package observe

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
)

// Wildcard asks for records of a name below parent that nobody would have made,
// the same in each scan: records that are found there are a wildcard's, and given
// for every name (RFC 4592).
func (s *Site) Wildcard(ctx context.Context, typ, parent string) (*Records, error) {
	parent = plainName(parent)
	stray := sha256.Sum256([]byte("a name that nobody has below " + parent))
	return s.Records(ctx, typ, fmt.Sprintf("shopcheck-%x.%s", stray[:6], parent))
}

// Like reports whether an answer is what a wildcard gives for every name: nothing
// shows then that anybody made the name. The other is of [Site.Wildcard]. What an
// alias leads to may change from one question to the next.
func (r *Records) Like(wildcard *Records) bool {
	switch {
	case wildcard.State != Found || r.State != Found:
		return false
	case len(r.Aliases) > 0 && len(wildcard.Aliases) > 0:
		return r.Aliases[0] == wildcard.Aliases[0]
	}
	return len(r.Aliases) == len(wildcard.Aliases) && slices.Equal(r.Values(), wildcard.Values())
}

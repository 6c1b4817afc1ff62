package observe

import (
	"context"
	"net/http"
	"regexp"
)

// gleanBytes is how much of a text is read for the one fact that is wanted of it.
const gleanBytes = 64 << 10

// Glean fetches a page for one fact of it, such as a version, and keeps nothing of
// its text but the first that fits form. One address is always asked for with the
// same form.
func (s *Site) Glean(ctx context.Context, url string, form *regexp.Regexp) (*Page, error) {
	return s.page(ctx, call{method: http.MethodGet, url: url, most: gleanBytes, only: form}, "GLEAN "+url)
}

// PeekFor is Glean for a path that nobody links to. It is spent from the budget of
// paths.
func (s *Site) PeekFor(ctx context.Context, url string, form *regexp.Regexp) (*Page, error) {
	return s.page(ctx, call{method: http.MethodGet, url: url, most: gleanBytes, only: form}, "PEEK-FOR "+url)
}

// MayPeek reports whether this scan may ask for paths that nobody links to. In a
// replay it may, and is told what was seen then, if anything was.
func (s *Site) MayPeek() bool { return s.net == nil || s.opts.Unlinked }

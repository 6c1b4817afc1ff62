package shop

import (
	"context"
	"errors"
	"slices"

	"shopcheck/scanner/observe"
)

// rendered are the roles whose pages are always seen as a browser shows them, if
// the scan has one. Those of others are where their HTML alone is an empty shell.
var rendered = []Role{Login, Register, Cart, Checkout}

// render returns a page as a browser shows it: its header is still the server's
// answer. It returns the page as it came where there is no browser, where none is
// needed, and where that fails, see [Found.Unrendered].
func (s *search) render(ctx context.Context, role Role, page *observe.Page) *observe.Page {
	if !slices.Contains(rendered, role) && !page.Shell() {
		return page
	}
	shown, err := s.site.Render(ctx, page.URL)
	failure, failed := errors.AsType[*observe.Failure](err)
	switch {
	case failed && failure.Cause != observe.LeftOut:
		s.unrendered[role] = failure
		return page
	case err != nil:
		return page
	}
	return shown
}

// Unrendered returns why the page of one of the roles, none meaning all, is not as
// a browser shows it although the scan has one; nil if each is, if no browser was
// needed, and if there is no such page.
func (f Found) Unrendered(of ...Role) error {
	if len(of) == 0 {
		of = append([]Role{Home}, roles...)
	}
	for _, role := range of {
		if why := f.unrendered[role]; why != nil {
			return why
		}
	}
	return nil
}

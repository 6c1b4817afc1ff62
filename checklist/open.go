package checklist

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Counts reports whether a statement still answers its question at that time: it
// is not too old, and that somebody did not know is of the same day, because
// later they may have found out.
func (s Statement) Counts(at time.Time) bool {
	if s.Value == ValueUnknown {
		return day(s.At) == day(at)
	}
	return within(s.At, lasts(s.Item), at)
}

// maxTitle is how many characters the title of a part that is asked together with
// others may have, to stand in a list beside its answer.
const maxTitle = 30

// checkTogether holds what asking an item's parts on one screen relies on: the
// same choices for all, and titles.
func (it Item) checkTogether() error {
	if !it.Together {
		return nil
	}
	var errs []error
	for _, part := range it.Parts {
		if part.Kind != Choice || !slices.Equal(part.Choices, it.Parts[0].Choices) {
			errs = append(errs, fmt.Errorf("%s/%s is asked together with others, but has choices of its own", it.ID, part.ID))
		}
		if n := len([]rune(part.Title)); n == 0 || n > maxTitle {
			errs = append(errs, fmt.Errorf("%s/%s is asked together with others, but has no title of at most %d characters", it.ID, part.ID, maxTitle))
		}
	}
	return errors.Join(errs...)
}

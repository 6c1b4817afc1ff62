package facts

import (
	"regexp"
	"testing"
	"time"
)

// TestLinesInOrder: the newest line of a product comes first, and no version can be
// of two lines.
func TestLinesInOrder(t *testing.T) {
	for product, lines := range cycles() {
		before := time.Time{}
		for i, c := range lines {
			if c.Released.IsZero() {
				continue
			}
			if !before.IsZero() && c.Released.After(before) {
				t.Errorf("%s %s came out after the line above it", product, c.Name)
			}
			before = c.Released
			for _, other := range lines[:i] {
				if begins(c.Name, other.Name) || begins(other.Name, c.Name) {
					t.Errorf("%s: a version may be of %s and %s", product, c.Name, other.Name)
				}
			}
		}
	}
}

// TestLinesInTime holds dates to what can be: no line has come out after these
// facts, and none is looked after for longer than any ever was.
func TestLinesInTime(t *testing.T) {
	source := regexp.MustCompile(`\b20\d\d\b`)
	for product, lines := range cycles() {
		if text := cycleTables()[product].Source; !source.MatchString(text) {
			t.Errorf("%s: source %q names no date", product, text)
		}
		if len(lines) == 0 {
			t.Errorf("%s has no lines", product)
		}
		for _, c := range lines {
			if c.Released.After(Day()) || c.LatestDate.After(Day()) {
				t.Errorf("%s %s came out after these facts", product, c.Name)
			}
			if !c.Released.IsZero() && (c.SecurityEnd.After(c.Released.AddDate(15, 0, 0)) || c.ExtendedEnd.After(c.Released.AddDate(20, 0, 0))) ||
				c.SecurityEnd.After(Day().AddDate(10, 0, 0)) {
				t.Errorf("%s %s: from %v to %v, %v", product, c.Name, c.Released, c.SecurityEnd, c.ExtendedEnd)
			}
		}
	}
}

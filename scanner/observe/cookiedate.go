package observe

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The tokens of a cookie's date (RFC 6265bis, section 5.1.1). What follows the
// digits of a token after another character does not count.
var (
	timeToken = regexp.MustCompile(`^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)`)
	dayToken  = regexp.MustCompile(`^(\d{1,2})(?:\D|$)`)
	yearToken = regexp.MustCompile(`^(\d{2,4})(?:\D|$)`)
)

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// cookieDate reads a date as browsers do, who make no difference between the ways
// in which servers write them (RFC 6265bis, section 5.1.1).
func cookieDate(s string) (at time.Time, ok bool) {
	var clock, day, year []int
	month := 0
	for _, token := range strings.FieldsFunc(s, splitsDate) {
		if clock == nil {
			if clock = numbers(timeToken, token); clock != nil {
				continue
			}
		}
		if day == nil {
			if day = numbers(dayToken, token); day != nil {
				continue
			}
		}
		if month == 0 && len(token) >= 3 {
			if month = 1 + slices.Index(months, strings.ToLower(token[:3])); month > 0 {
				continue
			}
		}
		if year == nil {
			year = numbers(yearToken, token)
		}
	}
	if clock == nil || day == nil || month == 0 || year == nil {
		return at, false
	}
	return dateOf(fullYear(year[0]), month, day[0], clock)
}

// splitsDate reports whether a character stands between tokens.
func splitsDate(r rune) bool {
	return r == '\t' || r >= ' ' && r <= '/' || r >= ';' && r <= '@' || r >= '[' && r <= '`' || r >= '{' && r <= '~'
}

// numbers returns the numbers at the head of a token, or nil.
func numbers(form *regexp.Regexp, token string) []int {
	m := form.FindStringSubmatch(token)
	if m == nil {
		return nil
	}
	var out []int
	for _, digits := range m[1:] {
		n, _ := strconv.Atoi(digits) // four digits at most
		out = append(out, n)
	}
	return out
}

// fullYear completes a year of two digits.
func fullYear(year int) int {
	switch {
	case year >= 70 && year <= 99:
		return year + 1900
	case year <= 69:
		return year + 2000
	}
	return year
}

// dateOf returns the moment in UTC; ok is false if there is none such.
func dateOf(year, month, day int, clock []int) (at time.Time, ok bool) {
	if year < 1601 || clock[0] > 23 || clock[1] > 59 || clock[2] > 59 {
		return at, false
	}
	at = time.Date(year, time.Month(month), day, clock[0], clock[1], clock[2], 0, time.UTC)
	return at, at.Day() == day // another day: the month has no such one
}

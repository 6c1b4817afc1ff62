package checklist

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Values that parts share. A statement's value is one of these, a number, a
// date, a choice's value or text.
const (
	ValueYes     = "yes"
	ValueNo      = "no"
	ValueNever   = "never"   // a date that was never
	ValueUnknown = "unknown" // I don't know; fits every kind
)

const (
	maxText   = 200     // characters of a text part
	maxNumber = 1000000 // of a number part
)

var kinds = []Kind{YesNo, Number, Date, Choice, Text}

// Key names what a statement is about, as [Answer.Because] does:
// "Q2/second-step", or "Q2" for the item's own question.
func (s Statement) Key() string { return partKey(s.Item, s.Part) }

func partKey(item ItemID, part string) string {
	if part == "" {
		return string(item)
	}
	return string(item) + "/" + part
}

// Check returns value as a Statement holds it, or an error that says in plain
// words what the part takes. It forgives capitals and blanks. Dates after now
// are refused.
func (p Part) Check(value string, now time.Time) (string, error) {
	value = strings.TrimSpace(value)
	low := strings.ToLower(value)
	if low == ValueUnknown {
		return ValueUnknown, nil
	}
	switch p.Kind {
	case YesNo:
		if low == ValueYes || low == ValueNo {
			return low, nil
		}
	case Number:
		if n, err := strconv.Atoi(value); err == nil && n >= 0 && n <= maxNumber {
			return strconv.Itoa(n), nil
		}
	case Date:
		if low == ValueNever {
			return low, nil
		}
		if day, err := parseDay(value); err == nil {
			return value, checkDay(day, now)
		}
	case Choice:
		if slices.Contains(p.values(), low) {
			return low, nil
		}
	case Text:
		return value, checkText(value)
	}
	return "", fmt.Errorf("%q is not an answer here; try %s%s", cut(value), p.Takes(), suggest(low, p.values()))
}

// For returns the part as it is asked of somebody who does or does not run the
// shop alone; see [Part.Alone] and [Option.Alone].
func (p Part) For(alone bool) Part {
	if !alone {
		return p
	}
	if p.Alone != "" && p.Alone != Skip {
		p.Ask = p.Alone
	}
	var own []Option
	for _, c := range p.Choices {
		if c.Alone != "" {
			own = append(own, Option{Value: c.Value, Label: c.Alone})
		}
	}
	if len(own) > 0 {
		p.Choices = own
	}
	return p
}

// Takes says in a few words what the part's answer may be: "yes, no or unknown".
func (p Part) Takes() string {
	switch p.Kind {
	case YesNo:
		return "yes, no or unknown"
	case Number:
		return "a whole number, 0 or more, or unknown"
	case Date:
		return "a date such as 2026-11-24 or 2026-11, never or unknown"
	case Choice:
		return strings.Join(p.values(), ", ") + " or unknown"
	}
	return "a few words on one line, or unknown"
}

// Label returns value as a person reads it: a choice's label, other values as
// they are.
func (p Part) Label(value string) string {
	for _, c := range p.Choices {
		if c.Value == value {
			return c.Label
		}
	}
	if value == ValueUnknown {
		return "I don't know"
	}
	return value
}

// LabelFor is Label to somebody who does or does not run the shop alone. What is not
// offered to them, because it was answered by more than one, keeps its label.
func (p Part) LabelFor(alone bool, value string) string {
	if own := p.For(alone); slices.Contains(own.values(), value) {
		return own.Label(value)
	}
	return p.Label(value)
}

func (p Part) values() []string {
	values := make([]string, 0, len(p.Choices))
	for _, c := range p.Choices {
		values = append(values, c.Value)
	}
	return values
}

// parseDay reads a day or, as its first day, a month.
func parseDay(s string) (time.Time, error) {
	if day, err := time.Parse("2006-01", s); err == nil {
		return day, nil
	}
	return time.Parse(time.DateOnly, s)
}

// checkDay refuses days to come. The day after now is today already further
// east.
func checkDay(day, now time.Time) error {
	if day.After(now.AddDate(0, 0, 1)) {
		return fmt.Errorf("%s is in the future; try the day on which it last happened", day.Format(time.DateOnly))
	}
	return nil
}

// checkText refuses what could not be read back on one line.
func checkText(s string) error {
	if utf8.RuneCountInString(s) > maxText {
		return fmt.Errorf("that is longer than %d characters; try fewer words", maxText)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }) {
		return fmt.Errorf("that has a line break or an invisible character; try plain words on one line")
	}
	return nil
}

// maxQuoted is how many characters of what a person wrote an error repeats.
const maxQuoted = 60

// cut shortens what an error repeats.
func cut(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxQuoted {
			return s[:i] + "…"
		}
	}
	return s
}

// suggest returns `; did you mean "x"?` for the closest of words, or "" if
// none is close.
func suggest(word string, words []string) string {
	if best := Nearest(word, words); best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return ""
}

// Nearest returns the word of words that somebody may have meant who wrote word,
// or "" if none is close. Capitals count.
func Nearest(word string, words []string) string {
	if len(word) > maxQuoted {
		return ""
	}
	best, least := "", max(len(word)/3, 2)+1
	for _, w := range words {
		if d := distance(word, w); d < least {
			best, least = w, d
		}
	}
	return best
}

// distance counts the letters to add, drop or replace between a and b; words
// that are too long to be a slip of the pen count as far apart.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

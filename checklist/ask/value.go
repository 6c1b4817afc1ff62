package ask

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shopcheck/checklist"
)

// read turns what a person typed into a value, or says in a sentence what to try
// instead. Nothing typed takes what Enter alone takes.
func (q question) read(typed string, now time.Time) (value, problem string) {
	typed = strings.Join(strings.Fields(typed), " ")
	if r := []rune(typed); len(r) > maxText {
		typed = string(r[:maxText+1]) // enough to be told that it is too long
	}
	switch {
	case typed == "" && q.typed():
		return asIs, ""
	case !q.typed():
		return q.pick(typed)
	case dontKnow(typed):
		return checklist.ValueUnknown, ""
	}
	if n, err := strconv.Atoi(typed); err == nil && n >= 1 && n <= len(q.names) {
		return q.names[n-1], ""
	}
	if _, err := time.Parse("2006-01", typed); err == nil && q.part.Kind == checklist.Date {
		typed += "-01" // the day that makes it no fresher than it is
	}
	value, err := q.part.Check(typed, now)
	if err != nil {
		return "", sentence(err)
	}
	return value, ""
}

// maxText is how many characters fit into a typed answer.
const maxText = 200

// hint says what can be typed.
func (q question) hint() string {
	if q.whom {
		return q.whomHint()
	}
	switch q.part.Kind {
	case checklist.Number:
		return "Type a whole number, such as 12, or ? if you do not know."
	case checklist.Date:
		return "Type a day or a month, such as 2026-05-14 or 2026-05, or never, or ? if you do not know."
	case checklist.Text:
		return "Type a few words, or ? if you do not know."
	}
	return fmt.Sprintf("Type a number from 1 to %d.", len(q.choices))
}

// whomHint offers those who have answered before.
func (q question) whomHint() string {
	var offers []string
	for i, name := range q.names {
		offers = append(offers, fmt.Sprintf("%d for %s", i+1, short(name, 30)))
	}
	if len(offers) == 0 {
		return "Type a name or role."
	}
	return "Type a name or role, or " + strings.Join(offers, ", ") + "."
}

func (q question) pick(typed string) (value, problem string) {
	if typed == "" {
		return q.choices[q.start].value, ""
	}
	if n, err := strconv.Atoi(typed); err == nil && n >= 1 && n <= len(q.choices) {
		return q.choices[n-1].value, ""
	}
	for _, c := range q.choices {
		named := strings.EqualFold(typed, c.label) || strings.EqualFold(typed, c.value)
		if named || c.value == checklist.ValueUnknown && dontKnow(typed) {
			return c.value, ""
		}
	}
	return "", fmt.Sprintf("“%s” is not one of the choices. %s", short(typed, 40), q.hint())
}

func dontKnow(typed string) bool {
	switch strings.ToLower(strings.NewReplacer("'", "", "’", "").Replace(typed)) {
	case "?", "unknown", "dont know", "i dont know", "i do not know":
		return true
	}
	return false
}

// sentence makes an error's words one.
func sentence(err error) string { return capital(err.Error()) + "." }

// capital begins a text with a capital letter.
func capital(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[n:]
}

package facts

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

type passwordTable struct {
	Source            string
	Least, Most       []string
	Passwords, Others []string
	Lengths           []struct {
		Lang, Noun, Before, Behind, More string
		Yes                              map[string]int
		No                               []string
	}
	Between string
	Advice  struct {
		Match   Pattern
		Yes, No []string
	}
	Checks []struct {
		Match   Pattern
		Yes, No []string
	}
}

var passwords = sync.OnceValue(func() passwordTable { return load[passwordTable]("passwords.yaml") })

// A Length is what a text says of how long a password has to be. Zero is nothing.
type Length struct {
	Least, Most int
	Quote       string // the words that say so
}

// fewest is the least number that is taken for a length: below it, texts speak of
// kinds of characters ("at least 1 character from each group").
const fewest = 4

// A phrase finds lengths in a text: its groups are the fewest characters, and
// perhaps the most.
type phrase struct {
	lang int // index of the row
	*regexp.Regexp
}

var phrases = sync.OnceValue(func() []phrase {
	var found []phrase
	for i, l := range passwords().Lengths {
		const number, end = `(\d{1,3})`, `(?:[^\p{L}\d]|$)`
		noun := `\s*(?:` + l.Noun + `)`
		for _, form := range []string{
			`(?:^|[^\p{L}\d])(?:` + l.Before + `)[\s:]*` + number + noun + end,
			`(?:^|[^\p{L}\d])` + number + noun + `\s*(?:` + l.Behind + `)` + end,
			`(?:^|[^\p{L}\d])` + number + `(?:\s*\+|\s+(?:` + l.More + `))` + noun + end,
			`(?:^|[^\p{L}\d])` + number + `\s*(?:[-–—]|\s(?:` + passwords().Between + `)\s)\s*` + number + noun + end,
		} {
			found = append(found, phrase{i, regexp.MustCompile(`(?i)` + form)})
		}
	}
	return found
})

// PasswordLengths returns the lengths that a text beside a field for a password
// states. With named, only those count before which the text names a password; in
// any case those do not that another field is named before, or that are mere advice.
func PasswordLengths(text string, named bool) []Length {
	text = strings.Join(strings.Fields(text), " ")
	var found []Length
	for _, p := range phrases() {
		for _, m := range p.FindAllStringSubmatchIndex(text, 10) {
			l := Length{Least: number(text, m[2], m[3]), Quote: strings.Trim(text[m[0]:m[1]], " .,;:()")}
			if len(m) > 4 {
				l.Most = number(text, m[4], m[5])
			}
			password, other := lastWord(text[:m[0]], passwordWords()), lastWord(text[:m[0]], otherWords())
			if l.Least >= fewest && (password >= 0 || !named) && other <= password && (l.Most == 0 || l.Most >= l.Least) && !advice(text, m[0], m[1]) && !slices.Contains(found, l) {
				found = append(found, l)
			}
		}
	}
	return found
}

// advice reports whether the part of a sentence with text[from:to] only recommends.
// Its first and last character may be the part's ends.
func advice(text string, from, to int) bool {
	const ends = ".!?;,()"
	start := strings.LastIndexAny(text[:from+1], ends) + 1
	if n := strings.IndexAny(text[to-1:], ends); n >= 0 {
		text = text[:to-1+n]
	}
	return passwords().Advice.Match.MatchString(text[start:])
}

func number(text string, from, to int) int {
	n, _ := strconv.Atoi(text[from:to]) // three digits at most
	return n
}

var (
	passwordWords = sync.OnceValue(func() *regexp.Regexp { // "Kundenpasswort"
		return regexp.MustCompile(`(?i)(?:` + strings.Join(passwords().Passwords, "|") + `)`)
	})
	otherWords = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:` + strings.Join(passwords().Others, "|") + `)(?:[^\p{L}]|$)`)
	})
)

// lastWord returns where the last of the words begins, -1 if there is none.
func lastWord(text string, words *regexp.Regexp) int {
	all := words.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return -1
	}
	return all[len(all)-1][0]
}

// LengthAttribute says what a field's data- attribute with that name states: the
// fewest characters of a password, or the most.
func LengthAttribute(name string) (least, most bool) {
	return slices.Contains(passwords().Least, name), slices.Contains(passwords().Most, name)
}

// PasswordCheck returns the sentence of a text that says that passwords known from
// leaks are refused; "" if there is none.
func PasswordCheck(text string) string {
	for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(".!?", r) }) {
		sentence = strings.Join(strings.Fields(sentence), " ")
		for _, c := range passwords().Checks {
			if c.Match.MatchString(sentence) {
				return sentence
			}
		}
	}
	return ""
}

package checklist

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// EditAnswers returns a file of answers changed so that it says what statements
// say, and no more. What does not change keeps its comments, its order and its
// spelling, byte for byte; if the file is written too oddly for that, it is written
// anew and keeps at least its comments. An empty file is written as [WriteAnswers]
// does. A file that cannot be read is an error, and so is what could not be read
// back by now; name is what errors call the file.
func EditAnswers(file []byte, name string, statements []Statement, cat Catalog, now time.Time) ([]byte, error) {
	text, bom := plainText(file)
	there, err := ReadAnswers(strings.NewReader(text), name, cat, now)
	if err != nil {
		return nil, err
	}
	said, err := cat.writable(statements)
	if err != nil {
		return nil, fmt.Errorf("writing answers: %w", err)
	}
	if alike(there, said) && strings.TrimSpace(text) != "" {
		return file, nil
	}
	remarks := comments(text)
	for _, edited := range []string{edit(text, said, cat, now), anew(text, said, cat)} {
		again, err := ReadAnswers(strings.NewReader(edited), name, cat, now)
		if err == nil && alike(again, said) && containsAll(comments(edited), remarks) {
			return []byte(bom + edited), nil
		}
	}
	return nil, fmt.Errorf("writing answers: %s would not be read back as it was meant", name)
}

// plainText returns a file's text, and what marks its beginning. Some editors save
// in 16 bits a letter.
func plainText(file []byte) (text, bom string) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(file, []byte("\xfe\xff")):
		order = binary.BigEndian
	default:
		text, marked := strings.CutPrefix(string(file), "\ufeff")
		if marked {
			bom = "\ufeff"
		}
		return text, bom
	}
	var units []uint16
	for rest := file[2:]; len(rest) > 1; rest = rest[2:] {
		units = append(units, order.Uint16(rest))
	}
	return string(utf16.Decode(units)), ""
}

// alike reports whether two lists say the same: everybody the same, and of each
// question the same counts.
func alike(a, b []Statement) bool {
	if len(a) != len(b) {
		return false
	}
	same := func(a, b Statement) bool {
		return a.voice() == b.voice() && a.By == b.By && a.Value == b.Value && day(a.At) == day(b.At)
	}
	for _, s := range a {
		if !slices.ContainsFunc(b, func(t Statement) bool { return same(s, t) }) {
			return false
		}
	}
	count := Newest(b)
	for key, s := range Newest(a) {
		if !same(s, count[key]) {
			return false
		}
	}
	return true
}

// anew writes the file anew, with the comments that it had at the top: those of
// the new file are not repeated.
func anew(text string, said []Statement, cat Catalog) string {
	fresh := fresh(said, cat)
	has := comments(fresh)
	var b strings.Builder
	for _, c := range comments(text) {
		if !slices.Contains(has, c) {
			b.WriteString(c + "\n")
		}
	}
	return b.String() + fresh
}

// comments returns a text's comments, also those that stand behind something. What
// stands between quotation marks may look like one, and is one more.
func comments(text string) []string {
	var out []string
	for _, line := range lines(text) {
		s := text[line.from:line.to]
		for i := range len(s) {
			if s[i] == '#' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t') {
				out = append(out, strings.TrimRight(s[i:], " \t"))
				break
			}
		}
	}
	return out
}

// containsAll reports whether all has each of some as often as some does.
func containsAll(all, some []string) bool {
	left := make(map[string]int)
	for _, s := range all {
		left[s]++
	}
	for _, s := range some {
		if left[s]--; left[s] < 0 {
			return false
		}
	}
	return true
}

// A line is where one line of a text begins and ends, without its break.
type line struct{ from, to int }

// lines returns the lines of a text, broken where YAML breaks them. The last has no
// break, and may be empty.
func lines(text string) []line {
	var out []line
	from := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if strings.HasPrefix(text[i:], "\r\n") {
			n = 2
		}
		if strings.ContainsRune("\r\n\u0085\u2028\u2029", r) {
			out = append(out, line{from, i})
			from = i + n
		}
		i += n
	}
	return append(out, line{from, len(text)})
}

// A splice replaces a piece of a text.
type splice struct {
	from, to int
	text     string
}

// spliced applies splices that do not overlap. Of several at one place the earlier
// in the list comes first.
func spliced(text string, all []splice) string {
	slices.SortStableFunc(all, func(a, b splice) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	at := 0
	for _, s := range all {
		b.WriteString(text[at:max(at, s.from)])
		b.WriteString(s.text)
		at = max(at, s.to)
	}
	b.WriteString(text[at:])
	return b.String()
}

package payment

import (
	"strconv"
	"strings"
)

// manyLetters is how many numbers in a row may be letters.
const manyLetters = 6

// numbers tells of the lists in a text that may be letters written as numbers.
func numbers(text string, tell func(from, to int)) {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			continue
		}
		from, to, n := i, i, 0
		for {
			digits := numberAt(text[i:])
			if digits == 0 {
				break
			}
			n, to = n+1, i+digits
			rest := strings.TrimLeft(text[to:], " \n")
			if !strings.HasPrefix(rest, ",") {
				break
			}
			i = len(text) - len(strings.TrimLeft(rest[1:], " \n"))
		}
		if n >= manyLetters {
			tell(from, to)
		}
		for i = max(i, to); i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
		}
	}
}

// numberAt returns how long a letter's number at the beginning of a text is, 0 if
// there is none: two or three digits, or two hexadecimal ones.
func numberAt(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	if n == 1 && len(text) >= 4 && text[:2] == "0x" {
		if _, err := strconv.ParseUint(text[2:4], 16, 8); err == nil {
			return 4
		}
	}
	if n == 2 || n == 3 {
		return n
	}
	return 0
}

// How far around a use of letters' numbers those are looked for, and how often.
const (
	numbersNear = 2000
	numbersMost = 50
)

// unnumber undoes letters written as numbers, near where a script makes letters
// of them.
func unnumber(text string) string {
	var out strings.Builder
	done := 0
	for range numbersMost {
		i := strings.Index(text[done:], "fromCharCode")
		if i < 0 {
			break
		}
		from, to := max(done, done+i-numbersNear), min(len(text), done+i+numbersNear)
		out.WriteString(text[done:from])
		done = from
		numbers(text[from:to], func(a, b int) {
			out.WriteString(text[done:from+a] + lettersOf(text[from+a:from+b]))
			done = from + b
		})
		out.WriteString(text[done:to])
		done = to
	}
	return out.String() + text[done:]
}

// lettersOf returns the letters with the numbers of a list, in quotation marks,
// or the list itself.
func lettersOf(list string) string {
	var out []byte
	for n := range strings.SplitSeq(list, ",") {
		v, err := strconv.ParseUint(strings.TrimSpace(n), 0, 8)
		if err != nil {
			return list
		}
		out = append(out, byte(v))
	}
	if !printable(out) {
		return list
	}
	return `"` + addressed(string(out)) + `"`
}

package payment

import (
	"fmt"
	"regexp"
	"strings"
)

// When a script counts as made unreadable. Scripts that are only made short have
// none of this, or far less; letters of other languages and the marks "<", "&" and
// quotation marks are escaped by honest ones, and do not count.
const (
	manyNames    = 20  // names such as _0x3f2a, which one program makes
	manyEscapes  = 40  // escapes of letters that need none
	escapeShare  = 15  // percent of the text that they are
	longEncoded  = 200 // letters of base64 in one piece
	manyNumbers  = 40  // letters written as numbers in one list
	runNear      = 300 // bytes between what is decoded and what runs it
	maxInspected = 256 << 10
)

// ownAlphabet is that of the base64 in which the same program hides texts: small
// letters first, unlike everybody else's (RFC 4648, section 4).
const ownAlphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/="

var (
	escapedLetter = regexp.MustCompile(`(?:\\x|\\u00|%)(?:3[0-9]|[46][1-9a-fA-F]|[57][0-9aA])`)
	encodedText   = regexp.MustCompile(`["'\x60][A-Za-z0-9+/=]{200,}["'\x60]`)
	runsText      = regexp.MustCompile(`\beval\s*\(|\bFunction\s*\(|\[["']constructor["']\]|document\.write\s*\(`)
)

// obfuscated says by what a script's text was made unreadable, or "".
func obfuscated(text string) string {
	text = text[:min(len(text), maxInspected)]
	if n := madeNames(text); n >= manyNames {
		return fmt.Sprintf("%d names such as _0x1a2b", n)
	}
	if strings.Contains(text, ownAlphabet) {
		return "base64 with an alphabet of its own"
	}
	if strings.Count(text, `\x`)+strings.Count(text, `\u00`)+strings.Count(text, "%") >= manyEscapes {
		n, size := 0, 0
		for _, at := range escapedLetter.FindAllStringIndex(text, -1) {
			n, size = n+1, size+at[1]-at[0]
		}
		if n >= manyEscapes && size*100 >= len(text)*escapeShare {
			return fmt.Sprintf("%d letters written as escapes", n)
		}
	}
	if runsNear(text, "atob") && encodedText.MatchString(text) {
		return fmt.Sprintf("a text of %d or more letters in base64 that is run", longEncoded)
	}
	most := 0
	if runsNear(text, "fromCharCode") {
		numbers(text, func(from, to int) {
			if list := text[from:to]; lettersOf(list) != list {
				most = max(most, strings.Count(list, ",")+1)
			}
		})
	}
	if most >= manyNumbers {
		return fmt.Sprintf("a text of %d letters written as numbers that is run", most)
	}
	return ""
}

// runsNear reports whether a script runs a text near where a word stands.
func runsNear(text, word string) bool {
	for i, at := 0, 0; i < numbersMost; i++ {
		n := strings.Index(text[at:], word)
		if n < 0 {
			return false
		}
		at += n
		if runsText.MatchString(text[max(0, at-runNear):min(len(text), at+runNear)]) {
			return true
		}
		at += len(word)
	}
	return false
}

// madeNames counts names that a program for making code unreadable gives.
func madeNames(text string) int {
	n := 0
	for {
		_, rest, found := strings.Cut(text, "_0x")
		if !found {
			return n
		}
		if len(rest) >= 4 && strings.Trim(rest[:4], "0123456789abcdef") == "" {
			n++
		}
		text = rest
	}
}

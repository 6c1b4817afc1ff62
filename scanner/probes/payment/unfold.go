package payment

import (
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// unfold undoes the simple ways in which scripts hide text, where it stands:
// escapes, base64, hexadecimal digits, numbers of letters, texts written
// backwards, and texts in pieces. Text inside of text is unfolded too. What a
// script computes stays hidden.
func unfold(text string) string {
	for range 3 {
		next := unsplit(unnumber(unquote(unescape(text))))
		if next == text {
			break
		}
		text = next
	}
	return text
}

// unescape undoes escapes of letters that need none (ECMAScript, section 12.9.4),
// those of slashes, and percent signs where four or more follow one another.
func unescape(text string) string {
	if !strings.Contains(text, `\`) && !strings.Contains(text, "%") {
		return text
	}
	var out strings.Builder
	done := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' && text[i] != '%' {
			continue
		}
		letters, n := escaped(text[i:])
		if n == 0 {
			continue
		}
		out.WriteString(text[done:i] + letters)
		i += n - 1
		done = i + 1
	}
	return out.String() + text[done:]
}

// escaped returns what an escape at the beginning of s stands for, and how long
// it is; 0 if there is none, or it stands for what had to be escaped.
func escaped(s string) (letters string, n int) {
	switch {
	case strings.HasPrefix(s, `\/`):
		return "/", 2
	case strings.HasPrefix(s, `\x`) && len(s) >= 4:
		return letter(s[2:4]), used(letter(s[2:4]), 4)
	case strings.HasPrefix(s, `\u00`) && len(s) >= 6:
		return letter(s[4:6]), used(letter(s[4:6]), 6)
	case s[0] == '%':
		var out strings.Builder
		for n = 0; len(s) >= n+3 && s[n] == '%' && letter(s[n+1:n+3]) != ""; n += 3 {
			out.WriteString(letter(s[n+1 : n+3]))
		}
		if n >= 4*3 {
			return out.String(), n
		}
	}
	return "", 0
}

func used(letter string, n int) int {
	if letter == "" {
		return 0
	}
	return n
}

// letter is the visible character with a hexadecimal number, or "". Quotation
// marks and backslashes stay escaped: they would end the text that they are in.
func letter(digits string) string {
	n, err := strconv.ParseUint(digits, 16, 8)
	if err != nil || n < ' ' || n > '~' || strings.ContainsRune("\"'`\\", rune(n)) {
		return ""
	}
	return string(rune(n))
}

// Bounds of the texts in quotation marks that are looked into.
const (
	shortQuoted = 8
	longQuoted  = 64 << 10
)

// unquote undoes what is between quotation marks. Each mark may begin a text:
// which ones really do only a reading of the whole language would tell.
func unquote(text string) string {
	encoded := strings.Contains(text, "atob") || strings.Contains(text, "aHR0c") || strings.Contains(text, "d3NzOi8v")
	var out strings.Builder
	done := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '"' && text[i] != '\'' && text[i] != '`' {
			continue
		}
		n := strings.IndexByte(text[i+1:min(len(text), i+1+longQuoted)], text[i])
		if n < shortQuoted {
			continue
		}
		plain := plainOf(text[i+1:i+1+n], encoded)
		if plain == "" {
			continue
		}
		out.WriteString(text[done:i+1] + plain)
		done = i + 1 + n
		i = done
	}
	if done == 0 {
		return text
	}
	return out.String() + text[done:]
}

// plainOf returns what a quoted text hides, or "".
func plainOf(quoted string, encoded bool) string {
	if strings.Contains(quoted, "//:") {
		if b := []byte(quoted); len(b) < 1000 {
			slices.Reverse(b)
			if s := string(b); schemed.MatchString(s) {
				return s
			}
		}
	}
	if b, err := hex.DecodeString(quoted); err == nil && printable(b) && (schemed.Match(b) || hostlike(string(b))) {
		return addressed(string(b))
	}
	if !encoded || !base64ish(quoted) {
		return ""
	}
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(quoted, "="))
	if err != nil || !printable(b) {
		return ""
	}
	return addressed(string(b))
}

var schemed = regexp.MustCompile(`^(?:https?:|wss?:)?//[\w-]+\.`)

// addressed writes a bare host as an address: a script puts the rest before it.
func addressed(s string) string {
	if hostlike(s) {
		return "//" + s
	}
	return s
}

var bareHost = regexp.MustCompile(`^(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/:?].*)?$`)

// hostlike reports whether a text is the name of a host, perhaps with a path.
func hostlike(s string) bool {
	if !bareHost.MatchString(s) {
		return false
	}
	host := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/:?", r) })[0]
	_, managed := publicsuffix.PublicSuffix(host)
	return managed
}

func base64ish(s string) bool {
	for i := range len(s) {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=') {
			return false
		}
	}
	return true
}

func printable(b []byte) bool {
	for _, c := range b {
		if (c < ' ' || c > '~') && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return len(b) > 0
}

var (
	pieces = regexp.MustCompile("[\"'`]\\s*,\\s*[\"'`]")
	joins  = regexp.MustCompile("\\]\\.join\\((?:\"\"|''|``)\\)")
)

// joinedBack is how far before a join the pieces are looked for, joinsMost how many
// joins.
const (
	joinedBack = 400
	joinsMost  = 50
)

// unsplit puts together texts in pieces: "ht" + "tps", and ["ht", "tps"].join("").
func unsplit(text string) string {
	if strings.Contains(text, "].join(") {
		for range joinsMost {
			at := joins.FindStringIndex(text)
			if at == nil {
				break
			}
			from := max(0, at[0]-joinedBack)
			if i := strings.LastIndexByte(text[from:at[0]], '['); i >= 0 {
				from += i + 1
			}
			text = text[:from] + pieces.ReplaceAllString(text[from:at[0]], "") + text[at[1]:]
		}
	}
	var out strings.Builder
	done := 0
	for i := 1; i+1 < len(text); i++ {
		if text[i] != '+' {
			continue
		}
		left, right := i-1, i+1
		for left > done && text[left] == ' ' {
			left--
		}
		for right+1 < len(text) && text[right] == ' ' {
			right++
		}
		if quotes(text[left]) && quotes(text[right]) && left >= done {
			out.WriteString(text[done:left])
			done, i = right+1, right
		}
	}
	if done == 0 {
		return text
	}
	return out.String() + text[done:]
}

func quotes(c byte) bool { return c == '"' || c == '\'' || c == '`' }

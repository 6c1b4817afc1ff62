package inventory

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// shape hashes what a script's text does, without what changes with every visit:
// strings, numbers, data made of them, remarks, spaces, and names full of digits.
// The hosts of addresses stay, because a script that loads another one does
// something else when it loads that from elsewhere.
//
// The text is read as a browser reads what is common, and never run. It is a help
// for comparing: who wants to hide a change in a string can.
func shape(text string) string {
	l := lexer{text: text, out: make([]byte, 0, len(text)/2)}
	l.read()
	sum := sha256.New()
	sum.Write(l.out)
	if !piece.Match(l.out) {
		for _, host := range mentioned(text) {
			sum.Write([]byte("\n//" + host))
		}
	}
	return "sha256-" + base64.StdEncoding.EncodeToString(sum.Sum(nil))
}

// piece is a text that hands on a part of the page's content, as Next.js writes
// it. Where one part ends and the next begins changes with every visit, and so do
// the addresses in each, of pictures mostly.
var piece = regexp.MustCompile(`^self \. __next_f \. push \( 0 \) (?:; )?$`)

// mentioned returns the hosts of the web addresses in a text, with or without
// their scheme, also where JSON writes "\/", sorted.
func mentioned(text string) []string {
	if strings.Contains(text, `\u002`) {
		text = strings.NewReplacer(`\u002f`, "/", `\u002F`, "/").Replace(text)
	}
	hosts := make(map[string]bool)
	for {
		i := strings.IndexByte(text, '/')
		if i < 0 {
			return slices.Sorted(maps.Keys(hosts))
		}
		text = text[i+1:]
		rest, ok := strings.CutPrefix(strings.TrimPrefix(text, `\`), "/")
		if !ok {
			continue
		}
		end := strings.IndexFunc(rest, func(r rune) bool { return !hostRune(r) })
		if end < 0 {
			end = len(rest)
		}
		if host := strings.ToLower(strings.Trim(rest[:end], ".-")); strings.Contains(host, ".") {
			hosts[host] = true
		}
		text = rest[end:]
	}
}

func hostRune(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '.' || r == '-'
}

// A lexer parts a text into tokens (ECMA-262, section 12), and writes the telling
// ones down.
type lexer struct {
	text string
	at   int
	out  []byte
	last string    // the token before
	name bool      // which is a name, and a key if a colon follows
	open []bracket // those that are open
}

// A bracket is an open one, or the "${" in a template.
type bracket struct {
	begin    int  // in what is written down
	data     bool // there are only values in it so far
	template bool
}

// value is written down for a string, a number, or data made of them.
const value = "0"

func (l *lexer) read() {
	for l.at < len(l.text) {
		c := l.text[l.at]
		switch {
		case c <= ' ':
			l.at++
		case l.remark():
		case c == '"' || c == '\'':
			l.quoted(c)
		case c == '`':
			l.at++
			l.templateText()
		case wordByte(c), c == '.' && l.digitAt(l.at+1):
			l.word()
		case c == '/' && l.valueMayFollow():
			l.pattern()
		case c == '-' && l.valueMayFollow() && l.digitAt(l.at+1): // a number's sign
			l.at++
		default:
			l.at++
			l.mark(l.text[l.at-1 : l.at])
		}
	}
}

// put writes a token down. It is part of data unless it is code itself, or shows
// that the name before it is no key.
func (l *lexer) put(token string, data bool) {
	if (!data || l.name && token != ":") && len(l.open) > 0 {
		l.open[len(l.open)-1].data = false
	}
	l.last, l.name = token, false
	l.out = append(l.out, token...)
	l.out = append(l.out, ' ')
}

// remark skips a comment, those of old pages too ("<!--", ECMA-262, annex B.1.1).
func (l *lexer) remark() bool {
	rest := l.text[l.at:]
	end := "\n"
	switch {
	case strings.HasPrefix(rest, "/*"):
		end = "*/"
	case !strings.HasPrefix(rest, "//") && !strings.HasPrefix(rest, "<!--"):
		return false
	}
	if i := strings.Index(rest[2:], end); i >= 0 {
		l.at += 2 + i + len(end)
	} else {
		l.at = len(l.text)
	}
	return true
}

// quoted skips a string, which ends with its line at the latest.
func (l *lexer) quoted(quote byte) {
	for l.at++; l.at < len(l.text); l.at++ {
		c := l.text[l.at]
		if c == '\\' {
			l.at++
		} else if c == quote || c == '\n' {
			l.at++
			break
		}
	}
	l.put(value, true)
}

// templateText skips a template's text up to its end, or to code in it.
func (l *lexer) templateText() {
	for ; l.at < len(l.text); l.at++ {
		c := l.text[l.at]
		switch {
		case c == '\\':
			l.at++
		case c == '`':
			l.at++
			l.put(value, true)
			return
		case c == '$' && l.at+1 < len(l.text) && l.text[l.at+1] == '{':
			l.at += 2
			l.opened(l.text[l.at-2 : l.at])
			return
		}
	}
}

// digits are how many a name may have without being taken for a made-up one.
const digits = 3

// word writes a name down, or a number.
func (l *lexer) word() {
	begin, n := l.at, 0
	number := l.text[begin] == '.' || l.digitAt(begin)
	for l.at < len(l.text) && (wordByte(l.text[l.at]) || number && (l.text[l.at] == '.' || l.exponent())) {
		if l.digitAt(l.at) {
			n++
		}
		l.at++
	}
	switch word := l.text[begin:l.at]; {
	case number, word == "true", word == "false", word == "null", word == "undefined":
		l.put(value, true)
	case n > digits:
		l.put("n", true)
		l.name = true
	default:
		l.put(word, true)
		l.name = true
	}
}

// exponent reports whether the sign in a number such as "1e-7" is next.
func (l *lexer) exponent() bool {
	c := l.text[l.at]
	return (c == '-' || c == '+') && l.text[l.at-1]|0x20 == 'e' && l.digitAt(l.at+1)
}

func (l *lexer) digitAt(i int) bool { return i < len(l.text) && '0' <= l.text[i] && l.text[i] <= '9' }

func wordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '$' || c >= 0x80
}

// before are words after which a "/" begins a regular expression.
var before = []string{"return", "typeof", "case", "in", "of", "delete", "void", "throw", "do", "else"}

// valueMayFollow reports whether a "/" begins a regular expression here, and does
// not divide.
func (l *lexer) valueMayFollow() bool {
	switch l.last {
	case value, ")", "]", "}":
		return false
	}
	return !l.name || slices.Contains(before, l.last)
}

// pattern writes a regular expression down as it is.
func (l *lexer) pattern() {
	begin, class := l.at, false
	for l.at++; l.at < len(l.text) && l.text[l.at] != '\n'; l.at++ {
		c := l.text[l.at]
		if c == '\\' && !strings.HasPrefix(l.text[l.at+1:], "\n") {
			l.at++
		} else if c == '[' || c == ']' {
			class = c == '['
		} else if c == '/' && !class {
			l.at++
			break
		}
	}
	l.at = min(l.at, len(l.text))
	l.put(l.text[begin:l.at], false)
}

// mark writes a punctuator down.
func (l *lexer) mark(c string) {
	switch c {
	case "{", "[", "(":
		l.opened(c)
	case "}", "]", ")":
		l.closed(c)
	default:
		l.put(c, c == "," || c == ":" || c == "-" || c == "+")
	}
}

func (l *lexer) opened(c string) {
	begin, data := len(l.out), c == "{" || c == "["
	l.put(c, data)
	l.open = append(l.open, bracket{begin, data, c == "${"})
}

// closed ends a bracket. Data is one value, however much there is of it.
func (l *lexer) closed(c string) {
	l.put(c, len(l.open) > 0)
	if len(l.open) == 0 {
		return
	}
	b := l.open[len(l.open)-1]
	l.open = l.open[:len(l.open)-1]
	switch {
	case b.data:
		l.out = l.out[:b.begin]
		l.put(value, true)
	case len(l.open) > 0:
		l.open[len(l.open)-1].data = false
	}
	if b.template {
		l.templateText()
	}
}

package observe

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable makes a stranger's text safe to hand around: valid UTF-8 on one
// line, control, format, bidirectional and other invisible characters shown as
// \u{1b}, at most four combining marks in a row, at most MaxQuote bytes. It is
// applied once, when evidence is made; each format then escapes for itself.
func Printable(s string) string {
	if len(s) <= MaxQuote-len("…") && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return s // as most is
	}
	var b strings.Builder
	marks := 0
	for _, r := range s {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > 4 {
				continue
			}
		} else {
			marks = 0
		}
		text := string(r)
		if hidden(r) {
			text = fmt.Sprintf(`\u{%x}`, r)
		}
		if b.Len()+len(text) > MaxQuote-len("…") {
			b.WriteString("…")
			break
		}
		b.WriteString(text)
	}
	return b.String()
}

// hidden reports whether r would act on a terminal or hide in a reader's eye
// instead of being read.
func hidden(r rune) bool {
	if ' ' <= r && r <= '~' {
		return false // as most are
	}
	return r == utf8.RuneError || r != ' ' && (unicode.IsSpace(r) || !unicode.IsGraphic(r)) ||
		unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Variation_Selector)
}

// shellQuote quotes s for a POSIX shell, so that a command made from a shop's
// words runs nothing but itself. Plain words stay plain.
func shellQuote(s string) string {
	s = Printable(s)
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/@%+,=") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

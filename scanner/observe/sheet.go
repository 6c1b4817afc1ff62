package observe

import "strings"

// A sheet is a text of CSS being read for the addresses in its declarations (CSS
// Syntax Level 3). What stands in a rule's prelude, such as that of @namespace, is
// never loaded; [sheetImports] knows what is imported.
type sheet struct {
	text    string
	at      int
	head    int      // where the current declaration or prelude begins, -1: nothing of it came yet
	inline  bool     // of a style attribute: declarations alone
	fonts   []bool   // the open blocks, and whether they are @font-face rules
	pending []string // addresses in the current declaration
	part    func(kind, address string)
}

// sheetParts tells of each picture ("background") and font ("font") that declarations
// name. Whether a browser loads them depends on whether the page uses them.
func sheetParts(text string, inline bool, part func(kind, address string)) {
	s := &sheet{text: text, head: -1, inline: inline, part: part}
	for s.at < len(text) {
		s.next()
	}
	s.end()
}

// next reads one token, as far as tokens matter here.
func (s *sheet) next() {
	rest := s.text[s.at:]
	switch c := rest[0]; {
	case strings.HasPrefix(rest, "/*"):
		s.skip(rest, "*/")
		return
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
	case c == '{':
		s.fonts = append(s.fonts, s.begins("@font-face"))
		s.pending, s.head = nil, -1
	case c == '}':
		s.end()
		s.fonts = s.fonts[:max(0, len(s.fonts)-1)]
	case c == ';':
		s.end()
	default:
		s.value(rest)
		return
	}
	s.at++
}

func (s *sheet) skip(rest, end string) {
	if i := strings.Index(rest[2:], end); i >= 0 {
		s.at += 2 + i + len(end)
	} else {
		s.at = len(s.text)
	}
}

// value reads a string, an address, a name or one other character.
func (s *sheet) value(rest string) {
	if s.head < 0 {
		s.head = s.at
	}
	switch {
	case rest[0] == '"' || rest[0] == '\'':
		_, n := quoted(rest)
		s.at += n
	case len(rest) >= 4 && strings.EqualFold(rest[:4], "url("):
		address, n := parenthesized(rest[4:])
		s.pending, s.at = append(s.pending, address), s.at+4+n
	case nameByte(rest[0]):
		for s.at < len(s.text) && nameByte(s.text[s.at]) {
			s.at++
		}
	default:
		s.at++
	}
}

// end ends a declaration.
func (s *sheet) end() {
	if (s.inline || len(s.fonts) > 0) && !s.begins("@") && !s.begins("--") { // custom properties load nothing by themselves
		kind := "background"
		if n := len(s.fonts); n > 0 && s.fonts[n-1] {
			kind = "font"
		}
		for _, address := range s.pending {
			s.part(kind, address)
		}
	}
	s.pending, s.head = nil, -1
}

func (s *sheet) begins(with string) bool {
	return s.head >= 0 && len(s.text)-s.head >= len(with) && strings.EqualFold(s.text[s.head:s.head+len(with)], with)
}

// parenthesized returns the address behind "url(" and how far it goes.
func parenthesized(rest string) (address string, n int) {
	inner := strings.TrimLeft(rest, " \t\n\r\f")
	skipped := len(rest) - len(inner)
	if inner != "" && (inner[0] == '"' || inner[0] == '\'') {
		address, n = quoted(inner)
		return address, skipped + n
	}
	if n = strings.IndexByte(rest, ')'); n < 0 {
		return strings.TrimSpace(rest), len(rest)
	}
	return strings.TrimSpace(rest[:n]), n + 1
}

// quoted returns a string that begins with its quotation mark, and how long it
// is. It ends with its line.
func quoted(rest string) (text string, n int) {
	for n = 1; n < len(rest); n++ {
		switch rest[n] {
		case rest[0]:
			return rest[1:n], n + 1
		case '\n':
			return "", n
		case '\\':
			n++
		}
	}
	return "", len(rest)
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c >= 0x80
}

package spf

import (
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// A Record is what one SPF record says.
type Record struct {
	Terms []Term // in order; those that break the grammar are left out
}

// A Term is one mechanism or modifier (section 4.6.1).
type Term struct {
	Text      string       // as written: "-a:mail.shop.test/24"
	At        int          // the byte of the record that it begins at
	Qualifier byte         // '+', '-', '~' or '?' of a mechanism; 0 for a modifier
	Name      string       // lower case: "a", "redirect"
	Domain    Template     // empty: the domain whose record this is
	Network   netip.Prefix // of ip4 and ip6
	Bits4     int          // length of the IPv4 prefix of a and mx
	Bits6     int          // length of their IPv6 prefix
}

// A SyntaxError is one place where a record breaks the grammar of section 12.
// One of them makes mail servers ignore all of the record (section 4.6).
type SyntaxError struct {
	At   int    // the byte of the record where it begins
	Term string // the term that it is in, as written
	Why  string // what the term is or does wrong: "names no domain"
}

func (e SyntaxError) Error() string { return fmt.Sprintf("%q at byte %d %s", e.Term, e.At, e.Why) }

// maxErrors bounds the errors told of one record.
const maxErrors = 20

// Parse reads a record, and tells every place where it breaks the grammar, in
// order, the first twenty at most.
func Parse(record string) (Record, []SyntaxError) {
	if !IsRecord(record) {
		first, _, _ := strings.Cut(record, " ")
		return Record{}, []SyntaxError{{0, first, `is not "v=spf1"`}}
	}
	var r Record
	var wrong []SyntaxError
	once := make(map[string]bool) // redirect and exp (section 6)
	for at, text := range words(record) {
		t, off, why := parseTerm(text)
		if t.Qualifier == 0 && (t.Name == "redirect" || t.Name == "exp") {
			if why == "" && once[t.Name] {
				off, why = 0, "stands there a second time"
			}
			once[t.Name] = true
		}
		if why == "" {
			t.At = at
			r.Terms = append(r.Terms, t)
		} else if len(wrong) < maxErrors {
			wrong = append(wrong, SyntaxError{at + off, text, why})
		}
	}
	return r, wrong
}

// words yields the terms of a record and where they begin. Only spaces separate
// them.
func words(record string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for at := len(version); at < len(record); {
			size := strings.IndexByte(record[at:], ' ')
			if size < 0 {
				size = len(record) - at
			}
			if size > 0 && !yield(at, record[at:at+size]) {
				return
			}
			at += size + 1
		}
	}
}

// parseTerm reads one term; if it cannot, it says at which byte and why.
func parseTerm(text string) (t Term, at int, why string) {
	t = Term{Text: text, Bits4: 32, Bits6: 128}
	if i := strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }); i >= 0 {
		if text[i] <= ' ' || text[i] == 0x7f {
			return t, i, "has a control character in it"
		}
		return t, i, "has a character other than plain letters, digits and signs"
	}
	end := strings.IndexAny(text, ":/=")
	if end >= 0 && text[end] == '=' {
		t.Name = strings.ToLower(text[:end])
		at, why = t.readModifier(text[end+1:])
		if why == "" || at < 0 {
			return t, 0, why
		}
		return t, end + 1 + at, why
	}
	begin := 0
	t.Qualifier = '+'
	if strings.IndexByte("+-~?", text[0]) >= 0 {
		t.Qualifier, begin = text[0], 1
	}
	if end < 0 {
		end = len(text)
	}
	t.Name = strings.ToLower(text[begin:end])
	at, why = t.readMechanism(text[end:])
	if at < 0 {
		return t, 0, why
	}
	return t, end + at, why
}

// readModifier reads what follows a modifier's name. A place of -1 is where
// the term begins.
func (t *Term) readModifier(value string) (at int, why string) {
	odd := func(r rune) bool { return !letter(byte(r)) && !digit(byte(r)) && !strings.ContainsRune("-_.", r) }
	switch {
	case t.Name == "" || !letter(t.Name[0]) || strings.ContainsFunc(t.Name, odd):
		return -1, "is no word of such lists"
	case t.Name == "redirect" || t.Name == "exp":
		return t.readDomain(value)
	}
	t.Domain, at, why = parseTemplate(value, explaining)
	return at, why
}

// readMechanism reads what follows a mechanism's name. A place of -1 is where
// the term begins.
func (t *Term) readMechanism(rest string) (at int, why string) {
	switch t.Name {
	case "all":
		if rest != "" {
			return 0, "has something behind it that does not belong there"
		}
		return 0, ""
	case "ip4", "ip6":
		return t.readNetwork(rest)
	case "a", "mx":
		if rest, at, why = t.cutLengths(rest); why != "" {
			return at, why
		}
	case "include", "exists":
		if rest == "" {
			return -1, "names no domain"
		}
	case "ptr":
	case "redirect", "exp":
		return 0, "has another sign than = behind its name"
	default:
		return -1, "is no word of such lists"
	}
	if rest == "" {
		return 0, ""
	}
	if rest[0] != ':' {
		return 0, "has something behind it that does not belong there"
	}
	at, why = t.readDomain(rest[1:])
	return at + 1, why
}

// readDomain reads a domain-spec: it ends with a macro, or with a dot and a last
// label that a top-level domain could have.
func (t *Term) readDomain(s string) (at int, why string) {
	if s == "" {
		return 0, "names no domain"
	}
	if t.Domain, at, why = parseTemplate(s, anywhere); why != "" {
		return at, why
	}
	tail := s[t.Domain.tail:]
	if tail == "" {
		return 0, ""
	}
	plain := strings.TrimSuffix(tail, ".")
	dot := strings.LastIndexByte(plain, '.')
	last := plain[dot+1:]
	begin := t.Domain.tail + dot + 1
	_, notAddress := netip.ParseAddr(plain)
	switch {
	case notAddress == nil && t.Domain.tail == 0:
		return 0, "has an address where a name belongs"
	case dot < 0:
		return begin, "names a domain without a dot"
	case !topLabel(last):
		return begin, "names a domain that cannot be one"
	}
	return 0, ""
}

// topLabel reports whether s may be a name's last label: letters, digits and
// hyphens, no hyphen at an end, and not digits alone.
func topLabel(s string) bool {
	odd := func(r rune) bool { return !letter(byte(r)) && !digit(byte(r)) && r != '-' }
	return strings.Trim(s, "0123456789") != "" && !strings.ContainsFunc(s, odd) && s[0] != '-' && s[len(s)-1] != '-'
}

// cutLengths takes the prefix lengths off the end of a mechanism: "/24//64".
func (t *Term) cutLengths(s string) (rest string, at int, why string) {
	if i := strings.LastIndex(s, "//"); i >= 0 && digits(s[i+2:]) {
		if !prefixLength(s[i+2:], 128, &t.Bits6) {
			return s, i + 2, "has a number behind the slash that cannot be one"
		}
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '/'); i >= 0 && digits(s[i+1:]) {
		if !prefixLength(s[i+1:], 32, &t.Bits4) {
			return s, i + 1, "has a number behind the slash that cannot be one"
		}
		s = s[:i]
	}
	return s, 0, ""
}

// prefixLength reads a length: no more than most, no zero in front.
func prefixLength(s string, most int, into *int) bool {
	n, err := strconv.Atoi(s)
	if err != nil || n > most || strconv.Itoa(n) != s {
		return false
	}
	*into = n
	return true
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// readNetwork reads ":192.0.2.0/24" or ":2001:db8::/32".
func (t *Term) readNetwork(rest string) (at int, why string) {
	text, ok := strings.CutPrefix(rest, ":")
	if !ok || text == "" {
		return -1, "names no address"
	}
	network, length, cut := strings.Cut(text, "/")
	addr, err := netip.ParseAddr(network)
	if err != nil || addr.Zone() != "" || addr.Is4() != (t.Name == "ip4") {
		return 1, "has something that is no " + map[string]string{"ip4": "IPv4", "ip6": "IPv6"}[t.Name] + " address"
	}
	bits := addr.BitLen()
	if cut && (!digits(length) || !prefixLength(length, addr.BitLen(), &bits)) {
		return 1 + len(network) + 1, "has a number behind the slash that cannot be one"
	}
	t.Network = netip.PrefixFrom(addr, bits)
	return 0, ""
}

// idle are the modifiers that are named like something else: a slip of the hand
// that mail servers pass over without a word (section 6).
var idle = []string{"a", "all", "exists", "include", "ip4", "ip6", "mx", "ptr"}

// Idle reports whether the term is a mechanism by its name and yet a modifier by
// its equals sign, so that it does nothing: "ip4=192.0.2.1".
func (t Term) Idle() bool { return t.Qualifier == 0 && slices.Contains(idle, t.Name) }

// Asks reports whether the term makes a mail server ask for something, which
// counts (section 4.6.4).
func (t Term) Asks() bool {
	switch t.Name {
	case "a", "mx", "ptr", "include", "exists":
		return t.Qualifier != 0
	case "redirect":
		return t.Qualifier == 0
	}
	return false
}

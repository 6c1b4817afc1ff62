package mail

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"shopcheck/scanner/observe"
)

// A term is one mechanism or modifier of an SPF record (RFC 7208, section
// 4.6.1).
type term struct {
	raw       string // as written
	qualifier byte   // '+', '-', '~' or '?' of a mechanism; 0 for a modifier
	name      string // lower case: "all", "include", "redirect"
	target    string // a domain, perhaps with macros, a network, or a modifier's text; may be empty
	bits4     int    // length of the IPv4 prefix; -1 if none is written
	bits6     int    // length of the IPv6 prefix; -1 if none is written
}

// spfVersion begins every SPF record (RFC 7208, section 4.5).
const spfVersion = "v=spf1"

// isSPF reports whether a text is an SPF record: the version, then a space or
// the end.
func isSPF(text string) bool {
	if len(text) < len(spfVersion) || !strings.EqualFold(text[:len(spfVersion)], spfVersion) {
		return false
	}
	return len(text) == len(spfVersion) || text[len(spfVersion)] == ' '
}

// spfRecords returns the SPF records among a name's texts.
func spfRecords(r *observe.Records) []string {
	return slices.DeleteFunc(r.Values(), func(text string) bool { return !isSPF(text) })
}

// parseSPF reads the terms of a record by the grammar of RFC 7208, section 12.
// One wrong term makes the whole record useless to mail servers (section 4.6),
// so it is an error; its text is for the shop's owner.
func parseSPF(record string) ([]term, error) {
	if !isSPF(record) {
		return nil, errors.New(`it does not begin with "v=spf1"`)
	}
	var terms []term
	for raw := range strings.SplitSeq(record[len(spfVersion):], " ") {
		if raw == "" {
			continue
		}
		t, ok := parseTerm(raw)
		if !ok {
			return nil, fmt.Errorf("its part %q cannot be read", observe.Printable(raw))
		}
		once := t.qualifier == 0 && (t.name == "redirect" || t.name == "exp") // section 6
		if once && slices.ContainsFunc(terms, func(u term) bool { return u.qualifier == 0 && u.name == t.name }) {
			return nil, fmt.Errorf("it has %q twice", t.name)
		}
		terms = append(terms, t)
	}
	return terms, nil
}

func parseTerm(raw string) (term, bool) {
	t := term{raw: raw, bits4: -1, bits6: -1}
	if strings.ContainsFunc(raw, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return t, false
	}
	end := strings.IndexAny(raw, ":/=")
	if end >= 0 && raw[end] == '=' {
		t.name, t.target = strings.ToLower(raw[:end]), raw[end+1:]
		return t, modifierName(t.name) && t.checkModifier()
	}
	t.qualifier = '+'
	if strings.ContainsRune("+-~?", rune(raw[0])) {
		t.qualifier, raw, end = raw[0], raw[1:], end-1
	}
	if end < 0 {
		end = len(raw)
	}
	t.name = strings.ToLower(raw[:end])
	return t, t.readMechanism(raw[end:])
}

func (t *term) checkModifier() bool {
	switch t.name {
	case "redirect", "exp":
		return domainSpec(t.target)
	}
	return macroString(t.target)
}

// readMechanism reads what follows a mechanism's name.
func (t *term) readMechanism(rest string) bool {
	switch t.name {
	case "all":
		return rest == ""
	case "ip4", "ip6":
		return t.readNetwork(rest)
	case "a", "mx":
		if !t.cutLengths(&rest) {
			return false
		}
	case "include", "exists":
		if rest == "" {
			return false
		}
	case "ptr":
	default:
		return false
	}
	if rest == "" {
		return true
	}
	t.target = rest[1:]
	return rest[0] == ':' && domainSpec(t.target)
}

// lengths finds the prefix lengths at the end of a mechanism: "/24//64".
var lengths = regexp.MustCompile(`^(.*?)(?:/([0-9]+))?(?://([0-9]+))?$`)

func (t *term) cutLengths(rest *string) bool {
	m := lengths.FindStringSubmatch(*rest)
	if m == nil {
		return false
	}
	*rest = m[1]
	return prefixLength(m[2], 32, &t.bits4) && prefixLength(m[3], 128, &t.bits6)
}

// prefixLength reads an optional length: no more than most, no leading zero.
func prefixLength(s string, most int, into *int) bool {
	if s == "" {
		return true
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > most || strconv.Itoa(n) != s {
		return false
	}
	*into = n
	return true
}

// readNetwork reads ":192.0.2.0/24" or ":2001:db8::/32".
func (t *term) readNetwork(rest string) bool {
	network, ok := strings.CutPrefix(rest, ":")
	if !ok {
		return false
	}
	network, length, cut := strings.Cut(network, "/")
	addr, err := netip.ParseAddr(network)
	if err != nil || addr.Zone() != "" || addr.Is4() != (t.name == "ip4") || cut && length == "" {
		return false
	}
	t.target = network
	if t.name == "ip4" {
		return prefixLength(length, 32, &t.bits4)
	}
	return prefixLength(length, 128, &t.bits6)
}

func modifierName(s string) bool {
	return s != "" && letter(rune(s[0])) && !strings.ContainsFunc(s, func(r rune) bool {
		return !letter(r) && !digit(r) && !strings.ContainsRune("-_.", r)
	})
}

// macro is RFC 7208's macro-expand (section 7.1), with the letters that only an
// explanation may use.
var macro = regexp.MustCompile(`%(?:\{[slodiphcrtvSLODIPHCRTV][0-9]*[rR]?[-.+,/_=]*\}|[%_-])`)

// expanded stands for a macro whose value nobody knows before a mail arrives.
const expanded = "\x00"

// macroString reports whether every percent sign belongs to a macro.
func macroString(s string) bool {
	return !strings.Contains(macro.ReplaceAllString(s, expanded), "%")
}

// domainSpec reports whether s is a name with a dot and a sensible last label,
// or ends with a macro.
func domainSpec(s string) bool {
	plain := macro.ReplaceAllString(s, expanded)
	if strings.Contains(plain, "%") {
		return false
	}
	if strings.HasSuffix(plain, expanded) {
		return true
	}
	plain = strings.TrimSuffix(plain, ".")
	dot := strings.LastIndexByte(plain, '.')
	return dot >= 0 && topLabel(plain[dot+1:])
}

// topLabel reports whether s may be a name's last label: letters, digits and
// hyphens, none of them at an end, and not digits alone.
func topLabel(s string) bool {
	odd := func(r rune) bool { return !letter(r) && !digit(r) && r != '-' }
	return s != "" && !strings.ContainsFunc(s, odd) && strings.Trim(s, "0123456789") != "" && s[0] != '-' && s[len(s)-1] != '-'
}

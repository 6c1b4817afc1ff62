package dmarc

import (
	"net/url"
	"strings"
)

// A URI is one place where reports are to go (section 4.6).
type URI struct {
	Text string // as written, without the limit on their size that RFC 9989 removed
	Host string // of a mail address, in lower case; empty for another kind of place, which hardly any mail service supports
}

// addresses reads the value of rua or ruf. Each URI that cannot be read is a
// fault, and ignored.
func (r *Record) addresses(at int, text string) (found []URI) {
	name, value, _ := strings.Cut(text, "=")
	at += len(name) + 1
	for item := range strings.SplitSeq(value, ",") {
		begin := at + len(item) - len(trimLeft(item))
		at += len(item) + 1
		plain, size, limited := strings.Cut(trim(item), "!")
		u, why := parseURI(plain)
		switch {
		case why == "" && limited && !sizeLimit(size):
			why = "has an exclamation mark that does not belong there"
		case why == "" && limited:
			r.fault(Obsolete, begin, trim(item), "limits the size of reports, which is no longer part of the standard")
		}
		switch {
		case trim(item) == "":
			r.fault(Empty, begin, "", "has a comma too many")
		case why != "":
			r.fault(Invalid, begin, trim(item), why)
		case len(found) < maxURIs:
			found = append(found, u)
		}
	}
	return found
}

// sizeLimit reports whether s is an obs-dmarc-report-size without its mark.
func sizeLimit(s string) bool {
	if s != "" && strings.IndexByte("kmgtKMGT", s[len(s)-1]) >= 0 {
		s = s[:len(s)-1]
	}
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// parseURI reads a URI (RFC 3986), or says why it is none. A mail address is read
// to its host (RFC 6068).
func parseURI(text string) (u URI, why string) {
	scheme, rest, ok := strings.Cut(text, ":")
	switch {
	case strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune("\"<>\\^`{|}", c) }):
		return u, "has a character that no address may have"
	case !ok && strings.Contains(text, "@"):
		return u, `lacks "mailto:" in front`
	case !ok || !schemeName(scheme) || rest == "":
		return u, "is no address"
	}
	u.Text = text
	if !strings.EqualFold(scheme, "mailto") {
		return u, ""
	}
	address, _, _ := strings.Cut(rest, "?")
	address, err := url.PathUnescape(address)
	i := strings.LastIndexByte(address, '@')
	if err != nil || i < 1 || !hostName(address[i+1:]) {
		return u, "is no mail address"
	}
	u.Host = strings.ToLower(address[i+1:])
	return u, ""
}

func schemeName(s string) bool {
	odd := func(c rune) bool { return !letter(c) && !digit(c) && !strings.ContainsRune("+-.", c) }
	return s != "" && letter(rune(s[0])) && !strings.ContainsFunc(s, odd)
}

// hostName reports whether s can be the host of a mail address: a name with a dot
// in it.
func hostName(s string) bool {
	odd := func(c rune) bool { return !letter(c) && !digit(c) && !strings.ContainsRune("-_.", c) }
	return strings.Contains(s, ".") && !strings.ContainsFunc(s, odd) && askable(s)
}

// askable reports whether a name can be asked for (RFC 1035, section 3.1).
func askable(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return len(name) <= 253
}

func letter(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c rune) bool  { return c >= '0' && c <= '9' }

package mail

import (
	"net/url"
	"slices"
	"strings"
)

// rptVersion begins every TLS-RPT record, to the letter's case (RFC 8460, section
// 3).
const rptVersion = "v=TLSRPTv1"

// rptRecords returns the TLS-RPT records among a name's texts; others do not count
// (RFC 8460, section 3).
func rptRecords(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool {
		rest, ok := strings.CutPrefix(text, rptVersion)
		rest = trim(rest)
		return !ok || rest != "" && rest[0] != ';'
	})
}

// rptAddresses returns where a record has reports sent, or why it cannot be read,
// as what it has. Parts that nobody knows are passed over (RFC 8460, section 3).
func rptAddresses(record string) (addresses []string, why string) {
	for part := range strings.SplitSeq(strings.TrimPrefix(record, rptVersion), ";") {
		if part = trim(part); part == "" {
			continue // the record may end with a semicolon; one too many harms nobody
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok || !extensionName(name) || value == "" || strings.ContainsFunc(value, unprintable) {
			return nil, "has the part " + quoted(part) + ", which cannot be read"
		}
		if name == "rua" {
			for address := range strings.SplitSeq(value, ",") {
				addresses = append(addresses, trim(address))
			}
		}
	}
	return addresses, ""
}

// reportable reports whether reports can be sent to an address: by mail or by
// HTTPS (RFC 8460, section 3).
func reportable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsAny(address, "! ") { // section 3: written as %21
		return false
	}
	local, domain, at := strings.Cut(u.Opaque, "@")
	return u.Scheme == "mailto" && at && local != "" && strings.Contains(domain, ".") && !strings.Contains(domain, "@") ||
		u.Scheme == "https" && u.Hostname() != ""
}

// extensionName reports whether s can be the name of a part: a letter or digit,
// then up to 31 of these, "_", "-" and ".".
func extensionName(s string) bool {
	return s != "" && len(s) <= 32 && !strings.ContainsRune("_-.", rune(s[0])) && !strings.ContainsFunc(s, func(r rune) bool {
		return !letter(r) && !digit(r) && !strings.ContainsRune("_-.", r)
	})
}

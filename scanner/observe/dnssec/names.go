package dnssec

import (
	"bytes"
	"strings"

	"github.com/miekg/dns"
)

// Names are in canonical form throughout: lower case, with the final dot.

// plain is a name as people write it.
func plain(name string) string {
	if name == "." {
		return name
	}
	return strings.TrimSuffix(name, ".")
}

// spoken is a name in a sentence.
func spoken(name string) string {
	if name == "." {
		return "the root"
	}
	return plain(name)
}

// labels are a name's, from the root's side, as bytes (RFC 4034, section 6.1).
func labels(name string) [][]byte {
	wire := make([]byte, 256)
	n, err := dns.PackDomainName(dns.CanonicalName(name), wire, 0, nil, false)
	if err != nil {
		return nil
	}
	var out [][]byte
	for i := 0; i < n && wire[i] > 0; i += int(wire[i]) + 1 {
		out = append([][]byte{wire[i+1 : i+1+int(wire[i])]}, out...)
	}
	return out
}

// compare is the order in which a zone's names lie (RFC 4034, section 6.1).
func compare(a, b string) int {
	x, y := labels(a), labels(b)
	for i := range min(len(x), len(y)) {
		if c := bytes.Compare(x[i], y[i]); c != 0 {
			return c
		}
	}
	return len(x) - len(y)
}

// below reports whether name lies in or at zone.
func below(zone, name string) bool { return dns.IsSubDomain(zone, name) }

// last returns the last n labels of a name.
func last(name string, n int) string {
	at := dns.Split(name)
	if n >= len(at) {
		return name
	}
	if n <= 0 {
		return "."
	}
	return name[at[len(at)-n]:]
}

// parent is the name with a label less; the root's is the root.
func parent(name string) string { return last(name, dns.CountLabel(name)-1) }

// star is the wildcard at a name.
func star(name string) string { return "*." + strings.TrimPrefix(name, ".") }

// common is the closest name above both.
func common(a, b string) string { return last(a, dns.CompareDomainName(a, b)) }

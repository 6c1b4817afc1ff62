package scanner

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// A Target is one shop, named by its domain.
type Target struct {
	Domain string `json:"domain"` // lower case, A-labels, no port, no path
}

// ErrNotDomain is what ParseTarget's errors are.
var ErrNotDomain = errors.New("not a shop's domain")

// A domainError says what is wrong with a name and what to try.
type domainError string

func (e domainError) Error() string        { return string(e) }
func (e domainError) Is(target error) bool { return target == ErrNotDomain }

// ParseTarget reads a domain as a person types it: with or without a scheme, a
// path, a port, capitals, or letters outside ASCII (RFC 5891; the mapping is
// UTS #46, as browsers apply it).
func ParseTarget(s string) (Target, error) {
	host := strings.TrimSpace(s)
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host = host[:i]
	}
	wrong := func(format string, more ...any) (Target, error) {
		return Target{}, domainError(fmt.Sprintf(format, append([]any{s}, more...)...))
	}
	name, port, hasPort := strings.Cut(host, ":")
	switch {
	case strings.Contains(host, "@"):
		return wrong("%q looks like a mail address; name the shop's domain, such as tea-shop.example")
	case isAddress(host) || isAddress(name):
		return wrong("%q is an address, not a name; name the shop's domain, such as tea-shop.example")
	case hasPort && port != "80" && port != "443":
		return wrong("%q names a port; shopcheck looks at ports 80 and 443 (--connect-to leads it to a copy elsewhere)")
	}
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(name, "."))
	if again, err2 := idna.Lookup.ToASCII(ascii); err != nil || err2 != nil || again != ascii || !utf8.ValidString(name) {
		return wrong("%q cannot be a domain; try something like tea-shop.example")
	}
	labels := strings.Split(ascii, ".")
	if len(labels) < 2 || slices.Contains(labels, "") || len(ascii) > 253 {
		return wrong("%q is not a whole domain; try something like tea-shop.example")
	}
	if last := labels[len(labels)-1]; last[0] >= '0' && last[0] <= '9' {
		return wrong("%q ends in a number, as no domain does; try something like tea-shop.example")
	}
	return Target{Domain: ascii}, nil
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return err == nil
}

// String returns the domain; one with letters outside ASCII is shown both ways.
func (t Target) String() string {
	if u, err := idna.Display.ToUnicode(t.Domain); err == nil && u != t.Domain {
		return u + " (" + t.Domain + ")"
	}
	return t.Domain
}

package scanner

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
)

// A Target is one shop, named by its domain.
type Target struct {
	Domain string `json:"domain"` // lower case, A-labels, no port, no path
}

// ErrNotDomain is what ParseTarget's errors wrap.
var ErrNotDomain = errors.New("not a shop's domain")

// ParseTarget reads a domain as a person types it: with or without a scheme, a
// path, a port, capitals, or letters outside ASCII (RFC 5891; the mapping is
// UTS #46, as browsers apply it).
func ParseTarget(s string) (Target, error) {
	host := strings.TrimSpace(s)
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	host, _, _ = strings.Cut(host, "/")
	host, _, _ = strings.Cut(host, "?")
	if i := strings.LastIndex(host, "@"); i >= 0 {
		return Target{}, fmt.Errorf("%q looks like a mail address; name the shop's domain, such as tea-shop.example: %w", s, ErrNotDomain)
	}
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return Target{}, fmt.Errorf("%q is an address, not a name; name the shop's domain, such as tea-shop.example: %w", s, ErrNotDomain)
	}
	if h, port, ok := strings.Cut(host, ":"); ok {
		if _, err := netip.ParseAddr(h); err == nil {
			return Target{}, fmt.Errorf("%q is an address, not a name; name the shop's domain, such as tea-shop.example: %w", s, ErrNotDomain)
		}
		if port != "80" && port != "443" {
			return Target{}, fmt.Errorf("%q names a port; shopcheck looks at ports 80 and 443 (use --connect-to for a copy elsewhere): %w", s, ErrNotDomain)
		}
		host = h
	}
	ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(host, "."))
	if err != nil {
		return Target{}, fmt.Errorf("%q cannot be a domain; try something like tea-shop.example: %w", s, ErrNotDomain)
	}
	if !strings.Contains(ascii, ".") || strings.HasPrefix(ascii, ".") || strings.Contains(ascii, "..") || len(ascii) > 253 {
		return Target{}, fmt.Errorf("%q is not a whole domain; try something like tea-shop.example: %w", s, ErrNotDomain)
	}
	return Target{Domain: strings.ToLower(ascii)}, nil
}

// String returns the domain; one with letters outside ASCII is shown both ways.
func (t Target) String() string {
	if u, err := idna.Display.ToUnicode(t.Domain); err == nil && u != t.Domain {
		return u + " (" + t.Domain + ")"
	}
	return t.Domain
}

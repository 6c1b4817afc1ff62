package csp

import (
	"net/netip"
	"net/url"
	"strings"
)

// An address is the parts of a URL by which sources are compared. An empty port
// means the scheme's own.
type address struct{ scheme, host, port, path string }

// Allows reports whether a browser goes to a URL where the directive called name
// decides: all policies let it pass. Redirects are not thought of: behind one,
// browsers leave paths out of the comparison.
func (ps Policies) Allows(name, raw string) bool { return ps.allows(name, addressOf(raw)) }

func (ps Policies) allows(name string, to address) bool {
	for _, p := range ps {
		if d, ok := p.Governing(name); ok && !d.lets(name, to, p.self) {
			return false
		}
	}
	return true
}

// lets reports whether a list lets a URL pass (CSP, section 6.7.2.6). A script
// that the page's text names passes beside 'strict-dynamic' by its nonce or hash
// alone (CSP, section 6.7.1.1).
func (d Directive) lets(name string, to, self address) bool {
	if (name == "script-src-elem" || name == "script-src") && d.dynamic {
		return false
	}
	return d.has(func(s Source) bool { return s.matches(to, self) })
}

// matches reports whether a source fits a URL (CSP, section 6.7.2.7).
func (s Source) matches(to, self address) bool {
	switch s.Kind {
	case Keyword:
		return s.Value == "self" && sameOrigin(to, self)
	case Scheme:
		return schemeMatches(s.Scheme, to.scheme)
	case Host:
		return s.hostMatches(to, self)
	case Nonce, Hash, Invalid:
	}
	return false
}

func (s Source) hostMatches(to, self address) bool {
	if s.Text == "*" {
		return to.scheme == "http" || to.scheme == "https" || to.scheme != "" && to.scheme == self.scheme
	}
	from := s.Scheme
	if from == "" {
		from = self.scheme
	}
	if from == "" {
		from = "https" // of a page that is not known
	}
	return schemeMatches(from, to.scheme) && hostPart(s.Host, to.host) &&
		portPart(s.Port, to) && pathPart(s.Path, to.path)
}

// sameOrigin reports whether 'self' fits a URL: encrypted ones too where the page
// is not.
func sameOrigin(to, self address) bool {
	if self.host == "" || to.host != self.host {
		return false
	}
	if to.scheme == self.scheme && to.portNumber() == self.portNumber() {
		return true
	}
	alike := to.portNumber() == self.portNumber() || to.portNumber() == ports[to.scheme] && self.portNumber() == ports[self.scheme]
	return alike && (to.scheme == "https" || to.scheme == "wss" || self.scheme == "http" && to.scheme == "ws")
}

// schemeMatches says which URLs a scheme stands for: those of its safer kin too.
// The standard has ws and wss stand for pages and scripts as well (CSP, section
// 6.7.2.8), but no browser does that (Chromium's csp_source.cc, Firefox's
// nsCSPUtils.cpp, read November 2026), and "default-src 'self' wss:" means sockets.
func schemeMatches(a, b string) bool {
	return a == b && a != "" || a == "http" && b == "https" || a == "ws" && b == "wss"
}

// digits reports whether a host is an IPv4 address.
func digits(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Is4()
}

// hostPart compares hosts (CSP, section 6.7.2.9). Of addresses made of digits
// only the machine's own fits.
func hostPart(pattern, host string) bool {
	if rest, wild := strings.CutPrefix(pattern, "*"); wild {
		return host != "" && strings.HasSuffix(host, rest)
	}
	return pattern == host && host != "" && (pattern == "127.0.0.1" || !digits(pattern))
}

var ports = map[string]string{"http": "80", "ws": "80", "https": "443", "wss": "443", "ftp": "21"}

func (a address) portNumber() string {
	if a.port != "" {
		return a.port
	}
	return ports[a.scheme]
}

// portPart compares ports (CSP, section 6.7.2.10).
func portPart(pattern string, to address) bool {
	if pattern == "" {
		pattern = ports[to.scheme]
	}
	return pattern == "*" || strings.TrimLeft(pattern, "0") == to.portNumber()
}

// pathPart compares paths (CSP, section 6.7.2.11): one that ends in "/" stands
// for all below it, and any other for itself.
func pathPart(pattern, path string) bool {
	if pattern == "" || pattern == "/" && path == "" {
		return true
	}
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	below := strings.HasSuffix(pattern, "/")
	if len(a) > len(b) || !below && len(a) != len(b) {
		return false
	}
	if below {
		a = a[:len(a)-1]
	}
	for i := range a {
		if a[i] != b[i] && decoded(a[i]) != decoded(b[i]) {
			return false
		}
	}
	return true
}

func decoded(part string) string {
	if plain, err := url.PathUnescape(part); err == nil {
		return plain
	}
	return part
}

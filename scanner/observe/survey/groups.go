package survey

import (
	"cmp"
	"context"
	"slices"

	"shopcheck/scanner/observe/hello"
)

// common are the groups that today's servers and browsers know.
var common = []hello.Group{0x11ec, 29, 23, 24, 25, 30}

// groups returns those that may be used in a version, today's first.
func groups(v hello.Version) []hello.Group {
	all := slices.Concat(common, without(hello.Groups, common))
	return slices.DeleteFunc(all, func(g hello.Group) bool { return !belongs(g, v) })
}

// belongs reports whether a group is defined for a version: hybrid ones and
// three Brainpool curves for TLS 1.3 alone (RFC 8734), and the binary and small
// curves, which RFC 8446 retires (section 4.2.7), for older versions.
func belongs(g hello.Group, v hello.Version) bool {
	if v >= hello.TLS13 {
		return g > 22 && (g < 26 || g > 28)
	}
	return g < 31 || g >= 0x100 && g < 0x200
}

// sharable are groups for which a short key share can be made up. A server that
// speaks TLS 1.3 has to know the second (RFC 8446, section 9.1).
var sharable = []hello.Group{29, 23}

// ephemeral returns the accepted suites whose key exchange uses a group.
func (c *chain) ephemeral() []hello.Suite {
	return slices.DeleteFunc(slices.Clone(c.Suites), func(s hello.Suite) bool {
		p := s.Parts()
		return c.Version < hello.TLS13 && p.Exchange != "ECDHE" && (p.Exchange != "ECDH" || p.Auth != "anon")
	})
}

// groups asks for the groups that no answer showed yet, until the server picks
// none. In TLS 1.2 a server may need to see the curve of its own certificate
// among those offered (RFC 8422, section 5.1.1), so before a no counts, the
// groups found are offered besides.
func (c *chain) groups(ctx context.Context) (t tail[hello.Group]) {
	suites := turned(c.ephemeral())
	offer := c.offer(suites)
	left := without(groups(c.Version), c.Groups)
	for len(left) > 0 && len(suites) > 0 {
		offer.Groups = left
		r := c.put(ctx, offer)
		if r.said == No && c.Version < hello.TLS13 && c.signs("ECDSA") {
			offer.Groups = slices.Concat(left, c.Groups, t.found)
			r = c.put(ctx, offer)
		}
		t.why = r.why
		t.prefers = cmp.Or(t.prefers, preference(suites, r))
		if !slices.Contains(left, r.server.Group) || r.said != Yes {
			return t
		}
		t.found = append(t.found, r.server.Group)
		left = without(left, t.found)
	}
	return t
}

// signs reports whether an accepted suite needs a certificate with such a key.
func (c *chain) signs(auth string) bool {
	return slices.ContainsFunc(c.Suites, func(s hello.Suite) bool { return s.Parts().Auth == auth })
}

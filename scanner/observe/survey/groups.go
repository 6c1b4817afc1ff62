package survey

import (
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

// belongs reports whether a group is asked for in a version: hybrid ones and three
// Brainpool curves in TLS 1.3 alone (RFC 8734), and the binary and small curves,
// which RFC 8446 retires (section 4.2.7), in older versions. The curves of GOST go
// with suites that no shop has in older versions (RFC 9189); they are left out.
func belongs(g hello.Group, v hello.Version) bool {
	if v >= hello.TLS13 {
		return g > 22 && (g < 26 || g > 28)
	}
	return g < 31 || g >= 0x100 && g < 0x200
}

// sharable are groups for which a short key share can be made up. A server that
// speaks TLS 1.3 has to know the second (RFC 8446, section 9.1).
var sharable = []hello.Group{29, 23}

// ephemeral returns the suites of TLS 1.2 whose key exchange uses a group.
func ephemeral(suites []hello.Suite) []hello.Suite {
	return slices.DeleteFunc(slices.Clone(suites), func(s hello.Suite) bool {
		p := s.Parts()
		return p.Exchange != "ECDHE" && (p.Exchange != "ECDH" || p.Auth != "anon")
	})
}

// usual reports whether most servers know a group, and uncommon whether few do.
func usual(g hello.Group) bool    { return slices.Contains(common, g) }
func uncommon(g hello.Group) bool { return !usual(g) }

// unseen returns the groups that no answer showed yet, of those that are meant.
func (c *chain) unseen(meant func(hello.Group) bool) []hello.Group {
	c.lists.Lock()
	defer c.lists.Unlock()
	left := without(groups(c.Version), c.Groups)
	return slices.DeleteFunc(left, func(g hello.Group) bool { return !meant(g) })
}

// groups asks for those meant that no answer showed yet, until the server picks
// none. In TLS 1.2 a server may need to see the curve of its own certificate among
// those offered (RFC 8422, section 5.1.1): then, before a no counts, the groups
// found are offered besides.
func (c *chain) groups(ctx context.Context, suites []hello.Suite, meant func(hello.Group) bool) {
	for left := c.unseen(meant); len(left) > 0 && len(suites) > 0; left = c.unseen(meant) {
		offer := c.offer(suites)
		all := offer.Groups
		offer.Groups = left
		r := c.put(ctx, offer)
		if r.said == No && c.Version < hello.TLS13 && signs(suites, "ECDSA") {
			offer.Groups = last(all, without(all, left))
			r = c.put(ctx, offer)
		}
		if r.said != Yes || !slices.Contains(left, r.server.Group) {
			c.unsure(r.why)
			return
		}
		c.learn(r.server)
		c.preference(suites, r, true)
	}
}

// outdated asks for the groups of a server that speaks nothing newer than TLS 1.1:
// beside newer versions those of old ones are only noted.
func (c *chain) outdated(ctx context.Context) {
	if c.Version == hello.TLS10 || c.Version == hello.TLS11 {
		c.groups(ctx, ephemeral(turned(c.known())), func(hello.Group) bool { return true })
		sortAs(c.Groups, groups(c.Version))
	}
}

// signs reports whether a suite needs a certificate with such a key.
func signs(suites []hello.Suite, auth string) bool {
	return slices.ContainsFunc(suites, func(s hello.Suite) bool { return s.Parts().Auth == auth })
}

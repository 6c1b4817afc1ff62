package spf

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// match reports whether a mechanism of a domain's record fits the mail (section
// 5).
func (c *check) match(ctx context.Context, t Term, domain string) (bool, error) {
	if t.Asks() {
		if err := c.count(); err != nil {
			return false, err
		}
	}
	switch t.Name {
	case "all":
		return true, nil
	case "ip4", "ip6":
		return t.Network.Contains(c.mail.IP), nil
	}
	target, err := c.target(ctx, t, domain)
	if err != nil {
		return false, err
	}
	switch t.Name {
	case "include":
		return c.include(ctx, target, domain)
	case "ptr":
		return c.ptr(ctx, target)
	}
	if !askable(target) {
		return false, nil // section 4.8 leaves it open: such a name does not exist
	}
	switch t.Name {
	case "exists":
		found, err := c.find(ctx, "A", target)
		return len(found) > 0, err
	case "a":
		found, err := c.find(ctx, c.family(), target)
		return c.among(found, t), err
	}
	return c.mx(ctx, t, target)
}

// target is the name that a term is about: its own domain with the macros filled
// in, or that of the record.
func (c *check) target(ctx context.Context, t Term, domain string) (string, error) {
	if t.Domain.Written == "" {
		return domain, nil
	}
	expanded, ok := t.Domain.expand(c.values(ctx, domain))
	if !ok {
		return "", permf("%q grows beyond all bounds", t.Text)
	}
	return domainName(expanded), nil
}

// find asks for what a mechanism compares with. Nothing there counts (section
// 4.6.4).
func (c *check) find(ctx context.Context, typ, name string) ([]string, error) {
	found, _, err := c.ask(ctx, typ, name)
	if err != nil {
		return nil, fmt.Errorf("asking for %s of %s: %w", typ, name, err)
	}
	if len(found) == 0 {
		return nil, c.void()
	}
	return found, nil
}

func (c *check) void() error {
	if c.voids++; c.voids > MaxVoids {
		return permf("more than %d lookups of what is not there", MaxVoids)
	}
	return nil
}

// family is the type of the records that hold addresses like the mail's.
func (c *check) family() string {
	if c.mail.IP.Is4() {
		return "A"
	}
	return "AAAA"
}

// among reports whether the mail's address is one of these, or in their network.
func (c *check) among(found []string, t Term) bool {
	bits := t.Bits6
	if c.mail.IP.Is4() {
		bits = t.Bits4
	}
	return slices.ContainsFunc(found, func(s string) bool {
		addr, err := netip.ParseAddr(s)
		return err == nil && netip.PrefixFrom(addr, bits).Contains(c.mail.IP)
	})
}

// include evaluates another domain's record (section 5.2): all that counts is
// whether it passes the mail.
func (c *check) include(ctx context.Context, target, domain string) (bool, error) {
	out, err := c.host(ctx, target)
	if err == nil && out.verdict == None {
		err = permf("%s includes %s, which has no record", domain, target)
	}
	return out.verdict == Pass, err
}

// mx compares with the addresses of a domain's mail servers (section 5.4). As one
// term it counts as void once, whichever of its questions are (section 4.6.4).
func (c *check) mx(ctx context.Context, t Term, target string) (bool, error) {
	hosts, err := c.find(ctx, "MX", target)
	if err != nil {
		return false, err
	}
	if len(hosts) > MaxServers {
		return false, permf("%s has more than %d mail servers", target, MaxServers)
	}
	void := false
	for _, host := range hosts {
		if !askable(host) {
			continue
		}
		found, _, err := c.ask(ctx, c.family(), host)
		if err != nil {
			return false, fmt.Errorf("asking for the address of %s: %w", host, err)
		}
		if c.among(found, t) {
			return true, nil
		}
		if len(found) == 0 && !void {
			void = true
			if err := c.void(); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

// ptr compares the names of the mail's address (section 5.5).
func (c *check) ptr(ctx context.Context, target string) (bool, error) {
	names := c.validated(ctx)
	if c.nameless {
		return false, c.void()
	}
	return slices.ContainsFunc(names, func(n string) bool { return n == target || strings.HasSuffix(n, "."+target) }), nil
}

// validated returns the names of the mail's address that lead back to it, of the
// first ten. What has no answer is passed over (section 5.5).
func (c *check) validated(ctx context.Context) []string {
	if c.named {
		return c.names
	}
	c.named = true
	all, _, err := c.ask(ctx, "PTR", reverse(c.mail.IP))
	c.nameless = err == nil && len(all) == 0
	for _, name := range all[:min(len(all), MaxServers)] {
		if name = domainName(name); !askable(name) {
			continue
		}
		found, _, err := c.ask(ctx, c.family(), name)
		if err == nil && c.among(found, Term{Bits4: 32, Bits6: 128}) {
			c.names = append(c.names, name)
		}
	}
	return c.names
}

// name is what %{p} stands for: a validated name, the domain itself or one below
// it if there is one (section 7.3).
func (c *check) name(ctx context.Context, domain string) string {
	names := c.validated(ctx)
	for _, fits := range []func(string) bool{
		func(n string) bool { return n == domain },
		func(n string) bool { return strings.HasSuffix(n, "."+domain) },
		func(string) bool { return true },
	} {
		if i := slices.IndexFunc(names, fits); i >= 0 {
			return names[i]
		}
	}
	return "unknown"
}

// values returns what the macro letters stand for (section 7.2) in a domain's
// record.
func (c *check) values(ctx context.Context, domain string) func(byte) (string, bool) {
	return func(letter byte) (string, bool) {
		switch letter {
		case 's':
			return c.local + "@" + c.origin, true
		case 'l':
			return c.local, true
		case 'o':
			return c.origin, true
		case 'd':
			return domain, true
		case 'i':
			return dotted(c.mail.IP), true
		case 'p':
			return c.name(ctx, domain), true
		case 'v':
			return strings.TrimSuffix(zone(c.mail.IP), ".arpa"), true
		case 'h':
			return c.mail.Helo, true
		case 'c':
			return c.mail.IP.String(), true
		case 'r':
			if c.mail.Receiver == "" {
				return "unknown", true
			}
			return c.mail.Receiver, true
		}
		return strconv.FormatInt(c.mail.At.Unix(), 10), true // %{t}
	}
}

// dotted writes an address as numbers, or for IPv6 hexadecimal digits, with dots
// between them.
func dotted(ip netip.Addr) string {
	if ip.Is4() {
		return ip.String()
	}
	return strings.Join(strings.Split(strings.ToUpper(hex.EncodeToString(ip.AsSlice())), ""), ".")
}

func zone(ip netip.Addr) string {
	if ip.Is4() {
		return "in-addr.arpa"
	}
	return "ip6.arpa"
}

// reverse is the name that an address's names are at (RFC 1035, section 3.5, and
// RFC 3596, section 2.5).
func reverse(ip netip.Addr) string {
	parts := strings.Split(strings.ToLower(dotted(ip)), ".")
	slices.Reverse(parts)
	return strings.Join(parts, ".") + "." + zone(ip)
}

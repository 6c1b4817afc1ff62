package observe

import (
	"fmt"
	"net/netip"
	"slices"
)

// special are address blocks that are not somebody's public shop: the IANA
// special-purpose registries for IPv4 and IPv6 (RFC 6890 and updates), as of
// November 2026, less the documentation blocks, which lead nowhere.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("10.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carrier NAT, RFC 6598
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"), // link-local; cloud metadata lives here
	netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), // 6to4 relays, RFC 7526
	netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("198.18.0.0/15"), // benchmarks
	netip.MustParsePrefix("224.0.0.0/4"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/128"),
	netip.MustParsePrefix("::1/128"),
	netip.MustParsePrefix("64:ff9b:1::/48"), // local NAT64, RFC 8215
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("5f00::/16"), // segment routing, RFC 9602
	netip.MustParsePrefix("fc00::/7"),
	netip.MustParsePrefix("fe80::/10"),
	netip.MustParsePrefix("fec0::/10"),
	netip.MustParsePrefix("ff00::/8"),
}

// carriers are IPv6 blocks that carry an IPv4 address at a byte offset: it is
// judged as well.
var carriers = []struct {
	block  netip.Prefix
	offset int
	invert bool
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12, false},    // NAT64, RFC 6052
	{netip.MustParsePrefix("::ffff:0:0:0/96"), 12, false}, // translated, RFC 7915
	{netip.MustParsePrefix("::/96"), 12, false},           // IPv4-compatible, RFC 4291 section 2.5.5.1
	{netip.MustParsePrefix("2002::/16"), 2, false},        // 6to4, RFC 3056
	{netip.MustParsePrefix("2001::/32"), 12, true},        // Teredo, RFC 4380: the client's address, inverted
}

// ports are those a scan may connect to: the web's and mail's.
var ports = []uint16{25, 80, 443, 465, 587}

// allowed returns a Failure if this scan may not connect to addr and port.
func (o Options) allowed(addr netip.Addr, port uint16) error {
	if !slices.Contains(ports, port) {
		return &Failure{NotPermitted, fmt.Sprintf("port %d is none that a shop check needs", port)}
	}
	return o.allowedAddr(addr)
}

// allowedAddr is allowed for any port.
func (o Options) allowedAddr(addr netip.Addr) error {
	addr = addr.Unmap().WithZone("")
	within := func(p netip.Prefix) bool { return p.Contains(addr) }
	if o.Private || slices.ContainsFunc(o.AllowNets, within) || public(addr) {
		return nil
	}
	return &Failure{Private, fmt.Sprintf("its address %s is not a public one; --allow-net %s would permit it", addr, netip.PrefixFrom(addr, addr.BitLen()))}
}

// public reports whether addr is one that the whole internet can reach.
func public(addr netip.Addr) bool {
	addr = addr.Unmap()
	if !addr.IsValid() || slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(addr) }) {
		return false
	}
	for _, c := range carriers {
		if !c.block.Contains(addr) {
			continue
		}
		whole := addr.As16()
		inner := [4]byte(whole[c.offset:])
		if c.invert {
			for i := range inner {
				inner[i] ^= 0xff
			}
		}
		return public(netip.AddrFrom4(inner))
	}
	return true
}

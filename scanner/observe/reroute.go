package observe

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// ParseReroute reads HOST:PORT:ADDR:PORT as curl's --connect-to does, except
// that ADDR must be an address. HOST is a name; it and the first PORT may be
// empty. An IPv6 ADDR is in brackets.
func ParseReroute(s string) (Reroute, error) {
	bad := func(what string) (Reroute, error) {
		return Reroute{}, fmt.Errorf("--connect-to %q: %s; try shop.example:443:192.0.2.1:8443", s, what)
	}
	host, rest, ok := strings.Cut(s, ":")
	if !ok {
		return bad("it needs four parts, HOST:PORT:ADDR:PORT")
	}
	from, to, ok := strings.Cut(rest, ":")
	if !ok {
		return bad("it needs four parts, HOST:PORT:ADDR:PORT")
	}
	r := Reroute{Host: strings.ToLower(strings.TrimSuffix(host, "."))}
	if from != "" {
		n, err := strconv.ParseUint(from, 10, 16)
		if err != nil || n == 0 {
			return bad(fmt.Sprintf("%q is no port", from))
		}
		r.Port = uint16(n)
	}
	addr, err := netip.ParseAddrPort(to)
	if err != nil {
		return bad(fmt.Sprintf("%q is no address and port", to))
	}
	r.Addr = addr
	return r, nil
}

// reroute returns where a connection to host and port shall go instead.
func (o Options) reroute(host string, port uint16) (netip.AddrPort, bool) {
	for _, r := range o.ConnectTo {
		if (r.Host == "" || r.Host == host) && (r.Port == 0 || r.Port == port) {
			return r.Addr, true
		}
	}
	return netip.AddrPort{}, false
}

// rerouteTo returns where a connection to an endpoint shall go instead. One that
// names an address follows a reroute of that address first.
func (o Options) rerouteTo(at Endpoint) (netip.AddrPort, bool) {
	if at.Addr.IsValid() {
		if to, ok := o.reroute(at.Addr.String(), at.Port); ok {
			return to, true
		}
	}
	return o.reroute(at.Host, at.Port)
}

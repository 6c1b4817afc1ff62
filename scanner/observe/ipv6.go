package observe

import "net"

// HasIPv6 reports whether this machine has a route to the IPv6 internet. A UDP
// socket is pointed at a documentation address (RFC 3849): nothing is sent.
func HasIPv6() bool {
	c, err := net.Dial("udp6", "[2001:db8::1]:53")
	if err != nil {
		return false
	}
	_ = c.Close()
	return true
}

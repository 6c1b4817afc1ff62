package observe

import (
	"net"
	"net/netip"
	"sync"

	"github.com/projectdiscovery/cdncheck"
)

// ranges knows whose addresses are whose, from what httpx brings along. It asks
// nobody.
var ranges = sync.OnceValue(cdncheck.New)

// Range returns the name by which httpx's tables know the content network or filter
// whose address answered for the page, or "". A cloud's address is nobody's in this
// sense: shops' own machines have such.
func (p *Page) Range() string {
	at, err := netip.ParseAddrPort(p.Peer)
	if err != nil {
		return ""
	}
	known, name, kind, err := ranges().Check(net.IP(at.Addr().Unmap().AsSlice()))
	if err != nil || !known || kind == "cloud" {
		return ""
	}
	return name
}

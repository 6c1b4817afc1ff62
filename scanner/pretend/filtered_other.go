//go:build !linux

package pretend

import (
	"errors"
	"net/netip"
)

// filtered refuses: how a full queue behaves is known for Linux alone.
func (s *Shop) filtered() (netip.AddrPort, error) {
	return netip.AddrPort{}, errors.New("a filtered port can be had on Linux only")
}

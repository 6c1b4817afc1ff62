package observe

import "time"

// RootsAsOf is the date of the embedded roots: that of the version of
// golang.org/x/crypto/x509roots/fallback in go.mod.
var RootsAsOf = time.Date(2026, time.October, 30, 0, 0, 0, 0, time.UTC)

// RootsFresh is how long the embedded roots are good enough to call an authority
// unknown.
const RootsFresh = 180 * 24 * time.Hour

// Untrusted reports whether browsers would turn this chain away, and an error
// if that cannot be said because the embedded roots were too old at the time.
// A chain that only lacks a certificate that can be fetched is not untrusted.
func (h *Handshake) Untrusted() (bool, error) {
	switch {
	case h.Trust.Verified, h.Trust.Repaired:
		return false, nil
	case !h.Trust.SelfSigned && h.At.Sub(RootsAsOf) > RootsFresh:
		return false, &Failure{Internal, "this copy of shopcheck knows the trusted authorities only as of " +
			RootsAsOf.Format(time.DateOnly) + ", too long ago to call one unknown"}
	}
	return true, nil
}

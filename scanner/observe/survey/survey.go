// Package survey finds out everything that one TLS server accepts, from as few
// ClientHellos as it can. It opens no connection: [Take] puts its hellos through
// the function it is given, and what it concludes is plain data, so that a kept
// survey can be judged again.
package survey

import (
	"net/netip"
	"time"

	"shopcheck/scanner/observe/hello"
)

// A Survey is what one server at one address accepts.
type Survey struct {
	Host string     `json:"host"`          // also the name asked for (SNI)
	Addr netip.Addr `json:"addr,omitzero"` // the one of the host's addresses that was meant; the zero Addr if any
	Peer string     `json:"peer"`          // "192.0.2.1:443"
	// Like is the peer that it was only compared with and found like: it accepts
	// nothing besides, and all below is that one's. Empty if it was surveyed for
	// itself.
	Like      string     `json:"like,omitempty"`
	Protocols []Protocol `json:"protocols"` // one for each version, SSL 2 first
	Traits    Traits     `json:"traits"`
	Chains    [][][]byte `json:"chains"` // the different certificate chains seen in TLS 1.2 and older, DER, as sent
	Hellos    int        `json:"hellos"` // connections it took
	At        time.Time  `json:"at"`
}

// An Answer is what a server said to a question.
type Answer string

// The answers. The zero value means that nobody asked.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unclear Answer = "unclear" // asked twice, and no clear answer came
)

// A Protocol is what is accepted in one version.
type Protocol struct {
	Version hello.Version  `json:"version"`
	Offered Answer         `json:"offered"`
	Why     string         `json:"why,omitempty"`     // for Unclear: what happened instead of an answer, in an owner's words
	Suites  []hello.Suite  `json:"suites"`            // accepted, in the order in which the server picked them
	Partial string         `json:"partial,omitempty"` // why there may be more suites than listed; empty if there are none
	Refused []hello.Suite  `json:"refused,omitempty"` // asked for apart from the others, and declined, where Suites may not be all
	Prefers Preference     `json:"prefers,omitempty"`
	Unsure  string         `json:"unsure,omitempty"` // why there may be more groups or schemes than listed
	Groups  []hello.Group  `json:"groups"`           // accepted in ECDHE and TLS 1.3; in TLS 1.1 and older those that were seen, unless nothing newer is accepted
	Schemes []hello.Scheme `json:"schemes"`          // accepted for the server's signature
	Primes  []Prime        `json:"primes"`           // of finite-field Diffie-Hellman, each once
}

// A Preference says whose order of suites decides.
type Preference string

// The preferences. The zero value means that it is not known, or that there is
// only one suite.
const (
	ByServer Preference = "server"
	ByClient Preference = "client"
)

// A Prime is one that the server used for Diffie-Hellman.
type Prime struct {
	Bits  int         `json:"bits"`
	Known string      `json:"known,omitempty"` // where it is published ("RFC 7919 ffdhe2048", "RFC 3526 group 14"); empty if it is not in our table
	Suite hello.Suite `json:"suite"`           // the first it was seen with
}

// Traits are what a server says about itself in TLS 1.2 and older, whatever the
// suite. All are unasked if it speaks only TLS 1.3 or nothing.
type Traits struct {
	SecureRenegotiation Answer   `json:"secureRenegotiation,omitempty"` // RFC 5746
	Compression         Answer   `json:"compression,omitempty"`
	Heartbeat           Answer   `json:"heartbeat,omitempty"`       // RFC 6520
	Tickets             Answer   `json:"tickets,omitempty"`         // RFC 5077
	ExtendedMaster      Answer   `json:"extendedMaster,omitempty"`  // RFC 7627
	EncryptThenMAC      Answer   `json:"encryptThenMac,omitempty"`  // RFC 7366; No also if no CBC suite was picked
	FallbackRefused     Answer   `json:"fallbackRefused,omitempty"` // RFC 7507; unasked with fewer than two versions
	ALPN                []string `json:"alpn,omitempty"`            // protocols agreed to
}

// Protocol returns what is known of a version.
func (s *Survey) Protocol(v hello.Version) Protocol {
	for _, p := range s.Protocols {
		if p.Version == v {
			return p
		}
	}
	return Protocol{Version: v}
}

// telling is the newest version in which traits show, or 0.
func (s *Survey) telling() hello.Version {
	var best hello.Version
	for _, p := range s.Protocols {
		if p.Offered == Yes && p.Version > hello.SSL2 && p.Version <= hello.TLS12 {
			best = max(best, p.Version)
		}
	}
	return best
}

// Best returns the newest version accepted, or 0.
func (s *Survey) Best() hello.Version {
	var best hello.Version
	for _, p := range s.Protocols {
		if p.Offered == Yes {
			best = max(best, p.Version)
		}
	}
	return best
}

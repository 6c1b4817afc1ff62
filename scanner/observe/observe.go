// Package observe looks at one shop from outside and remembers what it saw.
//
// It is the only package that opens connections. Everything above it works on
// the values it returns, so a judgement can be tested without a network.
//
// A look is one question put to the network and its raw reply: a [Page], a
// [Handshake], [Records], a mail [Session]. A [Site] makes each look once,
// however many probes ask, and keeps it; [Site.Looks] hands out what was kept
// and [Replay] makes a Site from it that never sends anything. A look that got
// no reply is a [*Failure]: its [Cause] and words are what is kept, so that a
// replayed scan cannot tell itself from a live one.
//
// Questions to resolvers have ways of their own (dnsask.go, doh.go). All other
// traffic leaves through one dialer (network.go): the address is
// checked after resolution, names are resolved once per scan, and what may be
// open at once and the [Budget] are kept there and nowhere else. HTTP goes through
// httpx's client package, fenced in web.go, which is led to that dialer through a
// SOCKS5 gate of our own on loopback (gate.go): httpx takes no dialer, and its
// own one races its TLS handshakes and knows no policy.
package observe

import (
	"crypto/x509"
	"log/slog"
	"net/netip"
	"time"

	"shopcheck/scanner/observe/dnssec"
)

// MaxQuote bounds the bytes of [Evidence.Quote].
const MaxQuote = 300

// Evidence is what one look left behind: enough to see the same thing again
// without us. Its strings are printable and bounded (see [Printable]); formats
// still escape them for themselves.
type Evidence struct {
	Source string    `json:"source"` // "GET https://shop.test/", "TXT _dmarc.shop.test"
	Quote  string    `json:"quote"`  // verbatim but printable, at most MaxQuote bytes, secrets masked
	Again  string    `json:"again"`  // a command that shows it: "curl -sI https://shop.test/"; may be empty
	At     time.Time `json:"at"`
}

// Options are the limits one scan keeps to. The zero value is polite.
type Options struct {
	Timeout   time.Duration   // for one look; zero means 10 s
	Whole     time.Duration   // for the whole scan; zero means 60 s, and 2 minutes with a browser
	Rate      float64         // HTTP requests a second to one shop; zero means 8
	Parallel  int             // connections at once to one address; zero means 4
	Budget    Budget          // zero means DefaultBudget
	MaxBody   int64           // decompressed bytes kept of one body; zero means 2 MiB
	Resolvers []string        // "host:port", or "https://host/path" (RFC 8484); empty means the system's
	Anchors   []dnssec.Anchor // keys of the root of DNS; empty means the internet's
	ConnectTo []Reroute       // the first that fits wins; empty means none
	Roots     []*x509.Certificate
	AllowNets []netip.Prefix // addresses that are otherwise refused
	Private   bool           // allow every address; only tests and labs set it
	Unlinked  bool           // paths that nobody links to may be asked for, see [Site.MayPeek]; whoever may scan the shop said so
	Fetch     bool           // ask authorities for missing certificates and for what they revoked, survey the shop's own mail servers, and ask name servers for its whole zone; only the thorough profile does
	Browser   string         // program that builds pages, see [Site.Render]; empty: none does
	Told      Told           // what is known beforehand; zero means nothing
	UserAgent string         // empty means DefaultUserAgent
	Now       func() time.Time
	Watch     func(Step)   // told of each look as it begins; nil means nobody watches
	Log       *slog.Logger // nil means discard
}

// DefaultUserAgent says who we are on every request.
const DefaultUserAgent = "shopcheck/1 (security checklist for shop owners)"

// A Step tells a watcher what is being looked at and what has been spent.
type Step struct {
	Question string // "GET https://shop.test/"
	Used     Usage
}

// Budget bounds what one scan may send. A zero field means the default's.
type Budget struct {
	Requests int   // HTTP requests, all of them
	Paths    int   // of which to paths nobody links to
	Scripts  int   // of which for script files that pages load, also from other companies; two are for second looks
	Queries  int   // DNS queries
	Sessions int   // SMTP sessions
	Hellos   int   // TLS handshakes with one server, other than a request's own; used is the most with any
	Bytes    int64 // received from the shop
}

// DefaultBudget is what a shop is asked to bear.
var DefaultBudget = Budget{Requests: 80, Paths: 51, Scripts: 12, Queries: 120, Sessions: 24, Hellos: 100, Bytes: 16 << 20}

// Usage is what a scan was allowed and what it used.
type Usage struct {
	Allowed Budget
	Used    Budget
}

// A Reroute sends connections for Host:Port to Addr instead, as curl's
// --connect-to does. An empty Host or zero Port fits all. The person running
// the scan typed Addr, so it is not checked against the address policy.
type Reroute struct {
	Host string
	Port uint16
	Addr netip.AddrPort
}

// A Vantage says from where a scan looked.
type Vantage struct {
	Resolvers []string `json:"resolvers"`
	IPv6      bool     `json:"ipv6"`
	Port25    string   `json:"port25"` // open, filtered, intercepted, unknown
}

func (o Options) now() time.Time {
	if o.Now != nil {
		return o.Now().UTC()
	}
	return time.Now().UTC()
}

package pretend

import (
	"crypto/ecdsa"
	"crypto/tls"
	"slices"
	"strings"

	"shopcheck/scanner/observe/hello"
)

// answer is what a server that goes by the rules answers to an offer, if it may
// only pick what can says yes to.
func (r *rules) answer(o offer, can func(hello.Server) bool) hello.Server {
	refuse := func(a hello.Alert) hello.Server { return hello.Server{Version: o.Version, Alert: &a} }
	newest := slices.MaxFunc(hello.Versions, func(a, b hello.Version) int { return r.rank(a) - r.rank(b) })
	if o.Fallback && r.refuses && len(o.versions) > 0 && newest > o.versions[0] {
		return refuse(hello.InappropriateFallback) // RFC 7507, section 3
	}
	at := slices.IndexFunc(o.versions, func(v hello.Version) bool { return r.rank(v) > 0 })
	if at < 0 {
		if o.Version == hello.SSL2 {
			o.Version = hello.TLS12 // who does not speak it knows none of its errors
		}
		return refuse(hello.ProtocolVersion)
	}
	v := o.versions[at]
	suites := common(r.suites[v], o.Suites, r.byClient)
	if v == hello.SSL2 {
		if len(suites) == 0 {
			return refuse(hello.NoCipherSSL2)
		}
		return hello.Server{Version: v, Kinds: suites, Chain: r.chain("RSA")}
	}
	for _, suite := range suites {
		if s, ok := r.pick(hello.Server{Version: v, Suite: suite}, o); ok && can(s) {
			return s
		}
	}
	return refuse(hello.HandshakeFailure)
}

// rank orders the versions; those that are not spoken come last.
func (r *rules) rank(v hello.Version) int {
	if len(r.suites[v]) == 0 {
		return 0
	}
	return int(v)
}

// common is what both sides have, in the order of the one that decides.
func common[T comparable](ours, theirs []T, byClient bool) []T {
	if byClient {
		ours, theirs = theirs, ours
	}
	return slices.DeleteFunc(slices.Clone(ours), func(x T) bool { return !slices.Contains(theirs, x) })
}

// pick fills in what goes with the suite of s, and reports whether there is
// anything that does.
func (r *rules) pick(s hello.Server, o offer) (hello.Server, bool) {
	p := s.Suite.Parts()
	fresh := strings.HasPrefix(p.Exchange, "ECDHE") || strings.HasPrefix(p.Exchange, "DHE") || p.Auth == "anon"
	switch {
	case s.Version == hello.TLS13:
		groups := common(r.groups, o.Groups, r.byClient)
		if len(groups) == 0 {
			return s, false
		}
		s.Group, s.Retry = groups[0], !slices.Contains(o.Shares, groups[0])
		return s, s.Retry || slices.ContainsFunc(common(r.schemes, o.Schemes, r.byClient), r.signsModern)
	case fresh && strings.HasPrefix(p.Exchange, "EC"):
		curves := r.curves(o)
		if len(curves) == 0 {
			return s, false
		}
		s.Group = curves[0]
	case p.Export && fresh:
		s.Prime = odd(exportBits(s.Suite))
	case fresh:
		s.Prime = r.prime
	case p.Export:
		s.Modulus = odd(exportBits(s.Suite))
	}
	s.Chain = r.chain(p.Auth)
	if s.Version < hello.TLS12 || !fresh || len(s.Chain) == 0 {
		return s, true
	}
	schemes := common(r.schemes, o.Schemes, r.byClient)
	at := slices.IndexFunc(schemes, func(x hello.Scheme) bool { return signs(x) == p.Auth })
	if at < 0 {
		return s, false
	}
	s.Scheme = schemes[at]
	return s, true
}

// curves are those for TLS 1.2 and older, where a client that names none takes
// any (RFC 8422, section 4).
func (r *rules) curves(o offer) []hello.Group {
	groups := r.groups
	if len(o.Groups) > 0 {
		groups = common(r.groups, o.Groups, r.byClient)
	}
	return slices.DeleteFunc(slices.Clone(groups), func(g hello.Group) bool { return g >= 256 || g >= 31 && g <= 33 })
}

// exportBits is how long a key might be in the suites that could be exported
// from the USA: 512 bits, and later 1024.
func exportBits(s hello.Suite) int {
	if strings.Contains(s.String(), "EXPORT1024") {
		return 1024
	}
	return 512
}

// signs is the kind of key that a scheme signs with in TLS 1.2.
func signs(x hello.Scheme) string {
	if x>>8 < 7 {
		return map[hello.Scheme]string{1: "RSA", 2: "DSS", 3: "ECDSA"}[x&0xff]
	}
	switch x {
	case 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b:
		return "RSA"
	case 0x0807, 0x0808:
		return "ECDSA" // RFC 8422, section 5.10
	}
	return ""
}

// signsModern reports whether there is a key for a scheme in TLS 1.3, where those
// of ECDSA name their curve and the old ones are no more (RFC 8446, section
// 4.2.3). One that no key of ours fits is believed.
func (r *rules) signsModern(x hello.Scheme) bool {
	bits := map[hello.Scheme]int{0x0403: 256, 0x0503: 384, 0x0603: 521}[x]
	switch {
	case bits > 0:
		return slices.ContainsFunc(r.certs, func(c tls.Certificate) bool {
			key, ok := c.PrivateKey.(*ecdsa.PrivateKey)
			return ok && key.Params().BitSize == bits
		})
	case signs(x) == "RSA":
		return x > 0x0800 && r.cert("RSA") >= 0
	}
	return x > 0x0800
}

// chain is what a server sends that authenticates by a kind of key, nil if it
// does by none. There is none for DSS: the first stands in for it.
func (r *rules) chain(auth string) [][]byte {
	if !slices.Contains([]string{"RSA", "ECDSA", "DSS"}, auth) {
		return nil
	}
	return r.certs[max(0, r.cert(auth))].Certificate
}

// dress adds what is said besides: extensions, compression and sessions.
func (r *rules) dress(s hello.Server, o offer) hello.Server {
	if s.Alert != nil || s.Version == hello.SSL2 || s.Version == hello.TLS13 {
		return s
	}
	for _, e := range []hello.Extension{hello.Renegotiation, hello.ExtendedMaster, hello.SessionTicket, hello.Heartbeat, hello.EncryptThenMAC} {
		needless := e == hello.EncryptThenMAC && !strings.Contains(s.Suite.Parts().Cipher, "CBC") // RFC 7366, section 3
		if r.extended[e] && o.offers(e) && !needless {
			s.Extensions = append(s.Extensions, e)
		}
	}
	if both := common(r.alpn, o.ALPN, r.byClient); len(both) > 0 {
		s.ALPN = both[0]
	}
	if at := r.cert(s.Suite.Parts().Auth); at >= 0 {
		if o.offers(hello.StatusRequest) && len(r.certs[at].OCSPStaple) > 0 {
			s.Staple = r.certs[at].OCSPStaple
		}
		if o.offers(hello.SCT) && len(r.certs[at].SignedCertificateTimestamps) > 0 {
			s.Extensions = append(s.Extensions, hello.SCT)
		}
	}
	if r.deflates && o.Compression {
		s.Compression = 1
	}
	s.SessionID = r.names
	return s
}

package pretend

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"shopcheck/scanner/observe/hello"
)

// answers say what a server speaks where Go's own cannot; see the package
// comment for what each field means.
type answers struct {
	Versions       map[string][]string `yaml:"versions"`
	Groups         []string            `yaml:"groups"`
	Schemes        []string            `yaml:"schemes"`
	Prime          string              `yaml:"prime"`
	Order          string              `yaml:"order"`
	ALPN           []string            `yaml:"alpn"`
	Renegotiation  *bool               `yaml:"renegotiation"`
	ExtendedMaster *bool               `yaml:"extended-master"`
	Tickets        *bool               `yaml:"tickets"`
	Fallback       *bool               `yaml:"fallback"`
	SessionIDs     bool                `yaml:"session-ids"`
	EncryptThenMAC bool                `yaml:"encrypt-then-mac"`
	Compression    bool                `yaml:"compression"`
	Heartbeat      bool                `yaml:"heartbeat"`
	HangUp         bool                `yaml:"hang-up"`
}

// rules are answers made ready to be gone by.
type rules struct {
	suites   map[hello.Version][]hello.Suite // in the server's order
	groups   []hello.Group
	schemes  []hello.Scheme
	prime    []byte
	byClient bool
	alpn     []string
	extended map[hello.Extension]bool // what is answered if it was offered
	refuses  bool                     // a needless fallback
	names    bool                     // sessions, for resuming
	deflates bool
	hangsUp  bool
	certs    []tls.Certificate
	tickets  [32]byte
}

// What a server has that says nothing about it: the same as Go's.
var (
	usualGroups  = []string{"X25519MLKEM768", "SecP256r1MLKEM768", "SecP384r1MLKEM1024", "x25519", "secp256r1", "secp384r1", "secp521r1"}
	usualSchemes = []string{
		"rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512", "rsa_pkcs1_sha256",
		"rsa_pkcs1_sha384", "rsa_pkcs1_sha512", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512",
	}
)

// rules reads the answers of a server that has a certificate.
func (a answers) rules(config *tls.Config) (*rules, error) {
	yes := func(b *bool) bool { return b == nil || *b }
	r := &rules{
		suites: make(map[hello.Version][]hello.Suite), alpn: config.NextProtos, certs: config.Certificates,
		refuses: yes(a.Fallback), names: a.SessionIDs, deflates: a.Compression, hangsUp: a.HangUp,
		extended: map[hello.Extension]bool{
			hello.Renegotiation: yes(a.Renegotiation), hello.ExtendedMaster: yes(a.ExtendedMaster), hello.SessionTicket: yes(a.Tickets),
			hello.Heartbeat: a.Heartbeat, hello.EncryptThenMAC: a.EncryptThenMAC,
		},
	}
	if _, err := rand.Read(r.tickets[:]); err != nil {
		return nil, fmt.Errorf("making a key for tickets: %w", err)
	}
	if len(a.ALPN) > 0 {
		r.alpn = a.ALPN
	}
	switch a.Order {
	case "", "server":
	case "client":
		r.byClient = true
	default:
		return nil, fmt.Errorf("tls: order %q is neither server nor client", a.Order)
	}
	return r, r.read(a)
}

// read looks up the names in a.
func (r *rules) read(a answers) (err error) {
	if len(a.Versions) == 0 {
		r.usual()
	}
	for name, suites := range a.Versions {
		at := slices.IndexFunc(hello.Versions, func(v hello.Version) bool { return v.String() == name })
		if at < 0 {
			return fmt.Errorf("tls: no version is called %q; there are %v", name, hello.Versions)
		}
		v := hello.Versions[at]
		likely, rest := hello.Suites(v)
		if r.suites[v], err = named("suite of "+name, slices.Concat(likely, rest), suites); err != nil {
			return err
		}
	}
	if r.groups, err = named("group", hello.Groups, either(a.Groups, usualGroups)); err != nil {
		return err
	}
	if r.schemes, err = named("signature scheme", hello.AllSchemes, either(a.Schemes, usualSchemes)); err != nil {
		return err
	}
	r.prime, err = readPrime(cmp.Or(a.Prime, "2048"))
	return err
}

// usual gives r the versions and suites of a right server, as far as its
// certificate goes.
func (r *rules) usual() {
	for _, id := range forwardSecret {
		if s := hello.Suite(id); r.cert(s.Parts().Auth) >= 0 {
			r.suites[hello.TLS12] = append(r.suites[hello.TLS12], s)
		}
	}
	r.suites[hello.TLS13] = []hello.Suite{0x1301, 0x1302, 0x1303}
}

func either(own, usual []string) []string {
	if len(own) > 0 {
		return own
	}
	return usual
}

// named looks up the things of these names; capitals do not matter.
func named[T fmt.Stringer](kind string, all []T, names []string) ([]T, error) {
	var out []T
	for _, name := range names {
		at := slices.IndexFunc(all, func(x T) bool { return strings.EqualFold(x.String(), name) })
		if at < 0 {
			return nil, fmt.Errorf("tls: no %s is called %q", kind, name)
		}
		out = append(out, all[at])
	}
	return out, nil
}

// signed returns what kind of authentication a certificate is good for.
func signed(c tls.Certificate) string {
	switch c.PrivateKey.(type) {
	case *rsa.PrivateKey:
		return "RSA"
	case *ecdsa.PrivateKey:
		return "ECDSA"
	}
	return ""
}

// missing returns the kinds of keys that the suites need certificates for,
// besides those there are.
func (r *rules) missing() []string {
	var out []string
	for _, kind := range []struct{ auth, key string }{{"RSA", "rsa-2048"}, {"ECDSA", "p256"}} {
		has := slices.ContainsFunc(r.certs, func(c tls.Certificate) bool { return signed(c) == kind.auth })
		for _, suites := range r.suites {
			if !has && slices.ContainsFunc(suites, func(s hello.Suite) bool { return s.Parts().Auth == kind.auth }) {
				out, has = append(out, kind.key), true
			}
		}
	}
	return out
}

// of returns what t is for one of those that have settings of their own.
func (t tlsSettings) of(own map[string]yaml.Node, name string) (tlsSettings, error) {
	t.Hosts, t.Addresses = nil, nil
	set, err := override(t, own, name)
	if err == nil && len(set.Hosts)+len(set.Addresses) > 0 {
		err = fmt.Errorf("shop.yaml: the settings of %s have hosts or addresses of their own", name)
	}
	return set, err
}

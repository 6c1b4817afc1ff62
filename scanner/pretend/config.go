package pretend

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

// A config is shop.yaml; see the package comment for what each field means.
type config struct {
	Domain string       `yaml:"domain"`
	Host   string       `yaml:"host"`
	TLS    tlsSettings  `yaml:"tls"`
	HTTP   httpSettings `yaml:"http"`
	SMTP   smtpSettings `yaml:"smtp"`
	DNS    dnsSettings  `yaml:"dns"`
}

// A port says how a port behaves that does not serve.
type port struct {
	Off      bool `yaml:"off"`
	Silent   bool `yaml:"silent"`
	Filtered bool `yaml:"filtered"`
}

type tlsSettings struct {
	port   `yaml:",inline"`
	Min    string               `yaml:"min"`
	Max    string               `yaml:"max"`
	Suites []string             `yaml:"suites"`
	Groups []string             `yaml:"groups"`
	Cert   certSettings         `yaml:"cert"`
	Hosts  map[string]yaml.Node `yaml:"hosts"`

	Answers   *answers             `yaml:"answers"`
	Misbehave string               `yaml:"misbehave"`
	Addresses map[string]yaml.Node `yaml:"addresses"`
}

type certSettings struct {
	Fault    string   `yaml:"fault"`
	DaysLeft *int     `yaml:"days-left"`
	Lifetime int      `yaml:"lifetime"`
	Issued   string   `yaml:"issued"`
	Names    []string `yaml:"names"`
	Key      string   `yaml:"key"`
	Issuer   string   `yaml:"issuer"`

	SCTs       *int   `yaml:"scts"`
	SentSCTs   int    `yaml:"sent-scts"`
	MustStaple bool   `yaml:"must-staple"`
	Staple     string `yaml:"staple"`
	CRL        string `yaml:"crl"`
	OCSP       string `yaml:"ocsp"`
}

type httpSettings struct {
	port  `yaml:",inline"`
	Hosts map[string]port `yaml:"hosts"`
}

type smtpSettings struct {
	port     `yaml:",inline"`
	StartTLS bool                 `yaml:"starttls"`
	Greeting string               `yaml:"greeting"`
	Banner   string               `yaml:"banner"`
	Offers   []string             `yaml:"offers"`
	Answers  *answers             `yaml:"answers"`
	Min      string               `yaml:"min"`
	Max      string               `yaml:"max"`
	Cert     certSettings         `yaml:"cert"`
	TLSA     []string             `yaml:"tlsa"`
	Hosts    map[string]yaml.Node `yaml:"hosts"`

	Addresses map[string]yaml.Node `yaml:"addresses"`
}

type dnsSettings struct {
	Authenticated bool     `yaml:"authenticated"`
	ServFail      []string `yaml:"servfail"`
	Timeout       []string `yaml:"timeout"`
	Truncate      []string `yaml:"truncate"`

	Signed    *signedSettings `yaml:"signed"`
	Validates bool            `yaml:"validates"`
	Strips    bool            `yaml:"strips"`
	Own       bool            `yaml:"own"`

	Second     *dnsSettings              `yaml:"second"`
	Servers    map[string]serverSettings `yaml:"servers"`
	Delegation []string                  `yaml:"delegation"`
}

// readConfig decodes shop.yaml; nil means a shop without one.
func readConfig(data []byte) (config, error) {
	c := config{Domain: "shop.test"}
	c.TLS.Min, c.TLS.Max = "TLS 1.2", "TLS 1.3"
	c.SMTP.StartTLS = true
	if err := strict(data, &c); err != nil {
		return config{}, err
	}
	c.Host = cmp.Or(c.Host, c.Domain)
	if c.Host != c.Domain && c.Host != "www."+c.Domain {
		return config{}, fmt.Errorf("host %q is neither the domain nor its www. name", c.Host)
	}
	return c, nil
}

func strict(data []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("reading shop.yaml: %w", err)
	}
	return nil
}

// override returns base with what one host's own settings change.
func override[T any](base T, hosts map[string]yaml.Node, host string) (T, error) {
	node, ok := hosts[host]
	if !ok {
		return base, nil
	}
	text, err := yaml.Marshal(&node)
	if err != nil {
		return base, fmt.Errorf("reading the settings of %s: %w", host, err)
	}
	err = strict(text, &base)
	return base, err
}

// twin is the domain's other name: www. or without.
func (c config) twin() string {
	if c.Host == c.Domain {
		return "www." + c.Domain
	}
	return c.Domain
}

// scheme is what the shop's own pages are served over.
func (c config) scheme() string {
	if c.TLS.Off {
		return "http"
	}
	return "https"
}

var versions = map[string]uint16{"TLS 1.0": tls.VersionTLS10, "TLS 1.1": tls.VersionTLS11, "TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13}

// forwardSecret are the suites of a right server's TLS 1.2: each has a fresh
// key and an authenticated cipher (RFC 9325, section 4.2).
var forwardSecret = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
}

// server makes the configuration of a TLS server.
func (t tlsSettings) server(cert tls.Certificate, now func() time.Time, alpn []string) (*tls.Config, error) {
	low, okLow := versions[t.Min]
	high, okHigh := versions[t.Max]
	if !okLow || !okHigh {
		return nil, fmt.Errorf("tls: min %q, max %q: write versions as in \"TLS 1.2\"", t.Min, t.Max)
	}
	c := &tls.Config{MinVersion: min(low, high), MaxVersion: high, Certificates: []tls.Certificate{cert}, NextProtos: alpn, Time: now}
	if c.MinVersion >= tls.VersionTLS12 {
		c.CipherSuites = forwardSecret
	}
	for i, name := range t.Suites {
		if i == 0 {
			c.CipherSuites = nil
		}
		all := append(tls.CipherSuites(), tls.InsecureCipherSuites()...)
		at := slices.IndexFunc(all, func(s *tls.CipherSuite) bool { return s.Name == name })
		if at < 0 {
			return nil, fmt.Errorf("tls: no suite is called %q", name)
		}
		c.CipherSuites = append(c.CipherSuites, all[at].ID)
	}
	for _, name := range t.Groups {
		all := []tls.CurveID{tls.X25519MLKEM768, tls.SecP256r1MLKEM768, tls.SecP384r1MLKEM1024, tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
		at := slices.IndexFunc(all, func(g tls.CurveID) bool { return g.String() == name })
		if at < 0 {
			return nil, fmt.Errorf("tls: no group is called %q; there are %v", name, all)
		}
		c.CurvePreferences = append(c.CurvePreferences, all[at])
	}
	return c, nil
}

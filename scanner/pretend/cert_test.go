package pretend_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"slices"
	"testing"
	"time"

	"shopcheck/scanner/pretend"
)

const day = 24 * time.Hour

// chain returns what a host's HTTPS server sends.
func chain(t *testing.T, s *pretend.Shop, host string) []*x509.Certificate {
	t.Helper()
	c := trusting(s, host)
	c.InsecureSkipVerify = true
	conn, err := tls.Dial("tcp", at(t, s, host, 443), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	return conn.ConnectionState().PeerCertificates
}

// verify looks for a way to the shop's root as of when.
func verify(s *pretend.Shop, sent []*x509.Certificate, host string, when time.Time) error {
	o := x509.VerifyOptions{DNSName: host, CurrentTime: when, Roots: trusting(s, "").RootCAs, Intermediates: x509.NewCertPool()}
	for _, c := range sent[1:] {
		o.Intermediates.AddCert(c)
	}
	_, err := sent[0].Verify(o)
	return err
}

// within is the moment closest to the present at which a certificate is valid.
func within(c *x509.Certificate) time.Time {
	switch {
	case present.After(c.NotAfter):
		return c.NotAfter
	case present.Before(c.NotBefore):
		return c.NotBefore
	}
	return present
}

func TestCertificateFaults(t *testing.T) {
	for _, tt := range []struct {
		fault string
		sent  int  // certificates
		valid bool // verifies today
		then  bool // verifies on a day within the certificate's validity, for one of its names
		check func(leaf *x509.Certificate, sent []*x509.Certificate) bool
	}{
		{"none", 2, true, true, func(leaf *x509.Certificate, _ []*x509.Certificate) bool {
			return leaf.NotBefore.Equal(present.Add(-30*day)) && leaf.NotAfter.Equal(present.Add(60*day))
		}},
		{"expired", 2, false, true, func(leaf *x509.Certificate, _ []*x509.Certificate) bool {
			return leaf.NotAfter.Equal(present.Add(-day))
		}},
		{"not-yet", 2, false, true, func(leaf *x509.Certificate, _ []*x509.Certificate) bool {
			return leaf.NotBefore.Equal(present.Add(day))
		}},
		{"self-signed", 1, false, false, func(leaf *x509.Certificate, _ []*x509.Certificate) bool {
			return bytes.Equal(leaf.RawIssuer, leaf.RawSubject) && leaf.CheckSignature(leaf.SignatureAlgorithm, leaf.RawTBSCertificate, leaf.Signature) == nil
		}},
		{"wrong-name", 2, false, true, func(leaf *x509.Certificate, _ []*x509.Certificate) bool {
			return slices.Equal(leaf.DNSNames, []string{"other-shop.example"})
		}},
		{"no-intermediate", 1, false, false, func(leaf *x509.Certificate, _ []*x509.Certificate) bool {
			return slices.Equal(leaf.IssuingCertificateURL, []string{"http://aia.shop.test/let-s-encrypt.der"})
		}},
		{"untrusted-root", 2, false, false, func(leaf *x509.Certificate, sent []*x509.Certificate) bool {
			return leaf.CheckSignatureFrom(sent[1]) == nil
		}},
		{"rsa-1024", 2, true, true, func(leaf *x509.Certificate, _ []*x509.Certificate) bool {
			key, ok := leaf.PublicKey.(*rsa.PublicKey)
			return ok && key.N.BitLen() == 1024
		}},
		{"sha1", 2, false, false, func(leaf *x509.Certificate, _ []*x509.Certificate) bool {
			return leaf.SignatureAlgorithm == x509.ECDSAWithSHA1
		}},
		{"expired-intermediate", 2, false, false, func(leaf *x509.Certificate, sent []*x509.Certificate) bool {
			return leaf.CheckSignatureFrom(sent[1]) == nil && sent[1].NotAfter.Before(present) && leaf.NotAfter.After(present)
		}},
		{"out-of-order", 3, true, true, func(leaf *x509.Certificate, sent []*x509.Certificate) bool {
			return leaf.CheckSignatureFrom(sent[1]) != nil && leaf.CheckSignatureFrom(sent[2]) == nil
		}},
		{"extra", 3, true, true, func(_ *x509.Certificate, sent []*x509.Certificate) bool {
			return sent[1].CheckSignatureFrom(sent[2]) != nil
		}},
		{"duplicate", 3, true, true, func(_ *x509.Certificate, sent []*x509.Certificate) bool { return sent[1].Equal(sent[2]) }},
		{"root-sent", 3, true, true, func(_ *x509.Certificate, sent []*x509.Certificate) bool {
			return sent[1].CheckSignatureFrom(sent[2]) == nil && sent[2].CheckSignatureFrom(sent[2]) == nil
		}},
	} {
		t.Run(tt.fault, func(t *testing.T) {
			s := start(t, "A shop.\n-- shop.yaml --\ntls: {cert: {fault: "+tt.fault+"}}\n")
			sent := chain(t, s, "shop.test")
			if len(sent) != tt.sent || !tt.check(sent[0], sent) {
				t.Errorf("sent %d certificates, want %d; the first is %+v", len(sent), tt.sent, sent[0])
			}
			if err := verify(s, sent, "shop.test", present); (err == nil) != tt.valid {
				t.Errorf("verifying: %v, want valid: %t", err, tt.valid)
			}
			if err := verify(s, sent, sent[0].DNSNames[0], within(sent[0])); (err == nil) != tt.then {
				t.Errorf("verifying without date and name: %v, want valid: %t", err, tt.then)
			}
		})
	}
}

func TestCertificateDates(t *testing.T) {
	for yaml, want := range map[string][2]time.Time{
		"days-left: 5":                                  {present.Add(-85 * day), present.Add(5 * day)},
		"days-left: 0, lifetime: 10":                    {present.Add(-10 * day), present},
		"lifetime: 400":                                 {present.Add(-30 * day), present.Add(370 * day)},
		"issued: 2026-03-14, lifetime: 398":             {time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC), time.Date(2027, 4, 16, 0, 0, 0, 0, time.UTC)},
		"issued: 2026-11-01, days-left: 1, fault: sha1": {time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), present.Add(day)},
	} {
		s := start(t, "A shop.\n-- shop.yaml --\ntls: {cert: {"+yaml+"}}\n")
		leaf := chain(t, s, "shop.test")[0]
		if !leaf.NotBefore.Equal(want[0]) || !leaf.NotAfter.Equal(want[1]) {
			t.Errorf("%s: valid from %s to %s, want %s", yaml, leaf.NotBefore, leaf.NotAfter, want)
		}
	}
}

// TestEachHostItsOwn: a host's own certificate changes that host alone.
func TestEachHostItsOwn(t *testing.T) {
	s := start(t, "A shop.\n-- shop.yaml --\ntls:\n  cert: {key: rsa-2048, issuer: Some Company}\n  hosts: {www.shop.test: {max: TLS 1.2, cert: {days-left: 3}}}\n-- dns --\nmx.mailer.example. A 203.0.113.5\n")
	home, www := chain(t, s, "shop.test")[0], chain(t, s, "www.shop.test")[0]
	if !home.NotAfter.Equal(present.Add(60*day)) || !www.NotAfter.Equal(present.Add(3*day)) {
		t.Errorf("valid until %s and %s", home.NotAfter, www.NotAfter)
	}
	if _, ok := www.PublicKey.(*rsa.PublicKey); !ok || www.Issuer.Organization[0] != "Some Company" {
		t.Errorf("what www leaves unsaid is not as for the rest: %T, %s", www.PublicKey, www.Issuer)
	}
	if home.DNSNames[0] != "shop.test" || !slices.Contains(home.DNSNames, "www.shop.test") || !slices.Contains(home.DNSNames, "mx.mailer.example") || slices.Contains(home.DNSNames, "_dmarc.shop.test") {
		t.Errorf("the certificate is for %q", home.DNSNames)
	}
	for host, want := range map[string]uint16{"shop.test": tls.VersionTLS13, "www.shop.test": tls.VersionTLS12} {
		conn, err := tls.Dial("tcp", at(t, s, host, 443), trusting(s, host))
		if err != nil {
			t.Fatal(err)
		}
		if got := conn.ConnectionState(); got.Version != want || got.NegotiatedProtocol != "" {
			t.Errorf("%s agrees on %+v", host, got)
		}
		_ = conn.Close()
	}
}

func TestMissingIntermediateCanBeFetched(t *testing.T) {
	s := start(t, "A shop.\n-- shop.yaml --\ntls: {cert: {fault: no-intermediate, issuer: Some Company}}\n")
	sent := chain(t, s, "shop.test")
	_, body := ask(t, s, "GET", sent[0].IssuingCertificateURL[0])
	missing, err := x509.ParseCertificate([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := verify(s, append(sent, missing), "shop.test", present); err != nil {
		t.Errorf("with what %s says: %v", sent[0].IssuingCertificateURL[0], err)
	}
}

func TestProtocol(t *testing.T) {
	for _, tt := range []struct {
		yaml   string
		client *tls.Config
		ok     bool
	}{
		{"", &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, false},
		{"min: TLS 1.0", &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}, true},
		{"max: TLS 1.1", &tls.Config{MinVersion: tls.VersionTLS10}, true},
		{"max: TLS 1.1", &tls.Config{}, false},
		{"", &tls.Config{CurvePreferences: []tls.CurveID{tls.X25519MLKEM768}}, true},
		{"groups: [X25519, CurveP256]", &tls.Config{CurvePreferences: []tls.CurveID{tls.X25519MLKEM768}}, false},
		{"", &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}}, false},
		{"max: TLS 1.2, suites: [TLS_RSA_WITH_3DES_EDE_CBC_SHA], cert: {key: rsa-2048}", &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA}}, true},
	} {
		s := start(t, "A shop.\n-- shop.yaml --\ntls: {"+tt.yaml+"}\n")
		c := trusting(s, "shop.test")
		c.MinVersion, c.MaxVersion, c.CurvePreferences, c.CipherSuites = tt.client.MinVersion, tt.client.MaxVersion, tt.client.CurvePreferences, tt.client.CipherSuites
		conn, err := tls.Dial("tcp", at(t, s, "shop.test", 443), c)
		if (err == nil) != tt.ok {
			t.Errorf("{%s}: %v, want agreement: %t", tt.yaml, err, tt.ok)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
}

package tls

import (
	"crypto/rand"
	"crypto/x509"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// TestGuidelineSignatures: a longer hash than the guideline lists keeps no server
// from its level; another kind of signature does.
func TestGuidelineSignatures(t *testing.T) {
	key := rsaKey(t, 2048)
	for _, tt := range []struct {
		signed  x509.SignatureAlgorithm
		differs []string
		advised []string
	}{
		{x509.SHA256WithRSA, nil, nil},
		{x509.SHA384WithRSA, nil, []string{"a certificate not signed with SHA384-RSA"}},
		{x509.SHA512WithRSA, nil, []string{"a certificate not signed with SHA512-RSA"}},
		{x509.SHA256WithRSAPSS, []string{"a certificate is signed with SHA256-RSAPSS"}, nil},
	} {
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: at, NotAfter: at.AddDate(0, 0, 90), SignatureAlgorithm: tt.signed}
		der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		var f fit
		f.certificate(facts.Guidelines()[1], cert)
		if !slices.Equal(f.differs, tt.differs) || !slices.Equal(f.advised, tt.advised) {
			t.Errorf("%s: differs %q, advised %q; want %q, %q", tt.signed, f.differs, f.advised, tt.differs, tt.advised)
		}
	}
	modern := facts.Guidelines()[0]
	if slices.Contains(modern.Signatures, x509.SHA256WithRSA.String()) {
		t.Errorf("%s allows RSA", modern.Name)
	}
}

// TestCardLineOldRoots: a chain is not called one that cannot be verified where
// the embedded roots are too old to say so.
func TestCardLineOldRoots(t *testing.T) {
	hs := shows(t, rsaKey(t, 2048), 10000)
	hs.Trust.Verified = false
	if got := cardLine(surveyOf(new12), hs); !strings.Contains(got, "a certificate that cannot be verified") {
		t.Errorf("not verified: %q", got)
	}
	hs.At = observe.RootsAsOf.Add(observe.RootsFresh + time.Hour)
	if got := cardLine(surveyOf(new12), hs); !strings.HasSuffix(got, "not everything was seen") {
		t.Errorf("not verified, with old roots: %q", got)
	}
}

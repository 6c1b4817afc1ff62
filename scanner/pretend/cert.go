package pretend

import (
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"
)

const day = 24 * time.Hour

// The defaults of a right shop's certificate.
const (
	issuedBefore = 30 // days
	lifetime     = 90 // days
	issuer       = "Let's Encrypt"
)

// keys are made once per process, when first needed: RSA ones take long. Those on
// curves are always the same, so that what is published about them is too.
var keys = map[string]func() (crypto.Signer, error){
	"p256":     sync.OnceValues(func() (crypto.Signer, error) { return fixed(elliptic.P256(), "shop") }),
	"p384":     sync.OnceValues(func() (crypto.Signer, error) { return fixed(elliptic.P384(), "shop") }),
	"rsa-1024": sync.OnceValues(func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 1024) }),
	"rsa-2048": sync.OnceValues(func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) }),
	"rsa-3072": sync.OnceValues(func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 3072) }),
}

// caKeys are those of the root, the intermediate, and the root nobody trusts.
var caKeys = sync.OnceValues(func() (keys [3]crypto.Signer, err error) {
	for i, name := range []string{"root", "intermediate", "rogue"} {
		if keys[i], err = fixed(elliptic.P256(), name); err != nil {
			return keys, fmt.Errorf("making a CA's key: %w", err)
		}
	}
	return keys, nil
})

// fixed is the key of that name.
func fixed(curve elliptic.Curve, name string) (crypto.Signer, error) {
	sum := sha512.Sum512([]byte("a pretend key: " + name))
	return ecdsa.ParseRawPrivateKey(curve, sum[:(curve.Params().BitSize+7)/8])
}

// An authority issues a shop's certificates as of one moment.
type authority struct {
	domain string
	now    time.Time
	root   *x509.Certificate
	rogue  *x509.Certificate // a root that nobody trusts
	keys   [3]crypto.Signer
	middle map[string]*x509.Certificate // intermediates by company
	serial int64

	revoked map[string][]*big.Int // serial numbers by company
	files   map[string][]byte     // what else is published, by name
	stale   bool                  // the lists are out of date
}

// Which of an authority's keys is whose.
const (
	rootKey = iota
	middleKey
	rogueKey
)

func newAuthority(domain string, now time.Time) (*authority, error) {
	a := &authority{domain: domain, now: now.UTC().Truncate(time.Second), middle: make(map[string]*x509.Certificate), revoked: make(map[string][]*big.Int), files: make(map[string][]byte)}
	var err error
	if a.keys, err = caKeys(); err != nil {
		return nil, err
	}
	if a.root, err = a.ca("Pretend Root", rootKey, nil, rootKey, a.now.AddDate(5, 0, 0)); err != nil {
		return nil, err
	}
	a.rogue, err = a.ca("Unknown Root", rogueKey, nil, rogueKey, a.now.AddDate(5, 0, 0))
	return a, err
}

// ca issues a CA certificate; one without a parent is a root. Roots live for
// ten years, five of which have passed.
func (a *authority) ca(organization string, own int, parent *x509.Certificate, parentKey int, until time.Time) (*x509.Certificate, error) {
	t := &x509.Certificate{
		Subject:   pkix.Name{Organization: []string{organization}, CommonName: organization + " CA"},
		NotBefore: a.now.AddDate(-5, 0, 0), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	if parent == nil {
		parent = t
	}
	return a.sign(t, parent, a.keys[own].Public(), a.keys[parentKey])
}

func (a *authority) sign(t, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) (*x509.Certificate, error) {
	a.serial++
	t.SerialNumber = big.NewInt(a.serial)
	der, err := x509.CreateCertificate(nil, t, parent, public, key)
	if err != nil {
		return nil, fmt.Errorf("making the certificate of %s: %w", t.Subject.CommonName, err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("reading back the certificate of %s: %w", t.Subject.CommonName, err)
	}
	return cert, nil
}

// intermediate returns the certificate of a company that stands between leaves
// and root.
func (a *authority) intermediate(company string) (*x509.Certificate, error) {
	if a.middle[company] == nil {
		cert, err := a.ca(company, middleKey, a.root, rootKey, a.now.AddDate(3, 0, 0))
		if err != nil {
			return nil, err
		}
		a.middle[company] = cert
	}
	return a.middle[company], nil
}

// at is where what an authority publishes can be fetched from.
func (a *authority) at(name string) string { return "http://aia." + a.domain + "/" + name }

// slug is what files of a company are called.
func slug(company string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(company))
}

// issue makes a server's certificate, faulty as set says, for names unless set
// has its own.
func (a *authority) issue(set certSettings, names []string) (tls.Certificate, error) {
	if err := set.applyFault(); err != nil {
		return tls.Certificate{}, err
	}
	makeKey, ok := keys[cmp.Or(set.Key, "p256")]
	if !ok {
		return tls.Certificate{}, fmt.Errorf("cert: no kind of key is called %q", set.Key)
	}
	key, err := makeKey()
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making a key: %w", err)
	}
	leaf, err := a.leaf(set, names)
	if err != nil {
		return tls.Certificate{}, err
	}
	if _, rsaKey := key.(*rsa.PrivateKey); rsaKey {
		leaf.KeyUsage |= x509.KeyUsageKeyEncipherment
	}
	return a.chain(set, leaf, key)
}

// applyFault turns the faults that other settings can express into those.
func (set *certSettings) applyFault() error {
	yesterday := -1
	switch set.Fault {
	case "expired":
		set.DaysLeft = &yesterday
	case "wrong-name":
		set.Names = []string{"other-shop.example"}
	case "rsa-1024":
		set.Key = "rsa-1024"
	case "", "none", "not-yet", "self-signed", "no-intermediate", "untrusted-root", "sha1", "expired-intermediate", "out-of-order", "extra", "duplicate", "root-sent":
	default:
		return fmt.Errorf("cert: no fault is called %q", set.Fault)
	}
	set.Issuer = cmp.Or(set.Issuer, issuer)
	return nil
}

// leaf fills in all but the signature.
func (a *authority) leaf(set certSettings, names []string) (*x509.Certificate, error) {
	if len(set.Names) > 0 {
		names = set.Names
	}
	from, until, err := a.validity(set)
	if err != nil {
		return nil, err
	}
	return &x509.Certificate{
		Subject: pkix.Name{CommonName: names[0]}, DNSNames: names, NotBefore: from, NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
		IssuingCertificateURL: []string{a.at(slug(set.Issuer) + ".der")},
		ExtraExtensions:       set.extensions(from, until),
	}, nil
}

// validity works out when a certificate is valid.
func (a *authority) validity(set certSettings) (from, until time.Time, err error) {
	life := time.Duration(cmp.Or(set.Lifetime, lifetime)) * day
	from = a.now.Add(-issuedBefore * day)
	if set.Fault == "not-yet" {
		from = a.now.Add(day)
	}
	if set.DaysLeft != nil {
		until = a.now.Add(time.Duration(*set.DaysLeft) * day)
		from = until.Add(-life)
	}
	if set.Issued != "" {
		if from, err = time.Parse(time.DateOnly, set.Issued); err != nil {
			return from, until, fmt.Errorf("cert: issued %q is no date: %w", set.Issued, err)
		}
	}
	if until.IsZero() {
		until = from.Add(life)
	}
	return from, until, nil
}

// chain signs the leaf and puts together what the server sends.
func (a *authority) chain(set certSettings, leaf *x509.Certificate, key crypto.Signer) (tls.Certificate, error) {
	parent, err := a.intermediate(set.Issuer)
	signer := a.keys[middleKey]
	switch set.Fault {
	case "self-signed":
		parent, signer, leaf.IssuingCertificateURL = leaf, key, nil
		set.CRL = "none"
	case "expired-intermediate":
		parent, err = a.ca(set.Issuer, middleKey, a.root, rootKey, a.now.Add(-day))
	case "untrusted-root":
		parent, err = a.ca(set.Issuer, rogueKey, a.rogue, rogueKey, a.now.AddDate(3, 0, 0))
		signer, leaf.IssuingCertificateURL = a.keys[rogueKey], nil
		set.CRL = "none"
	case "sha1":
		leaf.SignatureAlgorithm = x509.ECDSAWithSHA1
	}
	if err != nil {
		return tls.Certificate{}, err
	}
	a.point(set, leaf)
	cert, err := a.sign(leaf, parent, key.Public(), signer)
	if err != nil {
		return tls.Certificate{}, err
	}
	sent := [][]byte{cert.Raw, parent.Raw}
	switch set.Fault {
	case "self-signed", "no-intermediate":
		sent = sent[:1]
	case "out-of-order":
		sent = [][]byte{cert.Raw, a.root.Raw, parent.Raw}
	case "extra":
		sent = append(sent, a.rogue.Raw)
	case "duplicate":
		sent = append(sent, parent.Raw)
	case "root-sent":
		sent = append(sent, a.root.Raw)
	}
	staple, err := a.vouch(set, cert, parent, signer)
	return tls.Certificate{Certificate: sent, PrivateKey: key, OCSPStaple: staple, SignedCertificateTimestamps: scts(set.SentSCTs, leaf.NotBefore)}, err
}

package pretend

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"

	"golang.org/x/crypto/ocsp"
)

// word is what an authority says of a certificate: a status, and whether it is
// still current.
type word struct {
	status int
	age    time.Duration // since it was said
}

// hold is how long an authority's word holds, if not shorter-lived.
const hold = 4 * day

// words are the settings staple, crl and ocsp.
var words = map[string]word{
	"good":    {ocsp.Good, 12 * time.Hour},
	"revoked": {ocsp.Revoked, 12 * time.Hour},
	"expired": {ocsp.Good, hold + day},
	"unknown": {ocsp.Unknown, 12 * time.Hour},
}

// extensions are what a certificate has beyond what the library writes: promises
// of logs, and the wish for a stapled answer. As authorities do, one that lasts
// longer is logged once more.
func (set certSettings) extensions(from, until time.Time) []pkix.Extension {
	n := 2
	if until.Sub(from) > 180*day {
		n = 3
	}
	if set.SCTs != nil {
		n = *set.SCTs
	}
	var out []pkix.Extension
	if n > 0 {
		var list []byte
		for _, sct := range scts(n, from) {
			list = append(binary.BigEndian.AppendUint16(list, uint16(len(sct))), sct...)
		}
		value, err := asn1.Marshal(append(binary.BigEndian.AppendUint16(nil, uint16(len(list))), list...))
		if err == nil { // bytes always marshal
			out = append(out, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: value})
		}
	}
	if set.MustStaple { // a sequence of the one number 5
		out = append(out, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: []byte{0x30, 3, 2, 1, 5}})
	}
	return out
}

// scts makes the promises of n logs that nobody knows (RFC 6962, section 3.2), the
// same each time.
func scts(n int, at time.Time) [][]byte {
	var out [][]byte
	for random := range slices.Chunk(noise(n*(32+70)), 32+70) {
		sct := append([]byte{0}, random[:32]...)
		sct = binary.BigEndian.AppendUint64(sct, uint64(at.UnixMilli()))
		sct = append(sct, 0, 0, 4, 3, 0, 70) // no extensions; SHA-256 with ECDSA
		out = append(out, append(sct, random[32:]...))
	}
	return out
}

// point says in a certificate where its authority's word can be had.
func (a *authority) point(set certSettings, leaf *x509.Certificate) {
	if set.CRL != "none" {
		leaf.CRLDistributionPoints = []string{a.at(slug(set.Issuer) + ".crl")}
	}
	if set.OCSP != "" {
		leaf.OCSPServer = []string{a.at(fmt.Sprintf("ocsp/%d", a.serial+1))}
	}
}

// vouch notes what the authority says of a certificate, and returns the answer
// to staple; nil if there is none.
func (a *authority) vouch(set certSettings, cert, parent *x509.Certificate, key crypto.Signer) ([]byte, error) {
	switch {
	case set.CRL == "revoked":
		a.revoked[set.Issuer] = append(a.revoked[set.Issuer], cert.SerialNumber)
	case set.CRL != "" && set.CRL != "none" && set.CRL != "good" && set.CRL != "expired":
		return nil, fmt.Errorf("cert: crl cannot be %q", set.CRL)
	case set.CRL == "expired":
		a.stale = true
	}
	answer, err := a.answer(set.OCSP, cert, parent, key)
	if err != nil {
		return nil, fmt.Errorf("cert: ocsp: %w", err)
	}
	if answer != nil {
		a.files[fmt.Sprintf("ocsp/%d/*", cert.SerialNumber)] = answer
	}
	staple, err := a.answer(set.Staple, cert, parent, key)
	if err != nil {
		return nil, fmt.Errorf("cert: staple: %w", err)
	}
	return staple, nil
}

// publish serves what authorities publish: the certificates of the companies
// that issued the servers', their lists of revoked ones, and their answers.
func (s *Shop) publish() error {
	files := make(map[string][]byte)
	for company, cert := range s.ca.middle {
		list, err := s.ca.crl(company, cert)
		if err != nil {
			return err
		}
		files[slug(company)+".der"], files[slug(company)+".crl"] = cert.Raw, list
	}
	maps.Copy(files, s.ca.files)
	for name, body := range files {
		s.site.layers[1]["GET "+s.ca.at(name)] = &response{head: []byte("HTTP/1.1 200 OK\nContent-Type: application/octet-stream"), body: body}
	}
	return nil
}

// answer is what an authority's responder says of a certificate (RFC 6960).
func (a *authority) answer(says string, cert, parent *x509.Certificate, key crypto.Signer) ([]byte, error) {
	if says == "" {
		return nil, nil
	}
	w, ok := words[says]
	if !ok {
		return nil, fmt.Errorf("an authority cannot say %q", says)
	}
	said := a.now.Add(-w.age)
	return ocsp.CreateResponse(parent, parent, ocsp.Response{
		Status: w.status, SerialNumber: cert.SerialNumber, ThisUpdate: said, NextUpdate: said.Add(hold),
		RevokedAt: a.now.Add(-2 * day), RevocationReason: ocsp.KeyCompromise,
	}, key)
}

// crl is a company's list of revoked certificates.
func (a *authority) crl(company string, issuer *x509.Certificate) ([]byte, error) {
	said := a.now.Add(-words["good"].age)
	if a.stale {
		said = a.now.Add(-words["expired"].age)
	}
	list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: said, NextUpdate: said.Add(hold)}
	for _, serial := range a.revoked[company] {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries, x509.RevocationListEntry{
			SerialNumber: serial, RevocationTime: a.now.Add(-2 * day), ReasonCode: ocsp.KeyCompromise,
		})
	}
	der, err := x509.CreateRevocationList(nil, list, issuer, a.keys[middleKey])
	if err != nil {
		return nil, fmt.Errorf("making the list of %s: %w", company, err)
	}
	return der, nil
}

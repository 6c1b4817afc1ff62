package observe

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"
)

var (
	tlsFeature = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}
	noCheck    = asn1.ObjectIdentifier{2, 5, 29, 56} // noRevAvail, RFC 9608
)

const statusRequest = 5 // TLS extension, RFC 6066

// maxStaple bounds what is read of an authority's answer: it may bring keys of
// its own to compute with.
const maxStaple = 16 << 10

// A Standing is what an authority says of a certificate.
type Standing string

// The standings. NotSaid is an answer that says neither.
const (
	InForce Standing = "good"
	Revoked Standing = "revoked"
	NotSaid Standing = "unknown"
)

// A Revocation is an authority's word on whether it has revoked a certificate:
// a stapled answer, an answer it was asked for, or a list.
type Revocation struct {
	Source   string    `json:"source"` // "CRL http://crl.example/1.crl"
	Standing Standing  `json:"standing"`
	Since    time.Time `json:"since,omitzero"` // when revoked; zero if it is not
	Reason   int       `json:"reason"`         // RFC 5280, section 5.3.1; 0 means none given
	From     time.Time `json:"from,omitzero"`  // thisUpdate; zero if the authority only said that it could not answer
	Until    time.Time `json:"until,omitzero"` // nextUpdate; zero means that newer word is always to be had
	Signed   bool      `json:"signed"`         // by the issuer, or in its name; false if its certificate was not at hand, or it was somebody else
	Stranger bool      `json:"stranger"`       // the signature is somebody else's
	At       time.Time `json:"at"`             // when it was received
}

// Evidence quotes what the authority said.
func (r *Revocation) Evidence() Evidence {
	quote := "certificate " + string(r.Standing)
	if !r.Since.IsZero() {
		quote += " since " + r.Since.UTC().Format(time.RFC3339)
	}
	if r.Standing == Revoked && r.Reason != 0 {
		quote += fmt.Sprintf(", reason %d", r.Reason)
	}
	if !r.From.IsZero() {
		quote += ", said " + r.From.UTC().Format(time.RFC3339)
	}
	if !r.Until.IsZero() {
		quote += ", holds until " + r.Until.UTC().Format(time.RFC3339)
	}
	e := Evidence{Source: Printable(r.Source), Quote: Printable(quote), At: r.At}
	if at, list := strings.CutPrefix(r.Source, "CRL "); list {
		e.Again = "curl -s " + shellQuote(at) + " | openssl crl -inform DER -noout -text"
	}
	return e
}

// Stapled returns the authority's answer that the server sent with its
// certificate, nil if it sent none, and an error if the answer cannot be read or
// is about another certificate.
func (h *Handshake) Stapled() (*Revocation, error) {
	if len(h.Staple) == 0 {
		return nil, nil
	}
	leaf, err := h.Leaf()
	if err != nil {
		return nil, err
	}
	r, err := answered(h.Staple, leaf, h.Issuer())
	if err != nil {
		return nil, err
	}
	r.Source, r.At = "TLS "+h.Host+" (stapled answer)", h.At
	return r, nil
}

// readAnswer reads an OCSP answer about leaf. With an issuer the signature is
// its own, or that of somebody whom it named for this.
func readAnswer(der []byte, leaf, issuer *x509.Certificate) (*ocsp.Response, error) {
	if len(der) > maxStaple {
		return nil, &Failure{Malformed, "the authority's answer is longer than shopcheck reads"}
	}
	r, err := ocsp.ParseResponseForCert(der, leaf, issuer)
	if err != nil {
		return nil, fmt.Errorf("reading an authority's answer: %w", err)
	}
	return r, nil
}

// answered makes a Revocation of an OCSP answer about leaf. Issuer may be nil.
func answered(der []byte, leaf, issuer *x509.Certificate) (*Revocation, error) {
	answer, err := readAnswer(der, leaf, nil) // whoever signed it
	if _, refused := errors.AsType[ocsp.ResponseError](err); refused {
		return &Revocation{Standing: NotSaid}, nil
	}
	if err != nil {
		return nil, err
	}
	r := &Revocation{Standing: NotSaid, From: answer.ThisUpdate, Until: answer.NextUpdate}
	switch answer.Status {
	case ocsp.Good:
		r.Standing = InForce
	case ocsp.Revoked:
		r.Standing, r.Since, r.Reason = Revoked, answer.RevokedAt, answer.RevocationReason
	}
	if issuer != nil {
		_, err := readAnswer(der, leaf, issuer) // which wants any certificate that comes along signed by issuer, even its own
		r.Signed = answer.Certificate.Equal(issuer) || err == nil && mayAnswer(answer.Certificate, issuer)
		r.Stranger = !r.Signed
	}
	return r, nil
}

// mayAnswer reports whether the owner of a certificate may answer for issuer:
// nobody but issuer itself, or one whom it certified for that (RFC 6960, section
// 4.2.2.2). Nil is issuer itself.
func mayAnswer(responder, issuer *x509.Certificate) bool {
	return responder == nil || responder.Equal(issuer) || slices.Contains(responder.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning)
}

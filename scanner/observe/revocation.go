package observe

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ocsp"
)

// What is read of a list of revoked certificates, and how many places are asked.
const (
	crlBytes   = 4 << 20
	maxSources = 3
)

// shortLived is the lifetime up to which a certificate needs no word on
// revocation (CA/Browser Forum, Baseline Requirements 2.2.6, section 1.6.1).
const shortLived = 7 * 24 * time.Hour

// NeverRevoked reports whether a certificate lives so short that its authority
// need not, or says that it will not, revoke it (RFC 9608).
func NeverRevoked(cert *x509.Certificate) bool {
	for _, e := range cert.Extensions {
		if e.Id.Equal(noCheck) {
			return true
		}
	}
	return cert.NotAfter.Sub(cert.NotBefore) <= shortLived
}

// A source is where an authority says what it revoked.
type source struct{ kind, at string }

// sources are the places that a certificate names: lists before answers, since
// public authorities must keep lists.
func sources(leaf *x509.Certificate) []source {
	var out []source
	for kind, all := range map[string][]string{"CRL": leaf.CRLDistributionPoints, "OCSP": leaf.OCSPServer} {
		for _, raw := range all {
			if at := httpOnly([]string{raw}); at != "" {
				out = append(out, source{kind, at})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b source) int { return strings.Compare(a.kind, b.kind) })
	return out[:min(len(out), maxSources)]
}

// Revocation asks the authority that issued the server's certificate whether it
// has revoked it: first for its list, then for an answer about this one. Only
// the conclusion is kept. Without [Options].Fetch nobody is asked, and the
// Failure says so.
func (s *Site) Revocation(ctx context.Context, h *Handshake) (*Revocation, error) {
	leaf, err := h.Leaf()
	if err != nil {
		return nil, err
	}
	var first error
	for _, from := range sources(leaf) {
		question := fmt.Sprintf("%s %s %x", from.kind, from.at, leaf.SerialNumber)
		r, err := look(ctx, s, question, func(ctx context.Context) (*Revocation, error) {
			if !s.opts.Fetch {
				return nil, &Failure{LeftOut, "only the thorough profile asks the certificate's authority (--profile thorough)"}
			}
			return s.net.revocation(ctx, from, h)
		})
		if err == nil {
			return r, nil
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = &Failure{NotFound, "the certificate does not say where its authority lists what it revoked"}
	}
	return nil, first
}

// revocation asks one source.
func (n *network) revocation(ctx context.Context, from source, h *Handshake) (*Revocation, error) {
	leaf, err := h.Leaf()
	if err != nil {
		return nil, err
	}
	issuer := h.Issuer()
	if issuer == nil {
		return nil, &Failure{NotFound, "the certificate of its issuer is not at hand, so nobody could tell whose list it is"}
	}
	at, most := from.at, int64(crlBytes)
	if from.kind == "OCSP" {
		if at, err = question(from.at, leaf, issuer); err != nil {
			return nil, err
		}
		most = maxStaple
	}
	if used := n.usage(); used.Allowed.Bytes-used.Used.Bytes < 2*most {
		return nil, &Failure{BudgetSpent, "this scan has received too much already to fetch the authority's list"}
	}
	p, err := n.download(ctx, at, most)
	if err != nil {
		return nil, err
	}
	var r *Revocation
	if from.kind == "OCSP" {
		r, err = answered(p.Body, leaf, issuer)
	} else {
		r, err = listed(p.Body, from.at, leaf, issuer)
	}
	if err != nil {
		return nil, err
	}
	r.Source, r.At = from.kind+" "+from.at, n.opts.now()
	return r, r.Usable()
}

// Usable returns a Failure if the word is not one to rely on: not the issuer's,
// or out of date when it was received. A revocation is for ever, or as good as
// that.
func (r *Revocation) Usable() error {
	switch {
	case !r.Signed && !r.From.IsZero():
		return &Failure{Malformed, "what the authority is said to have revoked was not signed by it"}
	case r.Standing == Revoked:
		return nil
	case !r.Current():
		return &Failure{Inconsistent, "the authority's word on what it revoked is out of date"}
	}
	return nil
}

// Current reports whether the word holds at the time it was received. The clocks
// of authorities may be ahead by a little.
func (r *Revocation) Current() bool {
	return !r.From.After(r.At.Add(MaxSkew)) && (r.Until.IsZero() || !r.At.After(r.Until))
}

// question is the address at which a responder answers about leaf (RFC 6960,
// appendix A.1).
func question(responder string, leaf, issuer *x509.Certificate) (string, error) {
	der, err := ocsp.CreateRequest(leaf, issuer, nil)
	if err != nil {
		return "", fmt.Errorf("asking about a certificate: %w", err)
	}
	return strings.TrimSuffix(responder, "/") + "/" + url.QueryEscape(base64.StdEncoding.EncodeToString(der)), nil
}

// listed looks leaf up in a list fetched from at.
func listed(der []byte, at string, leaf, issuer *x509.Certificate) (*Revocation, error) {
	list, err := x509.ParseRevocationList(der)
	if err != nil {
		return nil, fmt.Errorf("reading a list of revoked certificates: %w", err)
	}
	r := &Revocation{Standing: InForce, From: list.ThisUpdate, Until: list.NextUpdate, Signed: list.CheckSignatureFrom(issuer) == nil}
	r.Stranger = !r.Signed
	for _, e := range list.RevokedCertificateEntries {
		if e.SerialNumber.Cmp(leaf.SerialNumber) == 0 {
			r.Standing, r.Since, r.Reason = Revoked, e.RevocationTime, e.ReasonCode
		}
	}
	if !covers(list, at) {
		return nil, &Failure{Malformed, "the authority's list is not the one that covers this certificate"}
	}
	return r, nil
}

// listScope is the extension that says what a list covers.
var listScope = asn1.ObjectIdentifier{2, 5, 29, 28}

// A scope says which certificates a list covers (RFC 5280, section 5.2.5).
type scope struct {
	Point struct {
		FullName []asn1.RawValue `asn1:"optional,tag:0"`
	} `asn1:"optional,tag:0"`
	OnlyServers bool           `asn1:"optional,tag:1"`
	OnlyIssuers bool           `asn1:"optional,tag:2"`
	OnlyReasons asn1.BitString `asn1:"optional,tag:3"`
	Indirect    bool           `asn1:"optional,tag:4"`
	OnlyRights  bool           `asn1:"optional,tag:5"`
}

// covers reports whether a list that was fetched from at covers every reason to
// revoke a server's certificate that names that address. One with an extension
// that must be understood, and is not, does not.
func covers(list *x509.RevocationList, at string) bool {
	for _, e := range list.Extensions {
		if !e.Id.Equal(listScope) {
			if e.Critical {
				return false
			}
			continue
		}
		var s scope
		if _, err := asn1.Unmarshal(e.Value, &s); err != nil || s.OnlyIssuers || s.Indirect || s.OnlyRights || s.OnlyReasons.BitLength > 0 {
			return false
		}
		named := func(name asn1.RawValue) bool { return string(name.Bytes) == at }
		if len(s.Point.FullName) > 0 && !slices.ContainsFunc(s.Point.FullName, named) {
			return false
		}
	}
	return true
}

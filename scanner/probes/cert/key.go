package cert

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"fmt"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed key.md
var keyDoc string

// Key asks whether the key in the server's certificate is long enough
// (CA/Browser Forum, Baseline Requirements, section 6.1.5).
var Key = scanner.Probe{
	ID:       "cert.key",
	Severity: scanner.High,
	Twice:    true,
	Doc:      keyDoc,
	Run:      run(judgeKey),
}

// The shortest keys that pass, in bits. An elliptic curve of 224 bits is still
// out of reach, but no public authority may certify it: it warns.
const (
	minRSA       = 2048
	minCurve     = 256
	minCurveFail = 224
)

func judgeKey(hs *observe.Handshake, leaf *x509.Certificate) scanner.Finding {
	var outcome scanner.Outcome
	var kind string
	switch key := leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		bits := key.N.BitLen()
		kind, outcome = fmt.Sprintf("RSA key of %d bits", bits), scanner.Pass
		if bits < minRSA {
			outcome = scanner.Fail
		}
	case *ecdsa.PublicKey:
		outcome = curve(key.Curve.Params().BitSize)
		kind = "elliptic curve key, " + key.Curve.Params().Name
	case ed25519.PublicKey:
		kind, outcome = "Ed25519 key", scanner.Pass
	default:
		return scanner.CouldNot("", &observe.Failure{Cause: observe.NotFound, Words: "the certificate has a kind of key whose strength shopcheck does not know"})
	}
	f := scanner.Finding{Outcome: outcome, Evidence: []observe.Evidence{hs.Evidence(kind)}}
	switch outcome {
	case scanner.Fail:
		f.Message = "The key of the certificate is too short to be safe."
	case scanner.Warn:
		f.Message = "The key of the certificate is shorter than public authorities may accept."
	default:
		f.Message = "The key of the certificate is long enough."
	}
	return f
}

func curve(bits int) scanner.Outcome {
	switch {
	case bits < minCurveFail:
		return scanner.Fail
	case bits < minCurve:
		return scanner.Warn
	}
	return scanner.Pass
}

package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeStapling(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	issuer := issued(t, authority("Issuer", 900*day), nil, key, key)
	demanding := func(c *x509.Certificate) {
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 24}, Value: []byte{0x30, 3, 2, 1, 5}}}
	}
	plain, must := issued(t, nil, issuer, key, key), issued(t, demanding, issuer, key, key)
	answer := func(status int, said, until time.Duration) []byte {
		der, err := ocsp.CreateResponse(issuer, issuer, ocsp.Response{
			Status: status, SerialNumber: plain.SerialNumber, ThisUpdate: now.Add(said), NextUpdate: now.Add(until), RevokedAt: now.Add(-day),
		}, key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	fresh, old, ahead := answer(ocsp.Good, -day, day), answer(ocsp.Good, -3*day, -day), answer(ocsp.Good, day, 2*day)
	for _, tt := range []struct {
		name            string
		staple          []byte
		alone           bool
		plain, must     scanner.Outcome // of a certificate that does not demand it, and of one that does
		plainBy, mustBy bool
	}{
		{"none", nil, false, scanner.Pass, scanner.Fail, false, false},
		{"fresh", fresh, false, scanner.Pass, scanner.Pass, true, true},
		{"out of date", old, false, scanner.Warn, scanner.Fail, true, true},
		{"of the future", ahead, false, scanner.Warn, scanner.Fail, true, true},
		{"neither yes nor no", answer(ocsp.Unknown, -day, day), false, scanner.Warn, scanner.Fail, false, false},
		{"revoked", answer(ocsp.Revoked, -day, day), false, scanner.Fail, scanner.Fail, false, false},
		{"revoked, and old", answer(ocsp.Revoked, -3*day, -day), false, scanner.Fail, scanner.Fail, false, false},
		{"not now", []byte{0x30, 3, 0x0a, 1, 3}, false, scanner.Warn, scanner.Fail, false, false},
		{"garbage", []byte("garbage"), false, scanner.Warn, scanner.Warn, false, false},
		{"nobody to check it by", fresh, true, scanner.Unknown, scanner.Unknown, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, c := range []struct {
				leaf    *x509.Certificate
				want    scanner.Outcome
				byClock bool
			}{{plain, tt.plain, tt.plainBy}, {must, tt.must, tt.mustBy}} {
				hs := shake(observe.Trust{Verified: true}, c.leaf, issuer)
				if tt.alone {
					hs.Chain = hs.Chain[:1]
				}
				hs.Staple = tt.staple
				f, byClock := judgeStapling(hs, c.leaf)
				if f.Outcome != c.want || byClock != c.byClock {
					t.Errorf("judgeStapling = %s (%s), by the clock: %t; want %s, %t", f.Outcome, f.Message, byClock, c.want, c.byClock)
				}
			}
		})
	}
}

func TestJudgeRevoked(t *testing.T) {
	for _, tt := range []struct {
		standing observe.Standing
		want     scanner.Outcome
		byClock  bool
	}{
		{observe.InForce, scanner.Pass, true},
		{observe.Revoked, scanner.Fail, false},
		{observe.NotSaid, scanner.Unknown, false},
	} {
		f, byClock := judgeRevoked(&observe.Revocation{Source: "CRL http://crl.test/", Standing: tt.standing, Since: now.Add(-day), At: now})
		if f.Outcome != tt.want || byClock != tt.byClock {
			t.Errorf("judgeRevoked(%s) = %s, by the clock: %t", tt.standing, f.Outcome, byClock)
		}
	}
}

func TestUnrevoked(t *testing.T) {
	for _, tt := range []struct {
		name        string
		trust       observe.Trust
		lasts, left time.Duration
		want        scanner.Outcome // empty: its authority is to be asked
	}{
		{"public", observe.Trust{Verified: true, PublicRoot: true}, 90 * day, 60 * day, ""},
		{"named with --ca-file", observe.Trust{Verified: true}, 90 * day, 60 * day, ""},
		{"an intermediate was fetched", observe.Trust{Repaired: true, Missing: "x"}, 90 * day, 60 * day, ""},
		{"an intermediate is missing, nobody looked", observe.Trust{Missing: "x"}, 90 * day, 60 * day, ""},
		{"an intermediate is missing, and not to be had", observe.Trust{Missing: "x", Sought: true}, 90 * day, 60 * day, scanner.Unknown},
		{"unknown authority", observe.Trust{}, 90 * day, 60 * day, scanner.Unknown},
		{"self-signed", observe.Trust{SelfSigned: true}, 90 * day, 60 * day, scanner.NotApplicable},
		{"seven days", observe.Trust{Verified: true}, 7 * day, 3 * day, scanner.NotApplicable},
		{"ran out", observe.Trust{Verified: true}, 90 * day, -day, scanner.Unknown},
	} {
		leaf := made(t, func(c *x509.Certificate) { c.NotBefore, c.NotAfter = now.Add(tt.left-tt.lasts), now.Add(tt.left) })
		f, done := unrevoked(shake(tt.trust, leaf), leaf)
		if f.Outcome != tt.want || done != (tt.want != "") {
			t.Errorf("%s: %s, %t, want %q", tt.name, f.Outcome, done, tt.want)
		}
	}
}

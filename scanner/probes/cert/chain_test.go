package cert

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// authority changes a template into a certificate of who may sign others.
func authority(name string, left time.Duration) func(*x509.Certificate) {
	return func(c *x509.Certificate) {
		c.SerialNumber = big.NewInt(int64(len(name)) + int64(left.Abs()))
		c.Subject, c.DNSNames, c.IsCA = pkix.Name{Organization: []string{name}}, nil, true
		c.KeyUsage, c.NotBefore, c.NotAfter = x509.KeyUsageCertSign, now.Add(-900*day), now.Add(left)
	}
}

func TestJudgeChain(t *testing.T) {
	var keys [4]*ecdsa.PrivateKey
	for i := range keys {
		var err error
		if keys[i], err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	own, mid, top, old := keys[0], keys[1], keys[2], keys[3]
	oldRoot := issued(t, authority("Old Root", 900*day), nil, old, old)
	root := issued(t, authority("Root", 900*day), nil, top, top)
	deadRoot := issued(t, authority("Root", -day), nil, top, top)
	cross := issued(t, authority("Root", 800*day), oldRoot, top, old)
	middle := issued(t, authority("Middle", 300*day), root, mid, top)
	dead := issued(t, authority("Middle", -time.Second), root, mid, top)
	unborn := issued(t, func(c *x509.Certificate) { authority("Middle", 300*day)(c); c.NotBefore = now.Add(time.Second) }, root, mid, top)
	leaf := issued(t, nil, middle, own, mid)
	alone := made(t, nil)
	verified := observe.Trust{Verified: true, PublicRoot: true}
	broken := observe.Trust{Missing: "Let's Encrypt"}
	many := []*x509.Certificate{leaf}
	for range maxSent {
		many = append(many, middle)
	}
	for _, tt := range []struct {
		name    string
		sent    []*x509.Certificate
		trust   observe.Trust
		want    scanner.Outcome
		byClock bool
	}{
		{"complete", []*x509.Certificate{leaf, middle}, verified, scanner.Pass, false},
		{"issued by the root itself", []*x509.Certificate{leaf}, verified, scanner.Pass, false},
		{"with the root", []*x509.Certificate{leaf, middle, root}, verified, scanner.Pass, false},
		{"with a root that ran out", []*x509.Certificate{leaf, middle, deadRoot}, verified, scanner.Pass, false},
		{"a private root is sent", []*x509.Certificate{leaf, middle, root}, observe.Trust{}, scanner.Pass, false},
		{"a second way, to an older root", []*x509.Certificate{leaf, middle, cross}, verified, scanner.Pass, false},
		{"both ways", []*x509.Certificate{leaf, middle, cross, root}, verified, scanner.Pass, false},
		{"both ways, the other way round", []*x509.Certificate{leaf, middle, root, cross}, verified, scanner.Pass, false},
		{"the root first", []*x509.Certificate{leaf, root, middle}, verified, scanner.Warn, false},
		{"nothing to do with it", []*x509.Certificate{leaf, middle, alone}, verified, scanner.Warn, false},
		{"twice", []*x509.Certificate{leaf, middle, middle}, verified, scanner.Warn, false},
		{"the server's own twice", []*x509.Certificate{leaf, leaf, middle}, verified, scanner.Warn, false},
		{"ran out", []*x509.Certificate{leaf, dead}, verified, scanner.Fail, true},
		{"ran out, but not needed", []*x509.Certificate{leaf, middle, dead}, verified, scanner.Fail, true},
		{"not valid yet", []*x509.Certificate{leaf, unborn}, verified, scanner.Fail, true},
		{"fetched", []*x509.Certificate{leaf}, observe.Trust{Repaired: true, PublicRoot: true}, scanner.Fail, false},
		{"not sent, and nobody looked", []*x509.Certificate{leaf}, broken, scanner.Fail, false},
		{"not sent, nor to be had", []*x509.Certificate{leaf}, observe.Trust{Missing: "Let's Encrypt", Sought: true}, scanner.Fail, false},
		{"not sent, of nobody known", []*x509.Certificate{leaf}, observe.Trust{Missing: "My Own Company"}, scanner.Unknown, false},
		{"an unknown root", []*x509.Certificate{leaf, middle}, observe.Trust{}, scanner.Unknown, false},
		{"self-signed", []*x509.Certificate{alone}, observe.Trust{SelfSigned: true}, scanner.NotApplicable, false},
		{"without end", many, verified, scanner.Unknown, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, byClock := judgeChain(shake(tt.trust, tt.sent...), tt.sent[0])
			if f.Outcome != tt.want || byClock != tt.byClock {
				t.Errorf("judgeChain = %s (%s), by the clock: %t; want %s, %t", f.Outcome, f.Message, byClock, tt.want, tt.byClock)
			}
		})
	}
	// A certificate above that is out of date accuses cert.trust by the clock too.
	if f, byClock := judgeTrust(shake(observe.Trust{Reason: "out of date"}, leaf, dead), leaf); f.Outcome != scanner.Fail || !byClock {
		t.Errorf("judgeTrust = %s, by the clock: %t", f.Outcome, byClock)
	}
}

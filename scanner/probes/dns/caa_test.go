package dns

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

func TestClimb(t *testing.T) {
	want := []string{"www.shop.co.uk", "shop.co.uk", "co.uk", "uk"}
	if diff := cmp.Diff(want, climb("www.shop.co.uk")); diff != "" {
		t.Error(diff)
	}
}

func TestReadIssuer(t *testing.T) {
	for _, tt := range []struct {
		value, company string
		ok             bool
	}{
		{"letsencrypt.org", "letsencrypt.org", true},
		{" LetsEncrypt.org ; accounturi=https://acme.test/1; validationmethods=dns-01", "letsencrypt.org", true},
		{"ca.test;", "ca.test", true},
		{"ca.test; a=b;", "ca.test", true},
		{"ca.test; a = ", "ca.test", true},
		{";", "", true},
		{"", "", true},
		{" ; x=y", "", true},
		{"%%%%%", "", false},
		{"ca.test letsencrypt.org", "", false},
		{"ca_.test", "", false},
		{".test", "", false},
		{"ca.test.", "", false},
		{"-ca.test", "", false},
		{"https://ca.test", "", false},
		{"ca.test; a", "", false},
		{"ca.test; a=b c", "", false},
		{"ca.test; -a=b", "", false},
		{"ca.test; a=\u00e4", "", false},
	} {
		if company, ok := readIssuer(tt.value); ok != tt.ok || ok && company != tt.company {
			t.Errorf("readIssuer(%q) = %q, %t; want %q, %t", tt.value, company, ok, tt.company, tt.ok)
		}
	}
}

// An accepted value names a company that is read the same again.
func FuzzReadIssuer(f *testing.F) {
	for _, seed := range []string{"letsencrypt.org; a=b", ";", " x ;;", "%%", "a.b;=\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		company, ok := readIssuer(value)
		if again, still := readIssuer(company); ok && (!still || again != company) {
			t.Fatalf("%q names %q, which reads as %q, %t", value, company, again, still)
		}
	})
}

func TestCompare(t *testing.T) {
	for _, tt := range []struct {
		name, organization string
		want               likeness
	}{
		{"letsencrypt.org", "Let's Encrypt", same},
		{"letsencrypt.org", "let's encrypt", same},
		{"digicert.com", "Let's Encrypt", different},
		{"thawte.com", "DigiCert Inc", same},
		{"sectigo.com", "ZeroSSL", same},
		{"zerossl.com", "Sectigo Limited", unclear}, // a brand and its owner
		{"letsencrypt.org", "Nobody Knows Ltd", unclear},
		{"unknown-ca.test", "Let's Encrypt", unclear},
		{"ca.example", "CA.example, Inc.", same},
		{"a", "Amazon", unclear},
	} {
		if got := compare(tt.name, tt.organization, facts.CAAIssuers()); got != tt.want {
			t.Errorf("compare(%q, %q) = %d, want %d", tt.name, tt.organization, got, tt.want)
		}
	}
}

// issued is a certificate of that organization for names.
func issued(t *testing.T, organization string, names ...string) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: names, Subject: pkix.Name{Organization: []string{organization}, CommonName: "E7"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

func TestJudgeCAA(t *testing.T) {
	plain, wild := issued(t, "Let's Encrypt", "www.shop.example"), issued(t, "Let's Encrypt", "*.shop.example")
	strange := issued(t, "Nobody Knows Ltd", "www.shop.example")
	for _, tt := range []struct {
		name    string
		records []string
		leaf    *x509.Certificate
		want    scanner.Outcome
	}{
		{"covered", []string{"0 issue letsencrypt.org"}, plain, scanner.Pass},
		{"covered, capitals and parameters", []string{"128 ISSUE LetsEncrypt.org; validationmethods=dns-01", "0 iodef mailto:a@b.test"}, plain, scanner.Pass},
		{"one of several", []string{"0 issue digicert.com", "0 issue letsencrypt.org", "0 issue ;"}, plain, scanner.Pass},
		{"wildcard by issue", []string{"0 issue letsencrypt.org"}, wild, scanner.Pass},
		{"wildcard by issuewild", []string{"0 issue digicert.com", "0 issuewild letsencrypt.org"}, wild, scanner.Pass},
		{"wildcard forbidden", []string{"0 issue letsencrypt.org", "0 issuewild ;"}, wild, scanner.Fail},
		{"wildcard forbidden, none in use", []string{"0 issue letsencrypt.org", "0 issuewild ;"}, plain, scanner.Pass},
		{"only wildcards restricted", []string{"0 issuewild digicert.com"}, plain, scanner.Warn},
		{"absent", nil, plain, scanner.Warn},
		{"absent, no certificate", nil, nil, scanner.Warn},
		{"only an address for reports", []string{"0 iodef mailto:a@b.test"}, plain, scanner.Warn},
		{"unknown tag", []string{"0 colour blue", "0 issue letsencrypt.org"}, plain, scanner.Pass},
		{"unknown tag that must be obeyed", []string{"128 colour blue", "0 issue letsencrypt.org"}, plain, scanner.Fail},
		{"reserved flags mean nothing", []string{"1 colour blue", "0 issue letsencrypt.org"}, plain, scanner.Pass},
		{"unreadable", []string{"0 issue %%%%%"}, plain, scanner.Fail},
		{"unreadable beside a good one", []string{"0 issue letsencrypt.org", "0 issue http://letsencrypt.org/"}, plain, scanner.Fail},
		{"nobody", []string{"0 issue ;"}, plain, scanner.Fail},
		{"another company", []string{"0 issue digicert.com"}, plain, scanner.Warn},
		{"one account", []string{"0 issue letsencrypt.org; accounturi=https://acme.test/acct/1"}, plain, scanner.Pass},
		{"one account or another", []string{"0 issue letsencrypt.org; accounturi=https://acme.test/acct/1", "0 issue letsencrypt.org; accounturi=https://acme.test/acct/2"}, plain, scanner.Pass},
		{"two accounts at once", []string{"0 issue letsencrypt.org; accounturi=https://acme.test/acct/1; accounturi=https://acme.test/acct/2"}, plain, scanner.Warn},
		{"an account that is none", []string{"0 issue letsencrypt.org; accounturi=12345"}, plain, scanner.Warn},
		{"no method", []string{"0 issue letsencrypt.org; validationmethods="}, plain, scanner.Warn},
		{"a method", []string{"0 issue letsencrypt.org; validationmethods=http-01"}, plain, scanner.Pass},
		{"a method that wildcards cannot use", []string{"0 issue letsencrypt.org; validationmethods=http-01,tls-alpn-01"}, wild, scanner.Warn},
		{"one of two methods that wildcards can use", []string{"0 issue letsencrypt.org; validationmethods=http-01,dns-01"}, wild, scanner.Pass},
		{"a company's own method", []string{"0 issue letsencrypt.org; validationmethods=ca-phone"}, wild, scanner.Pass},
		{"conditions that cannot hold, and another company", []string{"0 issue letsencrypt.org; accounturi=x", "0 issue digicert.com"}, plain, scanner.Warn},
		{"conditions that cannot hold, and none", []string{"0 issue letsencrypt.org; accounturi=x", "0 issue letsencrypt.org"}, plain, scanner.Pass},
		{"a company that nobody knows", []string{"0 issue digicert.com", "0 issue ca.example"}, plain, scanner.Unknown},
		{"an issuer that nobody knows", []string{"0 issue letsencrypt.org"}, strange, scanner.Unknown},
		{"no certificate to compare", []string{"0 issue letsencrypt.org"}, nil, scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := caa{subject: "CAA shop.example", host: "www.shop.example", leaf: tt.leaf, handshake: &observe.Handshake{Host: "www.shop.example", At: noon}}
			if c.leaf == nil {
				c.noLeaf = &observe.Failure{Cause: observe.Refused, Words: "nothing listens there"}
			}
			c.answers = []*observe.Records{answer("CAA www.shop.example"), answer("CAA shop.example", tt.records...)}
			f := judgeCAA(c, facts.CAAIssuers())
			if f.Outcome != tt.want || f.Subject != "CAA shop.example" || (f.Outcome == scanner.Unknown) != (f.Cause != "") {
				t.Errorf("judgeCAA = %+v, want %s", f, tt.want)
			}
		})
	}
}

// TestNoFailFromMemory: that a known company is left out is a warning, whichever
// it is, because our list of the names they accept is from memory.
func TestNoFailFromMemory(t *testing.T) {
	known := facts.CAAIssuers()
	for _, issuer := range known {
		for _, allowed := range known {
			for _, name := range allowed.Domains {
				for _, organization := range issuer.Organizations {
					if outcome, _, words := mayRenew("shop.example", organization, []string{name}, known); outcome == scanner.Fail {
						t.Errorf("%s, with a certificate of %s: %s", name, organization, words)
					}
				}
			}
		}
	}
}

func TestJudgeCAAOfNoName(t *testing.T) {
	gone := answer("CAA gone.example")
	gone.State = observe.NoDomain
	c := caa{subject: "CAA gone.example", host: "gone.example", answers: []*observe.Records{gone, answer("CAA example")}}
	if f := judgeCAA(c, nil); f.Outcome != scanner.Unknown || f.Cause != observe.NoName {
		t.Errorf("judgeCAA = %+v", f)
	}
}

func TestBase(t *testing.T) {
	for _, tt := range []struct {
		names []string
		want  string
	}{
		{[]string{"www.shop.example", "*.shop.example"}, "www.shop.example"},
		{[]string{"*.shop.example"}, "shop.example"},
		{[]string{"other.example"}, "www.shop.example"},
	} {
		c := caa{host: "www.shop.example", leaf: issued(t, "x", tt.names...)}
		if got := c.base(); got != tt.want {
			t.Errorf("base of a certificate for %q = %q, want %q", tt.names, got, tt.want)
		}
	}
}

package tls

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// shows is a handshake in which a server showed a certificate of its own making.
func shows(t *testing.T, key crypto.Signer, days int) *observe.Handshake {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"shop.test"},
		NotBefore: at.Add(-24 * time.Hour), NotAfter: at.Add(time.Duration(days-1) * 24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	hs := agreed(observe.Any, "TLS 1.3", "X25519MLKEM768")
	hs.Chain, hs.Trust.Verified, hs.ALPN = [][]byte{der}, true, "h2"
	hs.Ticketing, hs.Tickets = observe.TicketsSent, []observe.Ticket{{Lifetime: 7200}}
	return hs
}

func curveKey(t *testing.T, c elliptic.Curve) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(c, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaKey(t *testing.T, bits int) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

const (
	hybrid hello.Group = 0x11ec // X25519MLKEM768
	p521   hello.Group = 25
)

func TestGuidelineLines(t *testing.T) {
	p256Key, rsa2048 := curveKey(t, elliptic.P256()), rsaKey(t, 2048)
	best := with(in(hello.TLS13, "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"), hybrid, x25519, p256)
	title := facts.GuidelineTitle()
	for _, tt := range []struct {
		name string
		s    *survey.Survey
		hs   *observe.Handshake
		want []string
	}{
		{"modern", surveyOf(best), shows(t, p256Key, 90), []string{title + ": modern"}},
		{"modern but for the lifetime", surveyOf(best), shows(t, p256Key, 200), []string{
			title + ": none of its levels", "not modern, because: a certificate lasts 200 days", "not intermediate, because: TLS 1.2 is not accepted",
		}},
		{"intermediate", surveyOf(by(survey.ByClient, new12), best), shows(t, rsa2048, 90), []string{
			title + ": intermediate", "not modern, because: TLS 1.2 is accepted, a certificate has an RSA key of 2048 bits, a certificate is signed with SHA256-RSA",
		}},
		{"intermediate, with advice", surveyOf(by(survey.ByServer, new12), new13), shows(t, p256Key, 200), []string{
			title + ": intermediate", "not modern, because: TLS 1.2 is accepted, a certificate lasts 200 days",
			"intermediate; the guideline also advises: TLS 1.2 in the client's order, the group X25519MLKEM768, a certificate of 90 days, not 200",
		}},
		{"neither", surveyOf(in(hello.TLS10, cbc), in(hello.TLS12, gcm, cbc), with(best, x25519, p521, sect233k1)), shows(t, curveKey(t, elliptic.P521()), 398), []string{
			title + ": none of its levels",
			"not modern, because: TLS 1.0 is accepted, TLS 1.2 is accepted, TLS 1.3 accepts the group sect233k1, a certificate has a key on the curve P-521, a certificate lasts 398 days",
			"not intermediate, because: TLS 1.0 is accepted, TLS 1.2 accepts TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, TLS 1.3 accepts the group sect233k1, a certificate has a key on the curve P-521, a certificate lasts 398 days",
		}},
		{"groups that are not listed", surveyOf(with(best, hybrid, x25519, p521)), shows(t, p256Key, 90), []string{
			title + ": modern", "modern; the guideline also advises: TLS 1.3 without the group secp521r1",
		}},
		{"an old version unclear", surveyOf(dark(hello.TLS10), new12, best), shows(t, p256Key, 90), []string{
			title + ": cannot be told", "not modern, because: TLS 1.2 is accepted", "perhaps intermediate, but it is not known: whether TLS 1.0 is accepted",
		}},
		{"a list cut short", surveyOf(cut(best)), shows(t, p256Key, 90), []string{
			title + ": cannot be told", "perhaps modern, but it is not known: what else TLS 1.3 accepts",
		}},
		{"no certificate seen", surveyOf(best), nil, []string{
			title + ": cannot be told", "perhaps modern, but it is not known: which certificate it has",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, guidelineLines(tt.s, tt.hs)); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// TestGuidelineNames: what the guideline lists is called as our tables call it.
func TestGuidelineNames(t *testing.T) {
	likely12, rest12 := hello.Suites(hello.TLS12)
	likely13, rest13 := hello.Suites(hello.TLS13)
	suites := some(slices.Concat(likely12, rest12, likely13, rest13), everything)
	groups, versions := some(hello.Groups, everything), some(hello.Versions, everything)
	for _, g := range facts.Guidelines() {
		for _, list := range []struct{ names, known []string }{{g.Suites, suites}, {g.Groups, groups}, {g.Versions, versions}} {
			for _, name := range list.names {
				if !slices.Contains(list.known, name) {
					t.Errorf("%s: %s is not in our tables", g.Name, name)
				}
			}
		}
		for _, order := range []survey.Preference{survey.ByClient, survey.ByServer} {
			if g.Order == string(order) {
				return
			}
		}
		t.Errorf("%s: the order of %q", g.Name, g.Order)
	}
}

func TestCardLine(t *testing.T) {
	good := shows(t, curveKey(t, elliptic.P256()), 90)
	untrusted := shows(t, curveKey(t, elliptic.P256()), 90)
	untrusted.Trust.Verified = false
	const head = "PCI DSS 4.0.1, 11.3.2, as far as can be told from its encryption: "
	insecure := surveyOf(new12)
	insecure.Traits.SecureRenegotiation, insecure.Traits.Compression = survey.No, survey.Yes
	elsewhere := surveyOf(new12)
	elsewhere.Host = "other.test"
	late := surveyOf(new12)
	late.At = at.Add(1000 * 24 * time.Hour)
	for _, tt := range []struct {
		name string
		s    *survey.Survey
		hs   *observe.Handshake
		want string
	}{
		{"good", surveyOf(new12, new13), good, "nothing seen that a card company's scan would object to"},
		{"unclear", surveyOf(dark(hello.SSL2), new12), good, "nothing seen that a card company's scan would object to, but not everything was seen"},
		{"no handshake", surveyOf(new12), nil, "nothing seen that a card company's scan would object to, but not everything was seen"},
		{
			"old versions", surveyOf(in(hello.SSL3, triple), in(hello.TLS10, cbc), in(hello.TLS11, cbc), dark(hello.SSL2)), good,
			"a card company's scan is likely to object to SSL 3, TLS 1.0, TLS 1.1, suites with blocks of 64 bits",
		},
		{"broken suites", surveyOf(in(hello.TLS12, rc4)), good, "a card company's scan is likely to object to suites that are broken"},
		{"a small prime", surveyOf(prime(prime(in(hello.TLS12, dhe), 2048, ""), 1024, "")), good, "a card company's scan is likely to object to Diffie-Hellman with 1024 bits"},
		{"a prime that is large enough", surveyOf(prime(in(hello.TLS12, dhe), 2048, "RFC 3526 group 14")), good, "nothing seen that a card company's scan would object to"},
		{"old habits", insecure, good, "a card company's scan is likely to object to renegotiation that is not secured, TLS compression"},
		{"an untrusted certificate", surveyOf(new12), untrusted, "a card company's scan is likely to object to a certificate that cannot be verified"},
		{"another name", elsewhere, good, "a card company's scan is likely to object to a certificate for another name"},
		{"expired", late, good, "a card company's scan is likely to object to a certificate that is not valid today"},
		{"a short key", surveyOf(new12), shows(t, rsaKey(t, 1024), 90), "a card company's scan is likely to object to a certificate with an RSA key of 1024 bits"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := cardLine(tt.s, tt.hs); got != head+tt.want {
				t.Errorf("got  %q\nwant %q", got, head+tt.want)
			}
		})
	}
}

func TestJudgeVersionsListed(t *testing.T) {
	hs := shows(t, curveKey(t, elliptic.P256()), 90)
	listing := func(s *survey.Survey) (scanner.Finding, error) { return judgeVersionsListed(s, hs) }
	everySuite := surveyOf(in(hello.TLS12), new13)
	likely, rest := hello.Suites(hello.TLS12)
	everySuite.Protocols[slices.Index(hello.Versions, hello.TLS12)].Suites = slices.Concat(likely, rest)
	for _, tt := range []struct {
		name string
		s    *survey.Survey
		want scanner.Outcome
	}{
		{"modern", surveyOf(new12, new13), scanner.Pass},
		{"everything there is", everySuite, scanner.Pass},
		{"unclear", surveyOf(dark(hello.TLS10), cut(new12)), scanner.Pass},
		{"nothing", surveyOf(), scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) { held(t, tt.want, listing, tt.s) })
	}
}

// TestTable: the list names each thing that a survey holds.
func TestTable(t *testing.T) {
	tls12 := prime(with(by(survey.ByServer, in(hello.TLS12, gcm, dhe)), x25519), 2048, "RFC 3526 group 14")
	tls12.Schemes = []hello.Scheme{0x0804, 0x0401}
	s := surveyOf(dark(hello.SSL3), in(hello.TLS11, cbc), cut(tls12), new13)
	s.Hellos = 34
	s.Traits = survey.Traits{SecureRenegotiation: survey.Yes, Compression: survey.No, FallbackRefused: survey.Unclear, ALPN: []string{"http/1.1"}}
	hs := shows(t, curveKey(t, elliptic.P256()), 90)
	hs.Tickets[0].EarlyData = 16384
	want := `SSL 2: declined
SSL 3: no clear answer: the server did not answer in time
TLS 1.0: declined
TLS 1.1 suites, one suite: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA
TLS 1.2 suites, the server's order: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
TLS 1.2 groups: x25519
TLS 1.2 Diffie-Hellman: 2048 bits (RFC 3526 group 14)
TLS 1.2 signatures: rsa_pss_rsae_sha256, rsa_pkcs1_sha256
TLS 1.2: perhaps more suites than that: the server took no further connection
TLS 1.3 suites, one suite: TLS_AES_128_GCM_SHA256
TLS 1.3 groups: x25519, secp256r1
until TLS 1.2: secure renegotiation yes, compression no, heartbeat not asked for, session tickets not asked for, extended master secret not asked for, encrypt-then-MAC not asked for, needless fallback refused unclear
protocols agreed on by ALPN: http/1.1, h2
TLS 1.3 session tickets: valid 7200 seconds, early data of 16384 bytes`
	got := slices.Concat(versionLines(s), traitLines(s, hs))
	if diff := cmp.Diff(strings.Split(want, "\n"), got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got := traitLines(surveyOf(new13), hs); len(got) != 2 {
		t.Errorf("nothing is said of TLS 1.2 where it is not spoken: %q", got)
	}
	hs.Tickets[0].EarlyData = 0
	if got := ticketLine(hs); got != "valid 7200 seconds, no early data" {
		t.Errorf("without early data: %q", got)
	}
	for state, want := range map[observe.Ticketing]string{
		"": "not listened for", observe.TicketsNone: "none, and so no early data", observe.TicketsUnclear: "no clear answer",
	} {
		if got := ticketLine(&observe.Handshake{Ticketing: state}); got != want {
			t.Errorf("%q: %q, want %q", state, got, want)
		}
	}
}

// TestJudgeMailListed: a list that is not whole says so.
func TestJudgeMailListed(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    *survey.Survey
		want scanner.Outcome
		says string
	}{
		{"whole", surveyOf(new12), scanner.Pass, "All that"},
		{"cut short", surveyOf(cut(new12)), scanner.Pass, "not all of it could be seen"},
		{"one version unclear", surveyOf(new12, dark(hello.TLS10)), scanner.Pass, "not all of it could be seen"},
		{"nothing", surveyOf(), scanner.Unknown, "no encrypted connection"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := judgeMailListed(tt.s)
			if err != nil {
				f = scanner.CouldNot("", err)
			}
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) {
				t.Errorf("it says %s %q, want %s %q", f.Outcome, f.Message, tt.want, tt.says)
			}
		})
	}
}

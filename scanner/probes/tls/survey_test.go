package tls

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// A verdict is what a judge should say of a survey.
type verdict struct {
	name   string
	s      *survey.Survey
	want   scanner.Outcome
	quotes int    // pieces of evidence
	words  string // in the message
}

// judged runs a judge over its table.
func judged(t *testing.T, judge func(*survey.Survey) (scanner.Finding, error), table []verdict) {
	t.Helper()
	for _, tt := range table {
		t.Run(tt.name, func(t *testing.T) {
			f, err := judge(tt.s)
			if err != nil {
				f = scanner.CouldNot("", err)
			}
			if f.Outcome != tt.want || len(f.Evidence) != tt.quotes || !strings.Contains(f.Message, tt.words) {
				t.Errorf("it says %s %q with %d quotes (%v), want %s %q with %d", f.Outcome, f.Message, len(f.Evidence), f.Evidence, tt.want, tt.words, tt.quotes)
			}
			if f.Outcome == scanner.Unknown && f.Cause != observe.TLS {
				t.Errorf("unknown because of %q", f.Cause)
			}
		})
	}
}

// surveyOf is the survey of a server that accepts these, and answers No to all
// other versions.
func surveyOf(spoken ...survey.Protocol) *survey.Survey {
	s := &survey.Survey{Host: "shop.test", Peer: "192.0.2.1:443", At: at}
	for _, v := range hello.Versions {
		p := survey.Protocol{Version: v, Offered: survey.No}
		if i := slices.IndexFunc(spoken, func(p survey.Protocol) bool { return p.Version == v }); i >= 0 {
			p = spoken[i]
		}
		s.Protocols = append(s.Protocols, p)
	}
	return s
}

// in is a version in which suites are accepted, by their names.
func in(v hello.Version, names ...string) survey.Protocol {
	p := survey.Protocol{Version: v, Offered: survey.Yes}
	likely, rest := hello.Suites(v)
	all := slices.Concat(likely, rest)
	for _, name := range names {
		i := slices.IndexFunc(all, func(s hello.Suite) bool { return s.String() == name })
		if i < 0 {
			panic(fmt.Sprintf("%s has no suite %s", v, name))
		}
		p.Suites = append(p.Suites, all[i])
	}
	return p
}

// dark is a version of which nothing is known.
func dark(v hello.Version) survey.Protocol {
	return survey.Protocol{Version: v, Offered: survey.Unclear, Why: "the server did not answer in time"}
}

// spared is a version in which the poor suites were asked for apart, and declined.
func spared(p survey.Protocol) survey.Protocol {
	likely, rest := hello.Suites(p.Version)
	p.Refused = slices.DeleteFunc(slices.Concat(likely, rest), func(s hello.Suite) bool { return !s.Poor() })
	return p
}

// cut is p with a list that ends early.
func cut(p survey.Protocol) survey.Protocol {
	p.Partial = "the server took no further connection"
	return p
}

// by is p with a preference.
func by(who survey.Preference, p survey.Protocol) survey.Protocol {
	p.Prefers = who
	return p
}

// with is p with groups.
func with(p survey.Protocol, groups ...hello.Group) survey.Protocol {
	p.Groups = groups
	return p
}

// prime is p with a prime for its first suite.
func prime(p survey.Protocol, bits int, known string) survey.Protocol {
	p.Primes = append(slices.Clone(p.Primes), survey.Prime{Bits: bits, Known: known, Suite: p.Suites[0]})
	return p
}

const (
	x25519, p256, secp192r1, sect233k1 hello.Group = 29, 23, 19, 6

	gcm    = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
	cbc    = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
	plain  = "TLS_RSA_WITH_AES_128_GCM_SHA256"
	dhe    = "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
	triple = "TLS_RSA_WITH_3DES_EDE_CBC_SHA"
	rc4    = "TLS_RSA_WITH_RC4_128_SHA"
)

var (
	new13 = with(in(hello.TLS13, "TLS_AES_128_GCM_SHA256"), x25519, p256)
	new12 = with(in(hello.TLS12, gcm), x25519, p256)
)

func TestJudgeSSL(t *testing.T) {
	judged(t, judgeSSL, []verdict{
		{"modern", surveyOf(new12, new13), scanner.Pass, 1, ""},
		{"only TLS 1.0", surveyOf(in(hello.TLS10, rc4)), scanner.Pass, 1, ""},
		{"list cut short", surveyOf(cut(new12)), scanner.Pass, 1, ""},
		{"SSL 3", surveyOf(in(hello.SSL3, rc4), new12), scanner.Fail, 1, "nineties"},
		{"both", surveyOf(in(hello.SSL2, "SSL_CK_RC4_128_WITH_MD5"), in(hello.SSL3, rc4)), scanner.Fail, 2, ""},
		{"SSL 2 without a common cipher", surveyOf(in(hello.SSL2), new12), scanner.Fail, 1, ""},
		{"SSL 3, and SSL 2 unclear", surveyOf(dark(hello.SSL2), in(hello.SSL3, rc4)), scanner.Fail, 1, ""},
		{"SSL 2 unclear", surveyOf(dark(hello.SSL2), new12), scanner.Unknown, 0, "in SSL 2 is not known, because the server did not answer in time."},
		{"TLS 1.0 unclear", surveyOf(dark(hello.TLS10), new12), scanner.Pass, 1, ""},
		{"nothing", surveyOf(), scanner.Unknown, 0, "no encrypted connection at all"},
		{"nothing, and one unclear", surveyOf(dark(hello.TLS13)), scanner.Unknown, 0, "in TLS 1.3 is not known"},
	})
}

func TestJudgeBroken(t *testing.T) {
	judged(t, judgeBroken, []verdict{
		{"modern", surveyOf(new12, new13), scanner.Pass, 2, ""},
		{"aged but not broken", surveyOf(in(hello.TLS10, triple, "TLS_RSA_WITH_IDEA_CBC_SHA", "TLS_RSA_WITH_SEED_CBC_SHA"), new12), scanner.Pass, 2, ""},
		{"RC4", surveyOf(in(hello.TLS10, triple, rc4), in(hello.TLS12, gcm, rc4)), scanner.Fail, 2, "broken"},
		{"nobody vouches", surveyOf(in(hello.TLS12, gcm, "TLS_DH_anon_WITH_AES_128_CBC_SHA")), scanner.Fail, 1, ""},
		{"nothing is encrypted", surveyOf(in(hello.TLS12, gcm, "TLS_RSA_WITH_NULL_SHA256")), scanner.Fail, 1, ""},
		{"for export", surveyOf(in(hello.TLS10, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA")), scanner.Fail, 1, ""},
		{"SSL 2", surveyOf(in(hello.SSL2, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5"), new12), scanner.Fail, 1, ""},
		{"RC4, and the rest unclear", surveyOf(cut(in(hello.TLS10, rc4)), dark(hello.TLS12)), scanner.Fail, 1, ""},
		{"list cut short", surveyOf(cut(new12), new13), scanner.Unknown, 0, "in TLS 1.2 is not known, because the server took no further connection."},
		{"list cut short, the poor declined", surveyOf(spared(cut(new12)), new13), scanner.Pass, 2, ""},
		{"SSL 3 unclear", surveyOf(dark(hello.SSL3), new12), scanner.Unknown, 0, "in SSL 3"},
		{"nothing", surveyOf(), scanner.Unknown, 0, "no encrypted connection at all"},
	})
}

func TestJudgeWeak(t *testing.T) {
	judged(t, judgeWeak, []verdict{
		{"modern", surveyOf(new12, new13), scanner.Pass, 2, ""},
		{"list cut short, the poor declined", surveyOf(spared(cut(new12)), new13), scanner.Pass, 2, ""},
		{"TLS 1.3 alone, cut short", surveyOf(cut(new13)), scanner.Pass, 1, ""},
		{"GOST", surveyOf(in(hello.TLS12, gcm, "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT")), scanner.Pass, 1, ""},
		{"accepted, not preferred", surveyOf(by(survey.ByServer, in(hello.TLS12, gcm, triple)), new13), scanner.Warn, 1, "does not insist"},
		{"browsers choose", surveyOf(by(survey.ByClient, in(hello.TLS12, triple, gcm))), scanner.Warn, 1, ""},
		{"preferred", surveyOf(by(survey.ByServer, in(hello.TLS12, triple, gcm)), new13), scanner.Fail, 2, "prefers"},
		{"preferred, list cut short", surveyOf(by(survey.ByServer, cut(in(hello.TLS12, triple, gcm)))), scanner.Fail, 2, "prefers"},
		{"the only one", surveyOf(in(hello.TLS12, triple)), scanner.Fail, 2, "has only"},
		{"the only one so far", surveyOf(cut(in(hello.TLS12, triple))), scanner.Warn, 1, ""},
		{"in TLS 1.0 preferred, not in 1.2", surveyOf(by(survey.ByServer, in(hello.TLS10, triple, cbc)), new12), scanner.Warn, 1, ""},
		{"in TLS 1.0 preferred, 1.2 unclear", surveyOf(by(survey.ByServer, in(hello.TLS10, triple, cbc)), dark(hello.TLS12)), scanner.Warn, 1, ""},
		{"TLS 1.0 at best", surveyOf(by(survey.ByServer, in(hello.TLS10, triple, cbc))), scanner.Fail, 2, ""},
		{"SSL 2 at best", surveyOf(in(hello.SSL2, "SSL_CK_DES_64_CBC_WITH_MD5")), scanner.Fail, 2, ""},
		{"TLS 1.2 cut short", surveyOf(cut(new12)), scanner.Unknown, 0, "in TLS 1.2"},
		{"nothing", surveyOf(), scanner.Unknown, 0, "no encrypted connection at all"},
		{"TLS 1.3 unclear, nothing else", surveyOf(dark(hello.TLS13)), scanner.Unknown, 0, "in TLS 1.3"},
	})
}

func TestJudgeKeyExchange(t *testing.T) {
	judged(t, judgeKeyExchange, []verdict{
		{"modern", surveyOf(new12, new13), scanner.Pass, 2, ""},
		{"TLS 1.3 alone", surveyOf(new13), scanner.Pass, 1, ""},
		{"ECDHE alone, TLS 1.3 unclear", surveyOf(new12, dark(hello.TLS13)), scanner.Pass, 1, ""},
		{"RSA besides", surveyOf(in(hello.TLS12, gcm, plain)), scanner.Warn, 1, "besides"},
		{"RSA besides TLS 1.3", surveyOf(in(hello.TLS12, plain), new13), scanner.Warn, 1, ""},
		{"DHE besides, list cut short", surveyOf(cut(in(hello.TLS12, dhe, gcm))), scanner.Warn, 1, ""},
		{"anonymous curves are no ECDHE", surveyOf(in(hello.TLS12, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA")), scanner.Fail, 1, ""},
		{"RSA alone", surveyOf(in(hello.TLS10, triple), in(hello.TLS12, plain)), scanner.Fail, 2, "only in dated ways"},
		{"DHE alone", surveyOf(in(hello.TLS12, dhe)), scanner.Fail, 1, ""},
		{"RSA alone, list cut short", surveyOf(cut(in(hello.TLS12, plain))), scanner.Unknown, 0, "in TLS 1.2"},
		{"RSA alone, TLS 1.3 unclear", surveyOf(in(hello.TLS12, plain), dark(hello.TLS13)), scanner.Unknown, 0, "in TLS 1.3"},
		{"ECDHE, list cut short", surveyOf(cut(new12)), scanner.Unknown, 0, "in TLS 1.2"},
		{"nothing", surveyOf(), scanner.Unknown, 0, "no encrypted connection at all"},
	})
}

func TestJudgeGroups(t *testing.T) {
	dhe12 := with(in(hello.TLS12, dhe, gcm), x25519)
	judged(t, judgeGroups, []verdict{
		{"modern", surveyOf(new12, new13), scanner.Pass, 2, ""},
		{"a prime of its own", surveyOf(prime(dhe12, 2048, "")), scanner.Pass, 2, ""},
		{"a large prime that many share", surveyOf(prime(dhe12, 3072, "RFC 7919 ffdhe3072")), scanner.Pass, 2, ""},
		{"a prime that many share", surveyOf(prime(dhe12, 2048, "RFC 3526 group 14"), new13), scanner.Warn, 1, "modest"},
		{"ffdhe2048 in TLS 1.3", surveyOf(with(new13, x25519, 256)), scanner.Pass, 1, ""},
		{"a small prime", surveyOf(prime(dhe12, 1024, "RFC 2409 group 2"), new13), scanner.Fail, 1, "small"},
		{"small by a little", surveyOf(prime(dhe12, 2047, "")), scanner.Fail, 1, ""},
		{"small, shared and retired", surveyOf(with(prime(prime(dhe12, 1024, ""), 2048, "RFC 3526 group 14"), x25519, sect233k1)), scanner.Fail, 3, ""},
		{"small in SSL 3, and the rest unclear", surveyOf(prime(in(hello.SSL3, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"), 512, ""), dark(hello.TLS12)), scanner.Fail, 1, ""},
		{"a binary curve", surveyOf(with(new12, x25519, sect233k1)), scanner.Warn, 1, "curves that are retired"},
		{"a small curve, list cut short", surveyOf(cut(with(new12, secp192r1, p256))), scanner.Warn, 1, ""},
		{"a curve spelled out", surveyOf(with(new12, hello.ExplicitPrimeCurve)), scanner.Warn, 1, ""},
		{"shared and retired", surveyOf(with(prime(dhe12, 2048, "RFC 3526 group 14"), secp192r1)), scanner.Warn, 2, "and on curves"},
		{"RSA alone", surveyOf(in(hello.TLS12, plain)), scanner.NotApplicable, 1, ""},
		{"TLS 1.0 at best", surveyOf(with(in(hello.TLS10, cbc), p256)), scanner.Pass, 1, ""},
		{"TLS 1.0 at best, small prime", surveyOf(prime(in(hello.TLS10, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"), 1024, "")), scanner.Fail, 1, ""},
		{"list cut short", surveyOf(new12, cut(new13)), scanner.Unknown, 0, "in TLS 1.3"},
		{"nothing", surveyOf(), scanner.Unknown, 0, "no encrypted connection at all"},
	})
}

func TestJudgeCBC(t *testing.T) {
	judged(t, judgeCBC, []verdict{
		{"modern", surveyOf(new12, new13), scanner.Pass, 2, ""},
		{"TLS 1.3 alone", surveyOf(new13), scanner.Pass, 1, ""},
		{"AEAD by RSA", surveyOf(in(hello.TLS12, plain, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_RSA_WITH_AES_128_CCM_8")), scanner.Pass, 1, ""},
		{"CBC in TLS 1.0 alone", surveyOf(in(hello.TLS10, cbc), new12), scanner.Pass, 1, ""},
		{"CBC", surveyOf(in(hello.TLS10, cbc), in(hello.TLS12, gcm, cbc)), scanner.Warn, 1, ""},
		{"RC4", surveyOf(in(hello.TLS12, gcm, rc4)), scanner.Warn, 1, ""},
		{"CBC, list cut short", surveyOf(cut(in(hello.TLS12, cbc))), scanner.Warn, 1, ""},
		{"list cut short", surveyOf(cut(new12)), scanner.Unknown, 0, "in TLS 1.2"},
		{"unclear", surveyOf(dark(hello.TLS12), new13), scanner.Unknown, 0, "in TLS 1.2"},
		{"TLS 1.1 at best", surveyOf(in(hello.TLS11, cbc)), scanner.NotApplicable, 1, ""},
		{"TLS 1.1, and 1.3 unclear", surveyOf(in(hello.TLS11, cbc), dark(hello.TLS13)), scanner.Unknown, 0, "in TLS 1.3"},
		{"nothing", surveyOf(), scanner.Unknown, 0, "no encrypted connection at all"},
	})
}

// TestKindsOfSuites says of each kind of suite what it counts as.
func TestKindsOfSuites(t *testing.T) {
	for _, tt := range []struct {
		name                        string
		v                           hello.Version
		broken, weak, dated, unaead bool
	}{
		{gcm, hello.TLS12, false, false, false, false},
		{cbc, hello.TLS12, false, false, false, true},
		{plain, hello.TLS12, false, false, true, false},
		{dhe, hello.TLS12, false, false, true, false},
		{triple, hello.TLS12, false, true, true, true},
		{rc4, hello.TLS12, true, false, true, true},
		{"TLS_RSA_WITH_DES_CBC_SHA", hello.TLS10, true, true, true, true},
		{"TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", hello.TLS10, true, true, true, true},
		{"TLS_RSA_WITH_IDEA_CBC_SHA", hello.TLS10, false, true, true, true},
		{"TLS_RSA_WITH_SEED_CBC_SHA", hello.TLS12, false, false, true, true},
		{"TLS_KRB5_WITH_3DES_EDE_CBC_MD5", hello.TLS10, false, true, true, true},
		{"TLS_KRB5_EXPORT_WITH_DES_CBC_40_SHA", hello.TLS10, true, true, true, true},
		{"TLS_PSK_WITH_NULL_SHA", hello.TLS10, true, false, true, true},
		{"TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256", hello.TLS12, false, false, false, false},
		{"TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256", hello.TLS12, false, false, true, false},
		{"TLS_ECDH_anon_WITH_AES_128_CBC_SHA", hello.TLS12, true, false, true, true},
		{"TLS_GOSTR341112_256_WITH_MAGMA_CTR_OMAC", hello.TLS12, false, false, true, true},
		{"TLS_SHA256_SHA256", hello.TLS13, true, false, false, true},
		{"TLS_AES_128_CCM_8_SHA256", hello.TLS13, false, false, false, false},
	} {
		s := in(tt.v, tt.name).Suites[0]
		if broken(s) != tt.broken || weak(s) != tt.weak || dated(s) != tt.dated || sealed(s) == tt.unaead {
			t.Errorf("%s: broken %t, weak %t, dated %t, sealed %t", s, broken(s), weak(s), dated(s), sealed(s))
		}
	}
}

// TestFew holds long lists to the room that a quote has.
func TestFew(t *testing.T) {
	likely, _ := hello.Suites(hello.TLS12)
	names := some(likely, everything)
	got := few("TLS 1.2: ", names)
	if len(got) > observe.MaxQuote || observe.Printable(got) != got || !strings.HasSuffix(got, fmt.Sprintf(" and %d more", len(names)-strings.Count(got, "_WITH_"))) {
		t.Errorf("few = %q, of %d bytes and %d names", got, len(got), len(names))
	}
	if got := few("SSL 2: ", nil); got != "SSL 2: " {
		t.Errorf("few of none = %q", got)
	}
	if got := few("TLS 1.2: ", names[:2]); got != "TLS 1.2: "+names[0]+", "+names[1] {
		t.Errorf("few of two = %q", got)
	}
}

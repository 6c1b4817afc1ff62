package dmarc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNames has the walks of RFC 9989, sections 4.10 and 5.1.8 and appendix B.4.
func TestNames(t *testing.T) {
	for domain, want := range map[string]string{
		"shop.test":                             "shop.test test",
		"test":                                  "test",
		"a.b.c.d.e.f.g.hh":                      "a.b.c.d.e.f.g.hh b.c.d.e.f.g.hh c.d.e.f.g.hh d.e.f.g.hh e.f.g.hh f.g.hh g.hh hh",
		"1.a.b.c.d.e.f.g.h":                     "1.a.b.c.d.e.f.g.h b.c.d.e.f.g.h c.d.e.f.g.h d.e.f.g.h e.f.g.h f.g.h g.h h",
		"a.b.c.d.e.f.g.h.i.j.mail.example.com":  "a.b.c.d.e.f.g.h.i.j.mail.example.com g.h.i.j.mail.example.com h.i.j.mail.example.com i.j.mail.example.com j.mail.example.com mail.example.com example.com com",
		"mail.a.b.c.d.e.f.g.example.com":        "mail.a.b.c.d.e.f.g.example.com c.d.e.f.g.example.com d.e.f.g.example.com e.f.g.example.com f.g.example.com g.example.com example.com com",
		"a.b.c.d.e.f.g.h.i.j.k.example.com":     "a.b.c.d.e.f.g.h.i.j.k.example.com g.h.i.j.k.example.com h.i.j.k.example.com i.j.k.example.com j.k.example.com k.example.com example.com com",
		strings.Repeat("a.", 120) + "shop.test": strings.Repeat("a.", 120) + "shop.test a.a.a.a.a.shop.test a.a.a.a.shop.test a.a.a.shop.test a.a.shop.test a.shop.test shop.test test",
	} {
		if diff := cmp.Diff(want, strings.Join(Names(domain), " ")); diff != "" {
			t.Errorf("Names(%.40q): %s", domain, diff)
		}
	}
}

// walked is a tree walk from domain through a zone of "domain: record" lines.
func walked(domain, zone string) []Place {
	var walk []Place
	for _, name := range Names(domain) {
		var texts []string
		for line := range strings.SplitSeq(zone, "\n") {
			if at, text, ok := strings.Cut(line, ": "); ok && at == name {
				texts = append(texts, text)
			}
		}
		walk = append(walk, At(name, texts))
		if walk[len(walk)-1].Ends() {
			break
		}
	}
	return walk
}

// TestGoverning has the examples of RFC 9989, section 4.10.2 and appendix B.4.
func TestGoverning(t *testing.T) {
	const (
		plain = "example.com: v=DMARC1; p=none\nsigning.example.com: v=DMARC1; p=none"
		bank  = "bank.example: v=DMARC1; p=reject; psd=y\ngiant.bank.example: v=DMARC1; p=none"
	)
	for _, tt := range []struct{ name, domain, zone, home, applies string }{
		{"4.10.2, first", "a.mail.example.com", "mail.example.com: v=DMARC1\nexample.com: v=DMARC1", "example.com", "example.com"},
		{"4.10.2, second", "a.mail.example.com", "mail.example.com: v=DMARC1; psd=n\nexample.com: v=DMARC1", "mail.example.com", "mail.example.com"},
		{"4.10.2, third", "a.mail.example.com", "com: v=DMARC1; psd=y", "example.com", "com"},
		{"4.10.2, step 2", "mail.example.com", "example.com: v=DMARC1; psd=y", "mail.example.com", "example.com"},
		{"B.4.1, author", "example.com", plain, "example.com", "example.com"},
		{"B.4.1, signer", "signing.example.com", plain, "example.com", "signing.example.com"},
		{"B.4.2", "a.b.c.d.e.f.g.h.i.j.k.example.com", plain, "example.com", "example.com"},
		{"B.4.3, author", "giant.bank.example", bank, "giant.bank.example", "giant.bank.example"},
		{"B.4.3, sender", "mail.giant.bank.example", bank, "giant.bank.example", "giant.bank.example"},
		{"B.4.3, signer", "mail.mega.bank.example", bank, "mega.bank.example", "bank.example"},
		{"nothing", "shop.test", "", "shop.test", ""},
		{"its own", "shop.test", "shop.test: v=DMARC1; p=none\ntest: v=DMARC1; psd=y", "shop.test", "shop.test"},
		{"its own, and one above that does not say what it is", "shop.test", "shop.test: v=DMARC1\ntest: v=DMARC1", "test", "shop.test"},
		{"its own says that it is one", "shop.test", "shop.test: v=DMARC1; psd=n\ntest: v=DMARC1", "shop.test", "shop.test"},
		{"two of its own", "shop.test", "shop.test: v=DMARC1; p=none\nshop.test: v=DMARC1", "shop.test", ""},
		{"two of its own, one above", "shop.test", "shop.test: v=DMARC1; p=none\nshop.test: v=DMARC1\ntest: v=DMARC1", "test", "test"},
		{"two at the suffix", "shop.test", "test: v=DMARC1; psd=y\ntest: v=DMARC1", "shop.test", ""},
		{"one beside other texts", "shop.test", "shop.test: v=spf1 -all\nshop.test: v=DMARC1; p=none", "shop.test", "shop.test"},
		{"a suffix itself", "test", "test: v=DMARC1; psd=y", "test", "test"},
		{"below a suffix that is below a suffix", "a.b.test", "b.test: v=DMARC1; psd=y\ntest: v=DMARC1; psd=n", "a.b.test", "b.test"},
		{"a record between that does not count", "x.mail.shop.test", "mail.shop.test: v=DMARC1; p=none\nshop.test: v=DMARC1; p=reject", "shop.test", "shop.test"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			walk := walked(tt.domain, tt.zone)
			applies := ""
			if i := Governing(walk); i >= 0 {
				applies = walk[i].Domain
			}
			if home := Organizational(walk); home != tt.home || applies != tt.applies {
				t.Errorf("belongs to %q, and that of %q applies; want %q and %q", home, applies, tt.home, tt.applies)
			}
		})
	}
}

// TestReadConsent has the records of RFC 9989, appendix B.2.3 and B.2.4, and the
// name of RFC 9990, section 4.
func TestReadConsent(t *testing.T) {
	for _, tt := range []struct {
		texts []string
		want  Consent
	}{
		{nil, Silent},
		{[]string{"v=DMARC1;"}, Agreed},
		{[]string{"v=DMARC1"}, Agreed},
		{[]string{"v=DMARC1; rua=mailto:aggregate-reports@thirdparty.example.net; ruf=mailto:failure-reports@thirdparty.example.net"}, Agreed},
		{[]string{"v=DMARC1; rua=mailto:a@other.example.net"}, Elsewhere},
		{[]string{"v=DMARC1; ruf=mailto:a@other.example.net"}, Elsewhere},
		{[]string{"v=DMARC1; rua=https://thirdparty.example.net/"}, Elsewhere},
		{[]string{"v=DMARC1; rua=mailto:a@other.example.net", "v=DMARC1"}, Agreed},
		{[]string{"v=DMARC1; p=none; x"}, Agreed},
		{[]string{"v=spf1 -all", "hello"}, Silent},
		{[]string{"v=dmarc1"}, Silent},
	} {
		if got := ReadConsent("thirdparty.example.net", tt.texts); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.texts, got, tt.want)
		}
	}
	if name, ok := ReportName("blue.example.com", "red.example.net"); name != "blue.example.com._report._dmarc.red.example.net" || !ok {
		t.Errorf("ReportName = %q, %t", name, ok)
	}
	if _, ok := ReportName(strings.Repeat("a.", 100)+"test", strings.Repeat("b.", 30)+"test"); ok {
		t.Error("a name too long to ask for is asked for")
	}
}

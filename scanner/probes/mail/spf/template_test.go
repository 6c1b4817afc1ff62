package spf

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

// TestMacros: the examples of section 7.4, and the letters that it leaves out.
func TestMacros(t *testing.T) {
	at := time.Unix(1_790_000_000, 0)
	four := Mail{IP: netip.MustParseAddr("192.0.2.3"), Helo: "mx.example.org", Receiver: "in.shop.test", At: at}
	six := Mail{IP: netip.MustParseAddr("2001:DB8::CB01"), Helo: "[x y]"}
	for _, tt := range []struct {
		mail           Mail
		template, want string
	}{
		{four, "%{s}", "strong-bad@email.example.com"},
		{four, "%{o}", "email.example.com"},
		{four, "%{d}", "email.example.com"},
		{four, "%{d4}", "email.example.com"},
		{four, "%{d3}", "email.example.com"},
		{four, "%{d2}", "example.com"},
		{four, "%{d1}", "com"},
		{four, "%{dr}", "com.example.email"},
		{four, "%{d2r}", "example.email"},
		{four, "%{l}", "strong-bad"},
		{four, "%{l-}", "strong.bad"},
		{four, "%{lr}", "strong-bad"},
		{four, "%{lr-}", "bad.strong"},
		{four, "%{l1r-}", "strong"},
		{four, "%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
		{four, "%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"},
		{four, "%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"},
		{four, "%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"},
		{four, "%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"},
		{six, "%{ir}.%{v}._spf.%{d2}", "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2.ip6._spf.example.com"},
		{six, "%{c} %{h} %{H} %{p}", "2001:db8::cb01 [x y] %5Bx%20y%5D unknown"},
		{four, "%{R}%%%_%-%{t}", "in.shop.test% %201790000000"},
		{six, "%{r}", "unknown"},
		{four, "%{s1r@-}", ""},
	} {
		words, _, why := parseTemplate(tt.template, explaining)
		if tt.want == "" {
			if why == "" {
				t.Errorf("%s was read", tt.template)
			}
			continue
		}
		c := &check{ask: internet{}.resolve, mail: tt.mail, local: "strong-bad", origin: "email.example.com"}
		if got, ok := words.expand(c.values(t.Context(), "email.example.com")); got != tt.want || !ok {
			t.Errorf("%s is %q (%q), want %q", tt.template, got, why, tt.want)
		}
	}
}

// TestDomainName: labels at the left give way to the longest name that there can
// be.
func TestDomainName(t *testing.T) {
	label := strings.Repeat("a", 60) + "."
	for from, want := range map[string]string{
		"Shop.Test.": "shop.test", "": "", ".": "",
		label + label + label + label + "shop.test":        label + label + label + label + "shop.test",
		"x" + label + label + label + label + "shop.test1": label + label + label + "shop.test1",
		strings.Repeat("a", 300):                           strings.Repeat("a", 300), // cannot be asked for
	} {
		if got := domainName(from); got != want {
			t.Errorf("domainName(%q) = %q, want %q", from, got, want)
		}
	}
}

// What macros expand to is bounded, whatever the sender's name is.
func TestExpandedIsBounded(t *testing.T) {
	words, _, _ := parseTemplate(strings.Repeat("%{l}", 10_000), anywhere)
	long := strings.Repeat("x", 1000)
	if got, ok := words.expand(func(byte) (string, bool) { return long, true }); ok || got != "" {
		t.Errorf("expands to %d bytes", len(got))
	}
}

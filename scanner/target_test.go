package scanner

import (
	"errors"
	"testing"
)

func TestParseTarget(t *testing.T) {
	for _, tt := range []struct{ in, want, shown string }{
		{"tea-shop.example", "tea-shop.example", "tea-shop.example"},
		{"  Tea-Shop.Example. ", "tea-shop.example", "tea-shop.example"},
		{"https://tea-shop.example/cart?x=1", "tea-shop.example", "tea-shop.example"},
		{"http://www.tea-shop.example:443/", "www.tea-shop.example", "www.tea-shop.example"},
		{"teeläden.example", "xn--teelden-8wa.example", "teeläden.example (xn--teelden-8wa.example)"},
		{"xn--teelden-8wa.example", "xn--teelden-8wa.example", "teeläden.example (xn--teelden-8wa.example)"},
		{"TEELÄDEN.example", "xn--teelden-8wa.example", "teeläden.example (xn--teelden-8wa.example)"},
		{"tea-shop.example#top", "tea-shop.example", "tea-shop.example"},
	} {
		got, err := ParseTarget(tt.in)
		if err != nil || got.Domain != tt.want || got.String() != tt.shown {
			t.Errorf("ParseTarget(%q) = %q (%s), %v; want %q (%s)", tt.in, got.Domain, got, err, tt.want, tt.shown)
		}
	}
	for _, in := range []string{
		"", "shop", "localhost", "192.0.2.1", "https://192.0.2.1/", "192.0.2.1:443", "[2001:db8::1]", "2001:db8::1", "ana@shop.example",
		"shop..example", ".example", "shop example.com", "shop_.exa mple", "-shop.example", "shop.example:8443", "../../etc/passwd", "sho\x1bp.example", "a.b\x00.example", "%2e%2e.example",
		"1.2.3", "0x7f.1", "shop.1",
	} {
		if got, err := ParseTarget(in); err == nil {
			t.Errorf("ParseTarget(%q) = %q, want an error", in, got.Domain)
		} else if !errors.Is(err, ErrNotDomain) {
			t.Errorf("ParseTarget(%q): %v does not wrap ErrNotDomain", in, err)
		}
	}
}

func FuzzParseTarget(f *testing.F) {
	for _, s := range []string{"tea-shop.example", "https://x.example/a", "teeläden.example", "[::1]", "a@b.c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseTarget(s)
		if err != nil {
			return
		}
		for _, r := range got.Domain {
			if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '.' || r == '_') {
				t.Fatalf("ParseTarget(%q) = %q holds %q, which would not be safe in a path", s, got.Domain, r)
			}
		}
		if again, err := ParseTarget(got.Domain); err != nil || again != got {
			t.Fatalf("ParseTarget is not stable: %q, then %q, %v", got.Domain, again.Domain, err)
		}
	})
}

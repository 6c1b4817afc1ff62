package observe

import (
	"os/exec"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPrintable(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "max-age=31536000", "max-age=31536000"},
		{"other languages", "Tee für 日本", "Tee für 日本"},
		{"escape sequences", "\x1b]0;pwned\x07", `\u{1b}]0;pwned\u{7}`},
		{"C1", "\u009b31m", `\u{9b}31m`},
		{"line breaks", "a\r\nb\tc", `a\u{d}\u{a}b\u{9}c`},
		{"bidirectional", "a\u202eb", `a\u{202e}b`},
		{"zero width", "a\u200bb\ufeff", `a\u{200b}b\u{feff}`},
		{"tags", "a\U000e0041", `a\u{e0041}`},
		{"line separator", "a\u2028b", `a\u{2028}b`},
		{"no-break space", "a\u00a0b", `a\u{a0}b`},
		{"broken UTF-8", "a\xffb", `a\u{fffd}b`},
		{"as long as may be", strings.Repeat("a", MaxQuote-3), strings.Repeat("a", MaxQuote-3)},
		{"longer", strings.Repeat("a", MaxQuote-2), strings.Repeat("a", MaxQuote-3) + "…"},
		{"stacked marks", "a" + strings.Repeat("\u0301", 9), "a" + strings.Repeat("\u0301", 4)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Printable(tt.in); got != tt.want {
				t.Errorf("Printable(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add("\x1b[31m" + strings.Repeat("é", 400))
	f.Fuzz(func(t *testing.T, s string) {
		got := Printable(s)
		if len(got) > MaxQuote || !utf8.ValidString(got) {
			t.Fatalf("Printable(%q) has %d bytes, valid %t", s, len(got), utf8.ValidString(got))
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				t.Fatalf("Printable(%q) keeps %U", s, r)
			}
		}
		if again := Printable(got); again != got {
			t.Fatalf("Printable is not stable: %q, then %q", got, again)
		}
	})
}

// TestShellQuote hands commands to a real shell: they must come back as typed.
func TestShellQuote(t *testing.T) {
	for _, s := range []string{"https://shop.test/", "a'b", "$(touch x)", "`id`", "a b;c", `\`, "", "-n", "!!", "a\nb"} {
		out, err := exec.CommandContext(t.Context(), "sh", "-c", "printf %s "+shellQuote(s)).Output()
		if err != nil {
			t.Fatal(err)
		}
		if want := Printable(s); string(out) != want {
			t.Errorf("a shell reads %s as %q, want %q", shellQuote(s), out, want)
		}
	}
}

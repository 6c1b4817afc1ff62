package mail

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
)

func TestIsSPF(t *testing.T) {
	for text, want := range map[string]bool{
		"v=spf1": true, "v=spf1 -all": true, "V=SPF1 -all": true, "v=spf1 ": true,
		"v=spf10": false, "v=spf1;-all": false, "v=spf1\t-all": false, " v=spf1 -all": false, "v=spf2.0/pra -all": false, "": false,
	} {
		if got := isSPF(text); got != want {
			t.Errorf("isSPF(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestParseSPF(t *testing.T) {
	for record, want := range map[string][]term{
		"v=spf1": nil,
		"v=spf1 ip4=192.0.2.1": { // a slip of the hand, and yet a modifier that nobody knows (section 6)
			{raw: "ip4=192.0.2.1", name: "ip4", target: "192.0.2.1", bits4: -1, bits6: -1},
		},
		"v=spf1  mx   -ALL ": {
			{raw: "mx", qualifier: '+', name: "mx", bits4: -1, bits6: -1},
			{raw: "-ALL", qualifier: '-', name: "all", bits4: -1, bits6: -1},
		},
		"v=spf1 a:mail.shop.test/24//64 ~a/0": {
			{raw: "a:mail.shop.test/24//64", qualifier: '+', name: "a", target: "mail.shop.test", bits4: 24, bits6: 64},
			{raw: "~a/0", qualifier: '~', name: "a", bits4: 0, bits6: -1},
		},
		"v=spf1 ip4:192.0.2.0/24 ?ip6:2001:db8::/32": {
			{raw: "ip4:192.0.2.0/24", qualifier: '+', name: "ip4", target: "192.0.2.0", bits4: 24, bits6: -1},
			{raw: "?ip6:2001:db8::/32", qualifier: '?', name: "ip6", target: "2001:db8::", bits4: -1, bits6: 32},
		},
		"v=spf1 exists:%{ir}.%{v}._spf.%{d2} redirect=_spf.shop.test. x-y=%{s}%%%_ exp=%{d}": {
			{raw: "exists:%{ir}.%{v}._spf.%{d2}", qualifier: '+', name: "exists", target: "%{ir}.%{v}._spf.%{d2}", bits4: -1, bits6: -1},
			{raw: "redirect=_spf.shop.test.", name: "redirect", target: "_spf.shop.test.", bits4: -1, bits6: -1},
			{raw: "x-y=%{s}%%%_", name: "x-y", target: "%{s}%%%_", bits4: -1, bits6: -1},
			{raw: "exp=%{d}", name: "exp", target: "%{d}", bits4: -1, bits6: -1},
		},
	} {
		got, err := parseSPF(record)
		if err != nil {
			t.Errorf("parseSPF(%q): %v", record, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(term{})); diff != "" {
			t.Errorf("parseSPF(%q): %s", record, diff)
		}
	}
}

func TestParseSPFErrors(t *testing.T) {
	for _, rest := range []string{
		"-al", "all:shop.test", "all/8", "--all", "-", "=x", "1x=y", "-redirect=shop.test",
		"include", "include:", "include:localhost", "include:shop.test/24", "include:shop.123", "include:shop.-test", "include:a@b",
		"ip4", "ip4:", "ip4:192.0.2", "ip4:192.0.2.0/33", "ip4:192.0.2.0/08", "ip4:192.0.2.0/", "ip4:192.0.2.0//24", "ip4:2001:db8::1",
		"ip6:192.0.2.1", "ip6:2001:db8::/129", "ip6:fe80::1%eth0",
		"a:", "a/33", "a//129", "a/", "a:shop.test/-1", "mx:/24", "ptr/24", "ptr:", "exists", "exists:%{z}.shop.test", "exists:%{d", "exists:%",
		"redirect=", "redirect=shop", "redirect=a.test redirect=b.test", "exp=a.test exp=b.test", "x=%a", "mx,-all", "a;-all", "a\t-all", "ä",
	} {
		if got, err := parseSPF("v=spf1 mx " + rest); err == nil {
			t.Errorf("parseSPF accepted %q as %+v", rest, got)
		}
	}
	if _, err := parseSPF("v=spf2 -all"); err == nil {
		t.Error("parseSPF accepted another version")
	}
}

// What is accepted says the same when its terms are put together again.
func FuzzParseSPF(f *testing.F) {
	for _, seed := range []string{
		"v=spf1 a:b.test/24//64 -all", "v=spf1 redirect=%{d}.x.test", "V=spf1 ip6:::/0 ?exists:%{ir}.a.test exp=a.b", "v=spf1 x=%%", "v=spf1 \x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, record string) {
		terms, err := parseSPF(record)
		if err != nil {
			return
		}
		again := spfVersion
		for _, term := range terms {
			again += " " + term.raw
			if term.qualifier == 0 && strings.ContainsAny(term.raw[:1], "+-~?") || term.name != strings.ToLower(term.name) {
				t.Fatalf("%q: odd term %+v", record, term)
			}
		}
		reread, err := parseSPF(again)
		if diff := cmp.Diff(terms, reread, cmp.AllowUnexported(term{})); err != nil || diff != "" {
			t.Fatalf("%q does not survive writing: %v %s", record, err, diff)
		}
	})
}

func TestJudgeSPF(t *testing.T) {
	for _, tt := range []struct {
		name  string
		texts []string
		want  scanner.Outcome
	}{
		{"one", []string{"v=spf1 mx -all"}, scanner.Pass},
		{"one among others", []string{"site-check=1", "v=spf1 mx -all", "v=spf10 all", "spf2.0/pra -all"}, scanner.Pass},
		{"a broken one is still one", []string{"v=spf1 nonsense"}, scanner.Pass},
		{"none", nil, scanner.Fail},
		{"only other texts", []string{"v=spf1;mx;-all"}, scanner.Fail},
		{"two", []string{"v=spf1 mx -all", "v=spf1 a -all"}, scanner.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := judgeSPF(answer("TXT shop.test", tt.texts...))
			if got.Outcome != tt.want || got.Subject != "TXT shop.test" || len(got.Evidence) == 0 {
				t.Errorf("judgeSPF(%q) = %+v, want %s", tt.texts, got, tt.want)
			}
		})
	}
}

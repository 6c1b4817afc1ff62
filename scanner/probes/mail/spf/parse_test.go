package spf

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIsRecord(t *testing.T) {
	for text, want := range map[string]bool{
		"v=spf1": true, "v=spf1 -all": true, "V=SpF1 -all": true, "v=spf1 ": true,
		"v=spf10": false, "v=spf1;-all": false, "v=spf1\t-all": false, " v=spf1 -all": false, "v=spf2.0/pra -all": false, "": false,
	} {
		if got := IsRecord(text); got != want {
			t.Errorf("IsRecord(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestMistaken(t *testing.T) {
	for text, want := range map[string]bool{
		" v=spf1 -all": true, "v=spf1;-all": true, "v=spf1\t-all": true, "v = spf1 -all": true, "v=spf10 -all": true, `"V=SPF1 -all"`: true,
		"spf1 mx -all": true, "\u201cv=spf1 mx\u201d": true, "@ TXT v=spf1 mx": true,
		"v=spf1 -all": false, "V=SPF1": false, "v=spf2.0/pra -all": false, "spf2.0/mfrom mx -all": false, "v=DMARC1; aspf=s": false, "spf1": false, "spf1-check=7": false, "hello": false, "": false,
	} {
		if got := Mistaken(text); got != want {
			t.Errorf("Mistaken(%q) = %t, want %t", text, got, want)
		}
	}
}

// told writes a term as a test can name it.
func told(t Term) string {
	out := fmt.Sprintf("%d %c%s", t.At, max(t.Qualifier, ' '), t.Name)
	if t.Domain.Written != "" {
		out += " " + t.Domain.Written
	}
	if t.Network.IsValid() {
		out += " " + t.Network.String()
	}
	if t.Bits4 != 32 || t.Bits6 != 128 {
		out += fmt.Sprintf(" /%d//%d", t.Bits4, t.Bits6)
	}
	return out
}

func TestParse(t *testing.T) {
	for record, want := range map[string][]string{
		"v=spf1":                      nil,
		"v=spf1 ip4=192.0.2.1":        {"7  ip4 192.0.2.1"},
		"v=spf1  mx   -ALL ":          {"8 +mx", "13 -all"},
		"v=spf1 a:b.test/24//64 ~a/0": {"7 +a b.test /24//64", "23 ~a /0//128"},
		"v=spf1 ip4:192.0.2.0/24 ?ip6:2001:db8::/32 +ip4:192.0.2.9": {"7 +ip4 192.0.2.0/24", "24 ?ip6 2001:db8::/32", "43 +ip4 192.0.2.9/32"},
		"v=spf1 exists:%{ir}.%{v}._spf.%{d2} redirect=_spf.b.test. x-y=%{r}%%%_%- exp=%{d}": {
			"7 +exists %{ir}.%{v}._spf.%{d2}", "36  redirect _spf.b.test.", "58  x-y %{r}%%%_%-", "73  exp %{d}",
		},
		"v=spf1 a:foo:bar/baz.test mx//0 ptr ptr:b.test include:%{d}": {"7 +a foo:bar/baz.test", "26 +mx /32//0", "32 +ptr", "36 +ptr b.test", "47 +include %{d}"},
		"v=spf1 a:%{l1r+-}.%{o128}.xn--zckzah include:x%%":            {"7 +a %{l1r+-}.%{o128}.xn--zckzah", "37 +include x%%"},
	} {
		r, wrong := Parse(record)
		var got []string
		for _, term := range r.Terms {
			got = append(got, told(term))
		}
		if diff := cmp.Diff(want, got); diff != "" || wrong != nil {
			t.Errorf("Parse(%q): %v\n%s", record, wrong, diff)
		}
	}
}

// TestPlaces: each error is told with the byte that it begins at, here marked in
// front by a |.
func TestPlaces(t *testing.T) {
	for marked, why := range map[string]string{
		"|-al": "is no word of such lists", "|moo": "is no word of such lists", "|--all": "is no word of such lists", "|-": "is no word of such lists",
		"|=x": "is no word of such lists", "|1x=y": "is no word of such lists", "|-redirect=b.test": "is no word of such lists", "|:b.test": "is no word of such lists",
		"|a;-all": "is no word of such lists", "|mx,-all": "is no word of such lists", "|moo/far=b": "is no word of such lists", "|all.": "is no word of such lists",
		"all|:b.test": "belong there", "-all|/8": "belong there", "ptr|/24": "belong there", "a|/": "belong there", "mx|//": "belong there", "a/24/|64": "number behind the slash", "a|/-1": "belong there",
		"redirect|:b.test": "another sign than =", "|include": "names no domain", "|exists": "names no domain",
		"include:|": "names no domain", "a:|": "names no domain", "mx:|/24": "names no domain", "redirect=|": "names no domain", "exp=|": "names no domain",
		"include:|localhost": "without a dot", "redirect=|-all": "without a dot", "a:|museum.": "without a dot", "a:%{d}|com": "without a dot", "a:%{d}|.": "without a dot",
		"include:b.|test/24": "cannot be one", "a:b.|123": "cannot be one", "a:b.|-test": "cannot be one", "a:b.|test-": "cannot be one", "a:b.|test:8080": "cannot be one", "a:b.|.": "cannot be one",
		"a:|192.0.2.1": "address where a name belongs", "-mx:|192.0.2.1/24": "address where a name belongs", "a:|2001:db8::1": "address where a name belongs",
		"|ip4": "names no address", "|ip4:": "names no address", "|-ip6/32": "names no address",
		"ip4:|192.0.2": "no IPv4 address", "ip4:|2001:db8::1": "no IPv4 address", "ip4:|192.0.2.01": "no IPv4 address", "ip4:|192.0.2.1:25": "no IPv4 address",
		"ip6:|192.0.2.1": "no IPv6 address", "ip6:|fe80::1%eth0": "no IPv6 address", "ip6:|:CAFE::BABE": "no IPv6 address",
		"ip4:192.0.2.0/|33": "number behind the slash", "ip4:192.0.2.0/|08": "number behind the slash", "ip4:192.0.2.0/|": "number behind the slash", "ip4:192.0.2.0/|/24": "number behind the slash", "ip6:2001:db8::/|129": "number behind the slash",
		"a/|33": "number behind the slash", "a//|129": "number behind the slash", "a:b.test/|032": "number behind the slash", "a/24//|00": "number behind the slash", "mx/|99999999999999999999": "number behind the slash",
		"exists:|%": "begins no macro", "exists:a|%b.test": "begins no macro", "exists:a.|%(ir).test": "begins no macro", "exists:|%{d": "begins no macro", "x=|%abc": "begins no macro", "exists:|%{}.test": "begins no macro",
		"exists:a.|%{z}.test": "nobody knows", "exp=|%{r}.test": "explanations alone", "a:b|%{t}": "explanations alone",
		"exists:|%{d0}.test": "asks for no parts", "exists:|%{d00r}": "asks for no parts", "exists:|%{drr}": "not written as macros are", "exists:|%{d2x}": "not written as macros are",
		"a|\t-all": "control character", "a:b.test|\x00": "control character", "a|\x7f": "control character", "a:caf|é.test": "other than plain letters", "|\x96all": "other than plain letters", "a|\u00a0-all": "other than plain letters",
	} {
		at := strings.IndexByte(marked, '|')
		term := marked[:at] + marked[at+1:]
		for _, record := range []string{"v=spf1 " + term, "V=SPF1  mx:x.test/24 " + term + "  -all"} {
			_, wrong := Parse(record)
			want := strings.Index(record, term) + at
			if len(wrong) != 1 || wrong[0].At != want || wrong[0].Term != term || !strings.Contains(wrong[0].Why, why) {
				t.Errorf("Parse(%q) = %q, want an error at %d of %q: %s", record, wrong, want, term, why)
			}
		}
	}
}

// TestAllErrors: no error hides the next, as far as anybody would read.
func TestAllErrors(t *testing.T) {
	r, wrong := Parse("v=spf1 redirect=a.test -al redirect=b.test mx ip4:x exp=a.test exp=b.test")
	var at []int
	for _, e := range wrong {
		at = append(at, e.At)
	}
	if diff := cmp.Diff([]int{23, 27, 50, 63}, at); diff != "" || len(r.Terms) != 3 {
		t.Errorf("%q and %d terms: %s", wrong, len(r.Terms), diff)
	}
	if _, wrong := Parse("v=spf1" + strings.Repeat(" moo", 10_000)); len(wrong) != maxErrors {
		t.Errorf("%d errors are told, want %d", len(wrong), maxErrors)
	}
	if _, wrong := Parse("v=spf2 -all"); len(wrong) != 1 || wrong[0].At != 0 || wrong[0].Term != "v=spf2" {
		t.Errorf("another version: %q", wrong)
	}
	if got := (SyntaxError{7, "-al", "is no word of such lists"}).Error(); got != `"-al" at byte 7 is no word of such lists` {
		t.Error(got)
	}
}

func TestIdle(t *testing.T) {
	r, _ := Parse("v=spf1 ip4=192.0.2.1 include=b.test ip4:192.0.2.1 redirect=b.test moo=x")
	var got []bool
	for _, term := range r.Terms {
		got = append(got, term.Idle())
	}
	if diff := cmp.Diff([]bool{true, true, false, false, false}, got); diff != "" {
		t.Error(diff)
	}
}

// FuzzParse: every part of a record is a term or an error, each lies where it says,
// and what was accepted is accepted by itself, and means the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"v=spf1 a:b.test/24//64 -all", "v=spf1 redirect=%{d}.x.test", "V=spf1 ip6:::/0 ?exists:%{ir}.a.test exp=a.b", "v=spf1 x=%% exp=a.b exp=c.d",
		"v=spf1 \x00 a/ ip4:1.2.3.4/033 include:", "v=spf1 -", "v=spf1 +=", "v=spf1 a:%{l0}.%{d.b.test ~mx//", "v=spf1 a:%{L99999999999999999999R-+}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, record string) {
		r, wrong := Parse(record)
		if !IsRecord(record) {
			if len(wrong) != 1 {
				t.Fatalf("%q is no record: %q", record, wrong)
			}
			return
		}
		if parts := len(strings.FieldsFunc(record[len(version):], func(r rune) bool { return r == ' ' })); len(r.Terms)+len(wrong) != parts && len(wrong) < maxErrors {
			t.Fatalf("%q has %d parts: %d terms, %q", record, parts, len(r.Terms), wrong)
		}
		for _, e := range wrong {
			if e.Why == "" || e.At > len(record) || !strings.Contains(record[max(0, e.At-len(e.Term)):], e.Term) {
				t.Fatalf("%q: %+v lies elsewhere", record, e)
			}
		}
		for _, term := range r.Terms {
			if !strings.HasPrefix(record[term.At:], term.Text) || term.Name != strings.ToLower(term.Name) || strings.Contains(term.Text, " ") {
				t.Fatalf("%q: odd term %+v", record, term)
			}
			alone, wrong := Parse(version + " " + term.Text)
			if len(wrong) > 0 || len(alone.Terms) != 1 {
				t.Fatalf("%q: %q is not accepted by itself: %q", record, term.Text, wrong)
			}
			alone.Terms[0].At = term.At
			if told(alone.Terms[0]) != told(term) {
				t.Fatalf("%q: %q means something else by itself", record, term.Text)
			}
			if text, ok := term.Domain.expand(func(byte) (string, bool) { return "a.b", true }); ok && len(text) > 2*maxExpanded+len(record) {
				t.Fatalf("%q expands to %d bytes", record, len(text))
			}
		}
	})
}

// A term's network is one that can be compared with.
func TestNetworks(t *testing.T) {
	r, _ := Parse("v=spf1 ip4:192.0.2.77/24 ip6:::ffff:192.0.2.1")
	for i, want := range []bool{true, false} { // IPv4 addresses in IPv6 fit nothing (section 5)
		if got := r.Terms[i].Network.Contains(netip.MustParseAddr("192.0.2.1")); got != want {
			t.Errorf("%s contains 192.0.2.1: %t", r.Terms[i].Text, got)
		}
	}
}

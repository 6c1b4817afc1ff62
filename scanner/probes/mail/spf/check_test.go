package spf

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// TestCheck: what the public test suite leaves out.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name, zone, ip string
		want           Verdict
	}{
		{"a zone is no part of an address", "a.test TXT v=spf1 ip6:fe80::/10 -all", "fe80::1%eth0", Pass},
		{"an alias is followed", "a.test CNAME b.test\nb.test TXT v=spf1 a:c.test -all\nc.test CNAME b.test\nb.test A 192.0.2.1", "192.0.2.1", Pass},
		{"an alias that leads back to itself", "a.test TXT v=spf1 include:b.test -all\nb.test CNAME b.test", "192.0.2.1", TempError},
		{"prefix lengths of each kind", "a.test TXT v=spf1 a/24//64 -all\na.test A 192.0.2.9\na.test AAAA 2001:db8::9", "2001:db8::1", Pass},
		{"a mail server's silence", "a.test TXT v=spf1 mx -all\na.test MX b.test\nb.test silent", "192.0.2.1", TempError},
		{"a mail server without an address is void once", "a.test TXT v=spf1 mx mx -all\na.test MX x.test\na.test MX y.test\na.test MX z.test", "192.0.2.1", Fail},
		{"three terms that are void", "a.test TXT v=spf1 mx a:x.test exists:y.test -all\na.test MX x.test", "192.0.2.1", PermError},
		{"an address of the other kind alone is void", "a.test TXT v=spf1 a a a -all\na.test A 192.0.2.9", "2001:db8::1", PermError},
		{"and not for its own kind", "a.test TXT v=spf1 a a a -all\na.test A 192.0.2.9", "192.0.2.1", Fail},
		{"an address without names is void at each ptr", "a.test TXT v=spf1 ptr ptr -all", "192.0.2.1", Fail},
		{"and the third time too much", "a.test TXT v=spf1 ptr ptr exists:%{p}.a.test ptr -all", "192.0.2.1", PermError},
		{"the root takes no mail", "a.test TXT v=spf1 mx -all\na.test MX .", "192.0.2.1", Fail},
		{"a redirect behind a match", "a.test TXT v=spf1 ip4:192.0.2.1 redirect=gone.test", "192.0.2.1", Pass},
		{"a redirect that leads nowhere", "a.test TXT v=spf1 ip4:192.0.2.9 redirect=gone.test", "192.0.2.1", PermError},
		{"a redirect by a redirect", "a.test TXT v=spf1 redirect=b.test\nb.test TXT v=spf1 redirect=c.test\nc.test TXT v=spf1 ~all", "192.0.2.1", SoftFail},
		{"an include's redirect", "a.test TXT v=spf1 ?include:b.test -all\nb.test TXT v=spf1 redirect=c.test\nc.test TXT v=spf1 +all", "192.0.2.1", Neutral},
		{"no address", "a.test TXT v=spf1 ip4:0.0.0.0/0 ip6:::/0 exists:%{i}.%{p}.a.test a/0 -all\na.test A 192.0.2.1", "", Fail},
	} {
		ip, _ := netip.ParseAddr(tt.ip)
		got := Check(t.Context(), world(tt.zone).resolve, Mail{IP: ip, Sender: "x@a.test"})
		if got.Verdict != tt.want {
			t.Errorf("%s: %s (%v), want %s", tt.name, got.Verdict, got.Err, tt.want)
		}
	}
}

// TestExplanations: the words are the domain's, and nothing that goes wrong with
// them changes the verdict.
func TestExplanations(t *testing.T) {
	at := time.Unix(1_790_000_000, 0)
	for words, want := range map[string]string{
		"%{i} is not %{d}, said %{r} at %{t}%%": "192.0.2.1 is not a.test, said in.test at 1790000000%",
		"a %{z}":                                "", "caf\u00e9": "", "a\tb": "", strings.Repeat("%{l}", 20_000): "",
	} {
		zone := internet{
			"a.test":          place{records: map[string][]string{"TXT": {"v=spf1 exp=%{d}.exp.test -all"}}},
			"a.test.exp.test": place{records: map[string][]string{"TXT": {words}}},
		}
		got := Check(t.Context(), zone.resolve, Mail{IP: netip.MustParseAddr("192.0.2.1"), Sender: "someone@a.test", Receiver: "in.test", At: at})
		if got.Verdict != Fail || got.Explanation != want {
			t.Errorf("%.40q: %s, %q, want %q", words, got.Verdict, got.Explanation, want)
		}
	}
	zone := world("a.test TXT v=spf1 exp=%{h} -all\nb.test TXT words")
	for helo, want := range map[string]string{"b.test": "words", "b..test": "", "gone.test": ""} {
		if got := Check(t.Context(), zone.resolve, Mail{Sender: "x@a.test", Helo: helo}); got.Explanation != want {
			t.Errorf("%s: %q, want %q", helo, got.Explanation, want)
		}
	}
}

// TestCheckIsBounded: whatever the records say, a check asks no more than its
// limits allow.
func TestCheckIsBounded(t *testing.T) {
	const most = 135
	var servers, names []string
	for i := range 1000 {
		servers = append(servers, fmt.Sprintf("m%d.test", i))
		names = append(names, fmt.Sprintf("p%d.test", i))
	}
	for _, record := range []string{
		"v=spf1" + strings.Repeat(" mx", 20_000), "v=spf1 include:x.%{d} -all", "v=spf1 redirect=x.%{d}", "v=spf1 include:%{d}",
		"v=spf1 ptr:%{p} exists:%{p}.%{p}" + strings.Repeat(" mx:%{p}", 9), "v=spf1" + strings.Repeat(" exists:%{l}%{s}", 9000),
		"v=spf1 a:" + strings.Repeat("%{s}", 16_000), "v=spf1 ptr exp=%{p}.%{d} -all",
	} {
		for _, count := range []int{10, 1000} {
			var asked log
			ask := asked.of(func(_ context.Context, typ, name string) ([]string, State, error) {
				switch typ {
				case "TXT":
					return []string{record}, Found, nil
				case "MX":
					return servers[:count], Found, nil
				case "PTR":
					return names[:count], Found, nil
				}
				return []string{"203.0.113.9"}, Found, nil
			})
			m := Mail{IP: netip.MustParseAddr("192.0.2.1"), Sender: strings.Repeat("long.", 50_000) + "@a.test", Helo: strings.Repeat("y", 100_000)}
			got := Check(t.Context(), ask, m)
			if len(asked.asked) > most || len(got.Explanation) > 2*maxExpanded+len(m.Sender) {
				t.Errorf("%.30q, %d servers: %d questions (%s)", record, count, len(asked.asked), got.Verdict)
			}
			for _, q := range asked.asked {
				if len(q) > maxName+10 {
					t.Errorf("%.30q: a name of %d bytes is asked for", record, len(q))
				}
			}
		}
	}
}

// TestInTheEnd: a check that is given up is a temporary error.
func TestInTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ask := func(ctx context.Context, _, _ string) ([]string, State, error) { return nil, "", context.Cause(ctx) }
	if got := Check(ctx, ask, Mail{Sender: "x@a.test"}); got.Verdict != TempError || got.Err == nil {
		t.Errorf("%+v", got)
	}
}

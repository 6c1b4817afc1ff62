package mail

import (
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/dmarc"
)

func TestDiscover(t *testing.T) {
	for _, tt := range []struct {
		name     string
		zone     string // "name: record" lines, for myshop.platform.test
		found    string
		policy   dmarc.Policy
		present  scanner.Outcome
		strength scanner.Outcome
	}{
		{"reject", "myshop.platform.test: v=DMARC1; p=reject", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass},
		{"quarantine, odd spacing and case", "myshop.platform.test: v = DMARC1 ;P = Quarantine;", "myshop.platform.test", "quarantine", scanner.Pass, scanner.Pass},
		{"removed tags are ignored", "myshop.platform.test: v=DMARC1; pct=0; rf=afrf; ri=1; x=y; p=reject", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass},
		{"none with reports", "myshop.platform.test: v=DMARC1; p=none; rua=mailto:a@shop.test", "myshop.platform.test", "none", scanner.Pass, scanner.Warn},
		{"none without", "myshop.platform.test: v=DMARC1; p=none", "myshop.platform.test", "none", scanner.Pass, scanner.Fail},
		{"an address without a scheme is none", "myshop.platform.test: v=DMARC1; p=none; rua=a@shop.test, mailto:", "myshop.platform.test", "none", scanner.Pass, scanner.Fail},
		{"one good address is enough", "myshop.platform.test: v=DMARC1; p=none; rua=x, mailto:a@shop.test!10m", "myshop.platform.test", "none", scanner.Pass, scanner.Warn},
		{"test mode", "myshop.platform.test: v=DMARC1; p=reject; t=y", "myshop.platform.test", "reject", scanner.Pass, scanner.Warn},
		{"test mode of nothing", "myshop.platform.test: v=DMARC1; p=none; t=y; rua=mailto:a@shop.test", "myshop.platform.test", "none", scanner.Pass, scanner.Warn},
		{"test mode off", "myshop.platform.test: v=DMARC1; p=reject; t=n", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass},
		{"no p, reports", "myshop.platform.test: v=DMARC1; rua=mailto:a@shop.test", "myshop.platform.test", "none", scanner.Pass, scanner.Warn},
		{"no p, no reports", "myshop.platform.test: v=DMARC1; sp=reject", "", "", scanner.Fail, scanner.NotApplicable},
		{"bad p, reports", "myshop.platform.test: v=DMARC1; p=rejct; rua=mailto:a@shop.test", "myshop.platform.test", "none", scanner.Pass, scanner.Warn},
		{"bad sp spoils p", "myshop.platform.test: v=DMARC1; p=reject; sp=yes", "", "", scanner.Fail, scanner.NotApplicable},
		{"version in the wrong case", "myshop.platform.test: v=dmarc1; p=reject", "", "", scanner.Fail, scanner.NotApplicable},
		{"version not first", "myshop.platform.test: p=reject; v=DMARC1", "", "", scanner.Fail, scanner.NotApplicable},
		{"other texts do not count", "myshop.platform.test: v=spf1 -all\nmyshop.platform.test: v=DMARC1; p=reject", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass},
		{"two", "myshop.platform.test: v=DMARC1; p=reject\nmyshop.platform.test: v=DMARC1; p=none", "", "", scanner.Fail, scanner.NotApplicable},
		{"nothing", "", "", "", scanner.Fail, scanner.NotApplicable},
		{"a wildcard's texts", "myshop.platform.test: v=spf1 -all\nplatform.test: v=spf1 -all\ntest: hello", "", "", scanner.Fail, scanner.NotApplicable},
		{"its own before the platform's", "myshop.platform.test: v=DMARC1; p=none; rua=mailto:a@b.test\nplatform.test: v=DMARC1; p=reject", "myshop.platform.test", "none", scanner.Pass, scanner.Warn},
		{"a platform's", "platform.test: v=DMARC1; p=reject", "platform.test", "reject", scanner.Pass, scanner.Pass},
		{"a platform's, for those below", "platform.test: v=DMARC1; p=reject; sp=none", "platform.test", "none", scanner.Pass, scanner.Fail},
		{"a platform's, not for those that do not exist", "platform.test: v=DMARC1; p=reject; np=none", "platform.test", "reject", scanner.Pass, scanner.Pass},
		{"inherited, unusable", "platform.test: v=DMARC1; p=x", "", "", scanner.Fail, scanner.NotApplicable},
		{"two of its own, one inherited", "myshop.platform.test: v=DMARC1; p=none\nmyshop.platform.test: v=DMARC1\nplatform.test: v=DMARC1; p=reject", "platform.test", "reject", scanner.Pass, scanner.Pass},
		{"the highest counts", "platform.test: v=DMARC1; p=none\ntest: v=DMARC1; p=reject", "test", "reject", scanner.Warn, scanner.Pass},
		{"psd=n ends the walk", "platform.test: v=DMARC1; p=reject; psd=n\ntest: v=DMARC1; p=none", "platform.test", "reject", scanner.Pass, scanner.Pass},
		{"below psd=y", "platform.test: v=DMARC1; p=quarantine\ntest: v=DMARC1; p=none; psd=y", "platform.test", "quarantine", scanner.Pass, scanner.Pass},
		{"psd=y right above", "platform.test: v=DMARC1; p=reject; sp=quarantine; psd=y\ntest: v=DMARC1; p=none", "platform.test", "quarantine", scanner.Warn, scanner.Pass},
		{"psd=y with nothing below", "test: v=DMARC1; p=reject; psd=y", "test", "reject", scanner.Warn, scanner.Pass},
		{"psd=y of its own", "myshop.platform.test: v=DMARC1; p=reject; psd=y", "myshop.platform.test", "reject", scanner.Pass, scanner.Pass},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := discover(walked("myshop.platform.test", tt.zone))
			if s.found != tt.found || s.policy != tt.policy {
				t.Errorf("discover = %+v, want %q asking for %q", s, tt.found, tt.policy)
			}
			if f := judgeDMARC(s); f.Outcome != tt.present || len(f.Evidence) == 0 {
				t.Errorf("mail.dmarc = %+v, want %s", f, tt.present)
			}
			if f := judgeDMARCPolicy(s); f.Outcome != tt.strength || len(f.Evidence) == 0 {
				t.Errorf("mail.dmarc-policy = %+v, want %s", f, tt.strength)
			}
		})
	}
}

// walked is a tree walk from domain through a zone of "name: record" lines.
func walked(domain, zone string) treeWalk {
	var w treeWalk
	for _, name := range dmarc.Names(domain) {
		var texts []string
		for line := range strings.SplitSeq(zone, "\n") {
			if at, text, ok := strings.Cut(line, ": "); ok && at == name {
				texts = append(texts, text)
			}
		}
		w.answers = append(w.answers, answer("TXT _dmarc."+name, texts...))
		w.places = append(w.places, dmarc.At(name, texts))
		if w.places[len(w.places)-1].Ends() {
			break
		}
	}
	return w
}

// The walk asks no more than it must, and a silent name on the way leaves the
// rule unknown.
func TestWalk(t *testing.T) {
	mx := answer("MX shop.test", "10 mail.shop.test")
	txt := answer("TXT shop.test", "v=spf1 mx -all")
	own := answer("TXT _dmarc.shop.test", "v=DMARC1; p=reject")
	for _, tt := range []struct {
		name    string
		answers []*observe.Records
		want    scanner.Outcome
	}{
		{"its own record is enough", []*observe.Records{own}, scanner.Pass},
		{"nothing anywhere", []*observe.Records{mx, txt, answer("TXT _dmarc.shop.test"), answer("TXT _dmarc.test")}, scanner.Fail},
		{"no answer above", []*observe.Records{mx, txt, answer("TXT _dmarc.shop.test")}, scanner.Unknown},
		{"no answer at all", []*observe.Records{mx, txt, answer("TXT _dmarc.test", "v=DMARC1; p=reject")}, scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := run(t, DMARC, site(t, "www.shop.test", tt.answers...))
			if len(found) != 1 || found[0].Outcome != tt.want || found[0].Subject != "TXT _dmarc.shop.test" {
				t.Errorf("found %+v, want %s", found, tt.want)
			}
		})
	}
}

func TestForSale(t *testing.T) {
	for domain, want := range map[string]bool{"com": true, "co.uk": true, "test": true, "myshopify.com": false, "shop.test": false, "platform.test": false} {
		if got := forSale(domain); got != want {
			t.Errorf("forSale(%s) = %t", domain, got)
		}
	}
}

// TestShown: what is quoted of a name is bounded, whatever is there, and says
// where an alias leads.
func TestShown(t *testing.T) {
	var many []string
	for range 100 {
		many = append(many, "v=DMARC1; p=none; rua=mailto:"+strings.Repeat("a", 600)+"@shop.test")
	}
	alias := answer("TXT _dmarc.shop.test")
	alias.Aliases, alias.State = []string{"a.test", "b.test"}, observe.NoDomain
	for _, tt := range []struct {
		r    *observe.Records
		want string // the last one
		n    int
	}{
		{answer("TXT _dmarc.shop.test", many...), "and 96 more", 5},
		{answer("TXT _dmarc.shop.test", "v=spf1 -all", strings.Repeat("x", 64<<10)), "no v=DMARC1 among: v=spf1 -all | xxx", 1},
		{answer("TXT _dmarc.shop.test"), "no TXT record", 1},
		{alias, "leads to b.test: no such name", 1},
	} {
		got := shown(tt.r, dmarc.At("shop.test", tt.r.Values()))
		if len(got) != tt.n || !strings.HasPrefix(got[len(got)-1].Quote, tt.want) || len(got[0].Quote) > observe.MaxQuote {
			t.Errorf("%d quotes, the last %.80q; want %d, %q", len(got), got[len(got)-1].Quote, tt.n, tt.want)
		}
	}
}

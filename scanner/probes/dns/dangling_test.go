package dns

import (
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

func TestJudgeLead(t *testing.T) {
	service := func(host string) facts.Claimable {
		c, ok := facts.ClaimableOf(host)
		if !ok {
			t.Fatal(host)
		}
		return c
	}
	page := func(body string) *observe.Page {
		return &observe.Page{URL: "https://a.shop.test/", Body: []byte(body), At: noon}
	}
	beanstalk, bucket, github := service("shop.eu-west-1.elasticbeanstalk.com"), service("a.s3.amazonaws.com"), service("shop.github.io")
	memory := beanstalk
	memory.Memory = true
	const noBucket = "<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message>"
	for _, tt := range []struct {
		name string
		lead lead
		want scanner.Outcome // empty: nothing is wrong
	}{
		{"nowhere else", lead{kind: "CNAME"}, ""},
		{"somewhere", lead{kind: "CNAME", target: "x.test"}, ""},
		{"a domain that nobody has", lead{kind: "CNAME", gone: true, domain: "x.com", free: missing("NS x.com")}, scanner.Fail},
		{"gone, of a provider", lead{kind: "CNAME", gone: true}, scanner.Warn},
		{"gone, of its own", lead{kind: "CNAME", gone: true, own: true}, scanner.Warn},
		{"gone at a service that gives it to others", lead{kind: "CNAME", gone: true, service: beanstalk}, scanner.Fail},
		{"gone at one that is only remembered", lead{kind: "CNAME", gone: true, service: memory}, scanner.Warn},
		{"there at such a service", lead{kind: "CNAME", service: beanstalk}, ""},
		{"free by its page", lead{kind: "CNAME", service: bucket, page: page(noBucket)}, scanner.Fail},
		{"another service's page", lead{kind: "CNAME", service: github, page: page(noBucket)}, ""},
		{"in use by its page", lead{kind: "CNAME", service: bucket, page: page("<h1>A shop</h1>")}, ""},
		{"gone where the page would tell", lead{kind: "CNAME", gone: true, service: bucket}, scanner.Warn},
		{"free where proof is asked for", lead{kind: "CNAME", service: github, page: page("There isn't a GitHub Pages site here.")}, scanner.Warn},
		{"a mail server's domain that nobody has", lead{kind: "MX", gone: true, domain: "x.com", free: missing("NS x.com")}, scanner.Fail},
		{"a mail server that is gone", lead{kind: "MX", gone: true}, ""},
	} {
		f, bad := judgeLead(tt.lead)
		if bad != (tt.want != "") || bad && f.Outcome != tt.want {
			t.Errorf("%s: %+v, %t; want %s", tt.name, f, bad, tt.want)
		}
	}
}

// A name whose lead nobody could follow leaves the others' findings, and keeps the
// shop from passing.
func TestJudgeLeads(t *testing.T) {
	fine := lead{kind: "CNAME", name: "shop.test", records: []*observe.Records{answer("A shop.test", "192.0.2.1")}}
	bad := lead{kind: "CNAME", name: "www.shop.test", gone: true, records: []*observe.Records{missing("A www.shop.test")}}
	lost := lead{kind: "CNAME", name: "mail.shop.test", err: &observe.Failure{Cause: observe.Timeout, Words: "the name servers gave no answer in time"}}
	for _, tt := range []struct {
		name  string
		leads []lead
		want  string
	}{
		{"all fine", []lead{fine}, "pass shop.test\n"},
		{"one bad", []lead{fine, bad}, "warn CNAME www.shop.test\n"},
		{"one lost", []lead{lost, fine}, "unknown shop.test\n"},
		{"both", []lead{lost, bad}, "warn CNAME www.shop.test\nunknown shop.test\n"},
	} {
		got := ""
		for _, f := range judgeLeads("shop.test", tt.leads) {
			got += string(f.Outcome) + " " + f.Subject + "\n"
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestKeptBack: a resolver that keeps a name back says that it does not exist, and
// names no zone that could know.
func TestKeptBack(t *testing.T) {
	for zone, want := range map[string]bool{".": true, "com": true, "old-agency.com": true, "": false, "x.old-agency.com": false, "y.x.old-agency.com": false, "ncy.com": false, "other.com": false} {
		if got := above(zone, "x.old-agency.com"); got != want {
			t.Errorf("above(%q) = %t", zone, got)
		}
	}
	r := missing("A www.shop.test")
	r.Aliases = []string{"x.old-agency.com"}
	l := lead{kind: "CNAME", name: "www.shop.test"}
	l.set(r)
	l.missing(t.Context(), observe.Replay("shop.test", nil))
	if cause, _ := observe.Explain(l.err); cause != observe.DNSRefused {
		t.Errorf("kept back: %+v", l)
	}
}

package report

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// fixPage is a page with something for everybody and for each server.
const fixPage = `Have your host switch it on.

- In a rented shop only the provider can.
- nginx, in the block:

      a nginx

      b nginx

- Apache: a line
  and its end.

      an Apache

- Caddy does it with these words for everybody.
- Caddy, in the site:

      a Caddy

- HAProxy:

      a HAProxy

- IIS: tick it.

Then, whatever it is:

1. Test it.`

// fixed returns a report whose one probe with fixes, of a family, has failed.
func fixed(id scanner.ProbeID, also ...scanner.Finding) Report {
	cat := catalog()
	cat.Probes = maps.Clone(cat.Probes)
	cat.Probes[id] = probe(id, scanner.High, "It is on", "It matters.", fixPage)
	run := shop("tea-shop.example")
	run.Scan.Findings = append([]scanner.Finding{{Probe: id, Severity: scanner.High, Outcome: scanner.Fail, Subject: "x", Message: "It is off."}}, also...)
	return New(run, cat)
}

// named are the findings of a shop that shows headers.
func named(headers ...string) scanner.Finding {
	f := found("header.disclosure", scanner.Pass, "https://tea-shop.example/", "It names its software.")
	for _, h := range headers {
		f.Evidence = append(f.Evidence, seen("GET https://tea-shop.example/", h, "", 0))
	}
	return f
}

// TestFixes: a report shows what fits the shop, and says for what it is.
func TestFixes(t *testing.T) {
	rented := found("software.hosted", scanner.Pass, "tea-shop.example", "It runs on Shopify.")
	own := found("software.hosted", scanner.NotApplicable, "tea-shop.example", "It is made with WooCommerce.")
	untold := unknown("software.hosted", observe.NotFound, "tea-shop.example", "It could not be told.")
	for _, tt := range []struct {
		name  string
		probe scanner.ProbeID
		also  []scanner.Finding
		want  string // whose items are shown
		how   string
	}{
		{"nothing", "tls.x", nil, "rented nginx Apache more", "nginx and Apache, as the shop names no web server that shopcheck has fixes for"},
		{"only the platform", "tls.x", []scanner.Finding{own, named("no Server header")}, "rented nginx Apache more", "nginx and Apache, as the shop names no web server that shopcheck has fixes for"},
		{"an unknown server", "header.x", []scanner.Finding{untold, named("Server: LiteSpeed")}, "rented nginx Apache more", "nginx and Apache, as the shop names no web server that shopcheck has fixes for"},
		{"nginx", "tls.x", []scanner.Finding{own, named("Server: nginx/1.24.0 (Ubuntu)")}, "nginx", "nginx, which the shop names as its web server; “shopcheck explain” shows those for other servers"},
		{"nginx behind PHP", "tls.x", []scanner.Finding{own, named("X-Powered-By: PHP/8.1.2", "Server: openresty")}, "nginx", "nginx, which the shop names as its web server; “shopcheck explain” shows those for other servers"},
		{"Apache, perhaps rented", "tls.x", []scanner.Finding{untold, named("Server: Apache")}, "rented Apache", "Apache, which the shop names as its web server; “shopcheck explain” shows those for other servers"},
		{"IIS", "header.x", []scanner.Finding{own, named("Server: Microsoft-IIS/10.0")}, "IIS", "IIS, which the shop names as its web server; “shopcheck explain” shows those for other servers"},
		{"Caddy", "header.x", []scanner.Finding{own, named("Server: Caddy")}, "Caddy", "Caddy, which the shop names as its web server; “shopcheck explain” shows those for other servers"},
		{"rented", "tls.x", []scanner.Finding{rented, named("Server: nginx")}, "rented", "a rented shop, whose server only the provider can change"},
		{"rented behind a network", "header.x", []scanner.Finding{rented, named("Server: cloudflare", "Cf-Ray: 9a1-FRA")}, "rented", "a rented shop, whose server only the provider can change"},
		{"a network, encryption", "tls.x", []scanner.Finding{own, named("Server: cloudflare", "Cf-Ray: 9a1-FRA")}, "rented", "nginx and Apache, as the shop's own web server does not show behind Cloudflare, where the encryption is set"},
		{"a network, headers", "header.x", []scanner.Finding{own, named("Server: cloudflare", "Cf-Ray: 9a1-FRA")}, "rented nginx Apache more", "nginx and Apache, as the shop's own web server does not show behind Cloudflare, where the encryption is set"},
		{"a network that shows the server, encryption", "cert.x", []scanner.Finding{own, named("Server: nginx", "X-Served-By: cache-fra-1")}, "rented", "nginx, which the shop names as its web server, behind Fastly, where the encryption is set"},
		{"a network that shows the server, headers", "header.x", []scanner.Finding{own, named("Server: nginx", "X-Served-By: cache-fra-1")}, "nginx", "nginx, which the shop names as its web server, behind Fastly, where the encryption is set"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := fixed(tt.probe, tt.also...)
			if got := fitted(r.Findings.Entries[0]); got != tt.want {
				t.Errorf("shown: %q, want %q", got, tt.want)
			}
			if got := writtenFor(r); got != tt.how {
				t.Errorf("written for: %q, want %q", got, tt.how)
			}
		})
	}
}

// TestOwn: what is for those who install the software themselves is shown to all
// but those who rent a shop.
func TestOwn(t *testing.T) {
	cat := catalog()
	cat.Probes = maps.Clone(cat.Probes)
	cat.Probes["cookie.x"] = probe("cookie.x", scanner.High, "It is on", "It matters.", "Do it.\n\n- PHP, in a file:\n\n      a PHP\n\n- In a rented shop ask.\n- Test it.")
	for outcome, want := range map[scanner.Outcome]bool{scanner.Pass: false, scanner.NotApplicable: true, scanner.Unknown: true} {
		run := shop("tea-shop.example")
		run.Scan.Findings = []scanner.Finding{
			{Probe: "cookie.x", Severity: scanner.High, Outcome: scanner.Fail, Subject: "x", Message: "It is off."},
			found("software.hosted", outcome, "tea-shop.example", "It runs on something."),
		}
		r := New(run, cat)
		text := string(r.Findings.Entries[0].ToDo + "\n" + r.Findings.Entries[0].Snippets)
		if strings.Contains(text, "PHP") != want || !strings.Contains(text, "- Test it.") || !strings.Contains(text, "- In a rented shop ask.") {
			t.Errorf("software.hosted %s: %q", outcome, text)
		}
		if got := writtenFor(r); strings.Contains(got, "PHP") {
			t.Errorf("written for %q", got)
		}
	}
}

// fitted lists whose items a finding shows. What is for everybody it must show.
func fitted(f Finding) string {
	text := string(f.ToDo + "\n" + f.Snippets)
	var out []string
	for _, mark := range []struct{ word, text string }{
		{"rented", "- In a rented shop only the provider can."},
		{"nginx", "- nginx, in the block:\n\n      a nginx\n\n      b nginx\n"},
		{"Apache", "- Apache: a line and its end.\n\n      an Apache\n"},
		{"Caddy", "      a Caddy"},
		{"HAProxy", "      a HAProxy"},
		{"IIS", "- IIS: tick it."},
		{"more", "- `shopcheck explain " + string(f.Probe) + "` has the lines for Caddy, HAProxy and IIS."},
		{"NOT for everybody", "Have your host"},
	} {
		if strings.Contains(text, mark.text) != strings.HasPrefix(mark.word, "NOT") {
			out = append(out, mark.word)
		}
	}
	for _, all := range []string{"- Caddy does it with these words for everybody.", "\n\nThen, whatever it is:\n\n1. Test it."} {
		if !strings.Contains(text, all) {
			out = append(out, "not "+all)
		}
	}
	return strings.Join(out, " ")
}

// writtenFor returns what a report says of its fixes; empty if it says nothing.
func writtenFor(r Report) string {
	for _, p := range r.How.Entries {
		if p.Label == "Fixes are written for" {
			return p.Text
		}
	}
	return ""
}

// TestOnly: what is left of a page is a page still.
func TestOnly(t *testing.T) {
	for _, tt := range []struct{ in, want Prose }{
		{"", ""},
		{"- nginx: a", ""},
		{"- nginx: a\nThen test.", "Then test."},
		{"Do it.\n\n- nginx:\n\n      a\n\n      b\n\n- Test it.", "Do it.\n\n- Test it."},
		{"- In a rented shop ask.\n- Caddy:\n\n      a\n\n1. Test it.", "- In a rented shop ask.\n1. Test it."},
		{"- In a rented shop ask.\n- Caddy:\n\n      a\n\nThen test.", "- In a rented shop ask.\n\nThen test."},
		{"- In a rented shop ask.\n- Caddy:\n\n      a", "- In a rented shop ask."},
	} {
		if got, _ := tt.in.only([]string{scanner.FixRented}); got != tt.want {
			t.Errorf("of %q is left %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestNoFixes: where no fix for a server is shown, nothing is said of any.
func TestNoFixes(t *testing.T) {
	for name, run := range map[string]checklist.Run{"all is well": cleanShop(), "not seen": unreachableShop()} {
		if got := writtenFor(New(run, catalog())); got != "" {
			t.Errorf("%s: fixes are written for %s", name, got)
		}
	}
}

func TestServerOf(t *testing.T) {
	for banner, want := range map[string]string{
		"nginx": "nginx", "nginx/1.18.0 (Ubuntu)": "nginx", "openresty/1.25.3.1": "nginx", "Apache": "Apache", "Apache/2.4.57 (Debian)": "Apache",
		"Apache (Ubuntu 22.04)": "Apache", "Caddy": "Caddy", "HAProxy": "HAProxy", "Microsoft-IIS/10.0": "IIS",
		"Apache-Coyote/1.1": "", "Microsoft-HTTPAPI/2.0": "", "LiteSpeed": "", "cloudflare": "", "": "", "nginxish": "", "not nginx": "",
	} {
		if got := serverOf(banner); got != want {
			t.Errorf("serverOf(%q) = %q, want %q", banner, got, want)
		}
	}
}

// TestFixesKeepTheCopy: a saved run shows the same as one just made.
func TestFixesKeepTheCopy(t *testing.T) {
	run := typicalShop()
	saved, err := checklist.ReadRun(strings.NewReader(string(written(t, run, JSON, Settings{}))))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(New(run, catalog()).Findings, New(saved, catalog()).Findings); diff != "" {
		t.Errorf("findings (-made +saved):\n%s", diff)
	}
}

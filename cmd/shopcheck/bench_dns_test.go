package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
	"shopcheck/scanner/probes/mail/spf"
)

// senders are who delivers a mail of each record: somebody that many of them list,
// and strangers.
var senders = []string{"192.0.2.1", "203.0.113.9", "2001:db8::1", "2001:db8:ffff::9"}

// A spfRecord is the record of a domain of its own, where @ stands for that, and
// what else is at names below. A reason says why Mail::SPF may see it otherwise.
type spfRecord struct{ text, more, reason string }

const (
	oldLimit = "Mail::SPF passes over mail servers beyond the tenth, as RFC 4408 had it; RFC 7208, section 5.4, has it an error"
	eachVoid = "Mail::SPF counts each question that is void, RFC 7208, section 4.6.4, each term"
)

var spfRecords = []spfRecord{
	{text: "v=spf1 -all"},
	{text: "v=spf1 ~all"},
	{text: "v=spf1 ?all"},
	{text: "v=spf1 +all"},
	{text: "v=spf1"},
	{text: "v=spf10 -all"},
	{text: "V=SPF1 -ALL"},
	{text: "v=spf1 ip4:192.0.2.0/24 -all"},
	{text: "v=spf1 -ip4:192.0.2.1 ip4:0.0.0.0/0 ip6:::/0"},
	{text: "v=spf1 ip6:2001:db8::/48 ~all"},
	{text: "v=spf1 ip4:192.0.2.1/33 -all"},
	{text: "v=spf1 ip4:192.0.2 -all"},
	{text: "v=spf1 ip6:2001:db8::/129 -all"},
	{text: "v=spf1 ip4=192.0.2.1 -all"},
	{text: "v=spf1 -al"},
	{text: "v=spf1 all:x -all"},
	{text: "v=spf1 a -all", more: "@ A 192.0.2.1"},
	{text: "v=spf1 a/24//64 -all", more: "@ A 192.0.2.200\n@ AAAA 2001:db8::99"},
	{text: "v=spf1 a:x.@ -all", more: "x.@ CNAME y.@\ny.@ A 192.0.2.1"},
	{text: "v=spf1 a:192.0.2.1 -all"},
	{text: "v=spf1 a:x -all"},
	{text: "v=spf1 a: -all"},
	{text: "v=spf1 mx -all", more: "@ MX 10 m.@\nm.@ A 192.0.2.1\nm.@ AAAA 2001:db8::1"},
	{text: "v=spf1 mx:x.@/24 -all", more: "x.@ MX 10 m.@\nm.@ A 192.0.2.77"},
	{text: "v=spf1 mx ?all", more: strings.Join(numbered("@ MX %d m.@", 11), "\n") + "\nm.@ A 198.51.100.1", reason: oldLimit},
	{text: "v=spf1 mx ?all", more: strings.Join(numbered("@ MX 10 m%d.@\nm%[1]d.@ A 198.51.100.1\nm%[1]d.@ AAAA 2001:db8:1::1", 11), "\n"), reason: oldLimit},
	{text: "v=spf1 mx ?all", more: strings.Join(numbered("@ MX 10 m%d.@", 5), "\n"), reason: eachVoid},
	{text: "v=spf1 include:x.@ -all", more: `x.@ TXT "v=spf1 ip4:192.0.2.1 ?all"`},
	{text: "v=spf1 include:x.@ -all", more: `x.@ TXT "v=spf1 +all"`},
	{text: "v=spf1 include:x.@ -all", more: `x.@ TXT "hello"`},
	{text: "v=spf1 include:x.@ -all"},
	{text: "v=spf1 ?include:x.@ ~all", more: `x.@ TXT "v=spf1 ip4:192.0.2.0/24 -al"`},
	{text: "v=spf1 include:@ -all"},
	{text: "v=spf1 redirect=x.@", more: `x.@ TXT "v=spf1 a -all"` + "\nx.@ A 192.0.2.1"},
	{text: "v=spf1 redirect=x.@"},
	{text: "v=spf1 redirect=x.@ redirect=x.@"},
	{text: "v=spf1 redirect=@"},
	{text: "v=spf1 exists:%{ir}.%{v}.x.@ -all", more: "1.2.0.192.in-addr.x.@ A 127.0.0.2"},
	{text: "v=spf1 exists:%{l1r+}.%{d2}.x.@ -all", more: "*.x.@ A 127.0.0.2"},
	{text: "v=spf1 exists:%{z}.@ -all"},
	{text: "v=spf1 exists:%{i.@ -all"},
	{text: "v=spf1 exists:%{r}.@ -all"},
	{text: "v=spf1 x=% -all"},
	{text: "v=spf1 a:x.@ a:y.@ -all"},
	{text: "v=spf1 a:x.@ a:y.@ a:z.@ -all"},
	{text: "v=spf1 exists:x.@ a:y.@ mx:z.@ -all"},
	{text: "v=spf1" + strings.Repeat(" exists:x.@", 10) + " -all", more: "x.@ AAAA 2001:db8::5"},
	{text: "v=spf1" + strings.Repeat(" a:x.@", 10) + " -all", more: "x.@ A 198.51.100.1\nx.@ AAAA 2001:db8:1::1"},
	{text: "v=spf1" + strings.Repeat(" a:x.@", 11) + " -all", more: "x.@ A 198.51.100.1\nx.@ AAAA 2001:db8:1::1"},
	{text: "v=spf1 ptr:names.test -all"},
	{text: "v=spf1 ptr -all"},
}

func numbered(format string, n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(format, i))
	}
	return out
}

// spfShop is a shop whose name service has all these records.
func spfShop(b *testing.B, delay time.Duration, more string) *pretend.Shop {
	b.Helper()
	var zone strings.Builder
	for i, r := range spfRecords {
		domain := spfDomain(i)
		for line := range strings.Lines(fmt.Sprintf("@ TXT %q\n%s\n", r.text, r.more)) {
			zone.WriteString(strings.ReplaceAll(strings.TrimSpace(line), "@", domain+"."))
			if strings.TrimSpace(line) != "" {
				zone.WriteString(" ; elsewhere")
			}
			zone.WriteString("\n")
		}
	}
	zone.WriteString("1.2.0.192.in-addr.arpa. PTR one.names.test.\none.names.test. A 192.0.2.1 ; elsewhere\n" + more)
	shop, err := pretend.Start(&txtar.Archive{Files: []txtar.File{{Name: "dns", Data: []byte(zone.String())}}}, pretend.Settings{Delay: delay})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(shop.Close)
	return shop
}

func spfDomain(i int) string { return fmt.Sprintf("spf%d.test", i) }

// askAnew is a Resolver that remembers nothing, as spfquery does not.
func askAnew(b *testing.B, shop *pretend.Shop) spf.Resolver {
	opts := shop.Options()
	opts.Budget.Queries, opts.Whole = 1<<20, 10*time.Minute
	return func(ctx context.Context, typ, name string) ([]string, spf.State, error) {
		site := observe.Open(ctx, shop.Domain(), opts)
		defer site.Close()
		r, err := site.Records(ctx, typ, name)
		if err != nil {
			return nil, "", err
		}
		found := r.Values()
		if typ == "MX" {
			found = nil
			for _, a := range r.Answers {
				found = append(found, a.Fields[1])
			}
		}
		return found, spf.State(r.State), nil
	}
}

// BenchmarkSPF sets our check_host beside Debian's spfquery (Mail::SPF): the same
// mails, the same name service. It tells where the two disagree, and why, how much
// longer spfquery takes, and how many round trips a walk of ten lookups makes.
func BenchmarkSPF(b *testing.B) {
	shop := spfShop(b, 0, "")
	var lines []string
	var ours []spf.Verdict
	begun, used := time.Now(), ownCPU()
	for i := range spfRecords {
		for _, ip := range senders {
			lines = append(lines, fmt.Sprintf("%s some+one@%s helo.test", ip, spfDomain(i)))
			got := spf.Check(b.Context(), askAnew(b, shop), spf.Mail{IP: netip.MustParseAddr(ip), Sender: "some+one@" + spfDomain(i), Helo: "helo.test"})
			ours = append(ours, got.Verdict)
		}
	}
	wall, cpu := time.Since(begun), ownCPU()-used
	fmt.Printf("\nSPF, %d mails of %d domains. Ours: wall %s, CPU %s (of both sides of the name service).\n", len(lines), len(spfRecords), wall.Round(time.Millisecond), cpu.Round(time.Millisecond))
	if name, err := exec.LookPath("spfquery"); err == nil {
		compareSPF(b, shop, name, lines, ours, wall)
	} else {
		fmt.Println("missing: spfquery is not installed")
	}
	walkFar(b)
	b.ReportMetric(float64(wall.Microseconds())/float64(len(lines)), "us/check")
}

// compareSPF runs spfquery once for all mails, and once for none, which is what
// its start takes.
func compareSPF(b *testing.B, shop *pretend.Shop, name string, lines []string, ours []spf.Verdict, wall time.Duration) {
	b.Helper()
	host, port, err := net.SplitHostPort(shop.Options().Resolvers[0])
	if err != nil {
		b.Fatal(err)
	}
	b.Setenv("RES_NAMESERVERS", host)
	b.Setenv("RES_OPTIONS", "port:"+port)
	mails := filepath.Join(b.TempDir(), "mails")
	write(b, mails, []byte(strings.Join(lines, "\n")+"\n"))
	on := newScale(b)
	start, _, _, _ := on.run(b, name, "--file", os.DevNull)
	all, out, errOut, _ := on.run(b, name, "--file", mails) // it ends with the code of a verdict
	var theirs []spf.Verdict
	for line := range strings.Lines(string(out)) {
		if rest, ok := strings.CutPrefix(line, "Received-SPF: "); ok {
			word, _, _ := strings.Cut(rest, " ")
			theirs = append(theirs, spf.Verdict(word))
		}
	}
	if len(theirs) != len(lines) {
		b.Fatalf("spfquery answers %d of %d mails:\n%s", len(theirs), len(lines), errOut)
	}
	agreed := 0
	for i, line := range lines {
		if ours[i] == theirs[i] {
			agreed++
			continue
		}
		r := spfRecords[i/len(senders)]
		fmt.Printf("%s from %s: ours %s, theirs %s: %s\n", r.text, strings.Fields(line)[0], ours[i], theirs[i], cmp.Or(r.reason, "NOT EXPLAINED"))
	}
	fmt.Printf("spfquery agrees on %d of %d. It takes wall %s, CPU %s, of which its start %s: its checks take %.1f times our time.\n",
		agreed, len(lines), all.wall.Round(time.Millisecond), all.cpu.Round(time.Millisecond), start.wall.Round(time.Millisecond), float64(all.wall-start.wall)/float64(wall))
	b.ReportMetric(float64(agreed)/float64(len(lines)), "agreement")
}

// walkFar counts the round trips of walks through ten lookups of several shapes.
func walkFar(b *testing.B) {
	b.Helper()
	const trip, most = 50 * time.Millisecond, 8
	shop := spfShop(b, trip, `
wide.test. TXT "v=spf1 include:i0.test include:i1.test include:i2.test include:i3.test include:i4.test mx:i0.test mx:i1.test a:i2.test a:i3.test a:i4.test -all"
deep.test. TXT "v=spf1 include:d1.test -all"
d1.test. TXT "v=spf1 include:d2.test -all"
d2.test. TXT "v=spf1 include:d3.test -all"
d3.test. TXT "v=spf1 include:d4.test include:i0.test include:i1.test -all"
d4.test. TXT "v=spf1 include:d5.test a:i2.test -all"
d5.test. TXT "v=spf1 include:i3.test mx:i4.test -all"
`+strings.Join(numbered(`i%d.test. TXT "v=spf1 ip4:192.0.2.0/24 -all"
i%[1]d.test. MX 10 m.i%[1]d.test.
i%[1]d.test. A 192.0.2.77 ; elsewhere
m.i%[1]d.test. A 192.0.2.78 ; elsewhere`, 5), "\n"))
	for _, domain := range []string{"wide.test", "deep.test"} {
		var tree *spf.Tree
		trips := math.Inf(1)
		for range 3 { // a machine that is busy only ever makes it slower
			begun := time.Now()
			tree = spf.Walk(b.Context(), askAnew(b, shop), domain)
			trips = min(trips, float64(time.Since(begun))/float64(trip))
		}
		trips = math.Round(trips)
		fmt.Printf("%s: %d lookups in %.0f round trips, at most %d: %s\n", domain, tree.Lookups, trips, most, verdict(trips <= most && tree.Lookups == spf.MaxLookups && !tree.Partial))
	}
}

// richDomain is a shop whose domain has much to ask about: signed, with three name
// servers, two mail servers, senders that include others, and names at platforms.
const richDomain = `A shop with much in its zone.
-- shop.yaml --
domain: example.com
dns: {signed: {}}
-- dns --
com. NS a.gtld.com.
com. NS b.gtld.com.
a.gtld.com. A 192.0.2.101 ; elsewhere
b.gtld.com. A 192.0.2.102 ; elsewhere
rdap.verisign.com. A 192.0.2.80
@ NS ns1
@ NS ns2
@ NS ns3.dns.example.
ns1 AAAA 2001:db8::53
ns3.dns.example. A 203.0.113.53 ; elsewhere
ns3.dns.example. AAAA 2001:db8:3::53 ; elsewhere
@ MX 10 mail
@ MX 20 mail2
mail AAAA 2001:db8::25
mail2 A 192.0.2.26
@ TXT "v=spf1 mx include:spf.mailer.example include:spf.letters.example include:spf.desk.example -all"
@ TXT "google-site-verification=1"
spf.mailer.example. TXT "v=spf1 include:a.mailer.example include:b.mailer.example ?all"
a.mailer.example. TXT "v=spf1 ip4:203.0.113.0/25 ?all"
b.mailer.example. TXT "v=spf1 ip4:203.0.113.128/25 ?all"
spf.letters.example. TXT "v=spf1 ip4:198.51.100.0/25 ?all"
spf.desk.example. TXT "v=spf1 a:out.desk.example ?all"
out.desk.example. A 198.51.100.200 ; elsewhere
s1._domainkey TXT "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
shop CNAME shops.platform.example.
shops.platform.example. A 192.0.2.10
help CNAME example-com.help-desk.example.
example-com.help-desk.example. A 192.0.2.10
cdn A 192.0.2.10
blog A 192.0.2.10
-- GET / --
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<h1>A shop</h1>
<a href="https://help.example.com/">Help</a> <a href="https://blog.example.com/">Blog</a> <a href="/login">Log in</a> <a href="/cart">Cart</a>
<a href="/checkout">Checkout</a> <img src="https://cdn.example.com/tea.jpg">
-- GET https://mta-sts.example.com/.well-known/mta-sts.txt --
HTTP/1.1 200 OK
Content-Type: text/plain

version: STSv1
mode: enforce
mx: *.example.com
max_age: 604800
-- GET https://rdap.verisign.com/com/v1/domain/example.com --
HTTP/1.1 200 OK
Content-Type: application/rdap+json

{"objectClassName": "domain", "ldhName": "EXAMPLE.COM", "status": ["client transfer prohibited"],
"events": [{"eventAction": "expiration", "eventDate": "{{date +300d}}"}]}
`

// BenchmarkDNS tells how long the probes of DNS and mail take at a shop that is far
// away, how much they ask, and how long dig takes for the same questions.
func BenchmarkDNS(b *testing.B) {
	const trip, most, queries = 50 * time.Millisecond, 1200 * time.Millisecond, 120
	shop, err := pretend.Start(txtar.Parse([]byte(richDomain)), pretend.Settings{Delay: trip})
	if err != nil {
		b.Fatal(err)
	}
	defer shop.Close()
	req := scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true}
	for _, p := range probes.All() {
		if strings.HasPrefix(string(p.ID), "dns.") || strings.HasPrefix(string(p.ID), "mail.") {
			req.Only = append(req.Only, p.ID)
		}
	}
	s, err := scanner.New(probes.All(), shop.Options())
	if err != nil {
		b.Fatal(err)
	}
	var scan scanner.Scan
	wall := time.Hour
	for range 3 { // a machine that is busy only ever makes it slower
		begun := time.Now()
		scan = s.Scan(b.Context(), req)
		wall = min(wall, time.Since(begun))
	}
	used := scan.Budget.Used
	fmt.Printf("\nRESULT DNS and mail of a shop with much in its zone, %s away: wall %.2f s, at most %.1f: %s; %d questions, less than %d: %s; load %s\n",
		trip, wall.Seconds(), most.Seconds(), verdict(wall <= most), used.Queries, queries, verdict(used.Queries < queries), load())
	for _, f := range scan.Findings {
		if f.Outcome == scanner.Unknown {
			fmt.Printf("unknown: %s: %s\n", f.Key(), f.Message)
		}
	}
	digAll(b, shop, scan.Looks)
	b.ReportMetric(float64(wall.Milliseconds()), "wall-ms")
	b.ReportMetric(float64(used.Queries), "questions")
}

// digAll has dig ask what the scan kept of its questions, one after the other, as it
// does.
func digAll(b *testing.B, shop *pretend.Shop, looks observe.Looks) {
	b.Helper()
	name, err := exec.LookPath("dig")
	if err != nil {
		fmt.Println("missing: dig is not installed")
		return
	}
	host, port, err := net.SplitHostPort(shop.Options().Resolvers[0])
	if err != nil {
		b.Fatal(err)
	}
	var questions []string
	for _, l := range looks {
		if typ, rest, ok := strings.Cut(l.Question, " "); ok && !strings.Contains(rest, " ") && slices.Contains([]string{"A", "AAAA", "MX", "NS", "SOA", "TXT", "CAA", "DS", "DNSKEY", "TLSA"}, typ) {
			questions = append(questions, rest+" "+typ)
		}
	}
	list := filepath.Join(b.TempDir(), "questions")
	write(b, list, []byte(strings.Join(questions, "\n")+"\n"))
	var took spent
	took.add(b, newScale(b), name, "@"+host, "-p", port, "+noall", "+tries=1", "-f", list)
	fmt.Printf("RESULT dig asks %d of these questions, one after the other: wall %.2f s\n", len(questions), took.wall.Seconds())
}

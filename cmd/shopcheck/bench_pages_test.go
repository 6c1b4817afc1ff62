package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
)

// ofPages are the families of probes that judge what pages say and load.
var ofPages = []string{"https.", "hsts.", "header.", "cookie.", "auth.", "payment.", "thirdparty."}

func pageProbes() []scanner.Probe {
	return slices.DeleteFunc(probes.All(), func(p scanner.Probe) bool {
		return !slices.ContainsFunc(ofPages, func(family string) bool { return strings.HasPrefix(string(p.ID), family) })
	})
}

// bulky is a page of about so many bytes with so many scripts, half of them in
// its text.
func bulky(title, body string, bytes, scripts int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!doctype html><html lang=en><head><title>%s</title>\n", title)
	for i := range scripts / 2 {
		fmt.Fprintf(&b, "<script src=\"https://cdn%d.example/lib/%d.js?v=%d\" async></script>\n", i%40, i, i)
	}
	text := "function part(list, at) { for (var i = 0; i < list.length; i++) { if (list[i].id === at) return { name: \"n" + title + "\", value: list[i].value * 100 }; } }\n"
	for i := range scripts - scripts/2 {
		fmt.Fprintf(&b, "<script>var unit%d = {\"id\": %d};\n%s</script>\n", i, i, strings.Repeat(text, max(1, bytes/3/scripts/len(text)*2)))
	}
	b.WriteString("</head><body>" + body)
	for i := 0; b.Len() < bytes; i++ {
		fmt.Fprintf(&b, "<article class=card><a href=\"/products/tea-%d\"><img src=\"/media/%d.jpg\" alt=\"\">Tea number %d</a><p>First flush, hand picked. <b>%d.90</b></p></article>\n", i, i, i, i%90)
	}
	return b.String() + "</body></html>\n"
}

// bulkyShop is a shop of eight pages.
func bulkyShop(bytes, scripts int) *txtar.Archive {
	nav := `<nav><a href="/login">Log in</a> <a href="/register">Register</a> <a href="/account">My account</a> <a href="/cart">Cart</a> <a href="/checkout">Checkout</a> <a href="/privacy">Privacy</a> <a href="/contact">Contact</a> <a href="/products/tea-1">Tea</a></nav>`
	password := `<form method=post action="/login"><input name=mail><input type=password name=password></form>`
	ar := &txtar.Archive{Comment: []byte("A shop with eight heavy pages.\n")}
	for path, body := range map[string]string{
		"/": nav, "/login": password, "/register": password, "/account": password, "/cart": nav,
		"/checkout": `<script src="https://js.stripe.com/v3/"></script><form method=post action="/order"><input name=address></form>`,
		"/privacy":  "<p>We keep little.</p>", "/products/tea-1": "<p>Tea.</p>",
	} {
		head := "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nStrict-Transport-Security: max-age=31536000\nContent-Security-Policy: default-src 'self' https:; script-src 'self' 'unsafe-inline' https:\nSet-Cookie: PHPSESSID=0123456789abcdef; Secure; HttpOnly; SameSite=Lax; Path=/\n\n"
		ar.Files = append(ar.Files, txtar.File{Name: "GET " + path, Data: []byte(head + bulky(strings.Trim(path, "/"), body, bytes, scripts))})
	}
	slices.SortFunc(ar.Files, func(a, b txtar.File) int { return strings.Compare(a.Name, b.Name) })
	return ar
}

// BenchmarkBigPage reads and judges one kept page of 2 MB with 300 scripts, as
// often as all probes of pages ask.
func BenchmarkBigPage(b *testing.B) {
	ar := &txtar.Archive{Files: []txtar.File{{Name: "GET /", Data: []byte("HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Security-Policy: script-src 'self' https:\n\n" +
		bulky("Tea", "<p>Tea.</p>", 2<<20-1000, 300))}}}
	shop, err := pretend.Start(ar, pretend.Settings{})
	if err != nil {
		b.Fatal(err)
	}
	defer shop.Close()
	s, err := scanner.New(pageProbes(), shop.Options())
	if err != nil {
		b.Fatal(err)
	}
	req := scanner.Request{Target: scanner.Target{Domain: shop.Domain()}}
	kept := s.Scan(b.Context(), req).Looks
	for b.Loop() {
		b.StopTimer()
		site := observe.Replay(shop.Domain(), kept)
		if _, err := site.Home(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		before := ownCPU()
		found := s.Judge(b.Context(), site, req)
		b.ReportMetric(float64((ownCPU() - before).Milliseconds()), "cpu-ms")
		if len(found) < len(pageProbes()) {
			b.Fatalf("%d findings", len(found))
		}
	}
}

// BenchmarkPages scans a shop with eight pages of 256 KB and 60 scripts, for its
// pages alone, and lets MDN HTTP Observatory look at the same shop where `make
// lab` has installed it.
func BenchmarkPages(b *testing.B) {
	name, on := program(b), newScale(b)
	shop, err := pretend.Start(bulkyShop(256<<10, 60), pretend.Settings{})
	if err != nil {
		b.Fatal(err)
	}
	defer shop.Close()
	lead := flags(b, shop)
	b.Run("shopcheck", func(b *testing.B) {
		var ids []string
		for _, p := range pageProbes() {
			ids = append(ids, string(p.ID))
		}
		args := append([]string{"scan", shop.Domain(), "--authorized", "-q", "--format", "json", "--only", strings.Join(ids, ",")}, lead...)
		var s spent
		before := len(shop.Requests())
		var out []byte
		for b.Loop() {
			used, printed, errOut, err := on.run(b, name, args...)
			if err != nil {
				b.Fatalf("%v: %s", err, errOut)
			}
			s.wall, s.cpu, s.peak, out = s.wall+used.wall, s.cpu+used.cpu, max(s.peak, used.peak), printed
		}
		s.report(b)
		b.ReportMetric(float64(len(shop.Requests())-before)/float64(b.N), "requests")
		b.ReportMetric(float64(judged(b, out)), "verdicts")
	})
	b.Run("MDN HTTP Observatory", func(b *testing.B) { observatory(b, on, shop) })
}

// judged counts the findings of a run that pass, warn or fail.
func judged(b *testing.B, run []byte) (n int) {
	b.Helper()
	var r checklist.Run
	if err := json.Unmarshal(run, &r); err != nil {
		b.Fatal(err)
	}
	for _, f := range r.Scan.Findings {
		if f.Outcome != scanner.Unknown && f.Outcome != scanner.NotApplicable {
			n++
		}
	}
	return n
}

// observatory lets the peer look at a pretend shop.
func observatory(b *testing.B, on scale, shop *pretend.Shop) {
	modules, err := filepath.Abs("../../.bin/observatory/node_modules")
	if err != nil {
		b.Fatal(err)
	}
	node, missing := exec.LookPath("node")
	if _, absent := os.Stat(modules); missing != nil || absent != nil {
		b.Skip("it is not installed; make lab does that")
	}
	script, err := filepath.Abs("../../testdata/lab/pages/observatory.mjs")
	if err != nil {
		b.Fatal(err)
	}
	args := flags(b, shop)
	b.Setenv("NODE_EXTRA_CA_CERTS", args[slices.Index(args, "--ca-file")+1])
	folder := b.TempDir()
	var s spent
	before := len(shop.Requests())
	for b.Loop() {
		s.add(b, on, node, script, modules, folder, led(shop, 443)+":"+led(shop, 80), shop.Domain())
	}
	s.report(b)
	b.ReportMetric(float64(len(shop.Requests())-before)/float64(b.N), "requests")
	out, err := os.ReadFile(filepath.Join(folder, "shop.observatory.json"))
	if err != nil {
		b.Fatal(err)
	}
	var result struct{ Tests map[string]any }
	if err := json.Unmarshal(out, &result); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(result.Tests)), "verdicts")
}

// led returns where the shop's port is: with the address for 443.
func led(shop *pretend.Shop, port uint16) string {
	var at netip.AddrPort
	for _, r := range shop.Options().ConnectTo {
		if r.Port == port && (r.Host == shop.Domain() || r.Host == "") {
			at = r.Addr
		}
	}
	if port == 443 {
		return at.String()
	}
	return fmt.Sprint(at.Port())
}

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
)

// plantedPages is nginx with the shop that leaks.
const plantedPages = `daemon off; master_process off; worker_processes 1; pid nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  include /etc/nginx/mime.types;
  ssl_certificate chain.pem; ssl_certificate_key key.pem; ` + modern + `
  server { listen unix:socket ssl; server_name www.shop.test; return 301 https://shop.test$request_uri; }
  server {
    listen unix:socket ssl default_server; server_name shop.test; root www;
    include %s;
  }
}
`

// plantedServer starts nginx with the forty leaks.
func plantedServer(b *testing.B) webServer {
	b.Helper()
	s := webServer{is: "nginx", dir: certified(b)}
	from, err := filepath.Abs(planted)
	if err != nil {
		b.Fatal(err)
	}
	if out, err := exec.CommandContext(b.Context(), built(b, "../../testdata/lab/exposed"), from+"/planted.txtar", s.dir+"/www", "shop.test").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	if err := s.start(b, fmt.Sprintf(plantedPages, from+"/planted.conf")); err != nil {
		b.Skip(err)
	}
	return s
}

// BenchmarkPlanted scans the shop that leaks as users do, with all probes and at
// the default rate, and says how many of the leaks were found. In the thorough
// profile there is no aim for the time.
func BenchmarkPlanted(b *testing.B) {
	s := scene{on: newScale(b), shopcheck: program(b)}
	server := plantedServer(b)
	for _, rtt := range []time.Duration{0, 50 * time.Millisecond} {
		for _, profile := range []scanner.Profile{scanner.Normal, scanner.Thorough} {
			b.Run(fmt.Sprintf("%s/rtt=%s", profile, rtt), func(b *testing.B) {
				at := s.set(b, server, rtt)
				args := []string{"scan", "shop.test", "--authorized", "--profile", string(profile), "--format", "json", "-q", "--ca-file", at.ca, "--resolver", at.resolver}
				for _, host := range []string{"shop.test", "www.shop.test"} {
					args = append(args, "--connect-to", host+":443:"+at.far.addr, "--connect-to", host+":80:"+at.web)
				}
				var used spent
				var run checklist.Run
				for b.Loop() {
					one, out, errOut, err := at.on.run(b, at.shopcheck, args...)
					if err != nil {
						b.Fatalf("%v: %s", err, errOut)
					}
					used.wall, used.cpu, used.peak = used.wall+one.wall, used.cpu+one.cpu, max(used.peak, one.peak)
					if err := json.Unmarshal(out, &run); err != nil {
						b.Fatal(err)
					}
				}
				used.report(b)
				got, found := leaked(run.Scan.Findings), 0
				for i, leak := range truth(b) {
					if slices.Contains(got, leak) && (profile == scanner.Thorough || i < 25) {
						found++
					}
				}
				b.ReportMetric(float64(found), "found")
				b.ReportMetric(float64(run.Scan.Budget.Used.Requests), "requests")
				if wall := used.wall / time.Duration(b.N); profile == scanner.Normal && rtt > 0 {
					fmt.Printf("RESULT planted shop, %s away, standard profile: wall %.1f s, at most 12: %s; found %d of the 25 most harmful; load %s\n", rtt, wall.Seconds(), verdict(wall <= 12*time.Second), found, load())
				}
			})
		}
	}
}

// names is the list that all tools ask for: what the thorough profile knows, and
// so many that are nowhere.
func names(many int) (out []string) {
	for _, e := range facts.Exposures("woocommerce")[:70] {
		out = append(out, strings.TrimPrefix(named(strings.ReplaceAll(e.Path, "{nothing}", "nothing"), "shop.test"), "/"))
	}
	for i := len(out); i < many; i++ {
		out = append(out, fmt.Sprintf("nowhere/%04d.sql", i))
	}
	return out
}

// peekers ask for a list of paths at a server.
var peekers = []tool{
	{"gobuster, 4 threads", []string{"gobuster"}, gobuster("4"), 3, "Status: 200"},
	{"gobuster", []string{"gobuster"}, gobuster("10"), 3, "Status: 200"},
	{"ffuf, 4 threads", []string{"ffuf"}, ffuf("4"), 3, "Status: 200"},
	{"ffuf", []string{"ffuf"}, ffuf("40"), 3, "Status: 200"},
}

func gobuster(threads string) func(scene) []string {
	return func(s scene) []string {
		return []string{"dir", "-k", "-q", "-z", "-t", threads, "-H", "Host: shop.test", "-u", "https://" + s.far.addr, "-w", s.list}
	}
}

func ffuf(threads string) func(scene) []string {
	return func(s scene) []string {
		return []string{"-k", "-t", threads, "-mc", "200", "-H", "Host: shop.test", "-u", "https://" + s.far.addr + "/FUZZ", "-w", s.list}
	}
}

// BenchmarkPaths asks one server for one list of paths with nothing of a scan but
// its looks, the rate lifted, and lets gobuster and ffuf do so in the same run. They
// have more connections than our four unless told otherwise.
func BenchmarkPaths(b *testing.B) {
	s := scene{on: newScale(b), list: filepath.Join(b.TempDir(), "list")}
	server, all := plantedServer(b), names(1000)
	write(b, s.list, []byte(strings.Join(all, "\n")+"\n"))
	tab := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	for _, rtt := range []time.Duration{0, 20 * time.Millisecond} {
		at := s.set(b, server, rtt)
		ours := time.Duration(0)
		b.Run(fmt.Sprintf("rtt=%s/shopcheck", rtt), func(b *testing.B) {
			for b.Loop() {
				ours = peek(b, at.far.addr, all)
			}
			perSecond(b, ours, len(all))
		})
		fmt.Fprintf(tab, "paths, %s away\tshopcheck, 4 connections\t%.0f requests a second\n", rtt, rate(ours, len(all)))
		for _, t := range peekers {
			if t.path(at) == "" {
				fmt.Fprintf(tab, "missing:\t%s is not installed\n", t.name)
				continue
			}
			b.Run(fmt.Sprintf("rtt=%s/%s", rtt, strings.NewReplacer(" ", "-", ",", "").Replace(t.name)), func(b *testing.B) {
				var m took
				for b.Loop() {
					m = t.measure(b, at)
				}
				perSecond(b, m.wall, len(all))
				fmt.Fprintf(tab, "paths, %s away\t%s\t%.0f requests a second\tshopcheck's are %.2f times that\n", rtt, t.name, rate(m.wall, len(all)), rate(ours, len(all))/rate(m.wall, len(all)))
			})
		}
	}
	fmt.Printf("\nPaths of one server (%s), %d processors, load %s\n\n", server.is, runtime.NumCPU(), load())
	tab.Flush()
}

func rate(wall time.Duration, n int) float64 { return float64(n) / max(wall.Seconds(), 1e-9) }

func perSecond(b *testing.B, wall time.Duration, n int) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(rate(wall, n), "requests/s")
}

// peek asks for all paths and says how long that took, the median of three times.
func peek(b *testing.B, addr string, paths []string) time.Duration {
	b.Helper()
	var all []time.Duration
	for range 3 {
		site := observe.Open(b.Context(), "shop.test", observe.Options{
			Rate: 1e9, Whole: 10 * time.Minute, Budget: observe.Budget{Requests: 2 * len(paths), Paths: len(paths), Bytes: 1 << 30},
			ConnectTo: []observe.Reroute{{Addr: netip.MustParseAddrPort(addr)}},
		})
		begun, found := time.Now(), 0
		var mu sync.Mutex
		var asking sync.WaitGroup
		for _, path := range paths {
			asking.Go(func() {
				p, err := site.Peek(b.Context(), "https://shop.test/"+path)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					b.Errorf("%s: %v", path, err)
				} else if p.Status < 300 {
					found++
				}
			})
		}
		asking.Wait()
		all = append(all, time.Since(begun))
		site.Close()
		if found < 39 {
			b.Errorf("of the leaks only %d were seen", found)
		}
	}
	slices.SortFunc(all, cmp.Compare)
	return all[1]
}

// scriptText is text such as a packer of scripts makes, of about so many bytes,
// with the heads of libraries in it.
func scriptText(seed uint64, bytes int) string {
	heads := []string{
		"/*! jQuery v3.4.1 | (c) JS Foundation and other contributors | jquery.org/license */\n",
		"/*!\n  * Bootstrap v4.3.1 (https://getbootstrap.com/)\n  * Copyright 2011-2019 The Bootstrap Authors\n  */\n",
		"/**\n * @license\n * Lodash <https://lodash.com/>\n * Released under MIT license <https://lodash.com/license>\n */\nvar VERSION=\"4.17.11\";",
		"//! moment.js\n//! version : 2.24.0\n", "/*! Knockout JavaScript library v3.4.2 */\n",
	}
	r := rand.New(rand.NewPCG(seed, 1))
	var s strings.Builder
	for i := 0; s.Len() < bytes; i++ {
		if i%997 == 0 {
			s.WriteString(heads[(i/997+int(seed))%len(heads)])
		}
		fmt.Fprintf(&s, `function %c%d(t,e,n){var r=t.%c%d||{version:"%d.%d.%d"};if(e>=%d)return r.map((function(t){return"%x"+t.id+"https://cdn.example/%d/lib.min.js"}));for(var i=0;i<n;i++)r[i]=e(t[i]);return r}`,
			'a'+rune(r.IntN(26)), r.IntN(999), 'a'+rune(r.IntN(26)), r.IntN(999), r.IntN(9), r.IntN(40), r.IntN(40), r.IntN(1e6), r.Uint64(), i)
	}
	return s.String()
}

// BenchmarkScripts judges a kept scan of a shop with 5 MB of scripts: what it is
// made with, and which libraries are in them.
func BenchmarkScripts(b *testing.B) {
	const files, bytes = 10, 5 << 20
	ar := &txtar.Archive{Comment: []byte("A shop with many scripts.\n")}
	page := "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n\n<!doctype html><title>Tea</title><meta name=\"generator\" content=\"WooCommerce 10.3.5\">"
	for i := range files {
		page += fmt.Sprintf("<script src=\"/wp-content/themes/tea/%d.js\"></script>", i)
		ar.Files = append(ar.Files, txtar.File{Name: fmt.Sprintf("GET /wp-content/themes/tea/%d.js", i), Data: []byte("HTTP/1.1 200 OK\nContent-Type: text/javascript\n\n" + scriptText(uint64(i), bytes/files) + "\n")})
	}
	ar.Files = append(ar.Files, txtar.File{Name: "GET /", Data: []byte(page + "<h1>Tea</h1><p>In stock.\n")})
	shop, err := pretend.Start(ar, pretend.Settings{})
	if err != nil {
		b.Fatal(err)
	}
	defer shop.Close()
	software := slices.DeleteFunc(probes.All(), func(p scanner.Probe) bool { return !strings.HasPrefix(string(p.ID), "software.") })
	s, err := scanner.New(software, shop.Options())
	if err != nil {
		b.Fatal(err)
	}
	req := scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true}
	scan := s.Scan(b.Context(), req)
	if scan.Budget.Used.Scripts < files || scan.Budget.Used.Bytes < bytes {
		b.Fatalf("only %d scripts and %d bytes were read", scan.Budget.Used.Scripts, scan.Budget.Used.Bytes)
	}
	var total time.Duration
	n := 0
	for b.Loop() {
		site := observe.Replay(shop.Domain(), scan.Looks)
		before := ownCPU()
		found := s.Judge(context.Background(), site, req)
		total += ownCPU() - before
		n++
		if !strings.Contains(fmt.Sprint(found), "jQuery 3.4.1") {
			b.Fatalf("the libraries are not recognised: %+v", found)
		}
	}
	used := total / time.Duration(n)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(used.Microseconds())/1e3, "cpu-ms")
	fmt.Printf("RESULT recognising a platform and the libraries in 5 MB of scripts: CPU %d ms, less than 300: %s\n", used.Milliseconds(), verdict(used < 300*time.Millisecond))
}

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
)

// A tool is a program that finds out what a server accepts.
type tool struct {
	name  string
	files []string // what it is called; empty if it is ours
	args  func(scene) []string
	runs  int    // of which the median is reported
	shows string // what it must have seen
}

// A scene is what a tool is led to: a shop whose server is one round trip away.
type scene struct {
	on                scale
	shopcheck         string // the program
	far               *far
	ca, resolver, web string // the file with the root, and the addresses of what else a shop has
	list              string // the file with the paths to ask for; empty: nobody asks for any
}

func (s scene) port() string {
	_, port, _ := net.SplitHostPort(s.far.addr)
	return port
}

// tools are led to the server by address, and ask no name service but ours:
// what they would wait for there is not about TLS. Nmap must not look for ways
// around connecting.
var tools = []tool{
	{"survey alone", nil, surveyArgs, 3, `"hellos"`},
	{"shopcheck", nil, scanArgs, 3, "he server accepts is listed here"},
	{"sslscan", []string{"sslscan"}, func(s scene) []string {
		return []string{"--no-colour", "--sni-name=shop.test", s.far.addr}
	}, 3, "ECDHE-RSA-AES128-GCM-SHA256"},
	{"nmap ssl-enum-ciphers", []string{"nmap"}, func(s scene) []string {
		return []string{"-Pn", "-n", "-sT", "-p", s.port(), "--script", "+ssl-enum-ciphers", "--script-args", "tls.servername=shop.test", "127.0.0.1"}
	}, 3, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
	{"testssl.sh, protocols, suites, headers", testssl, testsslArgs("-p", "-E", "-h"), 1, "ECDHE-RSA-AES128-GCM-SHA256"},
	{"testssl.sh, full", testssl, testsslArgs(), 1, "ECDHE-RSA-AES128-GCM-SHA256"},
}

var testssl = []string{"testssl.sh", "testssl"}

func testsslArgs(only ...string) func(scene) []string {
	return func(s scene) []string {
		args := append([]string{"--quiet", "--color", "0", "--warnings", "off", "--nodns", "none", "--ip", "127.0.0.1"}, only...)
		return append(args, "https://shop.test:"+s.port())
	}
}

// scanArgs ask for everything about TLS, as patiently as users do.
func scanArgs(s scene) []string {
	var only []string
	for _, p := range probes.All() {
		if id := string(p.ID); strings.HasPrefix(id, "tls.") || strings.HasPrefix(id, "cert.") {
			only = append(only, id)
		}
	}
	args := []string{"scan", "shop.test", "--authorized", "--only", strings.Join(only, ","), "--format", "json", "-q", "--ca-file", s.ca, "--resolver", s.resolver}
	for _, host := range []string{"shop.test", "www.shop.test"} {
		args = append(args, "--connect-to", host+":443:"+s.far.addr, "--connect-to", host+":80:"+s.web)
	}
	return args
}

func surveyArgs(s scene) []string { return []string{s.far.addr} }

// surveyed is what a survey alone took.
type surveyed struct {
	Wall   time.Duration `json:"wall"`
	CPU    time.Duration `json:"cpu"`
	Hellos int           `json:"hellos"`
}

// takeSurvey is a process that surveys the server it is told, and says what that
// alone took: not the start of this process, nor what leads to the server.
func takeSurvey() {
	site := observe.Open(context.Background(), "shop.test", observe.Options{
		ConnectTo: []observe.Reroute{{Host: "shop.test", Addr: netip.MustParseAddrPort(os.Args[1])}},
	})
	defer site.Close()
	begun, before := time.Now(), ownCPU()
	s, err := site.Survey(context.Background(), observe.Endpoint{Host: "shop.test"})
	if err != nil {
		log.Fatal(err)
	}
	out := surveyed{Wall: time.Since(begun), CPU: ownCPU() - before, Hellos: s.Hellos}
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		log.Fatal(err)
	}
}

func ownCPU() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		log.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// path returns where a tool is, and an empty string if it is missing.
func (t tool) path(s scene) string {
	files := t.files
	switch t.name {
	case "shopcheck":
		return s.shopcheck
	case "survey alone":
		files = []string{surveyCommand}
	}
	for _, f := range files {
		if name, err := exec.LookPath(f); err == nil {
			return name
		}
	}
	return ""
}

// A took is what one run of a tool took.
type took struct {
	spent
	connections int64
	load        string // this machine's over the last minute, when it was over
}

// measure runs a tool a few times and returns the median run.
func (t tool) measure(b *testing.B, s scene) took {
	b.Helper()
	var all []took
	for range t.runs {
		all = append(all, t.run(b, s))
	}
	slices.SortFunc(all, func(x, y took) int { return cmp.Compare(x.wall, y.wall) })
	return all[len(all)/2]
}

func (t tool) run(b *testing.B, s scene) took {
	b.Helper()
	before := s.far.connections.Load()
	used, out, errOut, err := s.on.run(b, t.path(s), t.args(s)...)
	if !strings.Contains(string(out), t.shows) { // the code it ends with is about the server
		b.Fatalf("%s did not see the server: %v\n%s%s", t.name, err, out, errOut)
	}
	m := took{used, s.far.connections.Load() - before, load()}
	if t.name == "survey alone" {
		var alone surveyed
		if err := json.Unmarshal(out, &alone); err != nil {
			b.Fatal(err)
		}
		m.spent = spent{wall: alone.Wall, cpu: alone.CPU}
	}
	return m
}

// load is as Linux tells it; "-" elsewhere.
func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "-"
	}
	minute, _, _ := strings.Cut(string(data), " ")
	return minute
}

// set leads the tools of a scene to a server that is so far away, and to a name
// service that is as far.
func (s scene) set(b *testing.B, server webServer, rtt time.Duration) scene {
	b.Helper()
	shop, err := pretend.Start(&txtar.Archive{}, pretend.Settings{Delay: rtt})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(shop.Close)
	s.far, s.ca, s.resolver = farAway(b, server.dial, rtt), filepath.Join(server.dir, "ca.pem"), shop.Options().Resolvers[0]
	for _, r := range shop.Options().ConnectTo {
		if r.Port == 80 && r.Host == shop.Domain() {
			s.web = r.Addr.String()
		}
	}
	return s
}

func (m took) report(b *testing.B) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(m.cpu.Microseconds())/1e3, "cpu-ms")
	b.ReportMetric(float64(m.wall.Microseconds())/1e3, "wall-ms")
	b.ReportMetric(float64(m.connections), "connections")
	if m.peak > 0 { // a survey alone has no process of its own
		b.ReportMetric(float64(m.peak)/1024, "peak-MB")
	}
}

// String is a line of the table.
func (m took) String() string {
	peak := "-"
	if m.peak > 0 {
		peak = fmt.Sprintf("%.1f MB", float64(m.peak)/1024)
	}
	return fmt.Sprintf("%d ms\t%d ms\t%s\t%d\t%s", m.wall.Milliseconds(), m.cpu.Milliseconds(), peak, m.connections, m.load)
}

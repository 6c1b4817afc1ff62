package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"go.yaml.in/yaml/v3"

	"shopcheck/scanner/facts"
)

// daysLater is how far the clock of the command "later" is ahead: embedded facts
// are too old then.
const daysLater = 120

// later is shopcheck as it will run in some months; newborn is as it ran on the day
// of the facts in it, and unborn by a clock that shows a day before that.
func later()   { runAt(time.Now().AddDate(0, 0, daysLater)) }
func newborn() { runAt(facts.Day().Add(12 * time.Hour)) }
func unborn()  { runAt(facts.Day().Add(-12 * time.Hour)) }

func runAt(now time.Time) {
	a := &app{in: os.Stdin, out: os.Stdout, errOut: os.Stderr, now: func() time.Time { return now }}
	os.Exit(a.run(context.Background(), os.Args[1:]))
}

// A library answers on loopback as endoflife.date and www.cisa.gov do.
type library struct {
	ts      *testscript.TestScript
	today   time.Time
	answers map[string]string // by slug, or "kev"
}

// startLibrary is the script command "library [later|cached] [SLUG=ANSWER]...": it starts
// a library that says of all products what the tables here say, and writes
// library.yaml, a config file that leads there. An answer to a slug, or to kev for
// the list of holes, is a file: a list of JSON objects is added to what would be
// said, and replaces those of the same name; anything else is said instead. Or it is
// one of the words down, gone, busy, endless, slow and away. TODAY stands for the
// day in it.
func startLibrary(ts *testscript.TestScript, _ bool, args []string) {
	l := library{ts: ts, today: time.Now().UTC(), answers: make(map[string]string)}
	for _, arg := range args {
		slug, answer, ok := strings.Cut(arg, "=")
		switch {
		case arg == "later":
			l.today = l.today.AddDate(0, 0, daysLater)
		case arg == "cached": // its answers were made before the facts here
			l.today = facts.Day().AddDate(0, 0, -1)
		case !ok:
			ts.Fatalf("usage: library [later|cached] [SLUG=ANSWER]...")
		case strings.HasSuffix(answer, ".json"):
			l.answers[slug] = ts.ReadFile(answer)
		default:
			l.answers[slug] = answer
		}
	}
	server := httptest.NewUnstartedServer(l)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{l.certificate()}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // clients leave as they are meant to
	server.StartTLS()
	ts.Defer(server.Close)
	config := fmt.Sprintf("resolver: [127.0.0.1:1]\nca-file: %s\ntimeout: 5s\nrate: 1000000\nconnect-to:\n", ts.MkAbs("library.pem"))
	for _, host := range []string{"endoflife.date", "www.cisa.gov"} {
		config += fmt.Sprintf("  - %q\n", fmt.Sprintf("%s:443:%s", host, server.Listener.Addr()))
	}
	ts.Check(os.WriteFile(ts.MkAbs("library.yaml"), []byte(config), 0o600))
}

// certificate makes one that vouches for itself, and writes it to library.pem.
func (l library) certificate() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	l.ts.Check(err)
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"endoflife.date", "www.cisa.gov"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().AddDate(-5, 0, 0), NotAfter: time.Now().AddDate(2, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, key.Public(), key)
	l.ts.Check(err)
	l.ts.Check(os.WriteFile(l.ts.MkAbs("library.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// ServeHTTP answers one question.
func (l library) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	slug := strings.Trim(strings.TrimPrefix(r.URL.Path, "/api/v1/products/"), "/")
	if r.Host == "www.cisa.gov" {
		slug = "kev"
	}
	answer := strings.ReplaceAll(l.answers[slug], "TODAY", l.today.Format(time.DateOnly))
	w.Header().Set("Content-Type", "application/json")
	switch {
	case answer == "down":
		panic(http.ErrAbortHandler)
	case answer == "gone":
		w.WriteHeader(http.StatusNotFound)
	case answer == "busy":
		w.WriteHeader(http.StatusTooManyRequests)
	case answer == "away":
		http.Redirect(w, r, "https://127.0.0.1/", http.StatusFound)
	case answer == "slow":
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	case answer == "endless":
		for {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	case answer != "" && !strings.HasPrefix(answer, "["):
		_, _ = w.Write([]byte(answer))
	case slug == "kev":
		l.write(w, l.holes(answer))
	default:
		l.write(w, l.product(slug, answer))
	}
}

func (l library) write(w http.ResponseWriter, answer any) {
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		panic(err)
	}
}

type object = map[string]any

// added puts the objects of a list before others, and leaves out those of the same
// key.
func added(more, key string, to []object) []object {
	var all []object
	if more != "" {
		if err := json.Unmarshal([]byte(more), &all); err != nil {
			panic(err)
		}
	}
	for _, o := range to {
		if !slices.ContainsFunc(all, func(a object) bool { return a[key] == o[key] }) {
			all = append(all, o)
		}
	}
	return all
}

// yamlTable reads one of the embedded tables.
func yamlTable(name string) map[string]object {
	data, err := os.ReadFile("../../scanner/facts/" + name)
	if err != nil {
		panic(err)
	}
	into := make(map[string]object)
	if err := yaml.Unmarshal(data, into); err != nil {
		panic(err)
	}
	return into
}

// product is what endoflife.date would say of a product, if it knew what the table
// here knows, in its own form.
func (l library) product(slug, more string) any {
	for _, t := range yamlTable("cycles.yaml") {
		public, _ := t["public"].(object)
		if public["slug"] != slug {
			continue
		}
		theirs := make(map[any]string)
		lines, _ := public["lines"].(object)
		for their, our := range lines {
			theirs[our] = their
		}
		var releases []object
		for _, c := range t["cycles"].([]any) {
			releases = append(releases, l.release(c.(object), public, theirs))
		}
		return object{
			"schema_version": "1.2.1", "generated_at": l.today.Format(time.RFC3339), "last_modified": l.today.Format(time.RFC3339),
			"result": object{"name": slug, "label": t["title"], "aliases": []string{}, "releases": added(more, "name", releases)},
		}
	}
	return object{}
}

func (l library) release(c, public object, theirs map[any]string) object {
	text := func(key string) any {
		if day, ok := c[key].(time.Time); ok {
			return day.Format(time.DateOnly)
		}
		return c[key]
	}
	name := c["name"]
	if their, ok := theirs[name]; ok {
		name = their
	}
	end, _ := c["ends"].(time.Time)
	r := object{
		"name": name, "codename": nil, "label": name, "releaseDate": text("released"), "isLts": false, "ltsFrom": nil,
		"isEol": c["ending"] == "over" || !end.IsZero() && end.Before(l.today), "eolFrom": text("ends"), "isMaintained": true, "latest": nil,
	}
	if r["releaseDate"] == nil {
		r["releaseDate"] = "2005-01-01"
	}
	if public["extended"] != nil {
		r["isEoes"], r["eoesFrom"] = nil, text("extended-end")
		if c["extension"] == "paid" {
			r["isEoes"] = false
		}
	}
	if public["ends"] == "extended" {
		r["isEoes"], r["eoesFrom"], r["isEol"], r["eolFrom"] = r["isEol"], r["eolFrom"], false, nil
	}
	if c["latest"] != nil {
		r["latest"] = object{"name": c["latest"], "date": text("latest-date"), "link": nil}
	}
	return r
}

// holes is what CISA would list: what the table here has, and much else.
func (l library) holes(more string) any {
	var all []object
	entry := func(cve any, added string) {
		all = append(all, object{"cveID": cve, "vendorProject": "Some", "product": "Thing", "vulnerabilityName": "x", "dateAdded": added, "notes": "", "cwes": []string{}})
	}
	data, err := os.ReadFile("../../scanner/facts/exploited.yaml")
	if err != nil {
		panic(err)
	}
	var known struct {
		Holes []struct {
			CVE    string `yaml:"cve"`
			Listed time.Time
		}
	}
	if err := yaml.Unmarshal(data, &known); err != nil {
		panic(err)
	}
	for _, h := range known.Holes {
		entry(h.CVE, h.Listed.Format(time.DateOnly))
	}
	for i := range 1700 {
		entry(fmt.Sprintf("CVE-2020-%d", 900000+i), "2022-01-01")
	}
	all = added(more, "cveID", all)
	return object{"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": "1", "dateReleased": l.today.Format(time.RFC3339), "count": len(all), "vulnerabilities": all}
}

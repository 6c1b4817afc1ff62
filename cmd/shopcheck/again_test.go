package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/checklist"
	"shopcheck/checklist/history"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
)

// begun starts a pretend shop, and returns a scan's options and request for it.
func begun(t *testing.T, ar *txtar.Archive) (*pretend.Shop, observe.Options, scanner.Request) {
	t.Helper()
	shop, err := pretend.Start(ar, pretend.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(shop.Close)
	opts := shop.Options()
	opts.Timeout = time.Minute // a machine with much to do is no slow shop
	return shop, opts, scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true}
}

// scanned is the run of a scan.
func scanned(t *testing.T, opts observe.Options, req scanner.Request) checklist.Run {
	t.Helper()
	s, err := scanner.New(probes.All(), opts)
	if err != nil {
		t.Fatal(err)
	}
	scan := s.Scan(t.Context(), req)
	return checklist.Run{Schema: checklist.Schema, ID: checklist.NewID(req.Target.Domain, scan.Started), Tool: thisTool(), Target: req.Target, Vantage: scan.Vantage, Scan: scan}
}

// TestJudgedAgain: what a saved run saw, judged by the rules and facts that it was
// made by, gives just what it found.
func TestJudgedAgain(t *testing.T) {
	_, cat := quiet(t)
	for name, ar := range map[string]*txtar.Archive{
		"demo": pretend.Demo(), "right": txtar.Parse([]byte("A shop.\n")),
		"turned away": txtar.Parse([]byte("A shop.\n-- GET /checkout --\nHTTP/1.1 403 Forbidden\n\n")),
		"closed":      txtar.Parse([]byte("A shop.\n-- shop.yaml --\ntls: {off: true}\nhttp: {off: true}\n")),
		"at fault": txtar.Parse([]byte("A shop.\n-- shop.yaml --\ntls: {max: TLS 1.2, cert: {fault: expired}}\n-- dns --\n@ TXT \"v=spf1 +all\"\n- _dmarc TXT\n" +
			"-- GET /.env --\nHTTP/1.1 200 OK\nContent-Type: text/plain\n\nDB_PASSWORD=secret\n-- GET / --\nHTTP/1.1 200 OK\nContent-Type: text/html\nX-Powered-By: PHP/5.6.1\n\n<p>Tea</p>\n")),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, opts, req := begun(t, ar)
			run := scanned(t, opts, req)
			run.Seen = seen(t.Context(), run.Target, run.Scan.Looks)
			(&app{now: func() time.Time { return run.Scan.Finished }}).assess(&run, cat, nil)
			var saved bytes.Buffer
			if err := run.Write(&saved); err != nil {
				t.Fatal(err)
			}
			read, err := checklist.ReadRun(&saved)
			if err != nil {
				t.Fatal(err)
			}
			again, ok := judgeAgain(t.Context(), read, cat)
			if !ok {
				t.Fatal("it cannot be judged again")
			}
			if diff := cmp.Diff(read, again, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("(-kept +judged again):\n%s", diff)
			}
		})
	}
}

// quiet returns a program that nobody hears.
func quiet(t *testing.T) (*app, checklist.Catalog) {
	t.Helper()
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	return &app{errOut: spare(t), now: time.Now}, cat
}

// TestConfirm: what fails now and did not before is looked at once more, which costs
// few requests. Only if that look agrees has the shop got worse.
func TestConfirm(t *testing.T) {
	const lost = "A shop that has lost a header.\n-- GET / --\nHTTP/1.1 200 OK\nContent-Type: text/html\nStrict-Transport-Security: max-age=31536000; includeSubDomains\n\n<p>Tea</p>\n"
	a, cat := quiet(t)
	_, right, req := begun(t, txtar.Parse([]byte(strings.Replace(lost, "\n\n", "\nX-Content-Type-Options: nosniff\n\n", 1))))
	shop, worse, _ := begun(t, txtar.Parse([]byte(lost)))
	worse.Resolvers = right.Resolvers // the same place to look from
	before, now := scanned(t, right, req), scanned(t, worse, req)
	for _, tt := range []struct {
		name   string
		second observe.Options
		want   string
	}{
		{"agrees", worse, "header.nosniff https://shop.test/: pass -> fail "},
		{"disagrees", right, "header.nosniff https://shop.test/: pass -> unknown inconsistent"},
	} {
		asked := len(shop.Requests())
		v := visit{Progress: cli.Progress{Quiet: true}, cat: cat, req: req, opts: tt.second, last: a.earlier(t.Context(), before, cat)}
		run, err := a.confirm(t.Context(), &v, now)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range v.last.since(run).Changes {
			got = append(got, fmt.Sprintf("%s: %s -> %s %s", c.Key, c.Before, c.After, c.Cause))
			if c.Regression() != (tt.name == "agrees") {
				t.Errorf("%s: a regression: %t", tt.name, c.Regression())
			}
		}
		if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if more := len(shop.Requests()) - asked; more > 2 {
			t.Errorf("%s: %d requests more", tt.name, more)
		}
		if used, may := run.Scan.Budget.Used.Requests, now.Scan.Budget.Allowed.Requests+scanner.More.Requests; used > may {
			t.Errorf("%s: %d requests of %d", tt.name, used, may)
		}
		if again, _ := judgeAgain(t.Context(), run, cat); !cmp.Equal(run.Scan.Findings, again.Scan.Findings) {
			t.Errorf("%s: judged again it is another", tt.name)
		}
	}
}

// TestFlappingOnce: what comes and goes from run to run is told so once, and then no
// more until it stays.
func TestFlappingOnce(t *testing.T) {
	a, cat := quiet(t)
	store, err := history.Open(t.Context(), filepath.Join(t.TempDir(), "history.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	kept := keep{store: store, shop: scanner.Target{Domain: "shop.test"}}
	at := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	var told []string
	for i, outcome := range strings.Fields("pass fail pass fail pass fail fail fail fail fail pass") {
		at = at.AddDate(0, 0, 1)
		run := checklist.Run{Schema: checklist.Schema, ID: checklist.NewID("shop.test", at), Target: kept.shop, Tool: thisTool()}
		run.Scan = scanner.Scan{Started: at, Finished: at, Findings: []scanner.Finding{{Probe: "cert.valid", Subject: "x", Severity: scanner.Critical, Outcome: scanner.Outcome(outcome)}}}
		last, err := a.lastOf(t.Context(), kept, cat)
		if err != nil {
			t.Fatal(err)
		}
		run.Since = last.since(run)
		failed := a.regressed(run, run.Since) != nil
		for _, c := range run.Since.Changes {
			told = append(told, fmt.Sprintf("%d %s flapping=%t regression=%t", i, c.Kind, c.Flapping, c.Regression()))
			if c.Regression() != failed {
				t.Errorf("%d: --fail-on regression fails: %t", i, failed)
			}
		}
		if err := store.Add(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"1 worse flapping=false regression=true", "2 fixed flapping=false regression=false", "3 worse flapping=true regression=false",
		"8 worse flapping=false regression=true", "10 fixed flapping=false regression=false",
	}
	if !slices.Equal(told, want) {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, told))
	}
	if words := readText(t, a.errOut.Name()); strings.Count(words, "shop.test: these fail this time, and have come and gone several times of late") != 1 {
		t.Errorf("the gate says:\n%s", words)
	}
}

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/checklist"
	"shopcheck/report"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes"
)

// serverWork are words of what only somebody does who runs the server or has
// installed the shop's software.
var serverWork = regexp.MustCompile(`(?i)\bnginx\b|\bapache|\.htaccess|\bapt(?:-get)?\b|\bssh\b|\bhttpd\b|systemctl|journalctl|php\.ini|web\.config|\bIIS\b|\bcaddy\b|haproxy|\bcomposer\b|bin/magento|\bartisan\b|wp-config|env\.php|/etc/|/var/www|server's configuration|certbot|grep -|\bsudo\b|\bcron\b|\bwp (?:db|search-replace)\b|openssl version|server's firewall|run on the server|the settings below`)

// theirs are the probes that say of every rented shop that this is its platform's,
// so that their pages are not shown.
var theirs = []scanner.ProbeID{
	"admin.https", "admin.path", "admin.restricted", "auth.enumeration", "auth.xmlrpc",
	"software.eol", "software.known-exploited", "software.patch", "software.php", "software.server",
}

// TestRentedShopsRunNoServer goes over all pages: whoever rents a shop is told what
// to set or to ask, and nothing that only whoever runs the server can do.
func TestRentedShopsRunNoServer(t *testing.T) {
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range probes.All() {
		if slices.Contains(theirs, p.ID) {
			continue
		}
		told := toldOf(t, cat, p, true)
		for _, word := range serverWork.FindAllString(told, -1) {
			t.Errorf("%s tells whoever rents a shop of %q:\n%s", p.ID, word, told)
		}
		if len(strings.Fields(told)) < 5 {
			t.Errorf("%s tells whoever rents a shop nothing: %q", p.ID, told)
		}
	}
}

// TestOthersRunServers shows that the test above looks where such words stand.
func TestOthersRunServers(t *testing.T) {
	cat, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, p := range probes.All() {
		if serverWork.MatchString(toldOf(t, cat, p, false)) {
			n++
		}
	}
	if n < 20 {
		t.Errorf("only %d pages tell whoever runs a server of it", n)
	}
}

// toldOf returns what a report tells the owner of a shop to do about a probe's fail.
func toldOf(t *testing.T, cat checklist.Catalog, p scanner.Probe, rented bool) string {
	t.Helper()
	at := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	find := func(id scanner.ProbeID, o scanner.Outcome, quote string) scanner.Finding {
		return scanner.Finding{
			Probe: id, Severity: scanner.High, Outcome: o, Subject: "shop.test", Message: "It is so.",
			Evidence: []observe.Evidence{{Source: "GET https://shop.test/", Quote: quote, At: at}},
		}
	}
	hosted := scanner.NotApplicable
	if rented {
		hosted = scanner.Pass
	}
	found := []scanner.Finding{
		find("header.disclosure", scanner.Warn, "Server: nginx/1.27.5"), find("software.hosted", hosted, "X-Shopid: 55512345"), find(p.ID, scanner.Fail, "nothing"),
	}
	if p.ID == "header.disclosure" || p.ID == "software.hosted" {
		found = found[:2]
		found[slices.IndexFunc(found, func(f scanner.Finding) bool { return f.Probe == p.ID })].Outcome = hosted
	}
	r := report.New(checklist.Run{ID: "r1", Target: scanner.Target{Domain: "shop.test"}, Scan: scanner.Scan{Started: at, Finished: at, Authorized: true, Findings: found}}, cat)
	for _, f := range r.Findings.Entries {
		if f.Probe == p.ID {
			return string(f.ToDo + "\n" + f.Snippets)
		}
	}
	return "This is shown to nobody."
}

// TestTheirs holds the list above to shops that show it.
func TestTheirs(t *testing.T) {
	for _, id := range theirs {
		files, err := filepath.Glob("../../testdata/shops/" + string(id) + "/*hosted*.txtar")
		if err != nil || len(files) == 0 {
			t.Errorf("%s: no rented shop shows what it says, %v", id, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range txtar.Parse(data).Files {
				if f.Name == "want" && !strings.HasPrefix(string(f.Data), string(scanner.NotApplicable)+" ") {
					t.Errorf("%s says %q", file, f.Data)
				}
			}
		}
	}
}

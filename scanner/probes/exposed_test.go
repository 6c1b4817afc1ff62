package probes_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes/exposed"
)

// home is what makes a shop one of a platform.
func home(platform string) string {
	return "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\n\n<!doctype html>\n<title>A small shop</title>\n" +
		`<meta name="generator" content="` + platform + `"><h1>A small shop</h1>` + "\n"
}

// TestNothingIsNoLeak: a shop that has nothing at any address, and says so in its
// own way, is told that of none.
func TestNothingIsNoLeak(t *testing.T) {
	for name, reply := range map[string]string{
		"one page":         "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<!doctype html>\n<title>A small shop</title><h1>Gone</h1><form><input name=q></form>\n",
		"the path quoted":  "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<!doctype html>\n<title>Index of {{path}}</title><h1>{{path}}</h1><a href=\"{{path}}\">{{path}}</a>\n",
		"the way home":     "HTTP/1.1 302 Found\nLocation: /\n\n",
		"a refusal":        "HTTP/1.1 403 Forbidden\nContent-Type: text/html\n\n<h1>Forbidden</h1>\n",
		"a text":           "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nnothing at {{path}}, {{date +0d}}\n",
		"data":             "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"password\": null, \"path\": \"{{path}}\", \"at\": \"{{date +0d}}\"}\n",
		"settings, always": "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nDB_PASSWORD={{path}}\n",
		"a table, always":  "HTTP/1.1 200 OK\nContent-Type: text/csv\n\nemail;firstname;lastname;path\n;;;{{path}}\n",
		"a program":        "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n<?php // {{path}}\ndefine('DB_HOST', '');\n",
		"a password first": "HTTP/1.1 401 Unauthorized\nWww-Authenticate: Basic realm=\"{{path}}\"\n\n",
		"a server's fault": "HTTP/1.1 500 Internal Server Error\nContent-Type: text/html\n\n<h1>Error</h1>\n",
	} {
		for _, platform := range []string{"", "WooCommerce 10.3.5", "PrestaShop"} {
			t.Run(name+"/"+platform, func(t *testing.T) {
				for _, f := range scanExposed(t, nil, txtar.File{Name: "GET *", Data: []byte(reply)}, txtar.File{Name: "GET /", Data: []byte(home(platform))}).Findings {
					if f.Outcome == scanner.Fail || f.Outcome == scanner.Warn {
						t.Errorf("%s says %s: %s %+v", f.Probe, f.Outcome, f.Message, f.Evidence)
					}
				}
			})
		}
	}
}

// leaks have hush wherever a secret would be.
var leaks = map[string]string{
	"/.env":                        "text/plain\n\nAPP_NAME=hush\nDB_PASSWORD=hush\nSTRIPE_SECRET_KEY=hush\n",
	"/.git/HEAD":                   "text/plain\n\nref: refs/heads/main\n",
	"/wp-config.php.bak":           "text/plain\n\n<?php\ndefine( 'DB_PASSWORD', 'hush' ); // hush\n$table_prefix = 'hush';\n",
	"/backup.sql":                  "application/sql\n\n-- MySQL dump 10.13  hush\nINSERT INTO `users` VALUES (1,'hush@shop.test','hush');\nhush: hush\n",
	"/server.key":                  "text/plain\n\n-----BEGIN PRIVATE KEY-----\nhush\nhush=\n-----END PRIVATE KEY-----\n",
	"/wp-content/debug.log":        "text/plain\n\n[24-Nov-2026 10:00:00 UTC] PHP Warning:  hush in /srv/hush\nhush: hush\n",
	"/adminer.php":                 "text/html\n\n<title>Login - Adminer</title><input name=\"auth[driver]\" value=\"hush\"><p>hush</p><!-- hush -->\n",
	"/phpinfo.php":                 "text/html\n\n<title>PHP 8.2.36 - phpinfo()</title><td>hush</td><a href=\"/hush\">hush</a>\n",
	"/_ignition/health-check":      "application/json\n\n{\"can_execute_commands\":\"hush\"}\n",
	"/wp-admin/install.php":        "text/html\n\n<title>WordPress &rsaquo; Installation</title><input name=\"weblog_title\" value=\"hush\"><p>hush\n",
	"/backup/":                     "text/html\n\n<title>Index of /backup</title><a href=\"hush.sql\">hush.sql</a><a href=\"/hush/\">hush</a>\n",
	"/customers.csv":               "text/csv\n\nemail;firstname;lastname;hush\nhush@shop.test;hush;hush;hush\n",
	"/wp-content/uploads/wc-logs/": "text/html\n\n<title>Index of /wp-content/uploads/wc-logs</title><a href=\"hush.log\">hush.log</a>\n",
}

// TestLeaksAreNotKept scans a shop that leaks everything, finds it within the
// smallest budget, and looks for the secrets in all that the scan says, keeps and
// logs.
func TestLeaksAreNotKept(t *testing.T) {
	files := []txtar.File{{Name: "GET /", Data: []byte(home("WooCommerce 10.3.5"))}}
	for path, body := range leaks {
		files = append(files, txtar.File{Name: "GET " + path, Data: []byte("HTTP/1.1 200 OK\nContent-Type: " + body)})
	}
	files = append(files, txtar.File{Name: "GET /wp-admin/setup-config.php", Data: []byte("HTTP/1.1 200 hush\nX-Pretend: reset\n\nhush\n")})
	var log strings.Builder
	scan := scanExposed(t, &log, files...)
	for _, f := range scan.Findings {
		if f.Outcome != scanner.Fail {
			t.Errorf("%s says %s: %s", f.Probe, f.Outcome, f.Message)
		}
	}
	if most := 41; scan.Budget.Used.Paths > most {
		t.Errorf("%d unlinked paths were asked, %d are this family's share", scan.Budget.Used.Paths, most)
	}
	kept := map[string]string{"the log": log.String(), "the findings": fmt.Sprintf("%+v", scan.Findings)}
	for _, look := range scan.Looks {
		var page struct{ Body []byte }
		_ = json.Unmarshal(look.Reply, &page) // other replies have no body
		kept[look.Question] = string(look.Reply) + string(page.Body)
	}
	for where, text := range kept {
		if strings.Contains(text, "hush") {
			t.Errorf("%s keeps a secret: %s", where, text)
		}
	}
	if len(log.String()) == 0 || len(scan.Looks) < 20 {
		t.Errorf("%d looks and a log of %d bytes are too little to find secrets in", len(scan.Looks), log.Len())
	}
}

// TestSharesAreKept asks a shop that has nothing for no more than the share, and
// for the same with whatever luck.
func TestSharesAreKept(t *testing.T) {
	var asked [2][]string
	for i := range asked {
		scan := scanExposed(t, nil, txtar.File{Name: "GET /", Data: []byte(home("PrestaShop"))})
		for _, look := range scan.Looks {
			if strings.HasPrefix(look.Question, "PEEK") {
				asked[i] = append(asked[i], look.Question)
			}
		}
		if n := scan.Budget.Used.Paths; n < 35 || n > 41 {
			t.Errorf("%d unlinked paths were asked", n)
		}
	}
	if diff := cmp.Diff(asked[0], asked[1]); diff != "" {
		t.Errorf("two scans ask for different paths: %s", diff)
	}
}

// scanExposed runs the whole family against a shop, and writes all that it logs.
func scanExposed(t *testing.T, log io.Writer, files ...txtar.File) scanner.Scan {
	t.Helper()
	shop, err := pretend.Start(&txtar.Archive{Comment: []byte("A shop for the whole family.\n"), Files: files}, pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	opts := shop.Options()
	if log != nil {
		opts.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	s, err := scanner.New(exposed.All, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true})
}

package exposed

import (
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

func page(status int, body string) *observe.Page {
	return &observe.Page{Method: "GET", URL: "https://shop.test/x", Status: status, Body: []byte(body)}
}

// row returns what is known of a path.
func row(path string) facts.Exposure {
	for _, platform := range append(facts.Platforms(), facts.Platform{}) {
		for _, e := range facts.Exposures(platform.ID) {
			if e.Path == path {
				return e
			}
		}
	}
	panic("nothing is known of " + path)
}

func TestJudge(t *testing.T) {
	env, dump, info := row("/.env"), row("/dump.sql"), row("/phpinfo.php")
	gone := page(404, "no such page")
	phpinfo := "<html><title>PHP 8.2.1 - phpinfo()</title>"
	for _, tt := range []struct {
		name          string
		e             facts.Exposure
		got, nonsense *observe.Page
		leak          bool
	}{
		{"a settings file", env, page(200, "DB_PASSWORD=[masked]\n"), gone, true},
		{"a part of one", env, page(206, "DB_PASSWORD=[masked]\n"), gone, true},
		{"kept back", env, page(403, "DB_PASSWORD=[masked]\n"), gone, false},
		{"absent", env, gone, gone, false},
		{"a redirect with a body", env, page(302, "DB_PASSWORD=[masked]\n"), gone, false},
		{"another file", env, page(200, "hello"), gone, false},
		{"hints everywhere", env, page(200, "PORT=[masked]\nLANG=[masked]\n"), page(200, "PORT=[masked]\nLANG=[masked]\n"), false},
		{"a page about settings", env, page(200, "<html>\nDB_PASSWORD=[masked]\n"), gone, false},
		{"everything looks like one", env, page(200, "DB_PASSWORD=[masked]\n"), page(200, "DB_PASSWORD=[masked]\n"), false},
		{"a soft 404 elsewhere does not hide it", env, page(200, "DB_PASSWORD=[masked]\n"), page(200, "<html>sorry"), true},
		{"empty", env, page(200, ""), gone, false},
		{"a dump", dump, page(200, "-- MySQL dump 10.13\n"), gone, true},
		{"a page named dump", dump, page(200, "<!doctype html>-- MySQL dump 10.13\n"), gone, false},
		{"phpinfo", info, page(200, phpinfo), gone, true},
		{"phpinfo for every name", info, page(200, phpinfo), page(200, phpinfo), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, leak := hunt{quotes: names}.judge(tt.e, tt.got, tt.nonsense)
			if leak != tt.leak {
				t.Fatalf("a leak: %t, want %t", leak, tt.leak)
			}
			if leak && (f.Outcome != scanner.Fail || len(f.Evidence) != 2 || strings.Contains(f.Evidence[0].Quote, "masked]\n")) {
				t.Errorf("got %+v", f)
			}
		})
	}
}

// TestJudgeHint wants a settings file that names no password to be a warning.
func TestJudgeHint(t *testing.T) {
	env := row("/.env")
	f, leak := hunt{quotes: names, doubt: "At %s."}.judge(env, page(200, "PORT=[masked]\nLANG=[masked]\n"), page(404, ""))
	if !leak || f.Outcome != scanner.Warn || len(f.Evidence) != 2 {
		t.Errorf("got %t, %+v", leak, f)
	}
}

// TestMaskedProves holds every signature to what the masks leave: as much is
// proven as before, and no more.
func TestMaskedProves(t *testing.T) {
	seen := make(map[string]bool)
	for _, platform := range append(facts.Platforms(), facts.Platform{}) {
		for _, e := range facts.Exposures(platform.ID) {
			if seen[e.Sign] {
				continue
			}
			seen[e.Sign] = true
			mask := observe.Mask
			if e.Page {
				mask = observe.MaskPage
			}
			for _, yes := range e.Yes {
				if got := mask(yes); !e.Proves(got) {
					t.Errorf("%s: %q, masked, proves nothing: %q", e.Path, yes, got)
				}
			}
			for _, maybe := range e.Maybe {
				if got := mask(maybe); !e.Hints(got) || e.Proves(got) {
					t.Errorf("%s: %q, masked, does more or less than hint: %q", e.Path, maybe, got)
				}
			}
			for _, no := range e.No {
				if got := mask(no); e.Proves(got) || e.Hints(got) {
					t.Errorf("%s: %q, masked, proves it: %q", e.Path, no, got)
				}
			}
			page := "<!DOCTYPE html>\n<title>Shop</title>\n" + e.Yes[0]
			if got := mask(page); !e.Page && e.Proves(got) {
				t.Errorf("%s: a web page that quotes it, masked, proves it: %q", e.Path, got)
			}
		}
	}
}

// soft are what servers and shops say of names that do not exist, with any status.
var soft = []string{
	"", "\n", "OK", "Not found", "404", "0", "null", "[]", "{}", "File not found.\n", "404 page not found\n", "no such page: {path}\n",
	"{\"error\":\"not found\",\"path\":\"{path}\"}", "{\n  \"status\": 404,\n  \"password\": null,\n  \"host\": \"shop.test\",\n  \"path\": \"{path}\"\n}\n", "{\"message\":\"Not Found\",\"code\":404}",
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code><Key>{path}</Key></Error>", "<?xml version=\"1.0\"?>\n<urlset>\n<url><loc>{path}</loc></url>\n</urlset>\n",
	"<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.26.0</center>\r\n</body>\r\n</html>\r\n",
	"<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL {path} was not found on this server.</p>\n<hr>\n<address>Apache/2.4.62 (Debian) Server at shop.test Port 443</address>\n</body></html>\n",
	"<!DOCTYPE html><html><head><title>IIS 10.0 Detailed Error - 404.0 - Not Found</title></head><body><h4>HTTP Error 404.0 - Not Found</h4></body></html>",
	"<!doctype html>\n<title>A small shop</title>\n<h1>Sorry</h1><p>{path} is gone. <form><input type=\"search\" name=\"q\"></form>\n",
	"<!doctype html>\n<title>Page not found - A small shop</title><meta name=\"generator\" content=\"WordPress 6.8.3\"><h1>Nothing at {path}</h1><a href=\"/backup.sql\">backup.sql</a>\n",
	"<!doctype html>\n<title>Log in</title><form method=\"post\"><input name=\"username\"><input type=\"password\" name=\"password\"></form>\n",
	"<!doctype html><html><head><title>Tea</title></head><body><div id=\"app\"></div><script src=\"/app.js\"></script></body></html>",
	"\n\n  <!-- cached -->\n<div class=\"page\"><h1>{path}</h1></div>\n", "window.dataLayer = window.dataLayer || [];\nvar path = \"{path}\";\n", "/* theme */\nbody { color: #000 }\n", "User-agent: *\nDisallow: /cart\nSitemap: {path}\n",
	"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "GIF89a\x01\x00\x01\x00", "\x00\x00\x01\x00\x01\x00",
}

// TestSoftPagesAreNoLeaks: nothing that is said of names that do not exist is taken
// for what any of the rows look for, even where the status is a success.
func TestSoftPagesAreNoLeaks(t *testing.T) {
	seen := make(map[string]bool)
	for _, platform := range append(facts.Platforms(), facts.Platform{}) {
		for _, e := range facts.Exposures(platform.ID) {
			if seen[e.Path] {
				continue
			}
			seen[e.Path] = true
			mask := observe.Mask
			if e.Page {
				mask = observe.MaskPage
			}
			for _, said := range soft {
				said = strings.ReplaceAll(said, "{path}", e.Path)
				if got := page(200, mask(said)); (hunt{}).leaks(e, got) {
					t.Errorf("%s: %q is taken for a leak", e.Path, said)
				}
			}
		}
	}
}

func TestQuotes(t *testing.T) {
	if got := names("APP_NAME=[masked]\nexport DB_PASSWORD=[masked]\n\"token\": \"[masked]\"\n"); got != "settings named APP_NAME, DB_PASSWORD, token (values hidden)" {
		t.Errorf("names: %q", got)
	}
	if got := names("[masked]"); got != "(values hidden)" {
		t.Errorf("no names: %q", got)
	}
	if got := names("A_KEY=[masked]\nB=[masked]\nA_KEY=[masked]\n"); got != "settings named A_KEY, B (values hidden)" {
		t.Errorf("a name twice: %q", got)
	}
	if got := beginning("\x1f\x8b\x08\x00ada"); got != "begins as gzip files do" {
		t.Errorf("packed: %q", got)
	}
	if got := beginning("[masked]\n"); got != "(values hidden)" {
		t.Errorf("all hidden: %q", got)
	}
	for body, want := range map[string]bool{
		"VITE_KEY=[masked]\nNODE_ENV=[masked]\n":          true,
		"VITE_KEY=[masked]\nSTRIPE_SECRET_KEY=[masked]\n": false,
		"[masked]": false,
	} {
		if got := forBrowsers(body); got != want {
			t.Errorf("%q is for browsers: %t", body, got)
		}
	}
	if got := title("<html><head><TITLE> Apache Status</title>"); got != "Apache Status" {
		t.Errorf("title: %q", got)
	}
	if got := beginning("\n--\n[masked]\n-- MySQL dump 10.13\nCREATE"); got != "-- MySQL dump 10.13" {
		t.Errorf("beginning: %q", got)
	}
	if got := contents("<?php\ndefine( 'DB_NAME', [masked]\n'password' => [masked]\n"); got != "a program in PHP with settings named DB_NAME, password (values hidden)" {
		t.Errorf("a program: %q", got)
	}
	if got := contents("<?php\n[masked]\n"); got != "begins as programs in PHP do" {
		t.Errorf("a program without settings: %q", got)
	}
	if got := contents("b0VIM"); got != "begins as the copies of an editor (Vim) do" {
		t.Errorf("an editor's copy: %q", got)
	}
	if got := contents("parameters:\n    database_host: [masked]\n"); got != "settings named parameters, database_host (values hidden)" {
		t.Errorf("settings: %q", got)
	}
	if got := people("id;\"E-Mail\";[masked];first name\r\n[masked]\n"); got != "columns named id, E-Mail, first name (rows hidden)" {
		t.Errorf("columns: %q", got)
	}
	if got := people("<title>Index of /files/documents</title>"); got != "Index of /files/documents" {
		t.Errorf("a list: %q", got)
	}
	for body, want := range map[string]string{
		"<title>x</title><code>DEBUG = True</code>": "DEBUG = True", "<b>Warning</b>[masked]": "Warning", "<title>Symfony Profiler</title>": "Symfony Profiler",
	} {
		if got := mistake(body); got != want {
			t.Errorf("a mistake: %q, want %q", got, want)
		}
	}
}

// TestJudgeOthers wants second passwords and warnings to be no certain harm, and
// pages that do not exist to be judged whatever their status.
func TestJudgeOthers(t *testing.T) {
	guarded := hunt{topic: facts.DatabaseAdmin, quotes: title, locked: "At %s."}
	mistakes := hunt{topic: facts.Debug, quotes: mistake, doubt: "At %s."}
	warned := "<br><b>Warning</b>[masked]<b>[masked]</b>[masked]<b>[masked]</b>"
	for _, tt := range []struct {
		name          string
		h             hunt
		e             facts.Exposure
		got, nonsense *observe.Page
		want          scanner.Outcome // empty: no leak
	}{
		{"a second password", guarded, row("/adminer.php"), page(401, ""), page(404, ""), scanner.Warn},
		{"a password for everything", guarded, row("/adminer.php"), page(401, ""), page(401, ""), ""},
		{"a password elsewhere", mistakes, row("/telescope"), page(401, ""), page(404, ""), ""},
		{"an error page that explains", mistakes, row("/{nothing}"), page(500, "<code>DEBUG = True</code>"), nil, scanner.Fail},
		{"one that warns", mistakes, row("/{nothing}"), page(404, warned), nil, scanner.Warn},
		{"an ordinary one", mistakes, row("/{nothing}"), page(404, "<title>Not found</title>"), nil, ""},
		{"a shop for telescopes", mistakes, row("/telescope"), page(200, "<title>Telescope - Tea</title><div id=\"page\">"), page(404, ""), ""},
	} {
		f, leak := tt.h.judge(tt.e, tt.got, tt.nonsense)
		if leak != (tt.want != "") || f.Outcome != tt.want {
			t.Errorf("%s: %t, %+v", tt.name, leak, f)
		}
	}
}

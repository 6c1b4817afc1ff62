package probes_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes/admin"
	"shopcheck/scanner/probes/auth"
	"shopcheck/scanner/probes/software"
)

// kept is how many requests for unlinked paths are for probes that take no turns.
const kept = 10

// open is an administration whose login everybody gets, also without encryption.
const open = "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<title>Log in</title><form method=\"post\"><input name=\"u\"><input type=\"password\" name=\"p\"></form>\n"

// TestKeptIsEnough scans shops that make the probes which take no turns ask for all
// that they ever ask, and holds them to what is kept for them, and to the same in
// each scan.
func TestKeptIsEnough(t *testing.T) {
	text := func(body string) string { return "HTTP/1.1 200 OK\nContent-Type: text/plain\n\n" + body + "\n" }
	for name, files := range map[string]map[string]string{
		"WooCommerce": {
			"GET /": "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<link rel=\"stylesheet\" href=\"/wp-content/plugins/woocommerce/assets/css/woocommerce.css\"><a href=\"/wp-admin/\">Admin</a><a href=\"/backend\">Admin</a>\n",
			"GET /wp-content/plugins/woocommerce/readme.txt": text("== Changelog ==\n\n= 3.0.1 2017-04-06 ="),
			"GET /wp-login.php": open, "GET http://shop.test/wp-login.php": open,
			"GET /wp-json/wp/v2/users": "HTTP/1.1 404 Not Found\n\n", "GET /xmlrpc.php": text("XML-RPC server accepts POST requests only."),
		},
		"Joomla": {
			"GET /": "HTTP/1.1 200 OK\nContent-Type: text/html\nServer: nginx\n\n<script type=\"application/json\" class=\"joomla-script-options new\">{}</script><a href=\"/backend\">Admin</a><a href=\"/back-office\">Admin</a>\n",
			"GET /administrator/manifests/files/joomla.xml": text("<extension type=\"file\">\n<name>files_joomla</name>\n<author>Joomla! Project</author>\n<version>3.9.28</version>"),
			"GET /administrator/":                           open, "GET http://shop.test/administrator/": open,
			"GET *": "HTTP/1.1 404 Not Found\nContent-Type: text/html\n\n<hr><address>Apache/2.4.58 (Win64) PHP/7.4.33 Server at shop.test Port 443</address>\n",
		},
		"nothing known": {
			"GET /":            "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<h1>Tea</h1><a href=\"/backend\">Admin</a><a href=\"/back-office\">Admin</a>\n",
			"GET /back-office": open, "GET http://shop.test/back-office": open,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var asked [2][]string
			for i := range asked {
				asked[i] = askedOf(t, files)
			}
			if diff := cmp.Diff(asked[0], asked[1]); diff != "" {
				t.Errorf("two scans ask for different paths: %s", diff)
			}
			if n := len(asked[0]); n > kept || n < 4 {
				t.Errorf("%d requests, %d are kept: %q", n, kept, asked[0])
			}
		})
	}
}

// askedOf scans a shop and returns what it was asked that nobody links to, but for
// the page that cannot exist, which is in the queue's share.
func askedOf(t *testing.T, files map[string]string) (asked []string) {
	t.Helper()
	ar := &txtar.Archive{Comment: []byte("A shop that is open.\n")}
	for name, data := range files {
		ar.Files = append(ar.Files, txtar.File{Name: name, Data: []byte(data)})
	}
	shop, err := pretend.Start(ar, pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	s, err := scanner.New(slices.Concat(admin.All, auth.All, software.All), shop.Options())
	if err != nil {
		t.Fatal(err)
	}
	scan := s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true})
	nonsense := 0
	for _, look := range scan.Looks {
		switch question := strings.TrimPrefix(look.Question, "again "); {
		case question == "PEEK-PAGE https://shop.test/efe53f9f5e16727c":
			nonsense++
		case strings.HasPrefix(question, "PEEK"):
			asked = append(asked, look.Question)
		}
	}
	if used := scan.Budget.Used.Paths; used != len(asked)+nonsense || nonsense > 1 {
		t.Errorf("%d requests were counted, %d looks and %d at the page that cannot exist", used, len(asked), nonsense)
	}
	return asked
}

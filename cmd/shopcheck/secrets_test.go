package main

import (
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/pretend"
)

// chatty is what else gives away something in the shop that leaks: its home page, a
// script, cookies, the list of who writes, and an echo of what its machines added.
var chatty = map[string]string{
	"GET /": "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nSet-Cookie: PHPSESSID=hush41a9f8e7d6c5; Path=/\nSet-Cookie: cart=hush41basket; Path=/\n\n" +
		"<!doctype html><html lang=\"en\"><head><title>Planted</title><meta name=\"generator\" content=\"WordPress 6.8.3\"><meta name=\"generator\" content=\"WooCommerce 10.3.5\"></head>" +
		"<body><h1>Lamps and shades</h1><a href=\"/my-account/\">My account</a><script>var key = \"sk{{hex 5f}}live_51hush42Kq7ZtPm3VbXyR9LwNcJ\";</script><script src=\"/app.js\"></script></body></html>\n",
	"GET /app.js":                "HTTP/1.1 200 OK\nContent-Type: text/javascript\n\nvar stripe = \"sk{{hex 5f}}live_51hush43Kq7ZtPm3VbXyR9LwNcJ\";\n",
	"GET /my-account/":           "HTTP/1.1 200 OK\nContent-Type: text/html\nSet-Cookie: wordpress_logged_in_1=hush44%7C1; Path=/\n\n<!doctype html><title>Log in</title><form method=\"post\" action=\"/my-account/\"><input name=\"username\"><input type=\"password\" name=\"password\"></form>\n",
	"GET /wp-json/wp/v2/users":   "HTTP/1.1 200 OK\nContent-Type: application/json\n\n[{\"id\":1,\"name\":\"Hush45 Person\",\"slug\":\"hush45login\"}]\n",
	"GET /?author=1":             "HTTP/1.1 301 Moved Permanently\nLocation: /author/hush46login/\n\n",
	"TRACE /":                    "HTTP/1.1 200 OK\nContent-Type: message/http\n\nTRACE / HTTP/1.1\nHost: shop.test\nX-Internal-Token: hush47\nCookie: session=hush47\n",
	"GET /wp-login.php":          "HTTP/1.1 200 OK\nContent-Type: text/html\n\n<!doctype html><title>Log In &lsaquo; Planted &#8212; WordPress</title><form name=\"loginform\" id=\"loginform\" action=\"/wp-login.php\" method=\"post\"><input type=\"text\" name=\"log\" value=\"hush48\"><input type=\"password\" name=\"pwd\" value=\"hush48\"></form>\n",
	"GET http://shop.test/admin": "HTTP/1.1 302 Found\nLocation: https://shop.test/wp-login.php\nSet-Cookie: t=hush49\n\n",
}

// TestSecretsAreNotShown checks and scans a shop that gives away secrets in all
// ways that are known, with every format and every log, shows the kept run again,
// and looks for the secrets in all that was printed, written and kept.
func TestSecretsAreNotShown(t *testing.T) {
	ar := plant(t)
	for name, reply := range chatty {
		ar.Files = slices.DeleteFunc(ar.Files, func(f txtar.File) bool { return f.Name == name })
		ar.Files = append(ar.Files, txtar.File{Name: name, Data: []byte(reply)})
	}
	shop, err := pretend.Start(ar, pretend.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	dir := t.TempDir()
	config, data, out := ledTo(t, shop, dir), filepath.Join(dir, "data"), filepath.Join(dir, "out")
	if err := os.Mkdir(out, 0o700); err != nil {
		t.Fatal(err)
	}
	said := make(map[string]string)
	for i, line := range []string{
		"check shop.test --authorized --no-input --config CONFIG --data DATA --profile thorough --format terminal --style dark -v -o OUT/run.json -o OUT/run.md -o OUT/run.txt",
		"check shop.test --no-input --config CONFIG --data DATA --format markdown --log-json",
		"scan shop.test --authorized --config CONFIG --data DATA --profile thorough --format json --log-json",
		"scan shop.test --authorized --config CONFIG --data DATA --format terminal --style plain -v",
		"report shop.test --data DATA --format json", "report shop.test --data DATA --format markdown", "report OUT/run.json --format terminal --style light",
		"answer shop.test --data DATA --answers OUT/none.yaml",
		"explain exposed.env", "explain Q8", "doctor --config CONFIG --data DATA",
	} {
		line = strings.NewReplacer("CONFIG", config, "DATA", data, "OUT", out).Replace(line)
		said[fmt.Sprintf("%d: %s, standard output", i, line)], said[fmt.Sprintf("%d: %s, standard error", i, line)] = command(t, dir, strings.Fields(line)...)
	}
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == config {
			return err
		}
		text, err := os.ReadFile(name)
		said[name] = string(text)
		said["a name"] += name + "\n"
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	secret := regexp.MustCompile(`(?i).{0,60}hush\d*.{0,40}`)
	seen := 0
	for where, text := range said {
		text = unpacked(t, text)
		seen += strings.Count(text, "-- MySQL dump 10.13")
		for _, shown := range secret.FindAllString(text, 3) {
			t.Errorf("%s shows a secret: %q", where, shown)
		}
	}
	for _, id := range []string{"exposed.dump", "exposed.env", "exposed.logs", "auth.enumeration", "http.methods", "payment.secret"} {
		if text := said[filepath.Join(out, "run.json")]; !regexp.MustCompile(`"probe": "` + id + `",\s+"subject": "[^"]+",\s+"outcome": "(fail|warn)"`).MatchString(text) {
			t.Errorf("%s saw nothing of what the shop gives away", id)
		}
	}
	if len(said) < 25 || seen < 10 {
		t.Errorf("%d texts that quote a dump %d times are too little to find secrets in", len(said), seen)
	}
}

// ledTo writes a config file that leads the program to a shop, and returns its name.
func ledTo(t *testing.T, shop *pretend.Shop, dir string) string {
	t.Helper()
	opts := shop.Options()
	var b, roots strings.Builder
	fmt.Fprintf(&b, "resolver: [%q]\nrate: 1000000\ntimeout: 5s\nca-file: %s/ca.pem\nconnect-to:\n", opts.Resolvers[0], dir)
	for _, r := range opts.ConnectTo {
		fmt.Fprintf(&b, "  - \"%s:%d:%s\"\n", r.Host, r.Port, r.Addr)
	}
	for _, c := range opts.Roots {
		if err := pem.Encode(&roots, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"shop.yaml": b.String(), "ca.pem": roots.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "shop.yaml")
}

// command runs the program and returns what it printed, whatever it ended with.
func command(t *testing.T, dir string, args ...string) (out, errOut string) {
	t.Helper()
	files := make(map[string]*os.File)
	for _, name := range []string{"in", "stdout", "stderr"} {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		files[name] = f
	}
	run(t.Context(), args, files["in"], files["stdout"], files["stderr"])
	text := func(name string) string {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return text("stdout"), text("stderr")
}

// unpacked returns a text with all that is packed into it written out: strings of
// JSON that hold base64, as kept looks and their bodies do, and what is compressed.
func unpacked(t *testing.T, text string) string {
	t.Helper()
	if strings.HasPrefix(text, "\x1f\x8b") {
		if r, err := gzip.NewReader(strings.NewReader(text)); err == nil { // not so if it is all that was kept of a file
			plain, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			return unpacked(t, string(plain))
		}
	}
	out := text
	for d := json.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if err != nil {
			return out
		}
		s, _ := token.(string)
		if inner, err := base64.StdEncoding.DecodeString(s); err == nil && len(s) > 3 {
			out += "\n" + unpacked(t, string(inner))
		}
	}
}

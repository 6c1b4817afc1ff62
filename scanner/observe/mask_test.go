package observe

import (
	"strings"
	"testing"
)

// TestMask says hush wherever a secret could be.
func TestMask(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		keeps    []string
	}{
		{"env", "APP_ENV=hush\nexport DB_PASSWORD='hush hush'\nSTRIPE_KEY = hush\nEMPTY=\n", []string{"APP_ENV=[", "DB_PASSWORD=[", "STRIPE_KEY = [", "EMPTY=\n"}},
		{"a byte order mark", "\ufeffDB_PASSWORD=hush\n", []string{"DB_PASSWORD=["}},
		{"a bracket before the value", "DB_PASSWORD=<hush\nX=[hush\nY=(hush)\n", []string{"DB_PASSWORD=["}},
		{"windows lines", "A_KEY=hush\r\nB_KEY=hush\r\n", []string{"A_KEY=[masked]\r\nB_KEY=["}},
		{"a value over lines", "A_KEY=\"hush\nhush=hush\n# hush\nhu\\\"sh\nhush=\"\nB_KEY='hush\nhush: hush'\nC_KEY=hush\n", []string{"A_KEY=[", "B_KEY=[", "C_KEY=["}},
		{"a key over lines", "A_KEY=-----BEGIN PRIVATE KEY-----\nhush=\nhush==\n-----END PRIVATE KEY-----\nB_KEY=hush\n", []string{"A_KEY=[", "B_KEY=["}},
		{"a value that goes on", "A_KEY=hush\\\nhush=hush\\\nhush: hush\nB_KEY=hush\n", []string{"A_KEY=[", "B_KEY=["}},
		{"a word with an apostrophe", "# don't\nTITLE=Ada's hush\n# insert it into hush\nA_KEY=hush\n", []string{"TITLE=[", "A_KEY=["}},
		{"another encoding", "# Schl\xfcssel hush\nA_KEY=hush\xe9\n", []string{"A_KEY=["}},
		{"wp-config", "<?php\ndefine( 'DB_PASSWORD', 'hush' );\ndefine(\"AUTH_KEY\", \"hush\");\n$table_prefix = 'hush';\n", []string{"<?php", "define( 'DB_PASSWORD',", "\"AUTH_KEY\""}},
		{"php", "$db['password']='hush';\npublic $password='hush';\nconst X='hush';\n$a = 'hush\nhush=1';\n", []string{"$db['password']=[", "public $password=[", "const X=["}},
		{"magento env.php", "return [\n'db' => [\n'password' => 'hush',\n'key' => \"hush\"", []string{"'password' =>", "'db' => ["}},
		{"auth.json", `{"http-basic": {"repo.test": {"username": "hush", "password": "hu\"sh"}}}`, []string{`"http-basic"`, `"password"`}},
		{"json", "{\n\"password\":[\"hush\"], \"n\":1234567,\n\"pass\":\n\"hush\", \"x\": \"\\\"hush\\\": 1\", // \"hush: 1\n}", []string{`"password":`, `"pass":`}},
		{"json on one line", `{"password":["hush"],"a":'hush',"hush@shop.test":"hush","b":hush"c":hush}`, []string{`"password":`, `"b":`}},
		{"npmrc", "//registry.test/:_authToken=hush\nemail=hush\n//hush:hush@registry.test/:_auth=hush\n", []string{"//registry.test/:_authToken="}},
		{"yaml", "database:\n  password: hush\n- password: hush\n{user: hush, password: hush}\nMAIL_PASSWORD:hush\nkey: |\n  hush=\n  hush: 1\n", []string{"database:\n", "  password: [", "- password: ["}},
		{"netrc and htpasswd", "machine hush login hush password hush\nhush:$apr1$hush$hush\n", nil},
		{"lines of base64", "hush==\nhush hush\n", nil},
		{"dump", "-- MySQL dump 10.13\n-- Host: hush\nCREATE TABLE `customers` (`mail` text default 'hush');\nINSERT INTO `customers` VALUES (1,'hush@shop.test;\nhush=hush'),\n(2,'hush');\nhush: hush\n", []string{"-- MySQL dump 10.13", "CREATE TABLE `customers` [", "INSERT INTO `customers` ["}},
		{"other inserts", "DROP TABLE IF EXISTS `a`;\nINSERT INTO a SET name='hush'", []string{"DROP TABLE IF EXISTS `a`;", "INSERT INTO a ["}},
		{"copied rows", "-- PostgreSQL database dump\nCOPY public.customers (name) FROM stdin;\n1\thush\thush\nhush: hush\n", []string{"-- PostgreSQL database dump", "COPY public.customers ["}},
		{"private key", "-----BEGIN RSA PRIVATE KEY-----\nhush\nhush=\n-----END RSA PRIVATE KEY-----\n", []string{"-----BEGIN RSA PRIVATE KEY-----"}},
		{"git config", "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = https://hush:hush@git.test/shop.git\n[credential \"https://hush@git.test\"]\n", []string{"[core]", "[remote \"origin\"]", "url =", "[credential \""}},
		{"addresses of people", "name;hush@shop.test;city", nil},
		{"a cut value", "DB_PASSWORD=hush", []string{"DB_PASSWORD="}},
		{"a page", "<!doctype html>\n<title>hush</title>\n<p>hush", []string{"<!doctype html>\n<title>["}},
		{"Magento 1's settings", "<?xml version=\"1.0\"?>\n<!--\n/**\n * Magento\n<config>\n <dbname><![CDATA[hush]]></dbname>\n<password>hush</password>\n", []string{"<?xml", " * Magento\n", "<config", "<password"}},
		{"a log of PHP", "[24-Nov-2026 10:00:00 Europe/Berlin] PHP Warning:  hush\nhush: hush\n", []string{"] PHP Warning:"}},
		{"a log of Magento", "[2026-11-24T10:00:00.123456+00:00] main.CRITICAL: hush\nhush=hush\n", []string{"] main.CRITICAL:"}},
		{"a log of Laravel", "[2026-11-24 10:00:00] production.ERROR: hush\n#0 hush\n", []string{"] production.ERROR:"}},
		{"a log of Zend", "2026-11-24T10:00:00+00:00 ERR (3): hush\n", []string{"ERR (3):"}},
		{"a log of OpenCart", "2026-11-24 9:00:00 - PHP Notice: hush\n", []string{"- PHP Notice:"}},
		{"a log of nginx", "2026/11/24 10:00:00 [error] 7#7: hush\n", []string{"[error] ["}},
		{"a log of Apache", "[Tue Nov 24 10:00:00.123456 2026] [php:error] [pid hush]\n", []string{"[php:error] ["}},
		{"a log of visits", "192.0.2.7 - hush [24/Nov/2026:10:00:00 +0000] \"GET /hush\"\n", nil},
		{"a table", "\ufeff\"E-Mail\";first_name;Last Name;hush;City\r\nhush@shop.test;hush;hush;hush;hush\nDB_HUSH=hush", []string{"\"E-Mail\";first_name;Last Name;[masked];City\n[masked]"}},
		{"a table without names", "hush@shop.test,hush,hush,Berlin\nemail,firstname,hush\n", nil},
		{"an editor's copy", "b0VIM 9.0\x00hush", []string{"b0VIM"}},
		{"packed", "\x1f\x8b\x08hush", []string{"\x1f\x8b\x08"}},
		{"an archive", "PK\x03\x04\x14\x00hush", []string{"PK\x03\x04"}},
		{"a database", "SQLite format 3\x00hush", []string{"SQLite format 3\x00"}},
		{"something binary", "A_KEY=hush\n\x00", []string{"[masked]"}},
	} {
		got := Mask(tt.in)
		if strings.Contains(got, "hush") || strings.Contains(got, "sh\"") {
			t.Errorf("%s: a secret survives: %q", tt.name, got)
		}
		for _, k := range tt.keeps {
			if !strings.Contains(got, k) {
				t.Errorf("%s: %q is lost: %q", tt.name, k, got)
			}
		}
	}
	for _, same := range []string{"", "12\n", "ref: refs/heads/main\n", "0123456789abcdef0123456789abcdef01234567\n", "PK\x03\x04", "dotencode\nfncache\n", "[core]\n"} {
		if got := Mask(same); got != same {
			t.Errorf("Mask(%q) = %q", same, got)
		}
	}
}

func TestMaskPage(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		keeps    []string
	}{
		{"phpinfo", "<!DOCTYPE html PUBLIC \"hush\"><title>PHP 8.1.2 - phpinfo()</title><h2>hush</h2><td class=\"e\">X</td><td class=\"v\"><pre>Array(hush)</pre></td><td class=\"v\">a<br />hush</td>", []string{"<title>PHP 8.1.2 - phpinfo()</title>"}},
		{"a login", "<form method=post action=\"/?t=hush\"><input\n type=\"password\"\n name=pw value='hush'><input value=hush autocomplete=off><textarea>hush</textarea><select><option value=\"hush\">hush</select>hush@shop.test", []string{`<form method="post">`, `<input type="password" name="pw">`, `autocomplete="off"`}},
		{"server-status", "<title>Apache Status</title><h1>Apache Server Status for shop.test (hush)</h1><td>192.0.2.1 hush</td><td>GET /?token=hush</td>", []string{"<h1>Apache Server Status for [masked]</h1>"}},
		{"server-info", "<h1 style='hush'>Apache Server Information</h1>hush", []string{"<h1>Apache Server Information</h1>"}},
		{"nginx", "Active connections: 291 \nserver accepts handled requests\n hush", []string{"Active connections: [masked]\n"}},
		{"odd markup", "<!-- hush -->a <hush@shop.test> b<svg><title>x</title><title>hush</title></svg><a href=hush data-hush=1 id='ada@hush.test' hush><script>hush</script><input type=hush@", []string{"<title>x</title>", `<a id="[masked]">`}},
		{"a generator", `<meta name="generator" content="WordPress 6.8"><meta name="csrf" content="hush">`, []string{"WordPress 6.8"}},
		{"a program's fault in the title", "<title>KeyError: 'hush' // Werkzeug Debugger</title><title>x</title>", []string{"[masked] // Werkzeug Debugger"}},
		{"another", "<title>SQLSTATE[HY000] denied for user 'hush' (500 Internal Server Error)</title>", []string{"<title>[masked]</title>"}},
		{"a title of no case", "<title>Action Controller: Exception caught</title>", []string{"Exception caught"}},
		{"a page that is not found", "<title>Error 404 - Page not found</title>", []string{"Error 404 - Page"}},
		{"a list of files", "<title>Index of /backup</title><a href=\"hush.sql\">hush.sql</a><a href='/hush/'>hush</a><link href=\"hush.css\">", []string{`<a href="[masked].sql">`, "<a>"}},
		{"links elsewhere", "<title>Shop</title><a href=\"hush.sql\">hush</a>", []string{"<a>"}},
		{"a program's mistake", "<b>Warning</b>: hush in <b>/hush.php</b><h1>Server Error in '/hush' Application.</h1><code>DEBUG = True</code>", []string{"<b>Warning</b>", "<h1>Server Error in [masked]</h1>", "<code>DEBUG = True</code>"}},
		{"nginx's own page", "<title>404 Not Found</title><center><h1>hush</h1></center><hr><center>nginx/1.18.0 (Ubuntu)</center><p>nginx/1.18.0 hush</p>", []string{"<center>nginx/1.18.0 (Ubuntu)</center>", "<p>nginx/1.18.0[masked]</p>"}},
		{"Apache's own page", "<p>hush</p><hr><address>Apache/2.4.41 (Ubuntu) OpenSSL/1.1.1f PHP/7.4.3 Server at hush.test Port 443</address>", []string{">Apache/2.4.41 (Ubuntu) OpenSSL/1.1.1f PHP/7.4.3[masked]<"}},
		{"Tomcat's own page", "<p>hush</p><hr class=\"line\" /><h3>Apache Tomcat/9.0.31</h3>", []string{"<h3>Apache Tomcat/9.0.31</h3>"}},
		{"Jetty's own page", "<tr><td>hush</td></tr><hr><a href=\"https://hush.test\">Powered by Jetty:// 9.4.43.v20210629</a>", []string{"<a>Powered by Jetty:// 9.4.43.v20210629</a>"}},
		{"no page", "DB_PASSWORD=<hush", []string{"[masked]"}},
	} {
		got := MaskPage(tt.in)
		if strings.Contains(got, "hush") || strings.Contains(got, "192.0.2.1") {
			t.Errorf("%s: a secret survives: %q", tt.name, got)
		}
		for _, k := range tt.keeps {
			if !strings.Contains(got, k) {
				t.Errorf("%s: %q is lost: %q", tt.name, k, got)
			}
		}
	}
	long := MaskPage("<title>" + strings.Repeat("é", 99) + "</title>")
	if !strings.Contains(long, "<title>éé") || len(long) > 120 {
		t.Errorf("a long title: %q", long)
	}
}

// FuzzMask holds both masks to ending, to a bound, and to hiding everything at
// the first go.
func FuzzMask(f *testing.F) {
	for _, s := range []string{
		"\ufeffA_KEY='x\n\ny'\nB=`z", "{\"a\": \"b\", 'c' => d\n}", "-----BEGIN A-----\nx\n-----END A-----\nB=1\n",
		"INSERT INTO `a` VALUES (1);\nB=1\n", "[credential \"a@b\"]\nx: |\n y\n", "'a\" => 'b'\nC=1\n", "\xff\xfeA=\xff\n", "PK\x03\x04x", "$a['b'] == \"\"\"\n",
		"email;name;\"x;city\ny\n", "city,name,x\temail\r\n", "<title>Index of /</title><a href=x.SQL href=y>", "<b> Warning</b>", "b0VIM 8", "[24-Nov-2026 10:00:00 UTC] PHP Warning: 'x\ny=z",
		"<title>a &amp; b</title><!-- c --> <d>e<TITLE/>f<input type=x value=y/><plaintext>z", "Active connections: 1 \nserver accepts handled requests\n", "Apache Status for a<!-- --> b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, mask := range map[string]func(string) string{"Mask": Mask, "MaskPage": MaskPage} {
			once := mask(s)
			if twice := mask(once); twice != once {
				t.Errorf("%s(%q) = %q, and again: %q", name, s, once, twice)
			}
			if most := 10*len(s) + 200; len(once) > most {
				t.Errorf("%s makes %d bytes of %d, at most %d", name, len(once), len(s), most)
			}
		}
	})
}

package report

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/probes"
)

// names are words of capitals that need no explanation, each with the reason.
var names = map[string]string{
	"YES": "an answer", "NO": "an answer", "DON": "an answer", "KNOW": "an answer", "WORD": "stands for what is typed",
	"UTC": "behind a time", "IIS": "a web server's name", "OpenSSL": "a program's name", "SQLite": "a program's name",
	"HAProxy": "a program's name", "CMS": "part of Concrete CMS, a program's name", "UI": "part of jQuery UI, a program's name",
	"AP": "part of AP PageBuilder, an extension's name", "YITH": "begins the names of extensions", "AngularJS": "a library's name",
	"ASP": "part of ASP.NET, a program's name", "NET": "part of ASP.NET, a program's name", "BIND": "a program's name", "PowerDNS": "a program's name",
	"AWS": "a company's name", "PostgreSQL": "a database's name", "MB": "a size, as on every phone",
	"DAY": "stands for what is typed", "NUMBER": "stands for what is typed", "LONGER": "said aloud", "ACCEPTED": "said aloud", "HUMAN": "a company's name", "F5": "a company's name", "A": "an article", "I": "whoever speaks",
}

// capitals finds what somebody has to know to understand it: two capitals in a
// row, or one before a number.
var capitals = regexp.MustCompile(`\b[A-Za-z0-9]*[A-Z]{2}[A-Za-z0-9]*\b|\bIPv[46]\b`)

// addresses are a shop's, or files of its.
var addresses = regexp.MustCompile(`\S*/\S+`)

// jargon are words of the field in small letters.
var jargon = regexp.MustCompile(`(?i)\b(ciphers?|handshakes?|payloads?|regex|hostnames?|subdomains?|endpoints?|daemons?|sockets?|crontab|proxy|proxies|hash(es|ed|ing)?|inline|iframes?|nonces?|metadata|syntax|parse[rd]?|backend|frontend|cache[sd]?|zones?|resolvers?|headers?|httponly|samesite|prefix length|stack trace|namespace|boolean|wildcard|CNAME|ciphertext|plaintext|middleware|runtime|opcache|localhost|loopback|netmask)\b`)

// unexplained returns the words of a text for owners that they would have to know.
// A word is explained if the glossary has it, or brackets do: those around it, for
// the technician, or those right behind it.
func unexplained(text string) []string {
	text = addresses.ReplaceAllString(spoken(string(unfold(text))), "")
	var out []string
	for _, at := range slices.Concat(capitals.FindAllStringIndex(text, -1), jargon.FindAllStringIndex(text, -1)) {
		word := text[at[0]:at[1]]
		whole := regexp.MustCompile(`(?i)\b` + word + `\b`)
		known := slices.ContainsFunc(slices.Collect(maps.Keys(spelt(text))), whole.MatchString)
		open, closed := strings.LastIndexByte(text[:at[0]], '('), strings.LastIndexByte(text[:at[0]], ')')
		bracketed := open > closed || strings.HasPrefix(text[at[1]:], " (")
		if !known && !bracketed && names[word] == "" {
			out = append(out, word)
		}
	}
	return out
}

// TestUnexplained: the search below finds what it should.
func TestUnexplained(t *testing.T) {
	for text, want := range map[string]string{
		"The name servers answered NXDOMAIN.":           "NXDOMAIN",
		"It is signed in an old way (SHA-0).":           "",
		"A VLAN (a network apart) is best.":             "",
		"The (old) rule has FQDNs.":                     "FQDNs",
		"It has DMARC, HSTS and a CNAME.":               "",
		"It has `NXDOMAIN` and \"FQDN\" in it.":         "",
		"Ciphers and handshakes are old; X25519MLKEM.":  "X25519MLKEM handshakes",
		"Anybody can fetch /.git/HEAD.":                 "",
		"The shop runs Concrete CMS on IIS, YES or NO.": "",
		"IPv6 and IPv4 are kinds of addresses.":         "",
	} {
		if got := strings.Join(unexplained(text), " "); got != want {
			t.Errorf("unexplained(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestOwnersUnderstand reads all that owners read.
func TestOwnersUnderstand(t *testing.T) {
	texts := map[string]string{}
	for _, p := range probes.All() {
		do, _ := unfold(p.Section("What to do")).only([]string{scanner.FixRented, scanner.FixOwn})
		texts[string(p.ID)+", the page"] = strings.Join([]string{p.Title() + ".", p.Section(""), p.Section("Why it matters"), string(do)}, "\n\n")
	}
	cat := catalog()
	for _, item := range append(cat.Items, checklist.Item{ID: checklist.About, Parts: cat.About}) {
		texts[string(item.ID)] = item.Title + ". " + item.Ask + " " + item.Why
		for _, p := range item.Parts {
			texts[string(item.ID)+"/"+p.ID] = strings.Join([]string{p.Ask, p.Help, p.Alone, p.Do.Say}, " ")
			for _, o := range p.Choices {
				texts[string(item.ID)+"/"+p.ID+"="+o.Value] = o.Label + ". " + o.Alone
			}
		}
	}
	for _, tip := range cat.Tips {
		texts["tip "+tip.Title] = tip.Title + ". " + tip.Text
	}
	for _, a := range advices {
		texts["cause "+string(a.cause)] = a.means + ". " + a.try
	}
	for _, f := range glob(t, "../testdata/golden/*.markdown") {
		if !strings.Contains(f, "hostile") && !strings.Contains(f, "many") { // in which hostile is
			texts[f] = read(t, f)
		}
	}
	for _, f := range glob(t, "../testdata/shops/*/*.txtar") {
		for _, message := range messages([]byte(read(t, f))) {
			texts[f+": "+message] = message
		}
	}
	if len(texts) < 1200 {
		t.Errorf("only %d texts were read", len(texts))
	}
	for where, text := range texts {
		if words := unexplained(text); len(words) > 0 {
			t.Errorf("%s: an owner may not know %q; say it without, put it in brackets behind plain words, or explain it in glossary.yaml", where, words)
		}
	}
}

// messages returns the findings' sentences that a pretend shop wants.
func messages(shop []byte) []string {
	var out []string
	for _, f := range txtar.Parse(shop).Files {
		if f.Name != "want" {
			continue
		}
		for line := range strings.Lines(string(f.Data)) {
			outcome, rest, _ := strings.Cut(line, " ")
			_, message, ok := strings.Cut(rest, ": ")
			if ok && slices.Contains([]scanner.Outcome{scanner.Pass, scanner.Warn, scanner.Fail, scanner.Unknown, scanner.NotApplicable}, scanner.Outcome(outcome)) {
				out = append(out, strings.TrimSpace(message))
			}
		}
	}
	return out
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	return files
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

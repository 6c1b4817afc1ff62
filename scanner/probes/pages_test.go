package probes_test

import (
	"slices"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/probes"
)

// TestAdvice holds the first sentence of what to do to its form. Reports quote
// it alone, so it has to say by itself what to do.
func TestAdvice(t *testing.T) {
	for _, p := range probes.All() {
		first := opening(p.Section("What to do"))
		if fault := flaw(first); fault != "" {
			t.Errorf("%s: %q %s", p.ID, first, fault)
		}
	}
}

// TestFlaw shows that bad advice is noticed.
func TestFlaw(t *testing.T) {
	for _, tt := range []struct{ section, want string }{
		{"Have your host delete the file and change every\npassword in it today. Then rest.", ""},
		{"Renew it today.\n\n- You: look.", "has fewer than five words"},
		{"At once, with your agency or host:\n\n1. Delete it.", "ends in the middle"},
		{"- You: look at both addresses in a private window.", "is a list's first item"},
		{"1. Let only your own network in.", "is a list's first item"},
		{"Your host or agency removes the folder from the server.", `begins with "Your host or agency"`},
		{"Whoever keeps your domain's records can add a line.", `begins with "Whoever"`},
		{"This is one switch at your provider.", `begins with "This"`},
		{"Have somebody add this record to your domain.", `says "this record"`},
		{"Have the line added to your domain", "is no sentence"},
	} {
		if got := flaw(opening(tt.section)); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.section, got, tt.want)
		}
	}
}

// opening returns the first sentence of a section.
func opening(section string) string {
	paragraph, _, _ := strings.Cut(section, "\n\n")
	paragraph = strings.Join(strings.Fields(paragraph), " ")
	if first, _, more := strings.Cut(paragraph, ". "); more {
		return first + "."
	}
	return paragraph
}

// flaw says what keeps a sentence from standing alone; empty if nothing does.
func flaw(first string) string {
	words := strings.Fields(first)
	switch {
	case first == "" || strings.ContainsAny(first[:1], "-*0123456789"):
		return "is a list's first item"
	case strings.HasSuffix(first, ":"):
		return "ends in the middle"
	case !strings.HasSuffix(first, "."):
		return "is no sentence"
	case len(words) < 5:
		return "has fewer than five words"
	case strings.Contains(first, " this record"):
		return `says "this record"`
	}
	bad := []string{"Your host or agency", "Whoever", "You or", "At once", "This", "That"}
	if i := slices.IndexFunc(bad, func(s string) bool { return strings.HasPrefix(first, s+" ") || strings.HasPrefix(first, s+",") }); i >= 0 {
		return `begins with "` + bad[i] + `"`
	}
	return ""
}

// configured are the probes whose fix is a server's configuration, beside those
// of tls that can do harm.
var configured = []scanner.ProbeID{
	"admin.path",
	"cookie.http-only", "cookie.same-site", "cookie.secure",
	"exposed.env", "exposed.phpinfo", "exposed.version-control",
	"header.cache", "header.cors", "header.csp", "header.csp-quality", "header.disclosure", "header.frame", "header.isolation", "header.nosniff", "header.permissions", "header.referrer",
	"hsts.age", "hsts.preload", "hsts.present",
	"http.methods", "http.versions",
	"https.hosts", "https.mixed-active", "https.mixed-passive", "https.redirect", "https.served",
	"payment.frame",
	"tls.post-quantum",
}

// TestFixes holds configuration to the form by which reports choose the one for
// the shop's server, and asks for all of it where it is the fix.
func TestFixes(t *testing.T) {
	all := append([]string{scanner.FixRented}, scanner.FixServers...)
	known := map[scanner.ProbeID]bool{}
	for _, p := range probes.All() {
		known[p.ID] = true
		var have []string
		for line := range strings.SplitSeq(p.Section("What to do"), "\n") {
			if name := scanner.FixFor(line); name != "" {
				have = append(have, name)
				if word := leaning(line); word != "" {
					t.Errorf("%s: %q says %q, but reports show it alone", p.ID, line, word)
				}
			} else if name := misnamed(line); name != "" {
				t.Errorf("%s: %q begins as if it were for %s alone, but not with %q", p.ID, line, name, "- "+name+",")
			}
		}
		have = slices.DeleteFunc(have, func(name string) bool { return name == scanner.FixOwn }) // of which there may be several
		if slices.Sort(have); len(slices.Compact(slices.Clone(have))) < len(have) {
			t.Errorf("%s has two list items for one server: %q", p.ID, have)
		}
		harmful := strings.HasPrefix(string(p.ID), "tls.") && p.Severity != scanner.Info
		for _, name := range all {
			if (harmful || slices.Contains(configured, p.ID)) && !slices.Contains(have, name) {
				t.Errorf("%s has no list item that begins with %q", p.ID, "- "+name)
			}
		}
	}
	for _, id := range configured {
		if !known[id] {
			t.Errorf("there is no probe %s", id)
		}
	}
}

// TestMisnamed shows that a list item in the wrong form is noticed.
func TestMisnamed(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"- With Apache:", "Apache"},
		{"- nginx 1.13 or newer:", "nginx"},
		{"- NGINX: write", "nginx"},
		{"- On HAProxy, write", "HAProxy"},
		{"- On a rented platform, ask.", scanner.FixRented},
		{"- Rented platforms do it.", scanner.FixRented},
		{"1. nginx:", "nginx"},
		{"- If nginx cannot do it, the software can.", ""},
		{"Behind nginx nothing is to be done.", ""},
		{"- Servers built with OpenSSL 3.5 do it.", ""},
	} {
		if got := misnamed(tt.line); got != tt.want {
			t.Errorf("misnamed(%q) = %q, want %q", tt.line, got, tt.want)
		}
	}
}

// leaning returns the words by which a list item for one server leans on that of
// another; empty if it stands alone.
func leaning(line string) string {
	words := []string{"likewise", "the same holds", "as above", "the same line", "as with nginx", "as with Apache"}
	if i := slices.IndexFunc(words, func(w string) bool { return strings.Contains(line, w) }); i >= 0 {
		return words[i]
	}
	return ""
}

// TestLeaning shows that such an item is noticed.
func TestLeaning(t *testing.T) {
	for line, want := range map[string]string{
		"- Apache: likewise.": "likewise",
		"- Apache, in every site; the same holds for `X25519`.": "the same holds",
		"- nginx, in the default `server` above all:":           "",
		"- IIS: the tool IIS Crypto sets the same:":             "",
	} {
		if got := leaning(line); got != want {
			t.Errorf("leaning(%q) = %q, want %q", line, got, want)
		}
	}
}

// misnamed returns for whom alone a list item seems to be that scanner.FixFor
// takes to be for everybody: its first words name somebody.
func misnamed(line string) string {
	mark, text, _ := strings.Cut(strings.ToLower(line), " ")
	if mark != "-" && (mark == "" || strings.Trim(mark, "0123456789") != ".") {
		return ""
	}
	for _, before := range []string{"with ", "on ", "in ", "the same with ", "a "} {
		text = strings.TrimPrefix(text, before)
	}
	if strings.HasPrefix(text, "rented ") {
		return scanner.FixRented
	}
	for _, server := range scanner.FixServers {
		if strings.HasPrefix(text, strings.ToLower(server)) {
			return server
		}
	}
	return ""
}

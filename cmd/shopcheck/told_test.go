package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestAddress(t *testing.T) {
	for said, want := range map[string]string{
		"/checkout":                                     "https://tea-shop.example/checkout",
		" /kasse?step=1#pay ":                           "https://tea-shop.example/kasse?step=1",
		"/Kasse/Übersicht":                              "https://tea-shop.example/Kasse/%C3%9Cbersicht",
		"/":                                             "https://tea-shop.example/",
		"https://tea-shop.example/checkout":             "https://tea-shop.example/checkout",
		"http://WWW.Tea-Shop.Example/pay":               "http://www.tea-shop.example/pay",
		"https://pay.tea-shop.example:443/":             "https://pay.tea-shop.example/",
		"tea-shop.example/checkout":                     "https://tea-shop.example/checkout",
		"tea-shop.example.":                             "https://tea-shop.example",
		"//tea-shop.example/checkout":                   "is no address of a page",
		"https://tea-shop.example:8443/checkout":        "is no address of a page",
		"http://tea-shop.example:443/checkout":          "is no address of a page",
		"ftp://tea-shop.example/checkout":               "is no address of a page",
		"javascript:alert(1)":                           "is no address of a page",
		"checkout":                                      "is no address of a page",
		"none":                                          "is no address of a page",
		"":                                              "is no address of a page",
		"https://192.0.2.1/checkout":                    "is no address of a page",
		"https://tea-shop.example/\x1b[2J":              "is no address of a page",
		"/" + strings.Repeat("x", maxAddress):           "is no address of a page",
		"https://ana:geheim@tea-shop.example/checkout":  "a name or password in it, and is not used",
		"https://ana:geheim@tea-shop.example:x/":        "@tea-shop.example:x/\" is no address of a page",
		"https://tea-shop.example.evil.example/":        "is not at tea-shop.example",
		"checkout.php":                                  "is not at tea-shop.example",
		"https://pay.example/?back=tea-shop.example":    "is not at tea-shop.example",
		"https://tea-shop.example@pay.example/checkout": "a name or password in it, and is not used",
	} {
		got, err := address(said, scanner.Target{Domain: "tea-shop.example"})
		if err != nil {
			got = err.Error()
		}
		if got != want && (err == nil || !strings.Contains(got, want)) || strings.Contains(got, "geheim") || strings.Contains(got, "\x1b") {
			t.Errorf("address(%q) = %q, want %q", said, got, want)
		}
	}
	if got, err := address("https://tee-lädchen.example/kasse", scanner.Target{Domain: "www.xn--tee-ldchen-u5a.example"}); err != nil || got != "https://xn--tee-ldchen-u5a.example/kasse" {
		t.Errorf("letters outside ASCII: %q, %v", got, err)
	}
}

func TestReadScripts(t *testing.T) {
	hash := "sha256-" + strings.Repeat("A", 43) + "="
	for _, tt := range []struct{ name, list, wrong string }{
		{"whole", "- {script: https://js.pay.example/v3/*, owner: Pay Inc., purpose: card fields, approved: 'Ana, owner', on: 2026-11-24}", ""},
		{"least", "- {script: " + hash + ", owner: we, purpose: the cart's sum}\n- {script: https://js.pay.example/a.js, owner: Pay, purpose: fields, on: }", ""},
		{"today is tomorrow further east", "- {script: https://js.pay.example/*, owner: we, purpose: sums, on: 2026-11-25}", ""},
		{"no list", "script: https://js.pay.example/", "1: scripts needs a list"},
		{"empty", "[]", "1: scripts needs a list"},
		{"nothing", "~", "1: scripts needs a list"},
		{"bare", "- https://js.pay.example/", "1: a script needs its owner and purpose"},
		{"unknown key", "- {script: https://js.pay.example/, owner: Pay, purpose: fields}\n- {script: https://js.pay.example/2, vendor: Pay}", `2: "vendor" does not belong`},
		{"a key twice", "- script: https://js.pay.example/\n  script: https://js.pay.example/2", `1: "script" stands here twice`},
		{"a list inside", "- {script: [https://js.pay.example/]}", `1: "script" needs a plain value`},
		{"no script", "- {owner: Pay, purpose: fields}", "1: script is missing"},
		{"no owner", "- {script: https://js.pay.example/, owner: ~, purpose: fields}", "1: owner is missing"},
		{"no purpose", "- {script: https://js.pay.example/, owner: Pay, purpose: ' '}", "1: purpose is missing"},
		{"hidden character", "- {script: https://js.pay.example/, owner: \"Pay\\e[2J\", purpose: fields}", "1: \"Pay\\\\u{1b}"},
		{"long", "- {script: https://js.pay.example/, owner: Pay, purpose: " + strings.Repeat("x", 201) + "}", "1: \"xxx"},
		{"bad day", "- {script: https://js.pay.example/, owner: Pay, purpose: fields, on: 24.11.2026}", `1: on cannot be "24.11.2026"`},
		{"a day to come", "- {script: https://js.pay.example/, owner: Pay, purpose: fields, on: 2026-11-26}", `1: on cannot be "2026-11-26"`},
		{"the same twice", "- {script: https://js.pay.example/, owner: Pay, purpose: fields}\n- {script: https://js.pay.example/, owner: Pay, purpose: fields}", "2: the script https://js.pay.example/ stands here twice"},
	} {
		got, err := read(t, tt.list)
		if tt.wrong == "" && (err != nil || len(got) == 0) || tt.wrong != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.wrong)) {
			t.Errorf("%s: %v, %v, want an error that begins %q", tt.name, got, err, tt.wrong)
		}
	}
	got, err := read(t, "- {script: https://js.pay.example/*, owner: Pay, purpose: fields, approved: Ana, on: 2026-11-24}")
	want := []observe.Vouched{{Script: "https://js.pay.example/*", Owner: "Pay", Purpose: "fields", Approved: "Ana", On: "2026-11-24"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := read(t, strings.Repeat("- {}\n", maxScripts+1)); err == nil || !strings.Contains(err.Error(), "more than 500") {
		t.Errorf("a list that is too long: %v", err)
	}
}

func read(t *testing.T, list string) ([]observe.Vouched, error) {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(list), &doc); err != nil {
		t.Fatal(err)
	}
	return readScripts(doc.Content[0], time.Date(2026, 11, 24, 18, 0, 0, 0, time.UTC))
}

// TestNamesScript: a line of the list is never about every script there is.
func TestNamesScript(t *testing.T) {
	for s, want := range map[string]bool{
		"https://js.pay.example/v3/":                     true,
		"https://js.pay.example/v3/*":                    true,
		"http://js.pay.example/a.js?v=1":                 true,
		"https://js.pay.example/a.js?v=*":                true,
		"sha256-" + strings.Repeat("A", 43) + "=":        true,
		"inline sha256-" + strings.Repeat("A", 43) + "=": true,
		"sha256-" + strings.Repeat("A", 42) + "=":        false,
		"sha256-*":                      false,
		"*":                             false,
		"https://*":                     false,
		"https:///*":                    false,
		"https://js.pay.example*":       false,
		"https://js.pay.example":        false,
		"https://*.pay.example/":        false,
		"https://js.pay.example/*/a.js": false,
		"https://js.pay.example/**":     false,
		"js.pay.example/v3/":            false,
		"/v3.js":                        false,
		"https://a@js.pay.example/":     false,
		"data:text/javascript,*":        false,
		"https://js.pay.example/\x07":   false,
		"https://x.example/" + strings.Repeat("x", 300): false,
	} {
		if got := namesScript(s); got != want {
			t.Errorf("namesScript(%q) = %t", s, got)
		}
	}
}

// Of several people's words for where customers pay, the newest is where to look.
func TestHeard(t *testing.T) {
	shop := scanner.Target{Domain: "tea-shop.example"}
	said := func(by, value, at string) checklist.Statement {
		day, err := time.Parse(time.DateOnly, at)
		if err != nil {
			t.Fatal(err)
		}
		return checklist.Statement{Item: "Q1", Part: "checkout-address", Value: value, By: by, At: day}
	}
	ana, ben, unsure := said("Ana", "/old", "2026-03-01"), said("Ben", "/till", "2026-11-24"), said("Cem", "unknown", "2026-11-25")
	for _, tt := range []struct {
		said []checklist.Statement
		want string
	}{
		{nil, ""},
		{[]checklist.Statement{ana}, "https://tea-shop.example/old"},
		{[]checklist.Statement{ana, ben}, "https://tea-shop.example/till"},
		{[]checklist.Statement{ben, ana}, "https://tea-shop.example/till"},
		{[]checklist.Statement{ben, ana, unsure}, ""},
	} {
		if got := (&app{}).heard(tt.said, shop); got != tt.want {
			t.Errorf("of %v it is %q, want %q", tt.said, got, tt.want)
		}
	}
}

package checklist

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"shopcheck/scanner"
)

// probed is a catalog that knows three probes.
func probed(t testing.TB) Catalog {
	cat := bare(t)
	cat.Probes = map[scanner.ProbeID]scanner.Probe{}
	for _, id := range []scanner.ProbeID{"exposed.env", "mail.dmarc-policy", "software.php"} {
		cat.Probes[id] = scanner.Probe{ID: id}
	}
	return cat
}

var (
	wEnv  = Waiver{"exposed.env", "moving to a new server", "Ana", on("2027-03-01")}
	wPHP  = Waiver{"software.php", `the theme isn't ready: "in spring" # they say`, "Ben, agency", on("2027-11-24")}
	wOver = Waiver{"mail.dmarc-policy", "soon", "Zoë", on("2025-01-31")}
)

func TestReadWaivers(t *testing.T) {
	const file = `
# a comment
waivers:
  - probe: exposed.env
    reason: " moving to a new server "
    by: Ana
    until: 2027-03-01 # a Monday
  - {until: "2027-11-24", by: "Ben, agency", reason: 'the theme isn''t ready: "in spring" # they say', probe: software.php}
  - probe: mail.dmarc-policy
    reason: soon
    by: Zoë
    until: 2025-01-31
`
	got, err := ReadWaivers(strings.NewReader(file), "waivers.yaml", probed(t), now)
	if diff := cmp.Diff([]Waiver{wEnv, wPHP, wOver}, got); err != nil || diff != "" {
		t.Errorf("%v, -want +got\n%s", err, diff)
	}
	for _, file := range []string{"", "# nothing yet\n", "waivers:", "waivers: []", "---\n", "~"} {
		if got, err := ReadWaivers(strings.NewReader(file), "w", probed(t), now); err != nil || len(got) != 0 {
			t.Errorf("of %q: %v, %v", file, got, err)
		}
	}
}

func TestReadWaiversWrong(t *testing.T) {
	one := func(field, value string) string {
		w := map[string]string{"probe": "exposed.env", "reason": "moving", "by": "Ana", "until": "2027-03-01"}
		w[field] = value
		return fmt.Sprintf("waivers:\n  - probe: %s\n    reason: %s\n    by: %s\n    until: %s\n", w["probe"], w["reason"], w["by"], w["until"])
	}
	for _, tt := range []struct{ name, file, want string }{
		{"a probe misspelled", one("probe", "exposed.evn"), `w:2: there is no probe "exposed.evn"; did you mean "exposed.env"?`},
		{"a probe in capitals", one("probe", "Exposed.ENV"), `w:2: there is no probe "Exposed.ENV"; did you mean "exposed.env"?`},
		{"a probe of which nobody knows", one("probe", "weather"), `w:2: there is no probe "weather"; shopcheck explain lists them all`},
		{"a question", one("probe", "Q8"), `w:2: Q8 is a question, and what is accepted is what a probe has found; shopcheck explain Q8 lists its probes`},
		{"no reason", one("reason", ""), "w:2: this waiver lacks reason; try {probe: mail.dmarc-policy, reason: our mail company changes it soon, by: Ana, until: 2027-02-24}"},
		{"a reason of blanks", one("reason", `"  "`), "w:3: reason is missing; say in a few words why this can wait, and who says so"},
		{"a reason of two lines", one("reason", `"a\nb"`), "w:3: reason: that has a line break or an invisible character"},
		{"a reason that hides", one("reason", `"a\u202eb"`), "w:3: reason: that has a line break or an invisible character"},
		{"a long reason", one("reason", strings.Repeat("é", 201)), "w:3: reason: that is longer than 200 characters; try fewer words"},
		{"nobody", one("by", "~"), "w:2: this waiver lacks by; try"},
		{"a name of two lines", one("by", `"\x07"`), "w:4: by: that has a line break"},
		{"several are missing", "waivers: [{probe: exposed.env}]", "w:1: this waiver lacks reason, by, until; try"},
		{"no end", one("until", ""), "w:2: this waiver lacks until; try"},
		{"no date", one("until", "spring"), `w:5: until: "spring" is not a date; try one such as 2027-02-24`},
		{"a month", one("until", "2027-03"), `w:5: until: "2027-03" is not a date`},
		{"a day too far", one("until", "2027-11-25"), "w:5: until: 2027-11-25 is more than 12 months away, and a finding is accepted for now, not for ever; try 2027-11-24 or earlier, and look at it again then"},
		{"a field of no use", one("by", "Ana\n    utnil: 2027-01-01"), `w:5: "utnil" does not belong beside a waiver; did you mean "until"?`},
		{"another shop's", one("by", "Ana\n    shop: a.example"), `w:5: "shop" does not belong beside a waiver`},
		{"a list as a reason", one("reason", "[a]"), "w:3: this is more than one value; try a plain value"},
		{"twice", one("by", "Ana") + "  - {probe: exposed.env, reason: x, by: y, until: 2027-01-01}", "w:6: exposed.env is accepted twice here; remove one of them"},
		{"a field twice", one("by", "Ana\n    by: Ben"), `w:5: "by" stands here twice; remove one of them`},
		{"no list", "waivers: exposed.env", "w:1: waivers needs a list; try lines such as - {probe"},
		{"a word in the list", "waivers:\n  - exposed.env", "w:2: this should be a list of names and values; try probe, reason, by, until, each followed by a colon"},
		{"another key", "waiver: []", `w:1: "waiver" does not belong here; did you mean "waivers"?`},
		{"two files in one", "waivers:\n---\nwaivers:", "the file goes on after its end"},
		{"broken", "waivers:\n  - {", "this cannot be read"},
		{"all at once", one("probe", "x\n    reason: [") + "]", "w:"},
		{"too many", "waivers: [" + strings.Repeat("1,", maxWaiverList+1) + "]", "w:1: this lists more than 500 waivers"},
		{"too large", "# " + strings.Repeat("x", maxWaiverFile), "w is larger than 256 KiB"},
		{"references", "waivers: &a [*a]", "w:1:"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadWaivers(strings.NewReader(tt.file), "w", probed(t), now)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant an error about %q", err, tt.want)
			}
			if got != nil {
				t.Errorf("waivers beside an error: %v", got)
			}
		})
	}
}

func TestReadWaiverList(t *testing.T) {
	of := func(list string) ([]ListedWaiver, error) {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte("\n"+list), &doc); err != nil {
			t.Fatal(err)
		}
		return ReadWaiverList(doc.Content[0], "c.yaml", probed(t), now)
	}
	got, err := of(`
- {probe: exposed.env, reason: moving to a new server, by: Ana, until: 2027-03-01, shop: "https://Tea-Shop.example/"}
- {probe: exposed.env, reason: moving to a new server, by: Ana, until: 2027-03-01}
- {probe: mail.dmarc-policy, reason: soon, by: Zoë, until: 2025-01-31, shop: coffee-shop.example}`)
	if err != nil {
		t.Fatal(err)
	}
	want := []ListedWaiver{{wEnv, "tea-shop.example"}, {wEnv, ""}, {wOver, "coffee-shop.example"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for shop, want := range map[string][]Waiver{"tea-shop.example": {wEnv, wEnv}, "coffee-shop.example": {wEnv, wOver}, "www.tea-shop.example": {wEnv}} {
		if diff := cmp.Diff(want, WaiversFor(got, scanner.Target{Domain: shop})); diff != "" {
			t.Errorf("for %s, -want +got\n%s", shop, diff)
		}
	}
	_, err = of("- {probe: exposed.env, reason: x, by: y, until: 2027-03-01, shop: here}")
	if err == nil || !strings.Contains(err.Error(), `c.yaml:2: shop: "here" is not a whole domain`) {
		t.Error(err)
	}
	twice := strings.Repeat("- {probe: exposed.env, reason: x, by: y, until: 2027-03-01, shop: a.example}\n", 2)
	if _, err = of(twice); err == nil || !strings.Contains(err.Error(), "c.yaml:3: exposed.env is accepted twice here") {
		t.Error(err)
	}
}

func TestCheckWaiver(t *testing.T) {
	with := func(change func(*Waiver)) Waiver { w := wEnv; change(&w); return w }
	for _, tt := range []struct {
		name string
		w    Waiver
		want string
	}{
		{"good", wEnv, ""},
		{"to the end of today", with(func(w *Waiver) { w.Until = on("2026-11-24") }), ""},
		{"for twelve months", with(func(w *Waiver) { w.Until = on("2027-11-24") }), ""},
		{"yesterday", with(func(w *Waiver) { w.Until = on("2026-11-23") }), "until: 2026-11-23 is over already; try a day to come, such as 2027-02-24"},
		{"for ever", with(func(w *Waiver) { w.Until = on("2036-11-24") }), "not for ever"},
		{"no reason", with(func(w *Waiver) { w.Reason = "" }), "reason is missing"},
		{"nobody", with(func(w *Waiver) { w.By = " " }), "by is missing"},
		{"nothing", with(func(w *Waiver) { w.Probe = "" }), `there is no probe ""`},
	} {
		err := probed(t).CheckWaiver(tt.w, now)
		if got := fmt.Sprint(err); tt.want == "" && err != nil || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestAccepted(t *testing.T) {
	longer := wEnv
	longer.Until = on("2027-04-01")
	over := wEnv
	over.Until = on("2026-11-23")
	for _, tt := range []struct {
		name    string
		waivers []Waiver
		want    Waiver
		holds   bool
	}{
		{"none", []Waiver{wPHP}, Waiver{}, false},
		{"one", []Waiver{wPHP, wEnv}, wEnv, true},
		{"the longer one", []Waiver{over, longer, wEnv}, longer, true},
		{"over", []Waiver{over}, over, false},
	} {
		if got, holds := Accepted(tt.waivers, "exposed.env", now); got != tt.want || holds != tt.holds {
			t.Errorf("%s: %v, %t", tt.name, got, holds)
		}
	}
}

const edited = `# Ours. Ask Ana.

waivers: # newest last
    # promised for spring
    - probe: exposed.env # the old server
      reason: moving to a new server
      by: Ana
      until: 2027-03-01

    # before the audit
    - probe: software.php
      reason: |-
        the theme isn't ready:
        # soon
      by: Ben
      until: 2027-11-24
    # the end`

func TestWriteWaivers(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		waivers    []Waiver
		want       string
	}{
		{"a new file", "", []Waiver{wEnv}, waiverHead + `waivers:
  - probe: exposed.env
    reason: "moving to a new server"
    by: "Ana"
    until: 2027-03-01
`},
		{"only comments", "# mine", []Waiver{wOver}, `# mine
waivers:
  - probe: mail.dmarc-policy
    reason: "soon"
    by: "Zoë"
    until: 2025-01-31
`},
		{"quotes", "waivers:", []Waiver{wPHP}, `waivers:
  - probe: software.php
    reason: "the theme isn't ready: \"in spring\" # they say"
    by: "Ben, agency"
    until: 2027-11-24
`},
		{"nothing new", "waivers: [{probe: exposed.env, reason: moving to a new server, by: Ana, until: 2027-03-01}]\n", []Waiver{wEnv}, "waivers: [{probe: exposed.env, reason: moving to a new server, by: Ana, until: 2027-03-01}]\n"},
		{"all that a person wrote stays", strings.ReplaceAll(edited, "|-\n        the theme isn't ready:\n        # soon", "theme"), []Waiver{wEnv, wOver}, `# Ours. Ask Ana.

waivers: # newest last
    # promised for spring
    - probe: exposed.env # the old server
      reason: moving to a new server
      by: Ana
      until: 2027-03-01

    # before the audit
    # Stood here until 2026-11-24:
    # - probe: software.php
    #   reason: theme
    #   by: Ben
    #   until: 2027-11-24
    # the end
    - probe: mail.dmarc-policy
      reason: "soon"
      by: "Zoë"
      until: 2025-01-31
`},
		{"none is left", "waivers:\n- probe: exposed.env\n  reason: >-\n    two\n    # lines\n  by: Ana\n  until: 2027-03-01\n", nil, "waivers:\n# Stood here until 2026-11-24:\n# - probe: exposed.env\n#   reason: >-\n#     two\n    # lines\n#   by: Ana\n#   until: 2027-03-01\n"},
		{
			"lines that end as on Windows", "\ufeffwaivers:\r\n- {probe: software.php, reason: x, by: y, until: 2027-03-01}\r\n",
			[]Waiver{wOver},
			"\ufeffwaivers:\r\n# Stood here until 2026-11-24:\r\n# - {probe: software.php, reason: x, by: y, until: 2027-03-01}\r\n" +
				"- probe: mail.dmarc-policy\r\n  reason: \"soon\"\r\n  by: \"Zoë\"\r\n  until: 2025-01-31\r\n",
		},
		{
			"lines that end as on an old Mac", "waivers:\r- {probe: software.php, reason: x, by: y, until: 2027-03-01}\r- {probe: exposed.env, reason: moving to a new server, by: Ana, until: 2027-03-01}\r",
			[]Waiver{wEnv},
			"waivers:\r# Stood here until 2026-11-24:\n# - {probe: software.php, reason: x, by: y, until: 2027-03-01}\r- {probe: exposed.env, reason: moving to a new server, by: Ana, until: 2027-03-01}\r",
		},
		{
			"a comment that YAML breaks in two", "# a\u2028# b\nwaivers:\n- {probe: software.php, reason: x, by: y, until: 2027-03-01}", nil,
			"# a\u2028# b\nwaivers:\n# Stood here until 2026-11-24:\n# - {probe: software.php, reason: x, by: y, until: 2027-03-01}\n",
		},
		{"16 bits a letter", "\xff\xfe#\x00a\x00\n\x00", []Waiver{wOver}, "#a\nwaivers:\n  - probe: mail.dmarc-policy\n    reason: \"soon\"\n    by: \"Zoë\"\n    until: 2025-01-31\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := WriteWaivers([]byte(tt.file), tt.waivers, probed(t), now)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			again, err := ReadWaivers(strings.NewReader(string(got)), "w", probed(t), now)
			if err != nil || len(again) != len(tt.waivers) {
				t.Errorf("read back: %v, %v", again, err)
			}
		})
	}
}

// Files at the limit are refused before they cost much, however odd.
func TestReadWaiversOdd(t *testing.T) {
	cat := probed(t)
	for i := range 200 {
		id := scanner.ProbeID(fmt.Sprintf("family.subject-number-%d", i))
		cat.Probes[id] = scanner.Probe{ID: id}
	}
	for name, piece := range map[string]string{
		"deep":          "[",
		"many keys":     "a: {}\n",
		"many probes":   "- probe: " + strings.Repeat("x", 50) + "\n",
		"keys of one":   "? a\n",
		"mappings":      "- {",
		"references":    "- &a [*a]\n",
		"many comments": "# x\n",
	} {
		file := "waivers:\n" + strings.Repeat(piece, maxWaiverFile/len(piece)-10)
		if name == "many probes" {
			file = "waivers:\n" + strings.Repeat(piece, maxWaiverList)
		}
		begun := time.Now()
		got, err := ReadWaivers(strings.NewReader(file), "w", cat, now)
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
		if len(got) > 0 || (err == nil) != (name == "many comments") {
			t.Errorf("%s: %d waivers, %v", name, len(got), err)
		}
	}
}

// A file that cannot be changed line by line is left alone.
func TestWriteWaiversRefuses(t *testing.T) {
	for name, file := range map[string]string{
		"on one line":   "waivers: [{probe: software.php, reason: x, by: y, until: 2027-03-01}]",
		"an empty list": "waivers: []",
		"a mapping":     "{}",
		"a dash alone":  "waivers:\n  - # first\n    probe: software.php\n    reason: x\n    by: y\n    until: 2027-03-01\n",
		"an end":        "waivers:\n...\n",
		"nothing, said": "waivers: ~\n",
	} {
		got, err := WriteWaivers([]byte(file), []Waiver{wEnv}, probed(t), now)
		if !errors.Is(err, ErrWaiverFile) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	two := `waivers: [
  {probe: exposed.env, reason: moving to a new server, by: Ana, until: 2027-03-01}, {probe: software.php, reason: x, by: y, until: 2027-03-01},
]`
	if got, err := WriteWaivers([]byte(two), []Waiver{wEnv}, probed(t), now); !errors.Is(err, ErrWaiverFile) {
		t.Errorf("one of two on a line became %q, %v", got, err)
	}
	padded := wEnv
	padded.Reason = " x"
	if got, err := WriteWaivers(nil, []Waiver{padded}, probed(t), now); !errors.Is(err, ErrWaiverFile) {
		t.Errorf("a reason that is read back otherwise became %q, %v", got, err)
	}
	if _, err := WriteWaivers([]byte("waivers: 1"), nil, probed(t), now); err == nil || errors.Is(err, ErrWaiverFile) {
		t.Errorf("a broken file: %v", err)
	}
}

// FuzzWriteWaivers: of whatever file can be read, what is written can be read
// too, holds what it should, and has every comment and line that was there.
func FuzzWriteWaivers(f *testing.F) {
	for _, file := range []string{"", edited, "waivers:\n", "waivers:\r- {probe: exposed.env, reason: a, by: b, until: 2027-03-01}\r", "waivers: [{probe: exposed.env, reason: a, by: b, until: 2027-03-01}] # c", "waivers:\n- probe: exposed.env\n  reason: 'a\n   b'\n  by: b\n  until: 2027-03-01\n# end"} {
		f.Add(file)
	}
	cat := probed(f)
	f.Fuzz(func(t *testing.T, file string) {
		if _, err := ReadWaivers(strings.NewReader(file), "w", cat, now); err != nil {
			return
		}
		for _, want := range [][]Waiver{{wEnv, wPHP}, nil} {
			out, err := WriteWaivers([]byte(file), want, cat, now)
			if err != nil {
				continue
			}
			got, err := ReadWaivers(strings.NewReader(string(out)), "w", cat, now)
			if err != nil || len(got) != len(want) {
				t.Fatalf("%q became %q: %v, %v", file, out, got, err)
			}
			rest := string(out)
			plain, _ := plainText([]byte(file))
			for _, l := range lines(plain) {
				text := strings.TrimSpace(plain[l.from:l.to])
				i := strings.Index(rest, text)
				if i < 0 {
					t.Fatalf("%q became %q, without %q", file, out, text)
				}
				rest = rest[i+len(text):]
			}
		}
	})
}

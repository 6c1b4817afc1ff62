package probes_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v3"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes"
)

var update = flag.Bool("update", false, "rewrite the want sections")

const shops = "../../testdata/shops"

// present is the moment that pretend shops live in.
var present = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// TestProbes runs each probe against every pretend shop kept for it, over real
// sockets on loopback, and again from the looks it left behind.
func TestProbes(t *testing.T) {
	for _, p := range probes.All() {
		for _, file := range shopsOf(t, p.ID) {
			t.Run(string(p.ID)+"/"+strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { check(t, p, file) })
		}
	}
}

// unshown are outcomes that no pretend shop can have, and why.
var unshown = map[string]string{
	"cert.lifetime fail": "only for public roots, whose keys nobody here has; see the judge's table",
	"cert.ct fail":       "only for public roots, whose keys nobody here has; see the judge's table",
	"cert.ct warn":       "only for public roots, as above",
	"cert.key warn":      "Go serves no certificate with such a key; see the judge's table",
	"cert.sig warn":      "the pretend authority signs its own certificates well; see the judge's table",

	"tls.early-data warn": "Go's server offers none; see the judge's table, and TestTickets",
}

// TestShopsShowAllSides: the shops kept for a probe show what passes, what does
// not, and, where a mistake would be costly, what nobody can tell.
func TestShopsShowAllSides(t *testing.T) {
	for _, p := range probes.All() {
		shown := make(map[string]bool)
		for _, file := range shopsOf(t, p.ID) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range ar.Files {
				for line := range strings.Lines(string(f.Data)) {
					if word, _, ok := strings.Cut(line, " "); ok && f.Name == "want" && word != "" {
						shown[word] = true
					}
				}
			}
		}
		lines := strings.ToLower(p.Section("Where the lines are"))
		for _, o := range []scanner.Outcome{scanner.Pass, scanner.Fail, scanner.Warn} {
			if _, excused := unshown[string(p.ID)+" "+string(o)]; strings.Contains(lines, "- "+string(o)) && !shown[string(o)] && !excused {
				t.Errorf("%s: its page says what is %s, and no shop shows it", p.ID, o)
			}
		}
		if p.Twice && !shown[string(scanner.Unknown)] {
			t.Errorf("%s: no shop shows when it cannot tell", p.ID)
		}
	}
}

func shopsOf(t *testing.T, id scanner.ProbeID) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shops, string(id), "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 2 {
		t.Errorf("%s: %d shops, want two at least", id, len(files))
	}
	return files
}

// TestShopsHaveProbes finds shops kept for a probe that is not listed.
func TestShopsHaveProbes(t *testing.T) {
	dirs, err := os.ReadDir(shops)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if !slices.ContainsFunc(probes.All(), func(p scanner.Probe) bool { return string(p.ID) == d.Name() }) {
			t.Errorf("testdata/shops/%s: no probe of that name is listed", d.Name())
		}
	}
}

// TestPages holds every probe's page to its form.
func TestPages(t *testing.T) {
	for _, p := range probes.All() {
		if p.Title() == "" || p.Section("") == "" {
			t.Errorf("%s: the page needs a title and a sentence for the owner", p.ID)
		}
		at := 0
		for _, name := range scanner.DocSections {
			if p.Section(name) == "" {
				t.Errorf("%s: the page has no section %q", p.ID, name)
			}
			i := strings.Index(p.Doc, "\n## "+name+"\n")
			if i < at {
				t.Errorf("%s: section %q is out of order", p.ID, name)
			}
			at = i
		}
	}
}

func check(t *testing.T, p scanner.Probe, file string) []scanner.Finding {
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	shop, err := pretend.Start(ar, pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	opts := shop.Options()
	opts.Told = told(t, ar)
	s, err := scanner.New([]scanner.Probe{p}, opts)
	if err != nil {
		t.Fatal(err)
	}
	req := scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true, Profile: profile(ar)}
	scan := s.Scan(t.Context(), req)
	got := words(scan.Findings)
	sound(t, scan.Findings)

	site := observe.Replay(shop.Domain(), scan.Looks)
	if again := words(s.Judge(t.Context(), site, req)); again != got {
		t.Errorf("replayed, the looks say something else:\n%s", cmp.Diff(got, again))
	}
	want := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == "want" })
	if want < 0 {
		ar.Files = append(ar.Files, txtar.File{Name: "want"})
		want = len(ar.Files) - 1
	}
	if *update {
		ar.Files[want].Data = []byte(got)
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return scan.Findings
	}
	if diff := cmp.Diff(string(ar.Files[want].Data), got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	return scan.Findings
}

// profile is how to scan a shop: its file of that name says so, or as usual.
func profile(ar *txtar.Archive) scanner.Profile {
	for _, f := range ar.Files {
		if f.Name == "profile" {
			return scanner.Profile(strings.TrimSpace(string(f.Data)))
		}
	}
	return scanner.Normal
}

// told is what was said about a shop beforehand: its file of that name says so,
// an observe.Told as YAML, or nothing was.
func told(t *testing.T, ar *txtar.Archive) (said observe.Told) {
	for _, f := range ar.Files {
		if f.Name == "told" {
			dec := yaml.NewDecoder(bytes.NewReader(f.Data))
			dec.KnownFields(true)
			if err := dec.Decode(&said); err != nil {
				t.Fatalf("reading what was told: %v", err)
			}
		}
	}
	return said
}

// words writes findings as shop files expect them.
func words(found []scanner.Finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "%s %s: %s\n", f.Outcome, f.Subject, f.Message)
		for _, e := range f.Evidence {
			fmt.Fprintf(&b, "  %s: %s\n", e.Source, e.Quote)
		}
	}
	return b.String()
}

// sound holds what every finding promises.
func sound(t *testing.T, found []scanner.Finding) {
	seen := make(map[string]bool)
	for _, f := range found {
		switch {
		case f.Message == "" || !strings.HasSuffix(f.Message, "."):
			t.Errorf("%s: the message %q is no sentence", f.Probe, f.Message)
		case (f.Outcome == scanner.Unknown) != (f.Cause != ""):
			t.Errorf("%s: outcome %s with cause %q", f.Probe, f.Outcome, f.Cause)
		case (f.Outcome == scanner.Pass || f.Outcome == scanner.Fail) && len(f.Evidence) == 0:
			t.Errorf("%s: %s without evidence", f.Probe, f.Outcome)
		case seen[f.Key()]:
			t.Errorf("%s: two findings have the key %q", f.Probe, f.Key())
		}
		seen[f.Key()] = true
		for _, e := range f.Evidence {
			if observe.Printable(e.Quote) != e.Quote || e.Source == "" || e.At.IsZero() {
				t.Errorf("%s: evidence is not printable or not complete: %+v", f.Probe, e)
			}
		}
	}
}

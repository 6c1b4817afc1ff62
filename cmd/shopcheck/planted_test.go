package main

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes/exposed"
)

// planted is a shop that leaks in forty ways; truth says which, most harmful and
// likely first.
const planted = "../../testdata/lab/exposed/"

// plant returns that shop with the files of real servers made into pages.
func plant(t testing.TB) *txtar.Archive {
	t.Helper()
	from, err := txtar.ParseFile(planted + "planted.txtar")
	if err != nil {
		t.Fatal(err)
	}
	to := &txtar.Archive{Comment: from.Comment}
	lists := make(map[string][]string)
	for _, f := range from.Files {
		name, status, kind := named(f.Name, "shop.test"), "200 OK", "text/plain"
		if strings.HasSuffix(name, ".php") || strings.HasPrefix(strings.TrimSpace(string(f.Data)), "<!") {
			kind = "text/html"
		}
		switch dir := path.Dir(name); {
		case name == "/404.html":
			name, status = "/*", "404 Not Found"
		case dir == "/backup", dir == "/wp-content/uploads/wc-logs": // the lab's server lists these
			lists[dir+"/"] = append(lists[dir+"/"], path.Base(name))
			continue
		}
		to.Files = append(to.Files, txtar.File{Name: "GET " + name, Data: []byte("HTTP/1.1 " + status + "\nContent-Type: " + kind + "\n\n" + string(f.Data))})
	}
	for dir, names := range lists {
		page := "<html><head><title>Index of " + dir + "</title></head><body><h1>Index of " + dir + "</h1><hr><pre><a href=\"../\">../</a>\n"
		for _, name := range names {
			page += "<a href=\"" + name + "\">" + name + "</a>   01-Nov-2026 02:00   1284\n"
		}
		to.Files = append(to.Files, txtar.File{Name: "GET " + dir, Data: []byte("HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + page)})
	}
	return to
}

// named fills in the domain.
func named(name, domain string) string {
	label, _, _ := strings.Cut(domain, ".")
	return strings.NewReplacer("{domain}", domain, "{label}", label).Replace(name)
}

// truth returns "probe path" for each leak.
func truth(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(planted + "truth.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(named(string(text), "shop.test")), "\n")
}

// leaked returns what a scan found, in the words of the truth.
func leaked(found []scanner.Finding) (out []string) {
	for _, f := range found {
		topic, ours := strings.CutPrefix(string(f.Probe), "exposed.")
		if !ours || f.Outcome != scanner.Fail {
			continue
		}
		for _, e := range f.Evidence {
			_, at, _ := strings.Cut(e.Source, "https://shop.test")
			if strings.HasPrefix(e.Quote, "status 404: Symfony") {
				at = "*"
			}
			if strings.HasPrefix(e.Quote, "status ") && !slices.Contains(out, topic+" "+at) {
				out = append(out, topic+" "+at)
			}
		}
	}
	return out
}

// TestPlanted: of forty leaks in one shop the thorough profile finds all, and the
// standard one the 25 most harmful, within its limits and every time the same;
// nothing else is called a leak.
func TestPlanted(t *testing.T) {
	shop, err := pretend.Start(plant(t), pretend.Settings{Now: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	s, err := scanner.New(exposed.All, shop.Options())
	if err != nil {
		t.Fatal(err)
	}
	for profile, want := range map[scanner.Profile]int{scanner.Normal: 25, scanner.Thorough: 40} {
		scan := s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true, Profile: profile})
		got := leaked(scan.Findings)
		for i, leak := range truth(t) {
			if i < want && !slices.Contains(got, leak) {
				t.Errorf("%s does not find %s", profile, leak)
			}
		}
		for _, leak := range got {
			if !slices.Contains(truth(t), leak) {
				t.Errorf("%s finds %s, which nobody planted", profile, leak)
			}
		}
		if most := profile.Budget().Paths * 41 / 51; scan.Budget.Used.Paths > most {
			t.Errorf("%s asks for %d unlinked paths, %d are this family's", profile, scan.Budget.Used.Paths, most)
		}
		for _, f := range scan.Findings {
			if f.Outcome != scanner.Fail {
				t.Errorf("%s: %s says %s: %s", profile, f.Probe, f.Outcome, f.Message)
			}
		}
		for range 5 {
			again := s.Scan(t.Context(), scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true, Profile: profile})
			if diff := cmp.Diff(scan.Findings, again.Findings); diff != "" {
				t.Errorf("%s says something else of the same shop (-first +again):\n%s", profile, diff)
			}
		}
	}
}

package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// githubLines are all but the last, which is the credit.
func githubLines(t *testing.T, all ...checklist.Run) []string {
	t.Helper()
	var buf bytes.Buffer
	if err := Write(&buf, GitHub, several(all...), Settings{Many: len(all) > 1}); err != nil {
		t.Fatal(err)
	}
	text, credited := strings.CutSuffix(buf.String(), "\n"+checklist.Credit+"\n")
	if !credited {
		t.Error("the last line is not the credit")
	}
	return strings.Split(text, "\n")
}

// githubCommand is how GitHub reads a command, and which of them we give.
var githubCommand = regexp.MustCompile(`^::(error|warning|notice) title=[^:,\r\n]*::[^\r\n]*$`)

// TestGitHubHostile: every line is a shop's, or one command of ours that holds no
// other, and every percent sign is one.
func TestGitHubHostile(t *testing.T) {
	for _, line := range githubLines(t, hostileShop(), hostileAbsence(), typicalShop()) {
		if !strings.HasPrefix(line, "Shop ") && !githubCommand.MatchString(line) {
			t.Errorf("the line %q is neither", line)
		}
		if strings.Contains(line, "##") || strings.Count(line, "::") > 2 {
			t.Errorf("the line %q holds a command", line)
		}
		if bad := regexp.MustCompile(`%($|[^2]|2($|[^5C])|0[AD])`).FindString(strings.NewReplacer("%3A", "", "%2C", "").Replace(line)); bad != "" {
			t.Errorf("the line %q holds %q", line, bad)
		}
	}
}

func TestGitHubEscapes(t *testing.T) {
	for _, tt := range []struct{ in, data, property string }{
		{"plain", "plain", "plain"}, {"100% a:b, c", "100%25 a:b, c", "100%25 a%3Ab%2C c"}, {"a\r\nb", "a%0D%0Ab", "a%0D%0Ab"}, {"%0A::error::", "%250A::error::", "%250A%3A%3Aerror%3A%3A"},
	} {
		if data, property := githubData(tt.in), githubProperty(tt.in); data != tt.data || property != tt.property {
			t.Errorf("%q is %q and %q", tt.in, data, property)
		}
	}
}

func TestGitHubAnnotations(t *testing.T) {
	got := githubLines(t, typicalShop(), unreachableShop(), cleanShop())
	for i := range got {
		got[i] = strings.Join(strings.SplitN(got[i], "::", 3)[:min(2, strings.Count(got[i], "::")+1)], "::")
	}
	want := []string{
		"Shop tea-shop.example: 2 of 11 are proven, up to 7 are possible.",
		"Shop gone-shop.example: The shop's home page could not be looked at: the shop did not answer in time.",
		"Shop xn--teelden-8wa.example: 11 of 11 are proven, up to 11 are possible.",
		"::error title=gone-shop.example was not assessed",
		"::warning title=High%2C partly%2C at tea-shop.example. How it should be%3A The certificate has enough time left",
		"::warning title=High%2C partly%2C at tea-shop.example. How it should be%3A Forged mail in the shop's name is stopped",
		"::warning title=Medium%2C at tea-shop.example. How it should be%3A Scripts cannot read customers' cookies",
		"::notice title=Low%2C at tea-shop.example. How it should be%3A Browsers know from where scripts may come",
		"::notice title=Low%2C at tea-shop.example. How it should be%3A Browsers know from where scripts may come",
		"::notice title=Low%2C partly%2C at gone-shop.example. How it should be%3A Only chosen companies may issue certificates",
		"::notice title=Not shown here",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestGitHubIsBounded: GitHub shows ten of each kind, so the gravest are told and
// the rest are counted, in one of the ten notices.
func TestGitHubIsBounded(t *testing.T) {
	var all []checklist.Run
	for i := range 3 {
		run := shop(fmt.Sprintf("shop%d.example", i))
		for n := range 12 {
			run.Scan.Findings = append(run.Scan.Findings,
				found("dns.caa", scanner.Fail, fmt.Sprint(n), "It is low."), found("mail.spf", scanner.Fail, fmt.Sprint(n), "It is medium."), found("cert.valid", scanner.Fail, fmt.Sprint(n), "It is critical."),
				found("cert.expiry", scanner.Fail, fmt.Sprint(n), "It is high."))
		}
		all = append(all, run)
	}
	counts := map[string]int{}
	var last string
	for _, line := range githubLines(t, all...) {
		kind, _, _ := strings.Cut(strings.TrimPrefix(line, "::"), " ")
		counts[kind]++
		if kind == "error" && !strings.Contains(line, "It is critical.") {
			t.Errorf("told before what is graver: %s", line)
		}
		last = line
	}
	if diff := cmp.Diff(map[string]int{"Shop": 3, "error": 10, "warning": 10, "notice": 10}, counts); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if want := "::notice title=Not shown here::115 more findings are not shown, because GitHub shows 10 of each kind. The other formats have them all."; last != want {
		t.Errorf("last  %s\nwant %s", last, want)
	}
}

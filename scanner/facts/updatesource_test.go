package facts

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// caddyAnswer is in the form in which endoflife.date answered in September 2026;
// what it says is made up.
//
//go:embed testdata/caddy.json
var caddyFile string

var caddyAnswer = moved(caddyFile)

// long is a number of a megabyte.
var long = strings.Repeat("9", 1<<20)

// The days in these tests were written down when the embedded facts were of
// 22 November 2026. They move with those.
var (
	winter = moment("2026-12-20").Add(9 * time.Hour)
	days   = regexp.MustCompile(`\b20\d\d-\d\d-\d\d`)
)

func moment(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t.Add(Day().Sub(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)))
}

func on(text string) day { return day{moment(text)} }

// moved is a text whose days have moved. What is no day stays as it is.
func moved(text string) string {
	return days.ReplaceAllStringFunc(text, func(s string) string {
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			return s
		}
		return moment(s).Format(time.DateOnly)
	})
}

func TestPublishedLines(t *testing.T) {
	got, err := PublishedLines("caddy", []byte(caddyAnswer), winter)
	want := Published{Read: on("2026-12-15"), Lines: []line{
		{Name: "3", Released: on("2026-12-01"), Ending: Open, Latest: "3.0.1", LatestDate: on("2026-12-08")},
		{Name: "2", Released: on("2020-05-04"), Ending: Dated, Ends: on("2027-06-01"), Latest: "2.13.1", LatestDate: on("2026-11-30")},
		{Name: "1", Released: on("2019-04-24"), Ending: Dated, Ends: on("2020-07-01"), Latest: "1.0.5", LatestDate: on("2020-02-28")},
	}}
	if err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
	if LinesAddress("caddy") != "https://endoflife.date/api/v1/products/caddy/" || LinesAddress("woocommerce") != "" {
		t.Error("addresses:", LinesAddress("caddy"), LinesAddress("woocommerce"))
	}
}

// TestAnswersThatCannotBe: what a public table may not say, however it came to.
func TestAnswersThatCannotBe(t *testing.T) {
	if _, err := PublishedLines("caddy", []byte(caddyAnswer), winter); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"nothing", caddyFile, "", "JSON"},
		{"a page", caddyFile, "<!doctype html><title>Just a moment</title>", "JSON"},
		{"cut", `,"custom":null}]}}`, "", "JSON"},
		{"more behind", `}]}}`, `}]}} x`, "JSON"},
		{"deep", `"aliases":[]`, `"aliases":` + strings.Repeat("[", 20000), "JSON"},
		{"another version", `"schema_version":"1.2.1"`, `"schema_version":"2.0.0"`, "version"},
		{"another product", `"name":"caddy"`, `"name":"nginx"`, "about"},
		{"made long ago", `"generated_at":"2026-12-15`, `"generated_at":"2026-08-15`, "made on"},
		{"made tomorrow", `"generated_at":"2026-12-15`, `"generated_at":"2026-12-25`, "made on"},
		{"wrong type", `"isEol":false`, `"isEol":"no"`, "JSON"},
		{"no lines", caddyFile[strings.Index(caddyFile, `"releases":[`)+12 : strings.LastIndex(caddyFile, "]")], "", "missing"},
		{"a line gone", `"name":"1","codename"`, `"name":"4","codename"`, "missing"},
		{"no answer whether it ended", `"isEol":true,`, ``, "missing"},
		{"a line twice", `"name":"3","codename"`, `"name":"2","codename"`, "twice"},
		{"a line cut up", `"name":"3","codename"`, `"name":"2.9","codename"`, "cut differently"},
		{"a number for a version", `"name":"3.0.1"`, `"name":3.1`, "JSON"},
		{"no such day", `"eolFrom":"2027-06-01"`, `"eolFrom":"2027-06-31"`, "JSON"},
		{"for ever", `"eolFrom":"2027-06-01"`, `"eolFrom":"9999-12-31"`, "days"},
		{"too long", `"eolFrom":"2027-06-01"`, `"eolFrom":"2039-12-31"`, "days"},
		{"before there was any", `"releaseDate":"2019-04-24"`, `"releaseDate":"1970-01-01"`, "days"},
		{"the future's version", `"date":"2026-12-08"`, `"date":"2027-12-08"`, "days"},
		{"ended before it began", `"eolFrom":"2020-07-01"`, `"eolFrom":"2018-07-01"`, "end cannot be"},
		{"raised from the dead", `"isEol":true,"eolFrom":"2020-07-01"`, `"isEol":false,"eolFrom":null`, "opposite"},
		{"dead for years", `"eolFrom":"2027-06-01"`, `"eolFrom":"2024-06-01"`, "opposite"},
	} {
		if !strings.Contains(caddyAnswer, moved(tt.old)) {
			t.Errorf("%s: the answer has no %.40q", tt.name, tt.old)
		}
		_, err := PublishedLines("caddy", []byte(strings.Replace(caddyAnswer, moved(tt.old), moved(tt.new), 1)), winter)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %.200v, want one with %q", tt.name, err, tt.want)
		}
	}
}

// TestAnswersThatMayBe: what may be added, left out or announced.
func TestAnswersThatMayBe(t *testing.T) {
	for _, tt := range []struct {
		name, old, new string
		lines          int
		latest         string // of 3
	}{
		{"fields added", `"codename":null`, `"codename":null,"isShiny":{"very":[true]}`, 3, "3.0.1"},
		{"no day made", `"generated_at":"2026-12-15T14:07:59+00:00",`, ``, 3, "3.0.1"},
		{"a line to come", `"releaseDate":"2026-12-01"`, `"releaseDate":"2027-02-01"`, 2, ""},
		{"no newest version", `"latest":{"name":"3.0.1","date":"2026-12-08","link":"https://github.com/caddyserver/caddy/releases/tag/v3.0.1"}`, `"latest":null`, 3, ""},
		{"that of another line", `"name":"3.0.1"`, `"name":"2.99"`, 3, ""},
		{"a long version", `"name":"3.0.1"`, `"name":"3.` + long + `"`, 3, ""},
		{"a version with a control character", `"name":"3.0.1"`, `"name":"3.0.1\u202e"`, 3, ""},
		{"a name that is no number", `"name":"3","codename"`, `"name":"latest","codename"`, 2, ""},
		{"control characters", `"name":"3","codename"`, `"name":"3\u001b[2J","codename"`, 2, ""},
		{"a long name", `"name":"3","codename"`, `"name":"` + long + `","codename"`, 2, ""},
		{"older than its line", `"date":"2026-12-08"`, `"date":"2025-12-08"`, 3, ""},
		{"of an unknown day", `"date":"2026-12-08"`, `"date":null`, 3, "3.0.1"},
	} {
		answer := strings.Replace(caddyAnswer, moved(tt.old), moved(tt.new), 1)
		p, err := PublishedLines("caddy", []byte(answer), winter)
		if err != nil || answer == caddyAnswer || len(p.Lines) != tt.lines || tt.lines == 3 && p.Lines[0].Latest != tt.latest {
			t.Errorf("%s: %+v, %v", tt.name, p, err)
		}
	}
}

// TestRules holds what products say about their public tables to lines as those
// have them: the dates are of August 2026.
func TestRules(t *testing.T) {
	for _, tt := range []struct {
		product, release string
		want             line
	}{
		{
			"magento", `{"name":"2.4.8","releaseDate":"2025-04-03","isEol":false,"eolFrom":null,"isEoes":false,"eoesFrom":"2028-05-31","latest":{"name":"2.4.8","date":"2025-04-03"}}`,
			line{Name: "2.4.8", Released: on("2025-04-03"), Ending: Dated, Ends: on("2028-05-31")},
		},
		{
			"magento", `{"name":"2.4.2","releaseDate":"2021-02-04","isEol":true,"eolFrom":"2022-11-28","isEoes":null,"eoesFrom":null,"latest":{"name":"2.4.2","date":null}}`,
			line{Name: "2.4.2", Released: on("2021-02-04"), Ending: Dated, Ends: on("2022-11-28")},
		},
		{
			"iis", `{"name":"2016","releaseDate":"2016-10-15","isEol":false,"eolFrom":"2027-01-12","isEoes":false,"eoesFrom":"2030-01-12","latest":{"name":"10.0.14393","date":null}}`,
			line{Name: "10.0 (Windows Server 2016)", Released: on("2016-10-15"), Ending: Dated, Ends: on("2027-01-12"), Extension: Paid, ExtendedEnd: on("2030-01-12")},
		},
		{"iis", `{"name":"23h2-ac","releaseDate":"2023-10-24","isEol":true,"eolFrom":"2026-05-12","isEoes":null}`, line{}},
		{
			"openssl", `{"name":"3.0","releaseDate":"2021-09-07","isEol":true,"eolFrom":"2026-09-07","isEoes":false,"eoesFrom":null,"latest":{"name":"3.0.21","date":"2026-06-09"}}`,
			line{Name: "3.0", Released: on("2021-09-07"), Ending: Dated, Ends: on("2026-09-07"), Extension: Paid, Latest: "3.0.21", LatestDate: on("2026-06-09")},
		},
		{
			"joomla", `{"name":"5","releaseDate":"2023-10-14","isEol":false,"eolFrom":"2027-10-12","latest":{"name":"5.4.112","date":"2025-07-22"}}`,
			line{Name: "5", Released: on("2023-10-14"), Ending: Dated, Ends: on("2027-10-12")},
		},
		{
			"shopware", `{"name":"6.3","releaseDate":"2020-08-03","isEol":true,"eolFrom":null,"latest":{"name":"6.3.5.4","date":"2021-04-19"}}`,
			line{Name: "6.3", Released: on("2020-08-03"), Ending: Over, Latest: "6.3.5.4", LatestDate: on("2021-04-19")},
		},
	} {
		var r releaseAnswer
		if err := json.Unmarshal([]byte(moved(tt.release)), &r); err != nil {
			t.Fatal(err)
		}
		got, ok := r.line(cycleTables()[tt.product].Public)
		if diff := cmp.Diff(tt.want, got); ok != (tt.want.Name != "") || diff != "" {
			t.Errorf("%s: %v\n%s", tt.product, ok, diff)
		}
	}
}

// TestMonths: where a public table means months, the last day of one counts.
func TestMonths(t *testing.T) {
	for said, want := range map[string]string{"2027-03-01": "2027-03-31", "2028-02-01": "2028-02-29", "2027-03-15": "2027-03-15"} {
		var r releaseAnswer
		if err := json.Unmarshal([]byte(`{"name":"2.2","releaseDate":"2025-12-17","isEol":false,"eolFrom":"`+said+`"}`), &r); err != nil {
			t.Fatal(err)
		}
		if got, ok := r.line(cycleTables()["sylius"].Public); !ok || got.Ends.Format(time.DateOnly) != want {
			t.Errorf("%s: %v, want %s", said, got.Ends, want)
		}
	}
}

// holeList is a catalogue as CISA publishes it: with what is known to be in it, as
// many made-up entries as make it whole, and more.
func holeList(more ...string) string {
	entry := func(cve, vendor, product, added string) string {
		return fmt.Sprintf(`{"cveID":%q,"vendorProject":%q,"product":%q,"vulnerabilityName":"x","dateAdded":%q,"shortDescription":"x","requiredAction":"x","dueDate":"2027-01-01","knownRansomwareCampaignUse":"Unknown","forensicTriage":"No","notes":"","cwes":["CWE-79"]}`, cve, vendor, product, added)
	}
	for _, h := range holes().Holes {
		more = append(more, entry(h.CVE, "Some", "Vendor", h.Listed.Format(time.DateOnly)))
	}
	for i := range fewestHoles {
		more = append(more, entry(fmt.Sprintf("CVE-2020-%d", 900000+i), "Cisco", "IOS", "2022-01-01"))
	}
	more = append(more, entry("CVE-2026-900001", "Adobe", "Commerce and Magento ", moved("2026-12-18")), entry("CVE-2026-900002", "WordPress", "Some Plugin", moved("2026-12-18")),
		entry("CVE-2018-7602", "Drupal", "Core", "2022-04-13"))
	return fmt.Sprintf(`{"title":"CISA Catalog of Known Exploited Vulnerabilities","catalogVersion":"2026.12.18","dateReleased":"%sT18:00:11.5035Z","count":%d,"vulnerabilities":[%s]}`, moved("2026-12-18"), len(more), strings.Join(more, ","))
}

func TestPublishedHoles(t *testing.T) {
	u, err := PublishedHoles([]byte(holeList()), HoleUpdate{}, winter)
	if err != nil || u.Read != on("2026-12-20") || u.Released != on("2026-12-18") || len(u.Holes) != fewestHoles+len(holes().Holes)+3 {
		t.Fatalf("%v, %v, %d: %v", u.Read, u.Released, len(u.Holes), err)
	}
	for i, want := range []listed{{"CVE-2026-900001", on("2026-12-18"), "magento"}, {"CVE-2026-900002", on("2026-12-18"), ""}, {"CVE-2018-7602", day{time.Date(2022, 4, 13, 0, 0, 0, 0, time.UTC)}, "drupal"}} {
		if got := u.Holes[len(u.Holes)-3+i]; got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if unplaced(u.Holes[len(u.Holes)-1]) || !unplaced(u.Holes[len(u.Holes)-3]) {
		t.Error("what was listed long ago and left out is not news; what was listed since is")
	}
	whole := holeList()
	for _, tt := range []struct{ name, old, new, want string }{
		{"a page", whole, "<html>Access Denied</html>", "JSON"},
		{"nothing in it", whole, moved(`{"dateReleased":"2026-12-18T18:00:11Z"}`), "0 entries"},
		{"count", `"count":1`, `"count":2`, "says that it has"},
		{"no day", `"dateReleased":"2026-12-18T18:00:11.5035Z",`, "", "too old"},
		{"an old copy", `"dateReleased":"2026-12-18`, `"dateReleased":"2026-09-18`, "too old"},
		{"from the future", `"dateReleased":"2026-12-18`, `"dateReleased":"2027-12-18`, "day cannot be"},
		{"an entry of the future", `"dateAdded":"2022-01-01"`, `"dateAdded":"2039-01-01"`, "day of CVE"},
		{"an entry twice", `CVE-2020-900001`, `CVE-2020-900002`, "twice"},
		{"a long number", `CVE-2020-900001`, `CVE-2020-` + strings.Repeat("9", 1<<20), "no number"},
		{"wrong type", `"cveID":"CVE-2020-900001"`, `"cveID":7`, "JSON"},
	} {
		answer := strings.Replace(whole, tt.old, tt.new, 1)
		if strings.HasPrefix(tt.old, `"dateReleased"`) {
			answer = strings.Replace(whole, moved(tt.old), moved(tt.new), 1)
		}
		if _, err := PublishedHoles([]byte(answer), HoleUpdate{}, winter); answer == whole || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %.200v, want one with %q", tt.name, err, tt.want)
		}
	}
	others := strings.NewReplacer("CVE-2018-7600", "CVE-2018-97600", "CVE-2019-", "CVE-2018-1", "CVE-2020-13671", "CVE-2018-1", "CVE-2022-24086", "CVE-2018-22", "CVE-2023-", "CVE-2018-3", "CVE-2024-", "CVE-2018-4").Replace(whole)
	if _, err := PublishedHoles([]byte(others), HoleUpdate{}, winter); err == nil || !strings.Contains(err.Error(), "lacks most") && !strings.Contains(err.Error(), "no number") {
		t.Errorf("another catalogue: %v", err)
	}
	if _, err := PublishedHoles([]byte(whole), HoleUpdate{Released: on("2026-12-19")}, winter); err == nil {
		t.Error("what is older than what is kept is taken")
	}
}

func FuzzPublishedLines(f *testing.F) {
	f.Add(caddyAnswer)
	f.Fuzz(func(t *testing.T, answer string) {
		p, err := PublishedLines("caddy", []byte(answer), winter)
		if err != nil {
			return
		}
		u := Update{Cycles: CycleUpdate{Schema: 1, Products: map[string]Published{"caddy": p}}}
		data, err := json.Marshal(u.Cycles)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadCycles(data, winter)
		if err != nil || cmp.Diff(u.Cycles, again) != "" {
			t.Errorf("kept and read again: %v\n%s", err, cmp.Diff(u.Cycles, again))
		}
		if got := build(u).cycles["caddy"]; len(got) < len(embeddedCycles()["caddy"]) {
			t.Errorf("%d lines are left", len(got))
		}
	})
}

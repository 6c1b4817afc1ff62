package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// junitShape is which elements and attributes the schema of Jenkins has in each
// element, of those that GitLab and others read too.
var junitShape = map[string]struct{ inside, attributes string }{
	"testsuites": {"testsuite", "name"},
	"testsuite":  {"properties testcase system-out", "name tests failures errors skipped time timestamp"},
	"properties": {"property", ""}, "property": {"", "name value"},
	"testcase": {"skipped error failure", "classname name"},
	"skipped":  {"", "type message"}, "error": {"", "type message"}, "failure": {"", "type message"}, "system-out": {"", ""},
}

// TestJUnitShape reads every run's document as strictly as XML is read, and holds
// each element against the shape.
func TestJUnitShape(t *testing.T) {
	for name, build := range runs {
		d := xml.NewDecoder(bytes.NewReader(written(t, build(), JUnit, Settings{})))
		var path []string
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			switch e := token.(type) {
			case xml.StartElement:
				if n := len(path); n > 0 && !slices.Contains(strings.Fields(junitShape[path[n-1]].inside), e.Name.Local) || n == 0 && e.Name.Local != "testsuites" {
					t.Errorf("%s: %s in %q", name, e.Name.Local, path)
				}
				for _, a := range e.Attr {
					if !slices.Contains(strings.Fields(junitShape[e.Name.Local].attributes), a.Name.Local) {
						t.Errorf("%s: %s has the attribute %s", name, e.Name.Local, a.Name.Local)
					}
				}
				path = append(path, e.Name.Local)
			case xml.EndElement:
				path = path[:len(path)-1]
			case xml.ProcInst, xml.CharData:
			default:
				t.Errorf("%s: %T", name, token)
			}
		}
	}
}

// junitRead returns the suites of runs.
func junitRead(t *testing.T, all ...checklist.Run) []junitSuite {
	t.Helper()
	var buf bytes.Buffer
	if err := Write(&buf, JUnit, several(all...), Settings{Many: len(all) > 1}); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Suites []junitSuite `xml:"testsuite"`
	}
	if err := xml.Unmarshal(buf.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Suites
}

func TestJUnitOutcomes(t *testing.T) {
	accepted := record{Outcome: scanner.Fail, Severity: scanner.High, Alone: "It is bad.", Accepted: "Accepted by Ana.", Holds: true}
	for _, tt := range []struct {
		r    record
		want string
	}{
		{record{Outcome: scanner.Pass}, "passed"},
		{record{Outcome: scanner.Fail, Severity: scanner.Critical, Alone: "It is bad."}, "failure critical: It is bad."},
		{record{Outcome: scanner.Fail, Severity: scanner.Info, Alone: "It is so."}, "failure info: It is so."},
		{record{Outcome: scanner.Fail, Alone: "It is bad."}, "failure not-rated: It is bad."},
		{record{Outcome: scanner.Warn, Severity: scanner.Critical, Alone: "It may be."}, "skipped warn: Only partly wrong: It may be."},
		{record{Outcome: scanner.Unknown, Alone: "Could not be judged: x."}, "skipped unknown: Could not be judged: x."},
		{record{Outcome: scanner.NotApplicable, Alone: "It has none."}, "skipped not-applicable: It has none."},
		{accepted, "skipped accepted: Accepted by Ana."},
		{record{Outcome: scanner.Fail, Severity: scanner.High, Alone: "It is bad.", Accepted: "NO LONGER ACCEPTED."}, "failure high: It is bad."},
		{record{Probe: notAssessed, Outcome: scanner.Unknown, Alone: "Not seen."}, "error not-assessed: Not seen."},
	} {
		got := "passed"
		c := junitCaseOf(rows{}, tt.r)
		for what, why := range map[string]*junitWhy{"failure": c.Failure, "skipped": c.Skipped, "error": c.Error} {
			if why != nil {
				got = what + " " + why.Type + ": " + why.Message
			}
		}
		if got != tt.want {
			t.Errorf("%+v is %q, want %q", tt.r, got, tt.want)
		}
	}
}

// TestJUnitCounts: the numbers of a suite are those of its cases, and no case of a
// shop that was not seen passes.
func TestJUnitCounts(t *testing.T) {
	suites := junitRead(t, typicalShop(), unreachableShop(), hostileShop())
	type counts struct {
		Name                                     string
		Tests, Failures, Errors, Skipped, Passed int
	}
	var got []counts
	for _, s := range suites {
		c := counts{Name: s.Name}
		for _, one := range s.Cases {
			c.Tests++
			switch {
			case one.Failure != nil:
				c.Failures++
			case one.Error != nil:
				c.Errors++
			case one.Skipped != nil:
				c.Skipped++
			default:
				c.Passed++
			}
		}
		if c.Tests != s.Tests || c.Failures != s.Failures || c.Errors != s.Errors || c.Skipped != s.Skipped {
			t.Errorf("%s says %d, %d, %d, %d and has %+v", s.Name, s.Tests, s.Failures, s.Errors, s.Skipped, c)
		}
		got = append(got, c)
	}
	want := []counts{{"tea-shop.example", 22, 3, 0, 8, 11}, {"gone-shop.example", 56, 0, 1, 55, 0}}
	if diff := cmp.Diff(want, got[:2]); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if suites[0].Time != "41.000" || suites[0].Timestamp != "2026-11-24T12:00:00" {
		t.Errorf("time %s, timestamp %s", suites[0].Time, suites[0].Timestamp)
	}
}

// TestJUnitNames: programs know a case again by its class and name, so no two of
// the shops' cases share both.
func TestJUnitNames(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range junitRead(t, typicalShop(), plannedShop(), cleanShop(), unreachableShop()) {
		for _, c := range s.Cases {
			if name := c.Class + " " + c.Name; seen[name] || !strings.HasPrefix(c.Class, s.Name+".") {
				t.Errorf("%q is there twice, or without its shop", name)
			} else {
				seen[name] = true
			}
		}
	}
}

// TestJUnitTakesAnyText: what XML 1.0 (section 2.2) forbids is replaced, and seen.
func TestJUnitTakesAnyText(t *testing.T) {
	run := shop("tea-shop.example")
	run.Scan.Findings = []scanner.Finding{found("dns.caa", scanner.Fail, "a\x00b\ufffe", "c\x1b]]>\x0b<![CDATA[\ud7ff\U0001f600\xff")}
	c := junitRead(t, run)[0].Cases[0]
	if want := `Only chosen companies may issue certificates (a\u{0}b\u{fffe})`; c.Name != want {
		t.Errorf("name %q, want %q", c.Name, want)
	}
	if want := `c\u{1b}]]>\u{b}<![CDATA[\u{d7ff}😀\u{fffd}`; c.Failure.Message != want {
		t.Errorf("message %q, want %q", c.Failure.Message, want)
	}
}

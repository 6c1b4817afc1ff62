package checklist

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func run(t testing.TB) Run {
	w := world{}.with("Q1", goodQ1+" exposed.dump:fail lead=yes")
	a := w.assess(t)
	return Run{
		Schema: Schema, ID: NewID("shop.test", now), Tool: Tool{"1.0", "abc", "2026-11-22", []Refreshed{{Facts: "release lines of software", Source: "endoflife.date", Day: "2027-01-15"}}},
		Target: scanner.Target{Domain: "shop.test"}, Vantage: observe.Vantage{Resolvers: []string{"192.0.2.1:53"}, Port25: "open"},
		Scan: scanner.Scan{
			Started: now, Finished: now, Profile: scanner.Normal, Authorized: true, Findings: w.findings,
			Vantage: observe.Vantage{Resolvers: []string{"192.0.2.1:53"}, Port25: "open"},
		},
		Statements: w.statements, Answers: a.Answers, Assessment: a,
		Waivers: []Waiver{{"exposed.dump", "moving", "Ana", now}},
	}
}

func TestRunRoundTrip(t *testing.T) {
	want := run(t)
	var first, second bytes.Buffer
	if err := want.Write(&first); err != nil {
		t.Fatal(err)
	}
	got, err := ReadRun(bytes.NewReader(first.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-written +read\n%s", diff)
	}
	if err := got.Write(&second); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("the second writing differs: %v", err)
	}
}

func TestRunKeys(t *testing.T) {
	var b bytes.Buffer
	if err := run(t).Write(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), "{\n  \"schema\": 1,\n  \"id\": ") || !strings.HasSuffix(b.String(), "}\n") {
		t.Errorf("begins or ends unlike a run: %.80q", b.String())
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"schema", "id", "tool.version", "tool.rules", "tool.facts", "tool.refreshed", "target.domain", "vantage.resolvers", "vantage.ipv6", "vantage.port25",
		"scan.started", "scan.finished", "scan.profile", "scan.authorized", "scan.budget.requests.allowed", "scan.findings", "scan.looks",
		"statements", "answers", "assessment.score.proven", "assessment.score.possible", "assessment.score.of", "assessment.hardening",
		"assessment.verdict", "assessment.first", "assessment.tips", "waivers",
	}
	for _, path := range want {
		var at any = got
		for key := range strings.SplitSeq(path, ".") {
			m, _ := at.(map[string]any)
			at = m[key]
		}
		if at == nil {
			t.Errorf("the run has no %s", path)
		}
	}
}

func TestEmptyRunHasNoNull(t *testing.T) {
	r := Run{Schema: 1, Answers: make([]Answer, 1)}
	r.Scan.Findings = make([]scanner.Finding, 1)
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(`"waived": null`, "", `"problem": null`, "").Replace(b.String()) // these are no lists
	if strings.Contains(text, "null") {
		t.Errorf("null in %s", text)
	}
	if r.Answers[0].Because != nil || r.Scan.Findings[0].Evidence != nil {
		t.Error("Write changed the run")
	}
}

func TestRunIsSafeInScripts(t *testing.T) {
	r := run(t)
	r.Scan.Findings[0].Message = "</script>\u2028&\u2029"
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "<>&\u2028\u2029") || !strings.Contains(b.String(), `\u003c/script\u003e\u2028\u0026\u2029`) {
		t.Error("text that ends a script element is written as it is")
	}
}

func TestReadRunRefuses(t *testing.T) {
	of := func(more string) string { return `{"schema": 1, "target": {"domain": "shop.test"}, ` + more + `}` }
	for _, tt := range []struct{ name, json, want string }{
		{"nothing", "", "not a run"},
		{"no JSON", "by: Ana", "not a run"},
		{"other JSON", "{}", "it has no schema number; try a file that shopcheck wrote as JSON"},
		{"a list", "[]", "not a run"},
		{"newer", `{"schema": 2, "target": 7}`, "written by a newer shopcheck (schema 2, this one reads 1); update shopcheck"},
		{"newer behind other looks", `{"scan": {"looks": "7"}, "schema": 2}`, "written by a newer shopcheck (schema 2, this one reads 1); update shopcheck"},
		{"wrong types", `{"schema": 1, "id": 7}`, "not a run"},
		{"two", `{"schema": 1} {}`, "not a run"},
		{"no target", `{"schema": 1}`, `its target "" is not a shop's domain`},
		{"a path for a target", `{"schema": 1, "target": {"domain": "../../etc.test"}}`, "not a shop's domain"},
		{"capitals", `{"schema": 1, "target": {"domain": "Shop.test"}}`, "not a shop's domain"},
		{"hidden characters", `{"schema": 1, "target": {"domain": "a\u001b[0m.test"}}`, `\u{1b}`},
		{"many findings", of(`"scan": {"findings": [` + strings.Repeat("{},", maxFindings) + `{}]}`), "more than 5000 findings"},
		{"much evidence", of(`"scan": {"findings": [{"evidence": [` + strings.Repeat("{},", maxEvidence) + `{}]}]}`), "more than 1000 pieces of evidence for one finding"},
		{"many statements", of(`"statements": [` + strings.Repeat("{},", maxStatements) + `{}]`), "more than 1000 statements"},
		{"many answers", of(`"answers": [` + strings.Repeat("{},", 11) + `{}]`), "more than 11 answers"},
		{"many reasons", of(`"answers": [{"item": "Q1", "because": [` + strings.Repeat(`"",`, maxReasons) + `""]}]`), "more than 6000 reasons for one answer"},
		{"many contradictions", of(`"answers": [{"item": "Q1", "against": [` + strings.Repeat(`"",`, maxReasons) + `""]}]`), "more than 6000 reasons for one answer"},
		{"much missing", of(`"answers": [{"item": "Q1", "missing": [` + strings.Repeat(`"",`, maxReasons) + `""]}]`), "more than 6000 reasons for one answer"},
		{"many waivers", of(`"waivers": [` + strings.Repeat("{},", maxWaivers) + `{}]`), "more than 1000 waivers"},
		{"many resolvers", of(`"vantage": {"resolvers": [` + strings.Repeat(`"",`, maxShort) + `""]}`), "more than 100 resolvers"},
		{"many first", of(`"assessment": {"first": [` + strings.Repeat(`"",`, maxShort) + `""]}`), "more than 100 steps to take first"},
		{"many tips", of(`"assessment": {"tips": [` + strings.Repeat("1,", maxShort) + `1]}`), "more than 100 tips"},
		{"an answer to nothing", of(`"answers": [{}]`), `it answers the question "", which the checklist does not have`},
		{"an answer to another question", of(`"answers": [{"item": "Q12\u001b"}]`), `the question "Q12\\u{1b}", which`},
		{"two answers", of(`"answers": [{"item": "Q1"}, {"item": "Q2"}, {"item": "Q1"}]`), "it answers the question Q1 twice"},
		{"a score below nothing", of(`"assessment": {"score": {"proven": -1}}`), "its score of -1 to 0 is not one out of 11"},
		{"more proven than possible", of(`"assessment": {"score": {"proven": 3, "possible": 2}}`), "its score of 3 to 2"},
		{"a score above all", of(`"assessment": {"score": {"proven": 3, "possible": 12}}`), "its score of 3 to 12"},
		{"hardening below nothing", of(`"assessment": {"hardening": -2}`), "its hardening of -2 is not a percentage"},
		{"hardening above all", of(`"assessment": {"hardening": 101}`), "its hardening of 101"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadRun(strings.NewReader(tt.json))
			if !errors.Is(err, ErrNotRun) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error about %q", err, tt.want)
			}
		})
	}
}

func TestReadRunIsBounded(t *testing.T) {
	endless := &spaces{}
	if _, err := ReadRun(endless); !errors.Is(err, ErrNotRun) || endless.read > maxRun+1<<20 {
		t.Errorf("read %d bytes: %v", endless.read, err)
	}
}

// spaces is a reader that never ends.
type spaces struct{ read int }

func (s *spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	s.read += len(p)
	return len(p), nil
}

func TestReadRunTakesAdditions(t *testing.T) {
	got, err := ReadRun(strings.NewReader(`{"schema": 1, "target": {"domain": "shop.test"}, "weather": "fine"}`))
	if err != nil || got.Target.Domain != "shop.test" || got.Answers == nil || got.Scan.Findings == nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestNewID(t *testing.T) {
	a := NewID("shop.test", now)
	if !strings.HasPrefix(a, "20261124T180000Z-") || len(a) != 29 || strings.Trim(a, "0123456789abcdefTZ-") != "" {
		t.Errorf("NewID is %q", a)
	}
	if b := NewID("shop.test", now.In(time.FixedZone("", 3600))); a != b {
		t.Errorf("the same moment elsewhere is %s, not %s", b, a)
	}
	for _, b := range []string{NewID("tea.test", now), NewID("shop.test", now.Add(time.Nanosecond))} {
		if a == b {
			t.Errorf("two runs are both %s", a)
		}
	}
}

func FuzzReadRun(f *testing.F) {
	var b bytes.Buffer
	if err := run(f).Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(`{"schema": 1, "target": {"domain": "shop.test"}, "scan": {"looks": "H4sIAAAAAAAA"}}`))
	f.Add([]byte(`{"schema": 1, "target": {"domain": "shop.test"}, "answers": [{"waived": {"until": "9999-12-31T23:59:59Z"}}]}`))
	f.Add([]byte(`{"schema": 2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := ReadRun(bytes.NewReader(data))
		if err != nil {
			if !errors.Is(err, ErrNotRun) {
				t.Errorf("an error of no kind: %v", err)
			}
			return
		}
		var b, c bytes.Buffer
		if err := first.Write(&b); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		second, err := ReadRun(&b)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if err := second.Write(&c); err != nil {
			t.Fatal(err)
		}
		b.Reset()
		if err := first.Write(&b); err != nil || !bytes.Equal(b.Bytes(), c.Bytes()) {
			t.Errorf("a run changes by being saved: %v", err)
		}
	})
}

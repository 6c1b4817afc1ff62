package scanner_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var monday = time.Date(2026, 8, 3, 9, 0, 0, 0, time.UTC)

// remembered folds weekly scans, each written as "a.b x fail" for a finding, several
// with commas; "nothing" is a scan that saw nothing.
func remembered(past observe.Past, weeks ...string) observe.Past {
	for i, words := range weeks {
		scan := scanner.Scan{Started: monday.AddDate(0, 0, 7*i)}
		for word := range strings.SplitSeq(words, ", ") {
			f := strings.Fields(word)
			if len(f) < 3 {
				scan.Problem = &observe.Failure{Cause: observe.Timeout}
				continue
			}
			found := scanner.Finding{Probe: scanner.ProbeID(f[0]), Subject: f[1], Outcome: scanner.Outcome(f[2]), Severity: scanner.High}
			if len(f) > 3 {
				found.Severity, found.Cause = scanner.Severity(f[3]), observe.Cause(f[3])
			}
			scan.Findings = append(scan.Findings, found)
		}
		past = scanner.Remember(past, scan)
	}
	return past
}

// failures says what is remembered of failures: "a.b x 0-2" began in week 0 and was
// mended in week 2, "a.b x 0-" is open.
func failures(past observe.Past) string {
	var out []string
	week := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return strconv.Itoa(int(t.Sub(monday).Hours() / 24 / 7))
	}
	for _, f := range past.Failures {
		out = append(out, f.Key+" "+week(f.Began)+"-"+week(f.Ended))
	}
	return strings.Join(out, ", ")
}

func TestRemember(t *testing.T) {
	for _, tt := range []struct {
		name  string
		weeks []string
		want  string
	}{
		{"never", []string{"a.b x pass", "a.b x warn"}, ""},
		{"open", []string{"a.b x pass", "a.b x fail", "a.b x fail"}, "a.b x 1-"},
		{"critical", []string{"a.b x fail critical"}, "a.b x 0-"},
		{"of medium severity", []string{"a.b x fail medium"}, ""},
		{"mended", []string{"a.b x fail", "a.b x fail", "a.b x pass"}, "a.b x 0-2"},
		{"only a warning any more", []string{"a.b x fail", "a.b x warn"}, "a.b x 0-1"},
		{"gone", []string{"a.b x fail, a.b y pass", "a.b y pass"}, "a.b x 0-1"},
		{"it applies no more", []string{"a.b x fail", "a.b x not-applicable"}, "a.b x 0-1"},
		{"unknown is not mended", []string{"a.b x fail", "a.b x unknown"}, "a.b x 0-"},
		{"nor is what could not be named", []string{"a.b x fail", "a.b shop.test unknown, a.b y pass"}, "a.b x 0-"},
		{"nor what was not asked", []string{"a.b x fail", "c.d x pass"}, "a.b x 0-"},
		{"nor what passes elsewhere", []string{"a.b x fail, a.b y fail", "a.b x fail, a.b y pass"}, "a.b x 0-, a.b y 0-1"},
		{"mended once it could be seen", []string{"a.b x fail", "a.b x unknown", "a.b x pass"}, "a.b x 0-2"},
		{"one key, two findings", []string{"a.b x fail, a.b x fail", "a.b x pass, a.b x fail"}, "a.b x 0-"},
		{"again", []string{"a.b x fail", "a.b x pass", "a.b x fail"}, "a.b x 0-1, a.b x 2-"},
	} {
		if got := failures(remembered(observe.Past{}, tt.weeks...)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestRememberCounts: a scan that saw nothing, or was stopped, is no complete one.
func TestRememberCounts(t *testing.T) {
	past := remembered(observe.Past{}, "a.b x pass", "nothing", "a.b x unknown cancelled, c.d x pass", "a.b x unknown timeout")
	if diff := cmp.Diff([]time.Time{monday, monday.AddDate(0, 0, 21)}, past.Scans); diff != "" {
		t.Errorf("complete scans (-want +got):\n%s", diff)
	}
}

// TestRememberWaivers: what was accepted is wrong as long as the last scan that
// could judge it says so. The past that was handed in stays as it is.
func TestRememberWaivers(t *testing.T) {
	before := observe.Past{Waivers: []observe.Accepted{{Probe: "a.b"}}}
	for words, want := range map[string]bool{
		"a.b x fail medium": true, "a.b x warn, a.b y pass": true, "a.b x pass": false, "c.d x fail": false,
	} {
		if got := remembered(before, words).Waivers[0].Wrong; got != want {
			t.Errorf("%s: wrong %t", words, got)
		}
	}
	if !remembered(before, "a.b x fail", "a.b x unknown").Waivers[0].Wrong || remembered(before, "a.b x fail", "a.b x pass").Waivers[0].Wrong {
		t.Error("the last scan that could judge it does not decide")
	}
	if before.Waivers[0].Wrong {
		t.Error("what was handed in has changed")
	}
}

// TestAfterwards: a probe that judges how the shop is looked after knows what this
// scan found, also where some probes look twice; replayed, it knows the same.
func TestAfterwards(t *testing.T) {
	_, opts := open(t, "A shop.\n")
	opts.Told.Past = &observe.Past{Failures: []observe.Failed{{Key: "a.b x", Began: monday}, {Key: "a.c x", Began: monday}}}
	past := probe("z.past", func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		p := site.Told(ctx).Past
		says := failures(*p) + "; " + p.At.Format(time.DateOnly) + strings.Repeat(" scan", len(p.Scans))
		outcome := scanner.Pass
		if strings.Contains(says, "a.c x 0-16") { // the second look has to know it too
			outcome = scanner.Fail
		}
		return []scanner.Finding{{Subject: "x", Outcome: outcome, Message: says}}, nil
	})
	past.ID, past.Stage, past.Twice = "0.past", scanner.Afterwards, true // sorted before the others, asked after them
	list := []scanner.Probe{past, probe("a.b", says(scanner.Fail)), probe("a.c", says(scanner.Pass))}
	for name, tt := range map[string]struct {
		only []scanner.ProbeID
		want string
	}{
		"all":  {nil, "a.b x 0-, a.c x 0-16; 2026-11-24 scan"},
		"some": {[]scanner.ProbeID{"0.past", "a.c"}, "a.b x 0-, a.c x 0-16; 2026-11-24"},
	} {
		req := scanner.Request{Target: target, Only: tt.only}
		got := scan(t, opts, req, list...)
		if f := got.Findings[0]; f.Outcome != scanner.Fail || f.Message != tt.want {
			t.Errorf("%s: it is told %q, want %q", name, f.Message, tt.want)
		}
		s, err := scanner.New(list, observe.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got.Findings, s.Judge(t.Context(), observe.Replay("shop.test", got.Looks), req)); diff != "" {
			t.Errorf("%s: replayed (-live +replayed):\n%s", name, diff)
		}
	}
}

// TestPastNeedsAShop: a scan that saw nothing of the shop does not count as one.
func TestPastNeedsAShop(t *testing.T) {
	_, opts := open(t, "A shop that is closed.\n-- GET / --\nHTTP/1.1 503 Service Unavailable\n\nClosed.\n")
	opts.Told.Past = &observe.Past{}
	counts := probe("a.b", func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		return []scanner.Finding{{Subject: "x", Outcome: scanner.Pass, Message: strings.Repeat("Counted.", len(site.Told(ctx).Past.Scans))}}, nil
	})
	counts.Stage = scanner.Afterwards
	if got := scan(t, opts, scanner.Request{}, counts); got.Problem == nil || got.Findings[0].Message != "" {
		t.Errorf("problem %v, %q", got.Problem, got.Findings[0].Message)
	}
}

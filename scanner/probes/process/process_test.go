package process

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// now is late in a day and in a far zone: days are those of UTC.
var now = time.Date(2026, 11, 25, 1, 0, 0, 0, time.FixedZone("", 2*60*60))

// ago is so many days before now, early in the day.
func ago(days int) time.Time {
	return time.Date(2026, 11, 24, 0, 1, 0, 0, time.UTC).AddDate(0, 0, -days)
}

func past(t *testing.T, words string) observe.Past {
	t.Helper()
	p := observe.Past{At: now}
	for w := range strings.FieldsSeq(words) {
		var probe string
		var from, to int
		switch w[0] {
		case 's': // s7: a scan 7 days ago
			scan(t, w, "s%d", &from)
			p.Scans = append(p.Scans, ago(from))
		case 'f': // f100: open since then; f100-90: mended 90 days ago
			if n, _ := fmt.Sscanf(w, "f%d-%d", &from, &to); n == 2 {
				p.Failures = append(p.Failures, observe.Failed{Key: "cert.trust TLS shop.test", Began: ago(from), Ended: ago(to)})
				continue
			}
			scan(t, w, "f%d", &from)
			p.Failures = append(p.Failures, observe.Failed{Key: "tls.modern TLS shop.test", Began: ago(from)})
		case 'w', 'o': // wrong:tls.modern:-3: ended 3 days ago; ok:…
			state, rest, _ := strings.Cut(w, ":")
			probe, rest, _ = strings.Cut(rest, ":")
			scan(t, rest, "%d", &to)
			p.Waivers = append(p.Waivers, observe.Accepted{Probe: probe, Until: day(ago(-to)), Wrong: state == "wrong"})
		}
	}
	return p
}

func scan(t *testing.T, text, format string, into *int) {
	t.Helper()
	if n, err := fmt.Sscanf(text, format, into); n != 1 {
		t.Fatalf("%q: %v", text, err)
	}
}

type row struct {
	name, past string
	want       scanner.Outcome
	says       string
}

func try(t *testing.T, judge func(observe.Past) scanner.Finding, rows []row) {
	t.Helper()
	for _, tt := range rows {
		t.Run(tt.name, func(t *testing.T) {
			f := judge(past(t, tt.past))
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.says) {
				t.Errorf("%s: %s, want %s: %s", f.Outcome, f.Message, tt.want, tt.says)
			}
			if (f.Outcome == scanner.Unknown) != (f.Cause != "") || !strings.HasSuffix(f.Message, ".") {
				t.Errorf("cause %q, message %q", f.Cause, f.Message)
			}
		})
	}
}

func TestScans(t *testing.T) {
	try(t, judgeScans, []row{
		{"none", "", scanner.Unknown, "No complete scan of the last 12 months is remembered, and"},
		{"the first", "s0", scanner.Unknown, "only 1 day of"},
		{"several on one day", "s0 s0 s0 s0 s0", scanner.Unknown, "only 1 day of"},
		{"two", "s0 s90", scanner.Warn, "on 2 days of the last 12 months, but for 275 days from 24 November 2025 on none is remembered."},
		{"four quarters", "s0 s92 s184 s276", scanner.Pass, "on 4 days of the last 12 months, and never more than 92 days apart."},
		{"out of order", "s92 s276 s0 s184", scanner.Pass, "on 4 days"},
		{"one day too many", "s0 s93 s184 s276", scanner.Warn, "but for 93 days from 23 August 2026 on"},
		{"up to now", "s93 s150 s200 s280", scanner.Warn, "but for 93 days from 23 August 2026 on"},
		{"just in time", "s92 s150 s200 s280", scanner.Pass, "never more than 92 days"},
		{"three in time", "s91 s182 s273", scanner.Warn, "on 3 days of the last 12 months, and it takes four"},
		{"four in a week", "s0 s1 s2 s3", scanner.Warn, "but for 362 days from 24 November 2025 on"},
		{"not before", "s0 s92 s184 s273", scanner.Pass, "on 4 days"},
		{"since last year", "s0 s92 s184 s270 s365 s500", scanner.Warn, "for 95 days from 24 November 2025 on"},
		{"in the future", "s0 s-1 s-2 s-3", scanner.Unknown, "only 1 day of"},
	})
}

func TestFixes(t *testing.T) {
	try(t, judgeFixes, []row{
		{"the first scan", "s0", scanner.Unknown, "Too few complete scans"},
		{"never a fault", "s0 s7", scanner.Pass, "No scan of the last 12 months saw a serious fault, so there was none to mend."},
		{"mended at once", "s0 f10-10", scanner.Pass, "The one serious fault that was mended in the last 12 months did not last a day."},
		{"most mended at once", "s0 f10-10 f20-20 f90-10", scanner.Pass, "Of 3 serious faults that were mended in the last 12 months, half did not last a day."},
		{"open since today", "s0 s7 f0", scanner.Unknown, "A serious fault (tls.modern) is not mended, first seen on 24 November 2026, the day of this scan; how soon"},
		{"mended in time", "s0 f40-10", scanner.Pass, "took 30 days."},
		{"mended late", "s0 f41-10", scanner.Warn, "took 31 days; 30 should be enough."},
		{"mended very late", "s0 f300-10", scanner.Warn, "took 290 days"},
		{"the middle of three", "s0 f100-90 f100-1 f50-30", scanner.Pass, "Of 3 serious faults that were mended in the last 12 months, half took no more than 20 days."},
		{"the middle of four", "s0 f10-9 f100-1 f50-10 f50-26", scanner.Warn, "no more than 32 days"},
		{"mended last year", "s0 s7 f500-366", scanner.Pass, "saw a serious fault"},
		{"mended a year ago", "s0 s7 f500-365", scanner.Warn, "took 135 days"},
		{"open", "s0 s7 f7", scanner.Unknown, "A serious fault (tls.modern) is not mended, first seen on 17 November 2026, 7 days ago; how soon"},
		{"open, others were mended", "s0 s7 f7 f50-40", scanner.Pass, "took 10 days."},
		{"open for a month", "s0 f30", scanner.Unknown, "30 days ago"},
		{"open for longer", "s0 f31", scanner.Warn, "31 days ago; 30 should be enough."},
		{"open for longer, others were mended", "s0 f31 f50-40", scanner.Warn, "31 days ago"},
		{"open for three months", "s0 f90", scanner.Warn, "90 days ago"},
		{"too long", "s0 f91", scanner.Fail, "91 days ago; more than 90 are too long."},
		{"too long, others were mended", "s0 f5 f91 f50-40", scanner.Fail, "2 serious faults are not mended, the oldest (tls.modern) first seen on 25 August 2026, 91 days ago"},
		{"since last year", "s0 f400", scanner.Fail, "400 days ago"},
		{"accepted", "s0 s7 f91 wrong:tls.modern:0", scanner.Pass, "Besides what is accepted for now, no scan"},
		{"accepted till yesterday", "s0 f91 wrong:tls.modern:-1", scanner.Fail, "91 days ago"},
		{"another accepted", "s0 f91 wrong:tls.ssl:30", scanner.Fail, "91 days ago"},
		{"accepted and mended", "s0 s7 f100-1 wrong:cert.trust:3", scanner.Pass, "Besides"},
		{"accepted, but for one", "s0 f91 f60 wrong:cert.trust:3", scanner.Fail, "2 serious faults"},
	})
}

func TestWaivers(t *testing.T) {
	try(t, judgeWaivers, []row{
		{"none", "s0", scanner.NotApplicable, "Nobody has accepted"},
		{"for long", "wrong:tls.modern:15", scanner.Pass, "nothing is about to"},
		{"two weeks", "wrong:tls.modern:14", scanner.Warn, "accepted only until 8 December 2026 is still not in order: tls.modern."},
		{"its last day", "wrong:tls.modern:0", scanner.Warn, "until 24 November 2026"},
		{"over", "wrong:tls.modern:-1", scanner.Fail, "What was accepted until 23 November 2026 is still not in order: tls.modern."},
		{"over, and mended", "ok:tls.modern:-1", scanner.Pass, "Nothing"},
		{"nearly over, and mended", "ok:tls.modern:3", scanner.Pass, "Nothing"},
		{"one of two over", "wrong:cert.name:3 wrong:tls.modern:-1", scanner.Fail, "in order: tls.modern."},
		{"two over", "wrong:cert.name:-3 wrong:tls.modern:-9", scanner.Fail, "until 15 November 2026 is still not in order: tls.modern, cert.name."},
		{"accepted once more", "wrong:tls.modern:-100 wrong:tls.modern:60 wrong:tls.modern:-5", scanner.Pass, "Nothing"},
	})
}

// TestManyOfAll: whatever is remembered, a finding stays short, and printable.
func TestManyOfAll(t *testing.T) {
	p := past(t, "s0 s7")
	for i := range 500 {
		key := fmt.Sprintf("a.b%d \x1b[31m%s", i, strings.Repeat("x", 5000))
		p.Failures = append(p.Failures, observe.Failed{Key: key, Began: ago(200)})
		p.Waivers = append(p.Waivers, observe.Accepted{Probe: fmt.Sprintf("a.c%d\x1b", i), Until: ago(3), Wrong: true})
	}
	told, err := json.Marshal(observe.Told{Past: &p})
	if err != nil {
		t.Fatal(err)
	}
	for _, probe := range All {
		found, err := probe.Run(t.Context(), observe.Replay("shop.test", observe.Looks{{Question: "TOLD", Reply: told}}))
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %d findings, %v", probe.ID, len(found), err)
		}
		f := found[0]
		if len(f.Evidence) == 0 || len(f.Evidence) > maxLines+1 || len(f.Message) > 400 || strings.Contains(f.Message, "\x1b") {
			t.Errorf("%s: %d pieces of evidence, %q", probe.ID, len(f.Evidence), f.Message)
		}
		for _, e := range f.Evidence {
			if strings.Contains(e.Quote, "\x1b") || len(e.Quote) > observe.MaxQuote || !e.At.Equal(now) || !strings.HasSuffix(e.Again, " shop.test") {
				t.Errorf("%s: %+v", probe.ID, e)
			}
		}
	}
}

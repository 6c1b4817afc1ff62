package probes_test

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
	"shopcheck/scanner/probes/cert"
	"shopcheck/scanner/probes/https"
	"shopcheck/scanner/probes/tls"
)

// encryption are the probes of a shop's encryption.
var encryption = slices.Concat(tls.All, cert.All, https.All)

// What cannot be known of a server that nobody can talk to: everything but what
// port 80 says.
var (
	everything = []string{"tls.", "cert.", "https.forms", "https.hosts", "https.mixed", "https.served"}
	unreadable = []string{"tls.early-data", "cert.", "https.forms", "https.hosts", "https.mixed", "https.served"}
)

// TestRudeServers: whatever a server does on port 443, a scan ends, keeps to its
// budget, keeps little, and says of each thing what it says of a right shop or that
// it cannot tell. A name that speaks no TLS at all and has pages on port 80 may be
// called one without encryption.
func TestRudeServers(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Cleanup(func() { quiet(t, before) })
	right := scanOf(t, "A right shop.\n", 0)
	for _, tt := range []struct {
		word    string
		lost    []string // of which nothing may be known; the rest is as in a right shop
		plain   bool     // may be called a name without encryption
		hellos  int      // at most
		timeout time.Duration
	}{
		{word: "http", lost: everything, plain: true, hellos: 12},
		{word: "ssh", lost: everything, plain: true, hellos: 12},
		{word: "garbage", lost: everything, plain: true, hellos: 12},
		{word: "echo", lost: everything, plain: true, hellos: 14},
		{word: "alert-storm", lost: everything, plain: true, hellos: 14},
		{word: "stall", lost: everything, hellos: 12, timeout: 200 * time.Millisecond},
		{word: "reset-connect", lost: everything, hellos: 40},
		{word: "reset-hello", lost: everything, hellos: 40},
		{word: "reset-flight", lost: everything, hellos: 40},
		{word: "unknown-version", lost: everything, plain: true, hellos: 40},
		{word: "other-suite", lost: everything, plain: true, hellos: 40},
		{word: "drip", hellos: 60},
		{word: "bytes", hellos: 60},
		{word: "many-certs", lost: []string{"cert.chain"}, hellos: 60},
		{word: "many-names", lost: []string{"tls.early-data"}, hellos: 60},
		{word: "big-key", lost: unreadable, hellos: 60},
		{word: "bad-der", lost: unreadable, hellos: 60},
	} {
		t.Run(tt.word, func(t *testing.T) {
			t.Parallel()
			scan := scanOf(t, "A shop.\n-- shop.yaml --\ntls: {misbehave: "+tt.word+"}\n", tt.timeout)
			if used := scan.Budget.Used; used.Hellos > tt.hellos || used.Hellos > observe.DefaultBudget.Hellos {
				t.Errorf("%d hellos", used.Hellos)
			}
			for _, f := range scan.Findings {
				lost := slices.ContainsFunc(tt.lost, func(p string) bool { return strings.HasPrefix(string(f.Probe), p) })
				unknown := f.Outcome == scanner.Unknown || f.Outcome == scanner.NotApplicable
				plain := tt.plain && f.Probe == "https.hosts" && f.Message == "This name answers only without encryption."
				if lost && !unknown && !plain {
					t.Errorf("%s %s: %s: %s", f.Outcome, f.Probe, f.Subject, f.Message)
				}
				if !lost {
					alike(t, right, f)
				}
			}
		})
	}
}

// alike tells that a finding is the one of another scan.
func alike(t *testing.T, other scanner.Scan, f scanner.Finding) {
	t.Helper()
	i := slices.IndexFunc(other.Findings, func(g scanner.Finding) bool { return g.Key() == f.Key() })
	if i < 0 || other.Findings[i].Outcome != f.Outcome || other.Findings[i].Message != f.Message {
		t.Errorf("it is not as elsewhere: %s %s: %s: %s (%s)", f.Outcome, f.Probe, f.Subject, f.Message, f.Cause)
	}
}

// mostKept is what the looks at the encryption of one shop may take.
const mostKept = 2 << 20

// scanOf scans the shop that a file describes, and holds what all scans promise.
func scanOf(t *testing.T, text string, timeout time.Duration, change ...func(*observe.Options)) scanner.Scan {
	t.Helper()
	ar := txtar.Parse([]byte(text))
	shop, err := pretend.Start(ar, pretend.Settings{Now: present})
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	opts := shop.Options()
	opts.Timeout, opts.Whole = cmp.Or(timeout, 5*time.Second), time.Minute
	for _, f := range change {
		f(&opts)
	}
	s, err := scanner.New(encryption, opts)
	if err != nil {
		t.Fatal(err)
	}
	req := scanner.Request{Target: scanner.Target{Domain: shop.Domain()}, Authorized: true, Profile: profile(ar)}
	scan := s.Scan(t.Context(), req)
	sound(t, scan.Findings)
	if again := words(s.Judge(t.Context(), observe.Replay(shop.Domain(), scan.Looks), req)); again != words(scan.Findings) {
		t.Errorf("replayed, the looks say something else:\n%s", again)
	}
	kept := 0
	for _, l := range scan.Looks {
		kept += len(l.Reply)
		if l.Failure != nil && strings.Contains(l.Failure.Words, "set aside for this scan") {
			t.Errorf("%s: no time was left", l.Question)
		}
	}
	if used := scan.Budget.Used; kept > mostKept || used.Bytes > observe.DefaultBudget.Bytes || used.Hellos > observe.DefaultBudget.Hellos {
		t.Errorf("%d bytes are kept of %d, after %d hellos", kept, used.Bytes, used.Hellos)
	}
	return scan
}

// quiet waits until no more goroutines run than before.
func quiet(t *testing.T, before int) {
	t.Helper()
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}

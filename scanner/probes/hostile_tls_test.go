package probes_test

import (
	"cmp"
	"io"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"sync"
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
		{word: "reset-connect", lost: everything, hellos: 50},
		{word: "reset-hello", lost: everything, hellos: 50},
		{word: "reset-flight", lost: everything, hellos: 50},
		{word: "unknown-version", lost: everything, plain: true, hellos: 50},
		{word: "other-suite", lost: everything, plain: true, hellos: 50},
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

// alike tells that a finding is as good or bad as that of another scan, and no
// other fault. What is said of another
// of the shop's names and addresses is what is said of the first: all lead to the
// same server.
func alike(t *testing.T, other scanner.Scan, f scanner.Finding) {
	t.Helper()
	i := slices.IndexFunc(other.Findings, func(g scanner.Finding) bool { return g.Key() == f.Key() })
	if i < 0 && strings.Contains(f.Subject, " at ") {
		i = slices.IndexFunc(other.Findings, func(g scanner.Finding) bool { return g.Probe == f.Probe })
	}
	if i < 0 || other.Findings[i].Outcome != f.Outcome || other.Findings[i].Message != f.Message && f.Outcome != scanner.Pass {
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

// twoWays is a shop with a second address, whose server is set as given.
func twoWays(settings string) string {
	return "A shop with two addresses.\n-- shop.yaml --\ntls:\n  addresses: {192.0.2.11: {" + settings + "}}\n-- dns --\n@ A 192.0.2.10\n@ A 192.0.2.11\n"
}

// TestOneRudeAddress: a server that misbehaves beside one that does not takes
// nothing away from what is known of that one, and is not called worse.
func TestOneRudeAddress(t *testing.T) {
	right := scanOf(t, twoWays("max: TLS 1.3"), 0)
	for _, word := range []string{
		"http", "ssh", "garbage", "echo", "alert-storm", "stall", "reset-connect", "reset-hello", "reset-flight",
		"unknown-version", "other-suite", "drip", "bytes", "many-certs", "many-names", "big-key", "bad-der",
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			for _, f := range scanOf(t, twoWays("misbehave: "+word), 0, func(o *observe.Options) {
				if word == "stall" {
					o.Timeout = 2 * time.Second
				}
			}).Findings {
				if f.Probe != "tls.endpoints" || f.Outcome != scanner.Unknown {
					alike(t, right, f)
				}
			}
		})
	}
}

// A moody server stands before another and breaks connections off as it likes.
type moody struct {
	listener net.Listener
	to       netip.AddrPort
	breaks   func(n int) bool // the n-th connection, from 1
	leaves   bool             // for good, at the first that it breaks off
	serving  sync.WaitGroup
}

// before puts a moody server before another, until the test ends.
func before(t *testing.T, to netip.AddrPort, breaks func(n int) bool, leaves bool) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &moody{listener: l, to: to, breaks: breaks, leaves: leaves}
	m.serving.Go(m.serve)
	t.Cleanup(func() {
		_ = l.Close()
		m.serving.Wait()
	})
	return l.Addr().(*net.TCPAddr).AddrPort()
}

func (m *moody) serve() {
	for n := 1; ; n++ {
		conn, err := m.listener.Accept()
		if err != nil {
			return
		}
		if m.breaks(n) {
			_ = conn.(*net.TCPConn).SetLinger(0) // a reset
			_ = conn.Close()
			if m.leaves {
				_ = m.listener.Close()
				return
			}
			continue
		}
		m.serving.Go(func() { m.relay(conn) })
	}
}

func (m *moody) relay(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	real, err := net.Dial("tcp", m.to.String())
	if err != nil {
		return
	}
	defer func() { _ = real.Close() }()
	m.serving.Go(func() {
		_, _ = io.Copy(real, conn)
		_ = real.(*net.TCPConn).CloseWrite()
	})
	_, _ = io.Copy(conn, real)
}

// aged is a shop whose server accepts much that it should not.
const aged = `A shop that nobody looked after.
-- shop.yaml --
tls:
  cert: {key: rsa-2048}
  answers:
    order: client
    versions:
      SSL 3: [TLS_RSA_WITH_RC4_128_SHA, TLS_RSA_WITH_3DES_EDE_CBC_SHA]
      TLS 1.0: [TLS_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_3DES_EDE_CBC_SHA, TLS_RSA_WITH_RC4_128_SHA]
      TLS 1.1: [TLS_RSA_WITH_AES_128_CBC_SHA]
      TLS 1.2: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_128_CBC_SHA]
      TLS 1.3: [TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384]
`

// TestMoodyServers: of a server that breaks off some connections, or takes no more
// after some, a scan says what it says of a patient one, or that it cannot tell.
func TestMoodyServers(t *testing.T) {
	for name, text := range map[string]string{"right": "A right shop.\n", "aged": aged} {
		patient := scanOf(t, text, 0)
		for _, tt := range []struct {
			name   string
			breaks func(n int) bool
			leaves bool
		}{
			{"every second", func(n int) bool { return n%2 == 0 }, false},
			{"every third", func(n int) bool { return n%3 == 0 }, false},
			{"every seventh", func(n int) bool { return n%7 == 0 }, false},
			{"all after 3", func(n int) bool { return n > 3 }, false},
			{"all after 12", func(n int) bool { return n > 12 }, false},
			{"all after 30", func(n int) bool { return n > 30 }, false},
			{"gone after 3", func(n int) bool { return n > 3 }, true},
			{"gone after 12", func(n int) bool { return n > 12 }, true},
			{"gone after 30", func(n int) bool { return n > 30 }, true},
		} {
			t.Run(name+", "+tt.name, func(t *testing.T) {
				t.Parallel()
				scan := scanOf(t, text, 0, func(o *observe.Options) {
					fronts := make(map[netip.AddrPort]netip.AddrPort)
					for i, r := range o.ConnectTo {
						if r.Port != 443 {
							continue
						}
						if _, ok := fronts[r.Addr]; !ok {
							fronts[r.Addr] = before(t, r.Addr, tt.breaks, tt.leaves)
						}
						o.ConnectTo[i].Addr = fronts[r.Addr]
					}
				})
				for _, f := range scan.Findings {
					if f.Outcome != scanner.Unknown {
						alike(t, patient, f)
					}
				}
			})
		}
	}
}

package observe

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"
)

// talkers listens, and lets talk write to each connection.
func talkers(t *testing.T, talk func(c net.Conn, in *bufio.Reader)) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				talk(c, bufio.NewReader(c))
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// mailServer is a shop whose mail server says what talk writes, with other places to
// be led to.
func mailServer(t *testing.T, talk func(c net.Conn, in *bufio.Reader), others ...Reroute) *Site {
	t.Helper()
	site := Open(t.Context(), "shop.test", Options{
		Timeout:   500 * time.Millisecond,
		ConnectTo: append(others, Reroute{"mail.shop.test", 25, talkers(t, talk)}),
	})
	t.Cleanup(site.Close)
	return site
}

// say says a line, hears one, and so on.
func say(lines string) func(net.Conn, *bufio.Reader) {
	return func(c net.Conn, in *bufio.Reader) {
		for line := range strings.Lines(lines) {
			_, _ = io.WriteString(c, strings.ReplaceAll(strings.TrimRight(line, "\n"), "|", "\r\n")+"\r\n")
			_, _ = in.ReadString('\n')
		}
	}
}

// encrypts goes as far as a handshake, with the certificate of a server for the web.
func encrypts(web *httptest.Server) func(net.Conn, *bufio.Reader) {
	return func(c net.Conn, in *bufio.Reader) {
		say("220 hi\n250 STARTTLS\n")(c, in)
		_, _ = io.WriteString(c, "220 go\r\n")
		_ = tls.Server(c, &tls.Config{Certificates: web.TLS.Certificates}).Handshake()
	}
}

func TestHostileMailServers(t *testing.T) {
	for _, tt := range []struct {
		name string
		talk func(net.Conn, *bufio.Reader)
		want Cause
	}{
		{"silence", func(c net.Conn, _ *bufio.Reader) { _, _ = io.Copy(io.Discard, c) }, Timeout},
		{"a line without end", func(c net.Conn, _ *bufio.Reader) { _, _ = io.WriteString(c, "220 "+strings.Repeat("x", 1<<20)) }, Malformed},
		{"lines without end", func(c net.Conn, _ *bufio.Reader) { _, _ = io.WriteString(c, strings.Repeat("220-x\r\n", 10_000)) }, Malformed},
		{"offers without end", say("220 hi\n" + strings.Repeat("250-x|", 10_000)), Malformed},
		{"something else", func(c net.Conn, _ *bufio.Reader) { _, _ = io.WriteString(c, "SSH-2.0-x\r\n") }, Malformed},
		{"a refusal", say("554 no\n"), Blocked},
		{"come back later", say("450 4.7.1 greylisted\n"), Blocked},
		{"too many connections, in place of a handshake", say("220 hi\n250 STARTTLS\n421 4.7.0 Too many connections\n"), Blocked},
		{"a refusal of the greeting", say("220 hi\n502 no\n"), Blocked},
		{"answers before it is asked", say("220 hi|250 hi\n250-hi|250 STARTTLS\n"), Malformed},
		{"hangs up", say("220 hi\n"), Reset},
		{"dripping", func(c net.Conn, _ *bufio.Reader) {
			for {
				if _, err := io.WriteString(c, "2"); err != nil {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		}, Timeout},
		{"silence instead of a handshake", func(c net.Conn, in *bufio.Reader) {
			say("220 hi\n250 STARTTLS\n220 go\n")(c, in)
			_, _ = io.Copy(io.Discard, in)
		}, Timeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if s, err := mailServer(t, tt.talk).Mail(t.Context(), "mail.shop.test"); cause(err) != tt.want {
				t.Errorf("got %+v, %v; want cause %q", s, err, tt.want)
			}
		})
	}
	t.Run("a greeting that acts", func(t *testing.T) {
		s, err := mailServer(t, say("220 \x1b]0;x\x07\n250-hi|250 \x1b]0;x\x07\n221 bye\n")).Mail(t.Context(), "mail.shop.test")
		if err != nil || strings.ContainsAny(s.Greeting+strings.Join(s.Offers, ""), "\x1b\x07") || len(s.Offers) != 1 {
			t.Errorf("got %+v, %v", s, err)
		}
	})
}

// TestOfferedInVain: a server that offers to encrypt and then does not.
func TestOfferedInVain(t *testing.T) {
	for name, after := range map[string]string{"not now": "454 TLS not available\n", "something else": "220 go\n500 what?\n"} {
		t.Run(name, func(t *testing.T) {
			s, err := mailServer(t, say("220 hi\n250-hi|250-SIZE 1|250 StartTLS\n"+after)).Mail(t.Context(), "mail.shop.test")
			if err != nil || !s.StartTLS || s.TLS != nil || s.Problem == "" || !slices.Equal(s.Offers, []string{"SIZE 1", "StartTLS"}) {
				t.Errorf("got %+v, %v", s, err)
			}
		})
	}
}

// TestWordsBeforeEncryption: what comes unencrypted after STARTTLS is nobody's word,
// and each conversation ends with QUIT.
func TestWordsBeforeEncryption(t *testing.T) {
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	last := make(chan string, 1)
	s, err := mailServer(t, func(c net.Conn, in *bufio.Reader) {
		say("220 hi\n250 STARTTLS\n")(c, in)
		_, _ = io.WriteString(c, "220 go\r\n250 injected\r\n")
		secure := tls.Server(c, &tls.Config{Certificates: web.TLS.Certificates})
		line, _ := bufio.NewReader(secure).ReadString('\n')
		_, _ = io.WriteString(secure, "221 bye\r\n")
		last <- line
	}).Mail(t.Context(), "mail.shop.test")
	if err != nil || s.TLS == nil || s.TLS.Version != "TLS 1.3" || s.Problem != "" {
		t.Errorf("got %+v, %v", s, err)
	}
	if line := <-last; line != "QUIT\r\n" {
		t.Errorf("the last word was %q", line)
	}
}

func TestQuit(t *testing.T) {
	for name, lines := range map[string]string{"turned away": "554 no\n", "no encryption": "220 hi\n250 hi\n"} {
		t.Run(name, func(t *testing.T) {
			said := make(chan []string, 1)
			_, _ = mailServer(t, func(c net.Conn, in *bufio.Reader) {
				var heard []string
				for line := range strings.Lines(lines) {
					_, _ = io.WriteString(c, strings.TrimRight(line, "\n")+"\r\n")
					text, _ := in.ReadString('\n')
					heard = append(heard, strings.TrimSpace(text))
				}
				said <- heard
			}).Mail(t.Context(), "mail.shop.test")
			if heard := <-said; heard[len(heard)-1] != "QUIT" {
				t.Errorf("said %q", heard)
			}
		})
	}
}

// TestIntercepted: nobody is called unencrypted for what a network does to every
// connection to port 25.
func TestIntercepted(t *testing.T) {
	plain := say("220 hi\n250 hi\n221 bye\n")
	for _, tt := range []struct {
		name   string
		nobody Reroute
		want   Cause
	}{
		{"somebody answers for nobody", Reroute{"203.0.113.25", 25, talkers(t, plain)}, Blocked},
		{"nobody answers", Reroute{"203.0.113.25", 25, netip.MustParseAddrPort("127.0.0.1:1")}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := mailServer(t, plain, tt.nobody).Mail(t.Context(), "mail.shop.test")
			if cause(err) != tt.want && (tt.want != "" || err != nil) {
				t.Errorf("got %+v, %v; want cause %q", s, err, tt.want)
			}
		})
	}
	site := mailServer(t, plain)
	if site.net.intercepted(Endpoint{Host: "mail.shop.test", Port: 25}) {
		t.Error("a server that the options lead to is taken for the network's")
	}
}

// TestInterceptedInSecret: somebody who answers in the place of all mail servers may
// encrypt, and has no certificate for them. Whoever has one is the server.
func TestInterceptedInSecret(t *testing.T) {
	web := httptest.NewTLSServer(nil) // its certificate is for example.com
	defer web.Close()
	at := talkers(t, encrypts(web))
	for _, tt := range []struct {
		name, host string
		roots      []*x509.Certificate
		nobody     netip.AddrPort
		want       Cause
	}{
		{"nobody vouches for it", "example.com", nil, at, Blocked},
		{"for another name", "mail.shop.test", []*x509.Certificate{web.Certificate()}, at, Blocked},
		{"the server's own", "example.com", []*x509.Certificate{web.Certificate()}, at, ""},
		{"nobody vouches for it, and nobody answers elsewhere", "example.com", nil, netip.MustParseAddrPort("127.0.0.1:1"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site := Open(t.Context(), "shop.test", Options{
				Timeout: 5 * time.Second, Roots: tt.roots, ConnectTo: []Reroute{{tt.host, 25, at}, {"203.0.113.25", 25, tt.nobody}},
			})
			defer site.Close()
			s, err := site.Mail(t.Context(), tt.host)
			if tt.want == "" && (err != nil || s.TLS == nil) || tt.want != "" && cause(err) != tt.want {
				t.Errorf("got %+v, %v; want cause %q", s, err, tt.want)
			}
			if port, want := site.Vantage().Port25, map[Cause]string{Blocked: "intercepted", "": "open"}[tt.want]; port != want {
				t.Errorf("port 25 is %s, want %s", port, want)
			}
		})
	}
}

// TestInterceptedSurvey: nothing is surveyed in a mail server's place.
func TestInterceptedSurvey(t *testing.T) {
	at := talkers(t, say("220 hi\n250 STARTTLS\n220 go\n"))
	site := Open(t.Context(), "shop.test", Options{
		Timeout: 500 * time.Millisecond, Fetch: true, ConnectTo: []Reroute{{"mail.shop.test", 25, at}, {"203.0.113.25", 25, at}},
	})
	defer site.Close()
	if s, err := site.Survey(t.Context(), Endpoint{Host: "mail.shop.test", Port: 25}); cause(err) != Blocked || site.Usage().Used.Hellos > 0 {
		t.Errorf("got %+v, %v after %d hellos", s, err, site.Usage().Used.Hellos)
	}
}

// TestSecondLookAtMail: only what came to no encryption is asked again.
func TestSecondLookAtMail(t *testing.T) {
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	for _, tt := range []struct {
		name  string
		talk  func(net.Conn, *bufio.Reader)
		want  int
		fails bool
	}{
		{"encrypted", encrypts(web), 1, false},
		{"not", say("220 hi\n250 hi\n221 bye\n"), 2, false},
		{"turned away", say("554 no\n"), 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site := mailServer(t, tt.talk)
			_, first := site.Mail(t.Context(), "mail.shop.test")
			_, second := site.Again().Mail(t.Context(), "mail.shop.test")
			if used := site.Usage().Used.Sessions; used != tt.want || cause(first) != cause(second) || (first != nil) != tt.fails {
				t.Errorf("%d sessions, %v, then %v; want %d", used, first, second, tt.want)
			}
		})
	}
}

func TestMailHost(t *testing.T) {
	zone := map[string][]dns.RR{
		"mail.shop.test. A":    rrs(t, "mail.shop.test. 60 IN CNAME mx.host.test.", "mx.host.test. 60 IN A 192.0.2.1", "mx.host.test. 60 IN A 192.0.2.2"),
		"mail.shop.test. AAAA": rrs(t, "mail.shop.test. 60 IN CNAME mx.host.test."),
		"many.shop.test. A": rrs(t, "many.shop.test. 60 IN A 192.0.2.3", "many.shop.test. 60 IN A 192.0.2.4", "many.shop.test. 60 IN A 192.0.2.5",
			"many.shop.test. 60 IN A 192.0.2.6", "many.shop.test. 60 IN A 192.0.2.7"),
		"many.shop.test. AAAA": nil,
	}
	soa := rrs(t, "test. 60 IN SOA ns.test. h.test. 1 1 1 1 1")
	names := resolverFunc(t, func(q *dns.Msg, tcp bool) *dns.Msg {
		answer, ok := zone[q.Question[0].Name+" "+dns.TypeToString[q.Question[0].Qtype]]
		if !ok {
			return reply(dns.RcodeNameError, nil, soa)(q, tcp)
		}
		return reply(0, answer, soa)(q, tcp)
	})
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{names}})
	defer site.Close()
	addrs := func(all ...string) (out []netip.Addr) {
		for _, a := range all {
			out = append(out, netip.MustParseAddr(a))
		}
		return out
	}
	for host, want := range map[string]*MailHost{
		"Mail.Shop.Test.": {Host: "mail.shop.test", Aliases: []string{"mx.host.test"}, Addrs: addrs("192.0.2.1", "192.0.2.2")},
		"many.shop.test":  {Host: "many.shop.test", Addrs: addrs("192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6"), Left: 1},
	} {
		for _, s := range []*Site{site, site.Again()} {
			got, err := s.MailHost(t.Context(), host)
			if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); err != nil || diff != "" {
				t.Errorf("%s: %v %s", host, err, diff)
			}
		}
	}
	for host, want := range map[string]Cause{"192.0.2.1": NoName, "none.shop.test": NoName} {
		if got, err := site.MailHost(t.Context(), host); cause(err) != want {
			t.Errorf("%s: %+v, %v; want cause %q", host, got, err, want)
		}
	}
}

func TestOurName(t *testing.T) {
	for at, want := range map[string]string{"192.0.2.1:25": "[192.0.2.1]", "[2001:db8::1]:25": "[IPv6:2001:db8::1]", "[fe80::1%eth0]:25": "[IPv6:fe80::1]", "[::ffff:192.0.2.1]:25": "[192.0.2.1]"} {
		if got := ourName(localConn{at: at}); got != want {
			t.Errorf("from %s we are %s, want %s", at, got, want)
		}
	}
}

// A localConn has a local address.
type localConn struct {
	net.Conn
	at string
}

func (c localConn) LocalAddr() net.Addr { return textAddr(c.at) }

type textAddr string

func (textAddr) Network() string  { return "tcp" }
func (a textAddr) String() string { return string(a) }

func FuzzMailReply(f *testing.F) {
	for _, seed := range []string{"220-a\r\n220 b\r\n", "220\r\n", "220-\r\n", "25", "250-a\n250 STARTTLS\n220 go\n", "\x00\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m := &mailTalk{conn: io.Discard, in: bufio.NewReaderSize(bytes.NewReader(data), smtpLine)}
		if lines, err := m.reply("X"); err == nil && (len(lines) == 0 || len(lines) > smtpLines) {
			t.Fatalf("%d lines", len(lines))
		}
		m = &mailTalk{conn: io.Discard, in: bufio.NewReaderSize(bytes.NewReader(data), smtpLine)}
		s := &Session{}
		if ready, _ := m.hail("[192.0.2.1]", s); ready && !s.StartTLS || len(s.Offers) > smtpLines || Printable(s.Greeting) != s.Greeting {
			t.Fatalf("%+v", s)
		}
	})
}

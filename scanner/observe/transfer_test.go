package observe

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// zoneServer answers each connection with what say makes of the question.
func zoneServer(t *testing.T, say func(c net.Conn, q *dns.Msg)) (*Site, Endpoint) {
	t.Helper()
	at := talkers(t, func(c net.Conn, _ *bufio.Reader) {
		if q, err := (&dns.Conn{Conn: c}).ReadMsg(); err == nil {
			say(c, q)
		}
	})
	site := Open(t.Context(), "shop.test", Options{Timeout: time.Second, Fetch: true, ConnectTo: []Reroute{{"ns1.shop.test", 53, at}}})
	t.Cleanup(site.Close)
	return site, Endpoint{Host: "ns1.shop.test", Addr: netip.MustParseAddr("192.0.2.53")}
}

func TestTransfer(t *testing.T) {
	soa := "shop.test. 60 IN SOA ns1.shop.test. a.shop.test. 7 1 1 1 1"
	send := func(c net.Conn, q *dns.Msg, rcode int, records ...string) {
		m := new(dns.Msg).SetRcode(q, rcode)
		m.Answer = rrs(t, records...)
		_ = (&dns.Conn{Conn: c}).WriteMsg(m)
	}
	wire := func(c net.Conn, size uint16, b []byte) {
		_ = binary.Write(c, binary.BigEndian, size)
		_, _ = c.Write(b)
	}
	wait := func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }
	for _, tt := range []struct {
		name    string
		say     func(c net.Conn, q *dns.Msg)
		handed  bool
		refusal string
		cause   Cause
	}{
		{"handed out", func(c net.Conn, q *dns.Msg) { send(c, q, 0, soa, "shop.test. 60 IN A 192.0.2.1", soa) }, true, "", ""},
		{"in two messages", func(c net.Conn, q *dns.Msg) { send(c, q, 0, soa); send(c, q, 0, "shop.test. 60 IN A 192.0.2.1") }, true, "", ""},
		{"refused", func(c net.Conn, q *dns.Msg) { send(c, q, dns.RcodeRefused) }, false, "REFUSED", ""},
		{"not its own", func(c net.Conn, q *dns.Msg) { send(c, q, dns.RcodeNotAuth) }, false, "NOTAUTH", ""},
		{"nothing in it", func(c net.Conn, q *dns.Msg) { send(c, q, 0) }, false, "no zone in the answer", ""},
		{"something else in it", func(c net.Conn, q *dns.Msg) {
			send(c, q, 0, "shop.test. 60 IN A 192.0.2.1", "shop.test. 60 IN A 192.0.2.2")
		}, false, "no zone in the answer", ""},
		{"another zone", func(c net.Conn, q *dns.Msg) { send(c, q, 0, "test. 60 IN SOA a. b. 1 1 1 1 1", soa) }, false, "no zone in the answer", ""},
		{"only the first record", func(c net.Conn, q *dns.Msg) { send(c, q, 0, soa) }, false, "it hangs up", ""},
		{"the first record again and again", func(c net.Conn, q *dns.Msg) { send(c, q, 0, soa); send(c, q, 0); send(c, q, 0) }, false, "no zone in the answer", ""},
		{"hung up", func(net.Conn, *dns.Msg) {}, false, "it hangs up", ""},
		{"silence", func(c net.Conn, _ *dns.Msg) { wait(c) }, false, "", Timeout},
		{"somebody else's answer", func(c net.Conn, q *dns.Msg) { q.Id++; send(c, q, 0, soa, soa) }, false, "it sent what is no answer", ""},
		{"no message", func(c net.Conn, _ *dns.Msg) { wire(c, 3, []byte("abc")) }, false, "it sent what is no answer", ""},
		{"a message without end", func(c net.Conn, q *dns.Msg) {
			wire(c, 65535, bytes.Repeat([]byte{byte(q.Id >> 8), byte(q.Id), 0, 0, 0xff, 0xff, 0xff, 0xff}, 8191))
		}, false, "no zone in the answer", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			site, at := zoneServer(t, tt.say)
			got, err := site.Transfer(t.Context(), at, "Shop.Test.")
			switch {
			case whyNot(err) != tt.cause:
				t.Errorf("got %+v, %v; want cause %q", got, err, tt.cause)
			case err == nil && (got.Handed != tt.handed || got.Refusal != tt.refusal || got.Zone != "shop.test"):
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestTransferNeedsMore: only the thorough profile asks, and a closed door is a
// refusal.
func TestTransferNeedsMore(t *testing.T) {
	at := Endpoint{Host: "ns1.shop.test", Addr: netip.MustParseAddr("192.0.2.53")}
	closed := []Reroute{{"ns1.shop.test", 53, netip.MustParseAddrPort("127.0.0.1:1")}}
	for fetch, want := range map[bool]Cause{true: "", false: LeftOut} {
		site := Open(t.Context(), "shop.test", Options{Fetch: fetch, ConnectTo: closed})
		defer site.Close()
		got, err := site.Transfer(t.Context(), at, "shop.test")
		if whyNot(err) != want || err == nil && (got.Handed || got.Refusal == "") {
			t.Errorf("thorough %t: %+v, %v", fetch, got, err)
		}
	}
}

// FuzzTransferred: whatever a message begins with, reading on is safe.
func FuzzTransferred(f *testing.F) {
	m := new(dns.Msg).SetAxfr("shop.test.")
	rr, err := dns.NewRR("shop.test. 60 IN SOA a. b. 1 1 1 1 1")
	if err != nil {
		f.Fatal(err)
	}
	m.Answer = []dns.RR{rr}
	wire, err := m.Pack()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(wire)
	f.Fuzz(func(t *testing.T, wire []byte) {
		c := &quietConn{in: bytes.NewReader(append(binary.BigEndian.AppendUint16(nil, uint16(len(wire))), wire...))}
		m, err := readTransfer(c)
		if err == nil && m.begins("shop.test") && m.head.Ancount == 0 {
			t.Error("a zone without a record")
		}
	})
}

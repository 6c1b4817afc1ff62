package observe

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"

	"github.com/miekg/dns"
)

// Bounds on what is read of a zone that is handed out: messages, and bytes of each.
const (
	transferMessages = 2
	transferBytes    = 2 << 10
)

// A Transfer is what a name server answers to somebody who wants a whole zone.
type Transfer struct {
	Server  string    `json:"server"` // its name
	Addr    string    `json:"addr"`
	Zone    string    `json:"zone"`
	Handed  bool      `json:"handed"`  // it began to hand the zone out
	Refusal string    `json:"refusal"` // how it refused, in words; empty if it did not
	At      time.Time `json:"at"`
}

// Evidence says how the server answered; of the zone nothing is kept.
func (t *Transfer) Evidence() Evidence {
	quote := "refused: " + t.Refusal
	if t.Handed {
		quote = "begins to list the zone's records"
	}
	e := Evidence{Source: "AXFR " + Printable(t.Zone) + " at " + Printable(t.Server), Quote: Printable(quote), At: t.At}
	if again := againAt("AXFR", t.Zone, t.Server); again != "" {
		e.Again = again + " | head"
	}
	return e
}

// Transfer asks the name server at an endpoint, whose Addr says where, for a whole
// zone (RFC 5936), and hangs up at the second record. Without [Options].Fetch nobody
// is asked. A server that takes no connection, or hangs up, refuses too.
func (s *Site) Transfer(ctx context.Context, at Endpoint, zone string) (*Transfer, error) {
	at.Port, zone = dnsPort, plainName(zone)
	return look(ctx, s, "AXFR "+zone+" AT "+at.String(), func(ctx context.Context) (*Transfer, error) {
		if !s.opts.Fetch {
			return nil, &Failure{LeftOut, "only the thorough profile asks name servers for the list of all names (--profile thorough)"}
		}
		to, err := s.net.nameServer(at)
		if err != nil {
			return nil, err
		}
		if err := s.net.spent.query(); err != nil {
			return nil, err
		}
		t := &Transfer{Server: at.Host, Addr: at.Addr.String(), Zone: zone, At: s.opts.now()}
		t.Refusal, err = s.net.transfer(ctx, to, zone)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			t.Refusal = "it hangs up"
		case err != nil:
			words, ours := unheard(ctx, err)
			if ours != nil || words == silentWords {
				return nil, cmp.Or(ours, error(&Failure{Timeout, "the name server " + Printable(at.Host) + " " + words}))
			}
			t.Refusal = "it " + words
		}
		t.Handed = t.Refusal == ""
		return t, nil
	})
}

// transfer returns how a server refuses to hand out a zone; empty if it does not.
func (n *network) transfer(ctx context.Context, to netip.AddrPort, zone string) (string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, n.opts.Timeout/2, &mute{kind: muteSilent})
	defer cancel()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", to.String())
	if err != nil {
		return "", fmt.Errorf("asking for a zone: %w", err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	q := new(dns.Msg).SetAxfr(dns.Fqdn(zone))
	if err := (&dns.Conn{Conn: conn}).WriteMsg(q); err != nil {
		return "", fmt.Errorf("asking for a zone: %w", err)
	}
	records := 0
	for range transferMessages {
		m, err := readTransfer(conn)
		switch {
		case err != nil:
			return "", err
		case m.head.Id != q.Id:
			return "", &mute{kind: muteMalformed}
		case m.rcode() != dns.RcodeSuccess:
			return codeWord(m.rcode()), nil
		case records == 0 && !m.begins(zone):
			return "no zone in the answer", nil
		}
		if records += int(m.head.Ancount); records > 1 {
			return "", nil
		}
	}
	return "no zone in the answer", nil
}

// A transferred is the beginning of one message of a transfer.
type transferred struct {
	head dns.Header
	wire []byte
}

// readTransfer reads the beginning of a message; the rest is never read.
func readTransfer(conn net.Conn) (*transferred, error) {
	var size uint16
	if err := binary.Read(conn, binary.BigEndian, &size); err != nil {
		return nil, fmt.Errorf("listening to a name server: %w", err)
	}
	m := &transferred{wire: make([]byte, min(int(size), transferBytes))}
	if _, err := io.ReadFull(conn, m.wire); err != nil {
		return nil, fmt.Errorf("listening to a name server: %w", err)
	}
	if _, err := binary.Decode(m.wire, binary.BigEndian, &m.head); err != nil {
		return nil, &mute{kind: muteMalformed}
	}
	return m, nil
}

func (m *transferred) rcode() int { return int(m.head.Bits & 0xf) }

// begins reports whether the first record is the SOA of a zone, as in each transfer
// (RFC 5936, section 2.2).
func (m *transferred) begins(zone string) bool {
	if m.head.Ancount == 0 {
		return false
	}
	off := binary.Size(m.head)
	for range m.head.Qdcount {
		_, next, err := dns.UnpackDomainName(m.wire, off)
		if err != nil {
			return false
		}
		off = next + 4 // its type and class
	}
	rr, _, err := dns.UnpackRR(m.wire, off)
	return err == nil && rr.Header().Rrtype == dns.TypeSOA && sameName(rr.Header().Name, zone)
}

package observe

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

const smtpPort = 25

// A MailHost is where the name of a mail server leads.
type MailHost struct {
	Host    string       `json:"host"`
	Aliases []string     `json:"aliases"` // names that CNAMEs led through, in order
	Addrs   []netip.Addr `json:"addrs"`   // IPv4 first, no more than a scan talks to; never empty
	Left    int          `json:"left"`    // how many more there are: beyond that, or IPv6 where there is no way to such from here
}

// MailHost looks up a mail server's addresses, once per scan, also by Again.
func (s *Site) MailHost(ctx context.Context, host string) (*MailHost, error) {
	host = plainName(host)
	return look(ctx, s.First(), "ADDRESSES "+hostPort(host, smtpPort), func(context.Context) (*MailHost, error) {
		return s.net.mailHost(host)
	})
}

func (n *network) mailHost(host string) (*MailHost, error) {
	if _, err := netip.ParseAddr(host); err == nil { // RFC 5321, section 5.1: it is looked up as a name
		return nil, &Failure{NoName, "the domain gives the address " + Printable(host) + " where the name of a mail server belongs"}
	}
	r := n.lookUp(host)
	if r.err != nil {
		return nil, r.err
	}
	addrs := r.addrs
	if _, ok := n.opts.reroute(host, smtpPort); ok {
		if !slices.ContainsFunc(addrs, n.opts.rerouted) {
			addrs = addrs[:1] // all lead to the same place
		}
	} else if !HasIPv6() {
		addrs = slices.DeleteFunc(slices.Clone(addrs), netip.Addr.Is6)
	}
	addrs = addrs[:min(len(addrs), maxAddresses)]
	if len(addrs) == 0 {
		return nil, &Failure{Unreachable, "it has only IPv6 addresses, and there is no way to those from here"}
	}
	return &MailHost{Host: host, Aliases: r.aliases, Addrs: addrs, Left: len(r.addrs) - len(addrs)}, nil
}

// Mail asks host, a mail server, for EHLO and STARTTLS (RFC 5321, RFC 3207) on
// port 25, then says QUIT. No mail is begun. The host may be anybody's: a shop's
// mail often is.
func (s *Site) Mail(ctx context.Context, host string) (*Session, error) {
	return s.MailAt(ctx, host, netip.Addr{})
}

// MailAt is Mail at the one of the host's addresses that is meant. A server that
// takes no connection at all is PortFiltered, Refused or Unreachable: one that says
// nothing and a network that lets nobody out look the same. A second look is only
// taken where the first came to no encryption.
func (s *Site) MailAt(ctx context.Context, host string, addr netip.Addr) (*Session, error) {
	at := Endpoint{Host: plainName(host), Port: smtpPort, Addr: addr}
	return look(ctx, s, "SMTP "+place(at.Host, addr), func(ctx context.Context) (*Session, error) {
		if s.round != "" {
			first, err := s.First().MailAt(ctx, host, addr)
			if err != nil || first.TLS != nil {
				return first, err
			}
		}
		session, err := s.net.mail(ctx, at)
		if err != nil {
			return nil, err
		}
		if session.TLS != nil {
			s.net.judgeTrust(ctx, session.TLS)
		}
		if !session.genuine() && s.net.intercepted(at) {
			s.net.port25.Store("intercepted")
			return nil, errIntercepted
		}
		return session, nil
	})
}

// genuine reports whether it is proven that the server itself answered: by a
// certificate for its name from somebody whom others trust, even an old one.
func (s *Session) genuine() bool {
	if s.TLS == nil || !s.TLS.Trust.Verified && !s.TLS.Trust.Repaired {
		return false
	}
	leaf, err := s.TLS.Leaf()
	return err == nil && Covers(leaf, s.Host)
}

func (n *network) mail(ctx context.Context, at Endpoint) (*Session, error) {
	done, err := n.turn(ctx, at)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := n.spent.session(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, n.opts.Timeout)
	defer cancel()
	conn, err := n.dial(ctx, at)
	if err != nil {
		if cause, _ := Explain(err); cause == Timeout && n.ctx.Err() == nil {
			n.port25.CompareAndSwap(nil, "filtered")
			return nil, &Failure{PortFiltered, "it takes no connection on port 25 from here"}
		}
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	if !n.port25.CompareAndSwap(nil, "open") {
		n.port25.CompareAndSwap("filtered", "open")
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	s := &Session{Host: at.Host, Addr: at.Addr, Peer: n.peerOf(at), At: n.opts.now()}
	if err := n.converse(ctx, conn, s); err != nil {
		if cause, _ := Explain(err); cause == Timeout && n.ctx.Err() == nil {
			return nil, &Failure{Timeout, "the mail server took a connection, and did not go on in time"}
		}
		return nil, err
	}
	return s, nil
}

var errIntercepted = &Failure{Blocked, "something on the way answers in the place of every mail server"}

// nobody is an address that no server has (RFC 5737). Who answers there on port 25
// is between us and all mail servers: some networks and virus scanners do that. Most
// of them hide STARTTLS, and others show a certificate of their own.
var nobody = netip.MustParseAddr("203.0.113.25")

// intercepted reports whether a connection to port 25 goes where it should not. It
// tries that once per scan, and only where mail servers are reached through the
// internet; nothing is said.
func (n *network) intercepted(at Endpoint) bool {
	if !n.opts.rerouted(nobody) {
		to, err := n.destinations(at)
		if _, ok := n.opts.rerouteTo(at); ok || err != nil || !public(to[0].Addr()) {
			return false
		}
	}
	return n.decoy()
}

func tryNobody(n *network) func() bool {
	return sync.OnceValue(func() bool {
		conn, err := n.dial(n.ctx, Endpoint{Host: nobody.String(), Port: smtpPort, Addr: nobody})
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// ourName is an honest name for EHLO: the address we speak from, as a literal
// (RFC 5321, section 4.1.3).
func ourName(conn net.Conn) string {
	local, err := netip.ParseAddrPort(conn.LocalAddr().String())
	if err != nil {
		return "[127.0.0.1]"
	}
	addr := local.Addr().Unmap().WithZone("")
	if addr.Is6() {
		return "[IPv6:" + addr.String() + "]"
	}
	return "[" + addr.String() + "]"
}

package observe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// udpSize is the longest reply that we take in one packet, as agreed on DNS flag
// day 2020; a resolver that sends more is understood all the same.
const (
	udpSize = 1232
	udpRoom = 4096
)

// maxStrays bounds the packets that are looked at for one with the right number.
const maxStrays = 64

// exchange makes one try. Over UDP, what does not fit is asked for over TCP (RFC
// 7766), and a resolver that knows no EDNS is asked without (RFC 6891, section 7).
func (n *network) exchange(ctx context.Context, q query, t try) (*heard, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, min(dnsTry, n.opts.Timeout), &mute{kind: muteSilent})
	defer cancel()
	ask, over := q.message(), "udp"
	if strings.Contains(t.resolver, "://") {
		over = "https"
	} else if t.nth == dnsTries-1 {
		over = "tcp"
	}
	msg, err := n.send(ctx, ask, t.resolver, over)
	if err == nil && msg.Rcode == dns.RcodeFormatError && msg.IsEdns0() == nil && !q.signed {
		ask.Extra = nil
		msg, err = n.sendMore(ctx, ask, t.resolver, over)
	}
	if err == nil && msg.Truncated {
		if msg, err = n.sendMore(ctx, ask, t.resolver, "tcp"); !isFailure(err) && (err != nil || msg.Truncated) {
			return nil, &mute{kind: muteCut}
		}
	}
	if err != nil {
		return nil, err
	}
	if m := unusable(ask, msg); m != nil {
		return nil, m
	}
	return &heard{msg: msg, resolver: t.resolver, stale: stale(msg)}, nil
}

// sendMore is send, counted against the budget by itself.
func (n *network) sendMore(ctx context.Context, q *dns.Msg, resolver, over string) (*dns.Msg, error) {
	if err := n.spent.query(); err != nil {
		return nil, err
	}
	return n.send(ctx, q, resolver, over)
}

// send returns the reply to a message.
func (n *network) send(ctx context.Context, q *dns.Msg, resolver, over string) (*dns.Msg, error) {
	q = q.Copy()
	if over == "https" {
		return n.overHTTPS(ctx, q, resolver)
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, over, resolver)
	if err != nil {
		return nil, fmt.Errorf("reaching the resolver %s: %w", resolver, err)
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	q.Id = dns.Id()
	msg, err := swap(&dns.Conn{Conn: conn, UDPSize: udpRoom}, q)
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return msg, err
}

// swap sends q and reads its reply. A packet with another number is somebody
// else's, or late: it is let pass.
func swap(c *dns.Conn, q *dns.Msg) (*dns.Msg, error) {
	if err := c.WriteMsg(q); err != nil {
		return nil, fmt.Errorf("asking a resolver: %w", err)
	}
	for range maxStrays {
		var head dns.Header
		wire, err := c.ReadMsgHeader(&head)
		switch {
		case errors.Is(err, dns.ErrShortRead):
			return nil, &mute{kind: muteMalformed}
		case err != nil:
			return nil, fmt.Errorf("listening to a resolver: %w", err)
		case head.Id != q.Id:
			continue
		}
		msg := new(dns.Msg)
		if err := msg.Unpack(wire); err != nil && !msg.Truncated {
			return nil, &mute{kind: muteMalformed}
		}
		return msg, nil
	}
	return nil, &mute{kind: muteMalformed}
}

// SystemResolvers are those that are set up on this machine, in /etc/resolv.conf.
func SystemResolvers() []string {
	conf, err := dns.ClientConfigFromFile("/etc/resolv.conf")
	if err != nil {
		return nil
	}
	var out []string
	for _, s := range conf.Servers {
		out = append(out, net.JoinHostPort(s, conf.Port))
	}
	return out
}

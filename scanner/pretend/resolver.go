package pretend

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"time"

	"github.com/miekg/dns"

	"shopcheck/scanner/pretend/signing"
)

// A resolver answers DNS for one zone.
type resolver struct {
	*dnsDoor
	zone     *zone
	internet *signing.Internet // nil where nothing is signed
	set      dnsSettings
	ctx      context.Context
	delay    time.Duration
}

// udpSize is the answer that fits one datagram where the client names no size
// (RFC 1035, section 4.2.1), and what this resolver itself names.
const (
	plainSize = 512
	udpSize   = 1232
)

// openResolvers opens the shop's resolvers, behind the doors of the shop before it as
// far as those go.
func (s *Shop) openResolvers() error {
	var doors []*dnsDoor
	if s.set.Before != nil {
		doors = s.set.Before.handOver()
	}
	for set := &s.conf.DNS; set != nil; set = set.Second {
		r := &resolver{zone: s.zone, internet: s.internet, set: *set, ctx: s.ctx, delay: s.set.Delay}
		var err error
		if n := len(s.dns); n < len(doors) {
			r.dnsDoor = doors[n]
			r.handle.Store(new(dns.HandlerFunc(r.serve)))
		} else if r.dnsDoor, err = openDNS(r.serve); err != nil {
			return err
		}
		s.dns = append(s.dns, r)
	}
	for _, d := range doors[min(len(doors), len(s.dns)):] {
		d.close()
	}
	return nil
}

// handOver gives the doors of the resolvers away, which Close then leaves open.
func (s *Shop) handOver() []*dnsDoor {
	s.mu.Lock()
	defer s.mu.Unlock()
	var doors []*dnsDoor
	for _, r := range s.dns {
		doors = append(doors, r.dnsDoor)
	}
	s.dns = nil
	return doors
}

// A dnsDoor takes questions over UDP and TCP on one port.
type dnsDoor struct {
	handle   atomic.Pointer[dns.HandlerFunc]
	servers  []*dns.Server
	finished chan struct{} // one message from each server that has ended
	addr     string
}

// ServeDNS hands a question on.
func (d *dnsDoor) ServeDNS(w dns.ResponseWriter, q *dns.Msg) { (*d.handle.Load())(w, q) }

// openDNS has questions handled until close.
func openDNS(handle dns.HandlerFunc) (*dnsDoor, error) {
	d := &dnsDoor{finished: make(chan struct{}, 2)}
	d.handle.Store(&handle)
	tcp, udp, err := listenBoth()
	if err != nil {
		return nil, err
	}
	d.addr = udp.LocalAddr().String()
	for _, s := range []*dns.Server{{Listener: tcp}, {PacketConn: udp}} {
		started := make(chan struct{})
		s.Handler, s.NotifyStartedFunc = d, func() { close(started) }
		go func() {
			defer func() { d.finished <- struct{}{} }()
			_ = s.ActivateAndServe() // ends with close
		}()
		<-started
		d.servers = append(d.servers, s)
	}
	return d, nil
}

// listenBoth finds a port that is free for TCP and UDP.
func listenBoth() (net.Listener, net.PacketConn, error) {
	var last error
	for range 20 {
		tcp, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, nil, fmt.Errorf("opening a DNS server: %w", err)
		}
		udp, err := net.ListenPacket("udp", tcp.Addr().String())
		if err == nil {
			return tcp, udp, nil
		}
		last = err
		_ = tcp.Close()
	}
	return nil, nil, fmt.Errorf("opening a DNS server: %w", last)
}

func (d *dnsDoor) close() {
	for _, s := range d.servers {
		_ = s.Shutdown()
		<-d.finished
	}
}

// serve answers one question.
func (r *resolver) serve(w dns.ResponseWriter, q *dns.Msg) {
	if len(q.Question) != 1 || listed(r.set.Timeout, q.Question[0]) || !sleep(r.ctx, r.delay) {
		return
	}
	m := r.reply(q)
	if fit(w, q, m) && listed(r.set.Truncate, q.Question[0]) {
		m.Truncated, m.Answer, m.Ns = true, nil, nil
	}
	_ = w.WriteMsg(m) // the asker may have gone
}

// fit cuts a reply to what goes into one datagram, where it goes in one, and reports
// whether it does.
func fit(w dns.ResponseWriter, q, m *dns.Msg) bool {
	_, udp := w.RemoteAddr().(*net.UDPAddr)
	if !udp {
		return false
	}
	size := plainSize
	if opt := q.IsEdns0(); opt != nil {
		size = int(opt.UDPSize())
	}
	m.Truncate(size)
	return true
}

func (r *resolver) reply(q *dns.Msg) *dns.Msg {
	m := new(dns.Msg).SetReply(q)
	m.RecursionAvailable = true
	if q.IsEdns0() != nil {
		m.SetEdns0(udpSize, false)
	}
	switch question := q.Question[0]; {
	case listed(r.set.ServFail, question):
		m.Rcode = dns.RcodeServerFailure
	case question.Qtype == dns.TypeAXFR || question.Qtype == dns.TypeIXFR:
		m.Rcode = dns.RcodeRefused
	case r.internet != nil:
		return r.replySigned(q)
	default:
		m.Answer, m.Ns, m.Rcode = r.zone.answer(question)
		m.Authoritative, m.AuthenticatedData = true, r.set.Authenticated && m.Rcode != dns.RcodeServerFailure
	}
	return m
}

// listed reports whether a list of "name" or "name TYPE" has a question.
func listed(list []string, q dns.Question) bool {
	for _, entry := range list {
		fields := append(strings.Fields(entry), "", "")
		if dns.CanonicalName(fields[0]) == dns.CanonicalName(q.Name) && (fields[1] == "" || strings.EqualFold(fields[1], dns.TypeToString[q.Qtype])) {
			return true
		}
	}
	return false
}

// sleep waits, and reports false if ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

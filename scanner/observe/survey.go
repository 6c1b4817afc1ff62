package observe

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"syscall"
	"time"

	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// helloTime is the longest wait for an answer to one hello of a survey.
const helloTime = 5 * time.Second

// Survey finds out everything that the server at one endpoint accepts, on the
// web's port or, with STARTTLS, on the mail's. It sends what no browser sends, so
// probes that ask for it need permission. At an endpoint other than the shop's
// first the server is only compared with that one, unless it differs.
func (s *Site) Survey(ctx context.Context, at Endpoint) (*survey.Survey, error) {
	if at.Port == 0 {
		at.Port = 443
	}
	return look(ctx, s, "SURVEY "+at.String(), func(ctx context.Context) (*survey.Survey, error) {
		if !s.Own(at.Host) {
			return nil, &Failure{OtherCompany, Printable(at.Host) + " belongs to somebody else"}
		}
		if first := (Endpoint{Host: s.Host(ctx), Port: at.Port}); at.Addr.IsValid() && at.Port == 443 {
			if known, err := s.Survey(ctx, first); err == nil {
				return s.net.compare(ctx, at, known)
			}
		}
		return s.net.survey(ctx, at)
	})
}

// Endpoints returns where the shop's pages are: each address of its canonical
// host, and of the other of shop.test and www.shop.test if that has any. The
// first has no Addr: it is wherever the canonical host is reached.
func (s *Site) Endpoints(ctx context.Context) []Endpoint {
	canonical := s.Host(ctx)
	out := []Endpoint{{Host: canonical, Port: 443}}
	hosts := append([]string{canonical}, slices.DeleteFunc(slices.Clone(s.Hosts()), func(h string) bool { return h == canonical })...)
	for i, host := range hosts {
		list, err := s.places(ctx, host)
		if err != nil {
			continue // its other probes say so
		}
		if i == 0 && len(list.Addrs) > 0 {
			list.Addrs = list.Addrs[1:]
		}
		for _, a := range list.Addrs {
			out = append(out, Endpoint{Host: host, Port: 443, Addr: a})
		}
	}
	return out
}

// places are the addresses of a host that lead to servers of their own.
type places struct {
	Addrs []netip.Addr `json:"addrs"`
}

func (s *Site) places(ctx context.Context, host string) (*places, error) {
	return look(ctx, s, "ADDRESSES "+hostPort(host, 443), func(context.Context) (*places, error) {
		addrs, err := s.net.addresses(host)
		if err != nil {
			return nil, err
		}
		addrs = addrs[:min(len(addrs), maxAddresses)]
		if _, ok := s.opts.reroute(host, 443); ok && !slices.ContainsFunc(addrs, s.opts.rerouted) {
			addrs = addrs[:min(len(addrs), 1)] // all lead to the same place
		}
		return &places{Addrs: addrs}, nil
	})
}

// rerouted reports whether an address has a reroute of its own.
func (o Options) rerouted(a netip.Addr) bool {
	return slices.ContainsFunc(o.ConnectTo, func(r Reroute) bool { return r.Host == a.String() })
}

func (n *network) survey(ctx context.Context, at Endpoint) (*survey.Survey, error) {
	out, err := survey.Take(ctx, n.asker(at), at.Host, n.opts.now())
	return n.surveyed(at, out, err)
}

func (n *network) compare(ctx context.Context, at Endpoint, known *survey.Survey) (*survey.Survey, error) {
	out, err := survey.Compare(ctx, n.asker(at), at.Host, n.opts.now(), known)
	return n.surveyed(at, out, err)
}

func (n *network) surveyed(at Endpoint, out *survey.Survey, err error) (*survey.Survey, error) {
	switch {
	case err == nil:
		out.Peer = n.peerOf(at)
		return out, nil
	case isFailure(err):
		return nil, err
	case errors.Is(err, survey.ErrStalled):
		return nil, &Failure{Timeout, "the shop did not answer in time"}
	case errors.Is(err, survey.ErrRefused):
		return nil, &Failure{Refused, "the shop took no connection"}
	}
	return nil, &Failure{TLS, "what listens there does not speak TLS"}
}

// asker puts a survey's hellos to the server at an endpoint.
func (n *network) asker(at Endpoint) survey.Ask {
	return func(ctx context.Context, c hello.Client) (hello.Server, error) {
		server, err := n.greet(ctx, at, c)
		switch {
		case err == nil:
			return server, nil
		case isFailure(err), n.ctx.Err() != nil: // our own limits
			return server, &survey.EndError{Err: explain(ctx, err)}
		case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
			return server, survey.ErrRefused
		case wasReset(err), errors.Is(err, io.EOF):
			return server, survey.ErrHungUp
		case timedOut(err), ctx.Err() != nil:
			return server, survey.ErrStalled
		}
		return server, err
	}
}

// greet puts one hello, hears the answer, and says goodbye.
func (n *network) greet(ctx context.Context, at Endpoint, c hello.Client) (hello.Server, error) {
	out, err := c.Bytes()
	if err != nil {
		return hello.Server{}, &Failure{Internal, "shopcheck could not write its question"}
	}
	done, err := n.turn(ctx, at)
	if err != nil {
		return hello.Server{}, err
	}
	defer done()
	if err := n.hello(at); err != nil {
		return hello.Server{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, min(n.opts.Timeout, helloTime))
	defer cancel()
	conn, err := n.dial(ctx, at)
	if err != nil {
		return hello.Server{}, err
	}
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if at.Port == smtpPort {
		if err := n.toTLS(conn); err != nil {
			return hello.Server{}, err
		}
	}
	return converse(conn, c, out)
}

// goodbye is the alert close_notify (RFC 8446, section 6.1).
var goodbye = []byte{21, 3, 1, 0, 2, 1, 0}

// converse sends a hello and reads until enough was heard.
func converse(conn net.Conn, c hello.Client, out []byte) (hello.Server, error) {
	if _, err := conn.Write(out); err != nil {
		return hello.Server{}, err
	}
	reader := hello.NewReader(c)
	buf := make([]byte, 4<<10)
	for {
		k, err := conn.Read(buf)
		done, malformed := reader.Feed(buf[:k])
		switch {
		case malformed != nil:
			return reader.Server(), malformed
		case done:
			if c.Version != hello.SSL2 {
				_, _ = conn.Write(goodbye)
			}
			return reader.Server(), nil
		case err != nil:
			return reader.Server(), err
		}
	}
}

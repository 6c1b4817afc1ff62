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

const httpsPort = 443

// helloTime is the longest wait for an answer to one hello of a survey.
const helloTime = 5 * time.Second

// Survey finds out everything that the server at one endpoint accepts, on the
// web's port or, in the thorough profile and with STARTTLS, on the mail's. It sends
// what no browser sends, so probes that ask for it need permission. At an endpoint other than the shop's
// first the server is only compared with that one, unless it differs.
func (s *Site) Survey(ctx context.Context, at Endpoint) (*survey.Survey, error) {
	if at.Port == 0 {
		at.Port = httpsPort
	}
	return look(ctx, s, "SURVEY "+at.String(), func(ctx context.Context) (*survey.Survey, error) {
		switch {
		case !s.Own(at.Host):
			return nil, &Failure{OtherCompany, Printable(at.Host) + " belongs to somebody else"}
		case at.Port == smtpPort && !s.opts.Fetch:
			return nil, &Failure{LeftOut, "only the thorough profile asks mail servers so much (--profile thorough)"}
		case at.Port == smtpPort && s.net.intercepted(at):
			return nil, errIntercepted
		}
		out, err := s.survey(ctx, at)
		return s.net.surveyed(at, out, err)
	})
}

// survey takes a survey, or less where that is enough: a second look asks only
// for the worst again, and endpoints other than the first are compared with it.
func (s *Site) survey(ctx context.Context, at Endpoint) (*survey.Survey, error) {
	if s.round != "" {
		before := *s
		before.round = ""
		first, err := before.Survey(ctx, at)
		if err != nil {
			return nil, err
		}
		if first.Like != "" { // nothing was found there to look at again
			like := *first
			return &like, nil
		}
		return survey.Confirm(ctx, s.net.asker(at, 0), at.Host, s.opts.now(), first)
	}
	ask := s.net.asker(at, survey.ConfirmMost)
	if at.Addr.IsValid() && at.Port == httpsPort {
		first, err := s.Survey(ctx, Endpoint{Host: s.Host(ctx)})
		if err == nil {
			return survey.Compare(ctx, ask, at.Host, s.opts.now(), first)
		}
	}
	return survey.Take(ctx, ask, at.Host, s.opts.now())
}

// Endpoints returns where the shop's pages are: each address of its canonical
// host, and of the other of shop.test and www.shop.test if that has any. The
// first has no Addr: it is wherever the canonical host is reached.
func (s *Site) Endpoints(ctx context.Context) []Endpoint {
	canonical := s.Host(ctx)
	out := []Endpoint{{Host: canonical, Port: httpsPort}}
	hosts := append([]string{canonical}, slices.DeleteFunc(slices.Clone(s.Hosts()), func(h string) bool { return h == canonical })...)
	for i, host := range hosts {
		list, err := s.places(ctx, host)
		if err != nil {
			continue // its other probes say so
		}
		addrs := list.Addrs
		if i == 0 {
			addrs = addrs[min(1, len(addrs)):]
		}
		for _, a := range addrs {
			out = append(out, Endpoint{Host: host, Port: httpsPort, Addr: a})
		}
	}
	return out
}

// places are the addresses of a host that lead to servers of their own.
type places struct {
	Addrs []netip.Addr `json:"addrs"`
}

func (s *Site) places(ctx context.Context, host string) (*places, error) {
	return look(ctx, s, "ADDRESSES "+hostPort(host, httpsPort), func(context.Context) (*places, error) {
		addrs, err := s.net.addresses(host)
		if err != nil {
			return nil, err
		}
		addrs = addrs[:min(len(addrs), maxAddresses)]
		if _, ok := s.opts.reroute(host, httpsPort); ok && !slices.ContainsFunc(addrs, s.opts.rerouted) {
			addrs = addrs[:min(len(addrs), 1)] // all lead to the same place
		}
		return &places{Addrs: addrs}, nil
	})
}

// rerouted reports whether an address has a reroute of its own.
func (o Options) rerouted(a netip.Addr) bool {
	return slices.ContainsFunc(o.ConnectTo, func(r Reroute) bool { return r.Host == a.String() })
}

func (n *network) surveyed(at Endpoint, out *survey.Survey, err error) (*survey.Survey, error) {
	switch {
	case err == nil:
		out.Peer, out.Addr = n.peerOf(at), at.Addr
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

// asker puts a survey's hellos to the server at an endpoint, and leaves some of
// what may be sent there for later.
func (n *network) asker(at Endpoint, leave int) survey.Ask {
	return func(ctx context.Context, c hello.Client) (hello.Server, error) {
		server, err := n.greet(ctx, at, c, leave)
		switch {
		case err == nil:
			return server, nil
		case errors.Is(err, survey.ErrRefused), errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
			return server, survey.ErrRefused
		case isFailure(err), n.ctx.Err() != nil: // our own limits
			return server, &survey.EndError{Err: explain(ctx, err)}
		case wasReset(err), errors.Is(err, io.EOF):
			return server, survey.ErrHungUp
		case timedOut(err), ctx.Err() != nil:
			return server, survey.ErrStalled
		}
		return server, err
	}
}

// greet puts one hello, hears the answer, and says goodbye.
func (n *network) greet(ctx context.Context, at Endpoint, c hello.Client, leave int) (hello.Server, error) {
	out, err := c.Bytes()
	if err != nil {
		return hello.Server{}, &Failure{Internal, "shopcheck could not write its question"}
	}
	done, err := n.turn(ctx, at)
	if err != nil {
		return hello.Server{}, err
	}
	defer done()
	if err := n.hello(at, leave); err != nil {
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

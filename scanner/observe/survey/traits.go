package survey

import (
	"context"
	"slices"

	"shopcheck/scanner/observe/hello"
)

// traits reads what the server said about itself in the newest version whose
// ServerHello says it in the clear.
func (t *taker) traits(c *chain) {
	tr := &t.out.Traits
	tr.ALPN = c.alpn
	if c.plain { // nothing but renegotiation was offered
		tr.SecureRenegotiation = all(c.replies, extension(hello.Renegotiation))
		return
	}
	tr.SecureRenegotiation = all(c.replies, extension(hello.Renegotiation))
	tr.Compression = some(c.replies, func(s hello.Server) bool { return s.Compression != 0 })
	for _, x := range []struct {
		trait *Answer
		ext   hello.Extension
	}{
		{&tr.Heartbeat, hello.Heartbeat},
		{&tr.Tickets, hello.SessionTicket},
		{&tr.ExtendedMaster, hello.ExtendedMaster},
		{&tr.EncryptThenMAC, hello.EncryptThenMAC},
	} {
		*x.trait = some(c.replies, extension(x.ext))
	}
}

// lack reports whether an answer shows a fault that these traits have not.
func (t Traits) lack(s hello.Server) bool {
	return t.SecureRenegotiation == Yes && !extension(hello.Renegotiation)(s) ||
		t.Compression != Yes && s.Compression != 0 || t.Heartbeat != Yes && extension(hello.Heartbeat)(s)
}

// extension returns whether a server answered with an extension.
func extension(e hello.Extension) func(hello.Server) bool {
	return func(s hello.Server) bool { return slices.Contains(s.Extensions, e) }
}

func some(answers []hello.Server, is func(hello.Server) bool) Answer {
	if slices.ContainsFunc(answers, is) {
		return Yes
	}
	return No
}

func all(answers []hello.Server, is func(hello.Server) bool) Answer {
	if slices.ContainsFunc(answers, func(s hello.Server) bool { return !is(s) }) {
		return No
	}
	return Yes
}

// fallback asks, one version below the newest accepted, for what a client says
// that had to step down (RFC 7507): the server should refuse.
func (t *taker) fallback(ctx context.Context, found []*chain) {
	var spoken []*chain
	for _, c := range found {
		<-c.first
		if c.Offered == Yes && c.Version > hello.SSL2 {
			spoken = append(spoken, c)
		}
	}
	if len(spoken) < 2 {
		return
	}
	below := spoken[len(spoken)-2]
	likely, _ := hello.Suites(below.Version)
	r := t.put(ctx, hello.Client{
		Version: below.Version, Name: t.out.Host, Suites: likely, Groups: groups(below.Version), Schemes: hello.AllSchemes, Fallback: true,
	})
	switch {
	case r.said == Yes:
		t.out.Traits.FallbackRefused = No
	case r.server.Alert != nil && *r.server.Alert == hello.InappropriateFallback:
		t.out.Traits.FallbackRefused = Yes
	default:
		t.out.Traits.FallbackRefused = Unclear
	}
}

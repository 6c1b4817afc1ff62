package survey

import (
	"context"
	"errors"
	"slices"
	"time"

	"shopcheck/scanner/observe/hello"
)

// An Ask puts one hello to the server, over a connection of its own, and returns
// what it answered. It waits for its turn: the survey asks as many at once as
// have something to ask. Its errors are ErrHungUp, ErrStalled or ErrRefused, an
// [*EndError] to stop the survey, or anything else for an answer that is no TLS.
type Ask func(ctx context.Context, c hello.Client) (hello.Server, error)

// What may happen instead of an answer. All three are asked again once.
var (
	ErrHungUp  = errors.New("the server hung up without an answer")
	ErrStalled = errors.New("the server did not answer in time")
	ErrRefused = errors.New("the server took no further connection")
)

// An EndError ends a survey: nothing more may be sent. What was learnt before is
// kept, and what was not is Unclear.
type EndError struct {
	Err error // why, in words for an owner
}

func (e *EndError) Error() string { return e.Err.Error() }
func (e *EndError) Unwrap() error { return e.Err }

// How patient a survey is.
const (
	pause    = 250 * time.Millisecond // before a hello is put again
	patience = 4                      // hellos in a row without any sign of TLS, and it ends
	narrow   = 128                    // suites that no server finds too many
)

// A reply is what became of one question.
type reply struct {
	server hello.Server
	said   Answer // Yes: server says what was picked
	why    string // for Unclear
	hungUp bool   // the server ended it without a word, or with an error of its own, as often as it was put
	plain  bool   // asked without extras
	cut    bool   // only the last suites were asked for, narrow of them
}

// put asks one question: a hello and, where no clear answer comes, the same once
// more in a simpler form. A server that knows none of the protocols offered by
// ALPN may say so instead of an answer (RFC 7301, section 3.2).
func (t *taker) put(ctx context.Context, c hello.Client) reply {
	r := t.once(ctx, c)
	if alert := r.server.Alert; alert != nil && *alert == hello.NoApplicationProtocol && len(c.ALPN) > 0 {
		c.ALPN = nil
		r = t.once(ctx, c)
	}
	if r.said != Unclear || t.over() || r.hungUp && t.later {
		return r
	}
	quick := r.hungUp
	r = t.again(ctx, simple(c), quick)
	r.plain, r.cut, r.hungUp = true, len(c.Suites) > narrow, r.hungUp && quick
	return r
}

// simple leaves out what old servers trip over, and of many suites all but the
// last.
func simple(c hello.Client) hello.Client {
	c.Extras, c.Compression, c.ALPN = false, false, nil
	c.Suites = c.Suites[max(0, len(c.Suites)-narrow):]
	return c
}

// again asks once more, and slower unless the server was quick to hang up: many
// say no in that way.
func (t *taker) again(ctx context.Context, c hello.Client, quick bool) reply {
	if !quick {
		t.slow <- struct{}{}
		defer func() { <-t.slow }()
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return reply{said: Unclear, why: context.Cause(ctx).Error()}
		}
	}
	return t.once(ctx, c)
}

// once puts one hello and reads the answer.
func (t *taker) once(ctx context.Context, c hello.Client) reply {
	if end := t.ended(); end != nil {
		return reply{said: Unclear, why: end.Error()}
	}
	server, err := t.ask(ctx, c)
	r := understand(c, server, err)
	t.note(err, r)
	return r
}

// understand tells a server that turns an offer down from one that did not
// answer it.
func understand(c hello.Client, server hello.Server, err error) reply {
	_, plain := errors.AsType[*hello.NotTLSError](err)
	switch {
	case errors.Is(err, ErrHungUp):
		return reply{said: Unclear, why: err.Error(), hungUp: true}
	case plain && c.Version == hello.SSL2: // it took the hello for words of another protocol
		return reply{said: No}
	case err != nil:
		return reply{said: Unclear, why: err.Error()}
	case server.Alert != nil && (c.Version == hello.SSL2 || declines(*server.Alert)):
		return reply{server: server, said: No}
	case server.Alert != nil && server.Suite == 0 && len(server.Kinds) == 0:
		return reply{server: server, said: Unclear, why: "the server answered with the error " + server.Alert.String(), hungUp: unable(c, *server.Alert)}
	case !slices.Contains(hello.Versions, server.Version):
		return reply{server: server, said: Unclear, why: "the server picked a version that does not exist"}
	case server.Version != c.Version:
		return reply{server: server, said: No} // it would only speak another version
	case c.Version == hello.SSL2 && slices.ContainsFunc(server.Kinds, func(k hello.Suite) bool { return slices.Contains(c.Suites, k) }):
		return reply{server: server, said: Yes}
	case !slices.Contains(c.Suites, server.Suite):
		return reply{server: server, said: Unclear, why: "the server picked what was not offered"}
	}
	return reply{server: server, said: Yes}
}

// unable reports whether an alert is the one by which OpenSSL 3 says no to versions
// before TLS 1.2 that its settings still name: at its usual security level it has
// nothing left to sign with. Debian and Ubuntu ship nginx and Apache httpd so.
func unable(c hello.Client, a hello.Alert) bool {
	return a == hello.InternalError && c.Version < hello.TLS12
}

// declines reports whether an alert turns an offer down, rather than complain
// about how it was made.
func declines(a hello.Alert) bool {
	switch a {
	case hello.HandshakeFailure, hello.IllegalParameter, hello.ProtocolVersion, hello.InsufficientSecurity,
		hello.InappropriateFallback, hello.UnrecognizedName:
		return true
	}
	return false
}

// note counts, and ends the survey of a server that shows no sign of life.
func (t *taker) note(err error, r reply) {
	t.mu.Lock()
	defer t.mu.Unlock()
	end, ends := errors.AsType[*EndError](err)
	if !ends {
		t.out.Hellos++
	}
	switch {
	case ends:
		t.end = end.Err
	case r.said != Unclear || r.hungUp || err == nil:
		t.silent = 0
	default:
		if t.silent++; t.silent >= patience && t.end == nil {
			t.end = err
		}
	}
}

func (t *taker) over() bool { return t.ended() != nil }

func (t *taker) ended() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.end
}

package observe

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"syscall"
	"time"
)

// Explain puts a failed look into words for the shop's owner, and into a cause
// for programs. Words have no capital and no full stop. It is the one place
// where network errors get words; it decides by type, never by text.
func Explain(err error) (Cause, string) {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f.Cause, f.Words
	}
	switch {
	case errors.Is(err, context.Canceled):
		return Cancelled, "the scan was interrupted"
	case errors.Is(err, context.DeadlineExceeded), timedOut(err):
		return Timeout, "the shop did not answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return Refused, "nothing listens there: the connection was refused"
	case wasReset(err):
		return Reset, "the connection was cut off without an answer"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.EADDRNOTAVAIL):
		return Unreachable, "there is no way to that address from here"
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM): // a firewall on this computer
		return Unreachable, "this computer lets no such connection out"
	case isTLS(err):
		return TLS, "no encrypted connection could be agreed"
	}
	return Malformed, "the reply could not be understood"
}

func timedOut(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout()
}

// isTLS reports whether err is the TLS library's: its alerts arrive as net
// errors of these operations.
func isTLS(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "remote error" || op.Op == "local error") {
		return true
	}
	_, header := errors.AsType[tls.RecordHeaderError](err)
	_, verify := errors.AsType[*tls.CertificateVerificationError](err)
	_, cert := errors.AsType[x509.CertificateInvalidError](err)
	return header || verify || cert
}

// explain makes the Failure that a look is remembered by.
func explain(ctx context.Context, err error) *Failure {
	if f, ok := errors.AsType[*Failure](context.Cause(ctx)); ok && !isFailure(err) {
		return f // the scan itself ended: that is why
	}
	cause, words := Explain(err)
	return &Failure{Cause: cause, Words: words}
}

func isFailure(err error) bool {
	_, ok := errors.AsType[*Failure](err)
	return ok
}

func (o Options) withDefaults() Options {
	o.Timeout = cmp.Or(o.Timeout, 10*time.Second)
	if o.Whole == 0 {
		o.Whole = time.Minute
		if o.Browser != "" {
			o.Whole = 2 * time.Minute
		}
	}
	o.Rate = cmp.Or(o.Rate, 8)
	o.Parallel = cmp.Or(o.Parallel, 4)
	o.MaxBody = cmp.Or(o.MaxBody, 2<<20)
	o.UserAgent = cmp.Or(o.UserAgent, DefaultUserAgent)
	o.Budget = o.Budget.orDefault()
	if len(o.Resolvers) == 0 {
		o.Resolvers = SystemResolvers()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

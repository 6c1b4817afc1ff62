package hello

import (
	"bytes"
	"errors"
	"fmt"
)

// The ways in which bytes can be wrong. An error of [Reader.Feed] or [ReadClient]
// is one of them, with words about where, or a [*NotTLSError].
var (
	ErrMalformed = errors.New("it breaks the rules of the protocol")
	ErrTooLarge  = errors.New("it is larger than anything of its kind should be")
)

// A NotTLSError says that the other side does not speak TLS.
type NotTLSError struct {
	Speaks string // "HTTP", "SSH", "SMTP", "POP3", "IMAP"; empty if it was not recognized
	First  []byte // how its words began, at most 64 bytes
}

// Error says what answered instead of TLS.
func (e *NotTLSError) Error() string {
	if e.Speaks != "" {
		return fmt.Sprintf("it speaks %s without encryption, not TLS", e.Speaks)
	}
	return fmt.Sprintf("it does not speak TLS: its words begin with %q", e.First)
}

// greetings are how other protocols begin, in as few bytes as tell them apart.
var greetings = []struct{ begins, speaks string }{
	{"HTTP/", "HTTP"},
	{"<!DOC", "HTTP"}, // HTTP 0.9 answers with the page alone
	{"<html", "HTTP"},
	{"<HTML", "HTTP"},
	{"SSH-", "SSH"},
	{"220 ", "SMTP"},
	{"220-", "SMTP"},
	{"421 ", "SMTP"},
	{"500 ", "SMTP"},
	{"554 ", "SMTP"},
	{"+OK", "POP3"},
	{"* OK", "IMAP"},
}

// notTLS recognizes what else it may be that begins so.
func notTLS(p []byte) error {
	e := &NotTLSError{First: bytes.Clone(p[:min(len(p), 64)])}
	for _, g := range greetings {
		if bytes.HasPrefix(p, []byte(g.begins)) {
			e.Speaks = g.speaks
			break
		}
	}
	return e
}

// malformed says which part breaks the rules.
func malformed(what string) error {
	return fmt.Errorf("reading %s: %w", what, ErrMalformed)
}

// tooLarge says which part has no end.
func tooLarge(what string) error {
	return fmt.Errorf("reading %s: %w", what, ErrTooLarge)
}

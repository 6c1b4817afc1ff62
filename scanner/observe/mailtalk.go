package observe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"shopcheck/scanner/observe/survey"
)

// Bounds on what a mail server may say, and on the wait for its last word.
const (
	smtpLine    = 1 << 10
	smtpLines   = 50
	smtpGoodbye = 2 * time.Second
)

// A mailTalk is one side of an SMTP conversation.
type mailTalk struct {
	conn io.Writer
	in   *bufio.Reader
}

func talkTo(conn net.Conn) *mailTalk {
	return &mailTalk{conn: conn, in: bufio.NewReaderSize(conn, smtpLine)}
}

// converse talks to a mail server up to QUIT.
func (n *network) converse(ctx context.Context, conn net.Conn, s *Session) error {
	m := talkTo(conn)
	ready, err := m.hail(ourName(conn), s)
	if err == nil && ready {
		return n.secure(ctx, conn, s)
	}
	if cause, _ := Explain(err); err == nil || cause == Blocked {
		m.quit(conn) // also when turned away (RFC 5321, section 3.1)
	}
	return err
}

// hail goes as far as a mail server lets us towards TLS, and notes in s what it
// said. It reports whether a handshake may begin. What comes unencrypted after the
// server has agreed to encrypt could be somebody else's, and is left unread.
func (m *mailTalk) hail(us string, s *Session) (bool, error) {
	greeting, err := m.reply("")
	if err != nil {
		return false, err
	}
	s.Greeting = Printable(strings.Join(greeting, " "))
	if !strings.HasPrefix(s.Greeting, "220") {
		return false, &Failure{Blocked, "the mail server turned us away: " + s.Greeting}
	}
	offers, err := m.reply("EHLO " + us)
	if err != nil {
		return false, err
	}
	if !strings.HasPrefix(offers[0], "250") {
		return false, &Failure{Blocked, "the mail server refused our greeting: " + Printable(offers[0])}
	}
	for i, line := range offers {
		keyword := strings.TrimSpace(line[min(len(line), 4):])
		s.StartTLS = s.StartTLS || strings.EqualFold(keyword, "STARTTLS")
		if i > 0 { // the first line is a name (RFC 5321, section 4.1.1.1)
			s.Offers = append(s.Offers, Printable(keyword))
		}
	}
	if !s.StartTLS {
		return false, nil
	}
	ready, err := m.reply("STARTTLS")
	if err != nil {
		return false, err
	}
	switch {
	case strings.HasPrefix(ready[0], "421"): // RFC 5321, section 3.8: it ends the conversation, whatever was asked
		return false, &Failure{Blocked, "the mail server turned us away: " + Printable(ready[0])}
	case !strings.HasPrefix(ready[0], "220"):
		s.Problem = "STARTTLS was offered, then answered: " + Printable(ready[0])
		return false, nil
	}
	return true, nil
}

// toTLS talks to a mail server until it waits for a hello. One that hangs up before
// that says nothing about what it would have been offered.
func (n *network) toTLS(conn net.Conn) error {
	if err := n.spent.session(); err != nil {
		return err
	}
	ready, err := talkTo(conn).hail(ourName(conn), &Session{})
	switch {
	case err == nil && !ready:
		return &Failure{TLS, "the mail server does not offer to encrypt"}
	case err != nil && wasReset(err):
		return survey.ErrRefused
	}
	return err
}

// secure does the handshake that STARTTLS began.
func (n *network) secure(ctx context.Context, conn net.Conn, s *Session) error {
	h := &Handshake{Host: s.Host, Addr: s.Addr, Peer: s.Peer, Offer: Any, At: s.At}
	secure, err := n.negotiate(ctx, conn, h)
	cause, words := Explain(err)
	switch {
	case err != nil && (ctx.Err() != nil || isFailure(err) && cause != TLS): // our own limit, not the server's word
		return err
	case err != nil:
		s.Problem = words
	case secure == nil:
		s.Problem = h.Decline + h.Broken
	default:
		s.TLS = h
		talkTo(secure).quit(secure)
		_ = secure.Close()
	}
	return nil
}

// quit says goodbye, and waits a moment for the answer, as RFC 5321, section
// 4.1.1.10, wants it.
func (m *mailTalk) quit(conn net.Conn) {
	_ = conn.SetReadDeadline(time.Now().Add(smtpGoodbye))
	_, _ = m.in.Discard(m.in.Buffered())
	_, _ = m.reply("QUIT")
}

// reply sends a command, unless it is empty, and returns the lines answered. A
// server that has answered before it was asked is out of step.
func (m *mailTalk) reply(command string) ([]string, error) {
	if command != "" {
		if m.in.Buffered() > 0 {
			return nil, &Failure{Malformed, "the mail server answers before it is asked"}
		}
		if _, err := fmt.Fprintf(m.conn, "%s\r\n", command); err != nil {
			return nil, fmt.Errorf("talking to the mail server: %w", err)
		}
	}
	var lines []string
	for len(lines) < smtpLines {
		line, err := m.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, &Failure{Malformed, "the mail server's answer is too long"}
		}
		if err != nil {
			return nil, fmt.Errorf("listening to the mail server: %w", err)
		}
		text := strings.TrimRight(string(line), "\r\n")
		if len(text) < 3 || !isDigits(text[:3]) {
			return nil, &Failure{Malformed, "what listens on the mail port does not speak SMTP"}
		}
		lines = append(lines, text)
		if len(text) == 3 || text[3] != '-' {
			return lines, nil
		}
	}
	return nil, &Failure{Malformed, "the mail server's answer is too long"}
}

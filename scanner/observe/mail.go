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

// Bounds on what a mail server may say.
const (
	smtpLine  = 1 << 10
	smtpLines = 50
	smtpPort  = 25
)

// Mail asks host, a mail server, for EHLO and STARTTLS (RFC 5321, RFC 3207) on
// port 25, then says QUIT. No mail is begun. The host may be anybody's: a shop's
// mail often is.
func (s *Site) Mail(ctx context.Context, host string) (*Session, error) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return look(ctx, s, "SMTP "+host, func(ctx context.Context) (*Session, error) {
		session, err := s.net.mail(ctx, host)
		if err == nil && session.TLS != nil {
			s.net.judgeTrust(ctx, session.TLS)
		}
		return session, err
	})
}

func (n *network) mail(ctx context.Context, host string) (*Session, error) {
	at := Endpoint{Host: host, Port: smtpPort}
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
		if cause, _ := Explain(err); cause == Timeout && n.ctx.Err() == nil && n.port25.Load() != "open" {
			n.port25.CompareAndSwap(nil, "filtered")
			return nil, &Failure{PortFiltered, "no mail server answers on port 25 from here; many networks let no mail connections out"}
		}
		return nil, err
	}
	defer func() { _ = conn.Close() }()
	n.port25.Store("open")
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	s := &Session{Host: host, Peer: n.peer(host, smtpPort), At: n.opts.now()}
	return s, n.converse(ctx, conn, s)
}

// converse talks to a mail server up to QUIT.
func (n *network) converse(ctx context.Context, conn net.Conn, s *Session) error {
	m := &mailTalk{conn: conn, in: bufio.NewReaderSize(conn, smtpLine)}
	ready, err := m.hail(ourName(conn), s)
	if err != nil {
		return err
	}
	if !ready {
		_, _ = m.reply("QUIT")
		return nil
	}
	return n.secure(ctx, conn, s)
}

// hail goes as far as a mail server lets us towards TLS, and notes in s what it
// said. It reports whether a handshake may begin.
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
	for _, line := range offers {
		s.StartTLS = s.StartTLS || len(line) > 4 && strings.EqualFold(strings.TrimSpace(line[4:]), "STARTTLS")
	}
	if !s.StartTLS {
		return false, nil
	}
	ready, err := m.reply("STARTTLS")
	switch {
	case err != nil:
		return false, err
	case m.in.Buffered() > 0: // they could be injected ones
		s.Problem = "the mail server sent more, unencrypted, after it had agreed to encrypt"
	case !strings.HasPrefix(ready[0], "220"):
		s.Problem = "STARTTLS was offered, then answered: " + Printable(ready[0])
	default:
		return true, nil
	}
	return false, nil
}

// toTLS talks to a mail server until it waits for a hello. One that hangs up before
// that says nothing about what it would have been offered.
func (n *network) toTLS(conn net.Conn) error {
	if err := n.spent.session(); err != nil {
		return err
	}
	m := &mailTalk{conn: conn, in: bufio.NewReaderSize(conn, smtpLine)}
	ready, err := m.hail(ourName(conn), &Session{})
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
	h := &Handshake{Host: s.Host, Peer: s.Peer, Offer: Any, At: s.At}
	secure, err := n.negotiate(ctx, conn, h)
	switch {
	case isFailure(err), ctx.Err() != nil: // our own limit, not the server's word
		return err
	case err != nil:
		_, s.Problem = Explain(err)
	case secure == nil:
		s.Problem = h.Decline + h.Broken
	default:
		s.TLS = h
		_, _ = fmt.Fprint(secure, "QUIT\r\n")
		_ = secure.Close()
	}
	return nil
}

// ourName is an honest name for EHLO: the address we speak from, as a literal
// (RFC 5321, section 4.1.3).
func ourName(conn net.Conn) string {
	host, _, err := net.SplitHostPort(conn.LocalAddr().String())
	if err != nil {
		return "[127.0.0.1]"
	}
	if strings.Contains(host, ":") {
		host = "IPv6:" + host
	}
	return "[" + host + "]"
}

// A mailTalk is one side of an SMTP conversation.
type mailTalk struct {
	conn io.Writer
	in   *bufio.Reader
}

// reply sends a command, unless it is empty, and returns the lines answered.
func (m *mailTalk) reply(command string) ([]string, error) {
	if command != "" {
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

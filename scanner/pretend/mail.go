package pretend

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
)

// A mailServer speaks as much SMTP as a look needs (RFC 5321, RFC 3207).
type mailServer struct {
	port
	name   string
	banner string
	tls    *front // nil means no STARTTLS
}

// serve answers until the client says QUIT or leaves.
func (m mailServer) serve(conn net.Conn) {
	say := func(line string) { _, _ = fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 " + m.banner)
	in := bufio.NewScanner(io.LimitReader(conn, maxRequest))
	secure := false
	for in.Scan() {
		verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(in.Text())), " ")
		switch {
		case verb == "EHLO" && m.tls != nil && !secure:
			say("250-" + m.name)
			say("250-SIZE 10485760")
			say("250 STARTTLS")
		case verb == "EHLO":
			say("250-" + m.name)
			say("250 SIZE 10485760")
		case verb == "STARTTLS" && m.tls != nil && !secure:
			say("220 Ready")
			t, err := m.tls.handshake(conn)
			if err != nil {
				return
			}
			conn, secure = t, true
			in = bufio.NewScanner(io.LimitReader(t, maxRequest))
		case verb == "QUIT":
			say("221 Bye")
			return
		default:
			say("502 Not here")
		}
	}
}

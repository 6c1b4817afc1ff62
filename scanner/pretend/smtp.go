package pretend

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
)

// serveSMTP greets, offers STARTTLS unless told not to, and says goodbye.
func (s *Shop) serveSMTP(c net.Conn) {
	offer := s.conf.SMTP.StartTLS == nil || *s.conf.SMTP.StartTLS
	name := "mail." + s.conf.Domain
	say := func(lines ...string) {
		s.pause()
		_, _ = fmt.Fprint(c, strings.Join(lines, "\r\n")+"\r\n")
	}
	say("220 " + name + " ESMTP pretend")
	in := bufio.NewScanner(c)
	for in.Scan() {
		switch command, _, _ := strings.Cut(strings.ToUpper(in.Text()), " "); {
		case command == "EHLO" && offer:
			say("250-"+name, "250-SIZE 1000000", "250 STARTTLS")
		case command == "EHLO":
			say("250-"+name, "250 SIZE 1000000")
		case command == "STARTTLS" && offer:
			say("220 go ahead")
			conn := tls.Server(c, tlsFor(tlsConfig{}, s.certs["smtp"]))
			if conn.Handshake() == nil {
				_, _ = bufio.NewReader(conn).ReadString('\n') // QUIT
			}
			return
		case command == "QUIT":
			say("221 bye")
			return
		default:
			say("502 not here")
		}
	}
}

package observe

import (
	"cmp"
	"fmt"
	"net/netip"

	"shopcheck/scanner/observe/hello"
	"shopcheck/scanner/observe/survey"
)

// SurveyEvidence quotes something seen in a survey. Where a handshake in one
// version of TLS is enough to see it again, that version is named. All else needs
// a program that offers what OpenSSL has given up: old versions, broken suites.
func SurveyEvidence(s *survey.Survey, quote string, in ...hello.Version) Evidence {
	e, port := seenIn(s, quote)
	flag, ok := "", false
	if len(in) == 1 {
		flag, ok = opensslFlags[in[0]]
	}
	switch {
	case !ok:
		e.Again = fmt.Sprintf("nmap -p %d --script ssl-enum-ciphers,sslv2 %s", port, shellQuote(cmp.Or(addr(s), s.Host)))
	case port == smtpPort:
		e.Again = "openssl s_client -starttls smtp -connect " + shellQuote(reach(s.Host, s.Addr, port)) + flag + " </dev/null"
	default:
		e.Again = "openssl s_client -servername " + shellQuote(s.Host) + " -connect " + shellQuote(reach(s.Host, s.Addr, port)) + flag + " </dev/null"
	}
	return e
}

// GroupsEvidence quotes groups that were found in a survey. It takes another
// program to see them again: one that tries each.
func GroupsEvidence(s *survey.Survey, quote string) Evidence {
	e, port := seenIn(s, quote)
	e.Again = "sslscan --no-heartbleed " + shellQuote(reach(s.Host, s.Addr, port))
	if port == smtpPort {
		e.Again = "sslscan --no-heartbleed --starttls-smtp " + shellQuote(reach(s.Host, s.Addr, port))
	}
	return e
}

// addr is the address that was meant; empty if any.
func addr(s *survey.Survey) string {
	if s.Addr.IsValid() {
		return s.Addr.String()
	}
	return ""
}

// seenIn is evidence that lacks only the command, and the port of the server.
func seenIn(s *survey.Survey, quote string) (Evidence, uint16) {
	port := uint16(443)
	if at, err := netip.ParseAddrPort(s.Peer); err == nil {
		port = at.Port()
	}
	return Evidence{Source: "TLS " + place(s.Host, s.Addr) + " (survey)", Quote: Printable(quote), At: s.At}, port
}

// opensslFlags make openssl s_client speak one version, with every suite it has.
var opensslFlags = map[hello.Version]string{
	hello.TLS10: " -tls1 -cipher ALL:@SECLEVEL=0",
	hello.TLS11: " -tls1_1 -cipher ALL:@SECLEVEL=0",
	hello.TLS12: " -tls1_2 -cipher ALL:@SECLEVEL=0",
	hello.TLS13: " -tls1_3",
}

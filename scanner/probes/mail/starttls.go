package mail

import (
	"context"
	_ "embed"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed starttls.md
var startTLSDoc string

// StartTLS asks each mail server whether it takes mail encrypted.
var StartTLS = scanner.Probe{
	ID:       "mail.starttls",
	Severity: scanner.Medium,
	Doc:      startTLSDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		u, err := lookUse(ctx, site)
		if err != nil {
			return []scanner.Finding{scanner.CouldNot(site.Apex(), err)}, nil
		}
		if len(u.hosts) == 0 {
			return []scanner.Finding{{
				Subject: u.domain, Outcome: scanner.NotApplicable, Evidence: u.seen,
				Message: "The domain " + u.domain + " names no mail server of its own.",
			}}, nil
		}
		var found []scanner.Finding
		for i, host := range u.hosts {
			found = append(found, askServer(ctx, site, host, i < maxServers))
		}
		return found, nil
	},
}

// maxServers bounds the mail servers that one scan talks to.
const maxServers = 4

// askServer judges one mail server; those that are too many are not asked.
func askServer(ctx context.Context, site *observe.Site, host string, ask bool) scanner.Finding {
	if !ask {
		return scanner.CouldNot("MX "+host, &observe.Failure{Cause: observe.BudgetSpent, Words: "a scan talks to no more than four mail servers"})
	}
	session, err := site.Mail(ctx, host)
	if err != nil {
		return scanner.CouldNot("MX "+host, err)
	}
	if outdated(session.TLS) {
		if _, err := site.Clock(ctx); err != nil {
			return scanner.CouldNot("MX "+host, err)
		}
	}
	return judgeServer(session)
}

// outdated reports whether a certificate that is not the server's own making has
// run out, or is not valid yet. Nil is no handshake.
func outdated(h *observe.Handshake) bool {
	if h == nil || h.Trust.SelfSigned {
		return false
	}
	leaf, err := h.Leaf()
	return err == nil && (h.At.After(leaf.NotAfter) || h.At.Before(leaf.NotBefore))
}

// judgeServer judges what a mail server offers. Senders encrypt without looking
// at the certificate unless the shop asks for more, so a certificate that
// vouches for itself is only noted.
func judgeServer(s *observe.Session) scanner.Finding {
	f := scanner.Finding{Subject: "MX " + s.Host, Outcome: scanner.Pass}
	server := "The mail server " + s.Host
	switch {
	case strings.Contains(s.Greeting, "****"): // what some firewalls make of a greeting; they hide STARTTLS too
		f = scanner.CouldNot(f.Subject, &observe.Failure{Cause: observe.Blocked, Words: "a firewall on the way rewrites what the mail server says"})
		f.Evidence = []observe.Evidence{s.Evidence(s.Greeting)}
	case !s.StartTLS:
		f.Outcome, f.Message = scanner.Fail, server+" takes mail only unencrypted."
		f.Evidence = []observe.Evidence{s.Evidence("no STARTTLS after: " + s.Greeting)}
	case s.TLS == nil:
		f.Outcome, f.Message = scanner.Warn, server+" offers encryption, and none came about when we tried."
		f.Evidence = []observe.Evidence{s.Evidence(s.Problem)}
	default:
		var note string
		f.Outcome, note = certificate(s.TLS)
		f.Message = server + " takes mail encrypted" + note + "."
		f.Evidence = []observe.Evidence{s.Evidence("STARTTLS, " + s.TLS.Version + ", " + s.TLS.Suite)}
	}
	return f
}

// certificate says what is to be noted about a mail server's certificate.
func certificate(h *observe.Handshake) (scanner.Outcome, string) {
	leaf, err := h.Leaf()
	switch {
	case err != nil:
		return scanner.Warn, ", with a certificate that cannot be read"
	case h.Trust.SelfSigned:
		return scanner.Pass, ", with a certificate that nobody else vouches for"
	case !observe.Covers(leaf, h.Host):
		return scanner.Warn, ", with a certificate for another name"
	case outdated(h):
		return scanner.Warn, ", with a certificate that is out of date"
	case !h.Trust.Verified:
		return scanner.Pass, ", with a certificate that browsers would not trust"
	}
	return scanner.Pass, ""
}

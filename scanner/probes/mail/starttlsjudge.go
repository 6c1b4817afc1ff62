package mail

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// A verdict is what there is to say of one session.
type verdict struct {
	outcome scanner.Outcome
	says    string // what follows the server's name
	noted   bool   // it says more than that all is well
	seen    observe.Evidence
}

// worst orders verdicts by what is told first.
func (v verdict) worst() int {
	rank := slices.Index([]scanner.Outcome{scanner.Fail, scanner.Warn, scanner.Pass, scanner.Unknown}, v.outcome)
	if v.outcome == scanner.Pass && !v.noted {
		return 2*rank + 1
	}
	return 2 * rank
}

// judgeServer judges a mail server by all its addresses: mail goes to any of them,
// but to none that gives no answer.
func judgeServer(s server) scanner.Finding {
	subject := "MX " + s.host
	if err := s.failure(); err != nil {
		return scanner.CouldNot(subject, err)
	}
	f := scanner.Finding{Subject: subject}
	var all []verdict
	silent := 0
	for _, r := range s.said {
		if r.err != nil {
			silent++
			continue
		}
		v := judgeSession(r.session)
		all, f.Evidence = append(all, v), append(f.Evidence, v.seen)
	}
	worst := slices.MinFunc(all, func(a, b verdict) int { return a.worst() - b.worst() })
	if worst.outcome == scanner.Unknown {
		seen := f.Evidence
		f = scanner.CouldNot(subject, rewritten)
		f.Evidence = seen
		return f
	}
	f.Outcome = worst.outcome
	f.Message = "The mail server " + s.host + " " + worst.says + where(s, all, worst.says)
	if silent > 0 {
		f.Message += fmt.Sprintf("; %d of its %d addresses gave no answer", silent, len(s.said))
	}
	if n := len(s.place.Aliases); n > 0 { // RFC 5321, section 5.1; RFC 2181, section 10.3
		f.Message += "; its name is only an alias of " + observe.Printable(s.place.Aliases[n-1]) + ", which the rules of mail do not allow"
	}
	f.Message += "."
	return f
}

// where names the addresses that something is said of, unless it is said of all.
func where(s server, all []verdict, says string) string {
	var at []string
	i := 0
	for _, r := range s.said {
		if r.err != nil {
			continue
		}
		if all[i].says == says {
			at = append(at, r.addr.String())
		}
		i++
	}
	if len(at) == len(all) {
		return ""
	}
	return " at " + strings.Join(at, " and ")
}

// rewritten is why nothing can be said where a firewall speaks for the server.
var rewritten = &observe.Failure{Cause: observe.Blocked, Words: "a firewall on the way rewrites what the mail server says"}

// crossedOut is what such firewalls make of what the server offers; of the greeting
// they leave asterisks. They hide STARTTLS too.
var crossedOut = regexp.MustCompile(`^X{4,}[A-Z]?\b`)

// judgeSession judges what a mail server offers. Senders encrypt without looking at
// the certificate unless the shop asks for more, so a certificate that vouches for
// itself is only noted.
func judgeSession(s *observe.Session) verdict {
	switch {
	case !s.StartTLS && (strings.Contains(s.Greeting, "****") || slices.ContainsFunc(s.Offers, crossedOut.MatchString)):
		return verdict{outcome: scanner.Unknown, seen: s.Evidence(offers(s))}
	case !s.StartTLS:
		return verdict{outcome: scanner.Fail, says: "takes mail only unencrypted", seen: s.Evidence(offers(s))}
	case s.TLS == nil:
		return verdict{outcome: scanner.Warn, says: "offers encryption, and none came about when we tried", seen: s.Evidence(s.Problem)}
	}
	outcome, note := certificate(s.TLS)
	if s.TLS.Version == "TLS 1.0" || s.TLS.Version == "TLS 1.1" { // RFC 8996
		outcome, note = scanner.Warn, ", in no better way than the retired "+s.TLS.Version+note
	}
	seen := s.Evidence("STARTTLS, " + s.TLS.Version + ", " + s.TLS.Suite)
	if note != "" {
		seen = s.Evidence("STARTTLS, " + s.TLS.Version + ", " + paper(s.TLS))
	}
	return verdict{outcome, "takes mail encrypted" + note, note != "", seen}
}

// paper describes the certificate that a mail server shows.
func paper(h *observe.Handshake) string {
	leaf, err := h.Leaf()
	if err != nil {
		return "no certificate that can be read"
	}
	names := leaf.DNSNames
	if len(names) == 0 {
		names = []string{leaf.Subject.CommonName}
	}
	text := "a certificate for " + strings.Join(names[:min(len(names), 3)], ", ")
	if len(names) > 3 {
		text += fmt.Sprintf(" and %d more", len(names)-3)
	}
	text += ", until " + leaf.NotAfter.UTC().Format("2006-01-02")
	if h.Trust.SelfSigned {
		return text + ", by itself"
	}
	return text + ", by " + cmp.Or(strings.Join(leaf.Issuer.Organization, ", "), leaf.Issuer.CommonName, "nobody")
}

// offers quotes a session without STARTTLS.
func offers(s *observe.Session) string {
	if len(s.Offers) == 0 {
		return s.Greeting + "; offers nothing, so no STARTTLS"
	}
	return s.Greeting + "; offers " + strings.Join(s.Offers, ", ") + ", and no STARTTLS"
}

// outdated reports whether the server shows a certificate that is not its own making
// and has run out, or is not valid yet.
func (r *reply) outdated() bool {
	return r.session != nil && r.session.TLS != nil && !r.session.TLS.Trust.SelfSigned && outOfDate(r.session.TLS)
}

func outOfDate(h *observe.Handshake) bool {
	leaf, err := h.Leaf()
	return err == nil && (h.At.After(leaf.NotAfter) || h.At.Before(leaf.NotBefore))
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
	case outOfDate(h):
		return scanner.Warn, ", with a certificate that is out of date"
	case !h.Trust.Verified:
		return scanner.Pass, ", with a certificate that browsers would not trust"
	}
	return scanner.Pass, ""
}

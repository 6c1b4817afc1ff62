package observe

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A State says what a resolver's usable answer was. "No answer" is not a State:
// it is a [*Failure].
type State string

// The states.
const (
	Found    State = "found"
	NoRecord State = "no-record" // the name exists, it has no such record
	NoDomain State = "no-name"   // the name does not exist (NXDOMAIN)
)

// Records are the answer to one DNS question.
type Records struct {
	Type          string    `json:"type"` // "TXT"
	Name          string    `json:"name"` // as asked, no trailing dot
	State         State     `json:"state"`
	Answers       []Record  `json:"answers"`        // of Type only, sorted; CNAMEs are in Aliases
	Aliases       []string  `json:"aliases"`        // names that CNAMEs led through, in order
	Zone          string    `json:"zone,omitempty"` // of NoDomain: the zone that says so (RFC 2308, section 2.1); empty: the resolver named none
	Authenticated bool      `json:"authenticated"`  // the resolver says so (AD bit)
	Note          string    `json:"note,omitempty"` // what the resolver adds to a usable answer (RFC 8914), in words
	Resolver      string    `json:"resolver"`
	At            time.Time `json:"at"`
}

// A Record is one resource record's data.
type Record struct {
	Value  string   `json:"value"`  // presentation form; TXT: the strings joined, unquoted
	Fields []string `json:"fields"` // MX: preference, host. CAA: flags, tag, value. NS, CNAME: host. HTTPS, SVCB: priority, target, ALPN protocols. Names without trailing dot
}

// Source names the look as evidence does: "TXT _dmarc.shop.test".
func (r *Records) Source() string { return r.Type + " " + Printable(r.Name) }

// Values returns each record's Value; nil Records have none.
func (r *Records) Values() []string {
	if r == nil {
		return nil
	}
	var out []string
	for _, a := range r.Answers {
		out = append(out, a.Value)
	}
	return out
}

// Inside reports whether an address among the answers is not one that the whole
// internet can reach: such an answer is for this network alone.
func (r *Records) Inside() bool {
	return slices.ContainsFunc(r.Values(), func(v string) bool {
		addr, err := netip.ParseAddr(v)
		return err == nil && !public(addr)
	})
}

// Evidence quotes the records, or says that there are none.
func (r *Records) Evidence() Evidence {
	quote := strings.Join(r.Values(), " | ")
	switch r.State {
	case NoRecord:
		quote = "no " + r.Type + " record"
	case NoDomain:
		quote = "no such name"
	}
	if r.Note != "" {
		quote += " (" + r.Note + ")"
	}
	return Evidence{Source: r.Source(), Quote: Printable(quote), Again: r.again(), At: r.At}
}

// again is empty for names that dig would take for something else.
func (r *Records) again() string {
	if strings.HasPrefix(r.Name, "-") || strings.Trim(r.Name, "abcdefghijklmnopqrstuvwxyz0123456789-._") != "" {
		return ""
	}
	return "dig +short " + r.Type + " " + r.Name
}

// A Session is what a mail server said to EHLO and STARTTLS, up to QUIT.
type Session struct {
	Host     string     `json:"host"`
	Addr     netip.Addr `json:"addr,omitzero"` // the one of the host's addresses that was meant; the zero Addr if any
	Peer     string     `json:"peer"`
	Greeting string     `json:"greeting"`         // printable
	Offers   []string   `json:"offers,omitempty"` // what EHLO was answered with, each printable
	StartTLS bool       `json:"starttls"`         // offered
	TLS      *Handshake `json:"tls"`              // nil if not offered or not agreed
	Problem  string     `json:"problem"`          // why TLS is nil although offered
	At       time.Time  `json:"at"`
}

// Evidence quotes something seen in this session.
func (s *Session) Evidence(quote string) Evidence {
	return Evidence{Source: "SMTP " + place(s.Host, s.Addr), Quote: Printable(quote), Again: s.again(), At: s.At}
}

func (s *Session) again() string {
	at := shellQuote(reach(s.Host, s.Addr, smtpPort))
	if s.Addr.IsValid() {
		at += " -servername " + shellQuote(s.Host)
	}
	return "openssl s_client -starttls smtp -connect " + at + " </dev/null"
}

package observe

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/miekg/dns"
)

const dnsPort = 53

// An Authority is what one name server says when it is asked itself, for what it
// knows and not for what it could find out (RFC 1035, section 4.1.1: no recursion).
type Authority struct {
	Server    string    `json:"server"` // its name
	Addr      string    `json:"addr"`
	Type      string    `json:"type"`
	Name      string    `json:"name"`
	Mute      string    `json:"mute"`      // why nothing was heard of it: "gave no answer in time"; empty if something was
	Code      string    `json:"code"`      // "NOERROR", "REFUSED"; empty if nothing was heard
	Own       bool      `json:"own"`       // it says that it has the zone (AA)
	Recursive bool      `json:"recursive"` // it says that it asks others (RA), as resolvers do
	Answers   []string  `json:"answers"`   // of Type, in presentation form, sorted
	Referral  []string  `json:"referral"`  // the servers that it points to instead, sorted
	At        time.Time `json:"at"`
}

// Source names the look as evidence does.
func (a *Authority) Source() string {
	return a.Type + " " + Printable(a.Name) + " at " + Printable(a.Server)
}

// Evidence quotes the answer, or what came in its place.
func (a *Authority) Evidence() Evidence {
	quote := strings.Join(a.Answers, " | ")
	switch {
	case a.Mute != "":
		quote = a.Mute
	case quote != "" && !a.Own:
		quote += " (not as its own)"
	case quote != "":
	case len(a.Referral) > 0:
		quote = "refers to " + strings.Join(a.Referral, ", ")
	case a.Code != "NOERROR":
		quote = a.Code
	default:
		quote = "no " + a.Type + " record"
	}
	return Evidence{Source: a.Source(), Quote: Printable(quote), Again: againAt("+norecurse "+a.Type, a.Name, a.Server), At: a.At}
}

// againAt is the command that asks a name server itself; empty for names that dig
// would take for something else.
func againAt(what, name, server string) string {
	if (&Records{Name: name}).again() == "" || (&Records{Name: server}).again() == "" {
		return ""
	}
	return fmt.Sprintf("dig %s %s @%s", what, name, server)
}

// Authority asks the name server at an endpoint, whose Addr says where, for records
// of name: over UDP, and over TCP where that brings nothing or not all. A server
// that does not answer is no Failure; that there is no way to it, or that it may not
// be asked, is one.
func (s *Site) Authority(ctx context.Context, at Endpoint, typ, name string) (*Authority, error) {
	at.Port, name = dnsPort, plainName(name)
	return look(ctx, s, typ+" "+name+" AT "+at.String(), func(ctx context.Context) (*Authority, error) {
		qtype, err := askable(typ, name)
		if err != nil {
			return nil, err
		}
		to, err := s.net.nameServer(at)
		if err != nil {
			return nil, err
		}
		a := &Authority{Server: at.Host, Addr: at.Addr.String(), Type: typ, Name: name, At: s.opts.now()}
		msg, err := s.net.askAuthority(ctx, to, query{typ: qtype, name: name})
		if err != nil {
			a.Mute, err = unheard(ctx, err)
			return a, err
		}
		a.Code, a.Own, a.Recursive = codeWord(msg.Rcode), msg.Authoritative, msg.RecursionAvailable
		a.Answers, a.Referral = valuesOf(msg.Answer, qtype, name), referral(msg, name)
		return a, nil
	})
}

// nameServer returns where questions to a name server go, if the policy permits.
func (n *network) nameServer(at Endpoint) (netip.AddrPort, error) {
	if to, ok := n.opts.rerouteTo(at); ok {
		return to, nil
	}
	if err := n.opts.allowedAddr(at.Addr); err != nil {
		return netip.AddrPort{}, err
	}
	return netip.AddrPortFrom(at.Addr, dnsPort), nil
}

// askAuthority asks as often as a resolver is asked, the last time over TCP.
func (n *network) askAuthority(ctx context.Context, to netip.AddrPort, q query) (*dns.Msg, error) {
	ask := q.message()
	ask.RecursionDesired, ask.AuthenticatedData = false, false
	var last error
	for nth := range dnsTries {
		over := "udp"
		if nth == dnsTries-1 {
			over = "tcp"
		}
		msg, err := n.try(ctx, ask, to, over)
		if err == nil && msg.Rcode == dns.RcodeFormatError && msg.IsEdns0() == nil { // RFC 6891, section 7
			ask.Extra = nil
			msg, err = n.try(ctx, ask, to, over)
		}
		if err == nil && msg.Truncated {
			msg, err = n.try(ctx, ask, to, "tcp")
		}
		switch {
		case err == nil:
			return msg, nil
		case isFailure(err) || ctx.Err() != nil || unreachable(err):
			return nil, err
		}
		last = err
	}
	return nil, last
}

// try sends one question, within its time and the budget.
func (n *network) try(ctx context.Context, q *dns.Msg, to netip.AddrPort, over string) (*dns.Msg, error) {
	if err := n.spent.query(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, dnsTry, &mute{kind: muteSilent})
	defer cancel()
	msg, err := n.send(ctx, q, to.String(), over)
	if err == nil && !answers(q, msg) {
		return nil, &mute{kind: muteMalformed}
	}
	return msg, err
}

// answers reports whether a message is the reply to a question.
func answers(q, msg *dns.Msg) bool {
	return msg.Response && msg.Opcode == dns.OpcodeQuery && len(msg.Question) == 1 &&
		msg.Question[0].Qtype == q.Question[0].Qtype && sameName(msg.Question[0].Name, q.Question[0].Name)
}

// codeWord names how a reply ends.
func codeWord(code int) string {
	if word, ok := dns.RcodeToString[code]; ok {
		return word
	}
	return fmt.Sprintf("code %d", code)
}

func unreachable(err error) bool {
	cause, _ := Explain(err)
	return err != nil && cause == Unreachable
}

const silentWords = "gave no answer in time"

// unheard puts into words why a name server was not heard, or returns an error where
// that is not the server's fault.
func unheard(ctx context.Context, err error) (string, error) {
	m, isMute := errors.AsType[*mute](err)
	switch {
	case isFailure(err), ctx.Err() != nil, unreachable(err):
		return "", err
	case isMute && m.kind == muteMalformed:
		return "sent what is no answer", nil
	case errors.Is(err, syscall.ECONNREFUSED):
		return "takes no questions", nil
	case wasReset(err):
		return "cut the connection off", nil
	}
	return silentWords, nil
}

// valuesOf returns the records of a type and name in a section.
func valuesOf(section []dns.RR, qtype uint16, name string) []string {
	var out []string
	for _, rr := range section {
		if rr.Header().Rrtype == qtype && sameName(rr.Header().Name, name) && len(out) < maxAnswers {
			out = append(out, record(rr).Value)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// referral returns the servers to which a reply points for a name instead of
// answering (RFC 1034, section 4.3.2).
func referral(msg *dns.Msg, name string) []string {
	if msg.Authoritative || msg.Rcode != dns.RcodeSuccess || len(msg.Answer) > 0 {
		return nil
	}
	return valuesOf(msg.Ns, dns.TypeNS, name)
}

package observe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// How patient the resolver is: each try waits this long, each resolver is tried
// this often.
const (
	dnsTry   = 1500 * time.Millisecond
	dnsTries = 3
	udpSize  = 1232 // EDNS, as agreed on DNS flag day 2020
)

// maxAliases bounds the CNAMEs followed from one name.
const maxAliases = 8

// maxAnswers bounds the records kept of one answer.
const maxAnswers = 100

// Records asks for the records of a type ("A", "AAAA", "MX", "TXT", "NS",
// "SOA", "CAA", "DS", "DNSKEY", "TLSA", "CNAME", "HTTPS", "SVCB"). A resolver
// that gives no usable answer is a Failure: it is never "no record".
func (s *Site) Records(ctx context.Context, typ, name string) (*Records, error) {
	name = plainName(name)
	return look(ctx, s, typ+" "+name, func(ctx context.Context) (*Records, error) {
		return s.net.records(ctx, typ, name)
	})
}

// Addresses returns the addresses of host, IPv4 first, each sorted. They are
// looked up once per scan, also by Again.
func (s *Site) Addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	found, err := look(ctx, s, "ADDRESSES "+host, func(context.Context) (*[]netip.Addr, error) {
		addrs, err := s.net.addresses(host)
		return &addrs, err
	})
	if err != nil {
		return nil, err
	}
	return *found, nil
}

// resolve looks up A and AAAA, at once. One of them is enough.
func (n *network) resolve(host string) ([]netip.Addr, error) {
	type answer struct {
		rec *Records
		err error
	}
	six := make(chan answer, 1)
	go func() {
		r, err := n.records(n.ctx, "AAAA", host)
		six <- answer{r, err}
	}()
	four, err := n.records(n.ctx, "A", host)
	v6 := <-six
	var addrs []netip.Addr
	for _, r := range []*Records{four, v6.rec} { // nil where there was no answer
		for _, v := range r.Values() {
			if a, err := netip.ParseAddr(v); err == nil {
				addrs = append(addrs, a.Unmap())
			}
		}
	}
	switch {
	case len(addrs) > 0:
		return addrs, nil
	case err != nil:
		return nil, err
	case four.State == NoDomain:
		return nil, &Failure{NoName, "the name " + Printable(host) + " does not exist"}
	case v6.err != nil:
		return nil, v6.err
	}
	return nil, &Failure{NoName, "the name " + Printable(host) + " has no address"}
}

// records asks until a question is answered, following CNAMEs that a resolver
// left unfollowed.
func (n *network) records(ctx context.Context, typ, name string) (*Records, error) {
	qtype, ok := dns.StringToType[typ]
	if !ok {
		return nil, fmt.Errorf("no such record type: %s", typ)
	}
	if _, ok := dns.IsDomainName(name); !ok {
		return nil, &Failure{Malformed, "the name " + Printable(name) + " cannot be asked for"}
	}
	r := &Records{Type: typ, Name: name, State: NoRecord}
	at := name
	for range maxAliases {
		msg, resolver, err := n.ask(ctx, qtype, at)
		if err != nil {
			return nil, err
		}
		r.Resolver, r.At, r.Authenticated = resolver, n.opts.now(), msg.AuthenticatedData
		before := len(r.Aliases)
		at = r.take(msg, qtype, at)
		if len(r.Answers) > 0 || len(r.Aliases) == before || msg.Rcode == dns.RcodeNameError {
			r.sortAnswers()
			return r, nil
		}
	}
	return nil, &Failure{DNS, fmt.Sprintf("the name %s leads through more than %d others", Printable(name), maxAliases)}
}

// take reads what msg says about a name: records that belong to it or to a name
// its CNAMEs lead to, nothing else. It returns where the CNAMEs led.
func (r *Records) take(msg *dns.Msg, qtype uint16, at string) string {
	for range maxAliases {
		i := slices.IndexFunc(msg.Answer, func(rr dns.RR) bool {
			return rr.Header().Rrtype == dns.TypeCNAME && sameName(rr.Header().Name, at)
		})
		if i < 0 || qtype == dns.TypeCNAME {
			break
		}
		at = plainName(msg.Answer[i].(*dns.CNAME).Target)
		r.Aliases = append(r.Aliases, at)
	}
	for _, rr := range msg.Answer {
		if rr.Header().Rrtype == qtype && sameName(rr.Header().Name, at) && len(r.Answers) < maxAnswers {
			r.Answers = append(r.Answers, record(rr))
			r.State = Found
		}
	}
	if r.State != Found && msg.Rcode == dns.RcodeNameError {
		r.State = NoDomain
		if i := slices.IndexFunc(msg.Ns, func(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeSOA }); i >= 0 {
			r.Zone = plainName(msg.Ns[i].Header().Name)
		}
	}
	return at
}

func (r *Records) sortAnswers() {
	slices.SortFunc(r.Answers, func(a, b Record) int { return strings.Compare(a.Value, b.Value) })
}

// record keeps one record's data.
func record(rr dns.RR) Record {
	value := strings.TrimSpace(strings.TrimPrefix(rr.String(), rr.Header().String()))
	switch v := rr.(type) {
	case *dns.TXT:
		return Record{Value: strings.ToValidUTF8(strings.Join(unescape(v.Txt), ""), "\ufffd")} // as JSON would keep it
	case *dns.MX:
		return Record{Value: value, Fields: []string{fmt.Sprint(v.Preference), plainName(v.Mx)}}
	case *dns.NS:
		return Record{Value: plainName(v.Ns), Fields: []string{plainName(v.Ns)}}
	case *dns.CNAME:
		return Record{Value: plainName(v.Target), Fields: []string{plainName(v.Target)}}
	case *dns.CAA:
		return Record{Value: value, Fields: []string{fmt.Sprint(v.Flag), v.Tag, v.Value}}
	case *dns.HTTPS:
		return Record{Value: value, Fields: binding(v.SVCB)}
	case *dns.SVCB:
		return Record{Value: value, Fields: binding(*v)}
	}
	return Record{Value: value}
}

// binding takes apart what clients choose by (RFC 9460, sections 2.2 and 7.1).
// Other parameters are in the presentation form alone.
func binding(v dns.SVCB) []string {
	fields := []string{fmt.Sprint(v.Priority), plainName(v.Target)}
	for _, param := range v.Value {
		if alpn, ok := param.(*dns.SVCBAlpn); ok {
			for _, id := range alpn.Alpn {
				fields = append(fields, strings.ToValidUTF8(id, "\ufffd")) // as JSON would keep it
			}
		}
	}
	return fields
}

// unescape undoes the \DDD and \" of presentation form: TXT data is bytes.
func unescape(parts []string) []string {
	out := make([]string, len(parts))
	for i, p := range parts {
		var b []byte
		for j := 0; j < len(p); j++ {
			if p[j] != '\\' || j+1 == len(p) {
				b = append(b, p[j])
				continue
			}
			if j+3 < len(p) && isDigits(p[j+1:j+4]) {
				b = append(b, byte(int(p[j+1]-'0')*100+int(p[j+2]-'0')*10+int(p[j+3]-'0')))
				j += 3
				continue
			}
			j++
			b = append(b, p[j])
		}
		out[i] = string(b)
	}
	return out
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func sameName(a, b string) bool { return plainName(a) == plainName(b) }

func plainName(name string) string {
	if name == "." {
		return "." // the root stays visible: a null MX is one
	}
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

// ask puts one question to the resolvers in turn until one gives a usable
// answer: NOERROR or NXDOMAIN, for this question, from somebody who may say so.
func (n *network) ask(ctx context.Context, qtype uint16, name string) (*dns.Msg, string, error) {
	q := new(dns.Msg).SetQuestion(dns.Fqdn(name), qtype)
	q.AuthenticatedData = true // RFC 6840, section 5.7: tell us if you validated
	q.SetEdns0(udpSize, false)
	var last error
	for range dnsTries {
		for _, resolver := range n.opts.Resolvers {
			if err := n.spent.query(); err != nil {
				return nil, "", err
			}
			msg, err := exchange(ctx, q, resolver)
			if err == nil {
				err = unusableAnswer(q, msg)
			}
			if err == nil {
				return msg, resolver, nil
			}
			if ctx.Err() != nil {
				return nil, "", context.Cause(ctx)
			}
			last = err
		}
		if f, ok := errors.AsType[*Failure](last); ok && f.Cause != Timeout && len(n.opts.Resolvers) > 1 {
			break // every resolver has answered, and none helps
		}
	}
	if last == nil {
		last = errors.New("no resolver is known: name one with --resolver")
	}
	return nil, "", dnsFailure(name, last)
}

func dnsFailure(name string, err error) error {
	if f, ok := errors.AsType[*Failure](err); ok {
		return &Failure{f.Cause, f.Words + " for " + Printable(name)}
	}
	return &Failure{DNS, "the name servers gave no answer for " + Printable(name)}
}

// unusableAnswer returns why msg is no answer to q, or nil.
func unusableAnswer(q, msg *dns.Msg) error {
	if len(msg.Question) != 1 || msg.Question[0].Qtype != q.Question[0].Qtype || !sameName(msg.Question[0].Name, q.Question[0].Name) {
		return &Failure{DNS, "the resolver answered another question"}
	}
	switch msg.Rcode {
	case dns.RcodeSuccess, dns.RcodeNameError:
	default:
		return &Failure{DNS, "the name servers answered " + dns.RcodeToString[msg.Rcode]}
	}
	if len(msg.Answer) == 0 && !msg.RecursionAvailable && !msg.Authoritative {
		return &Failure{DNS, "the resolver only pointed elsewhere"}
	}
	return nil
}

// exchange sends q over UDP, and over TCP if the answer did not fit (RFC 7766).
// The client's own context handling obeys a deadline but no cancel: the
// connection is closed for it.
func exchange(ctx context.Context, q *dns.Msg, resolver string) (*dns.Msg, error) {
	msg, err := exchangeOver(ctx, q, resolver, "udp")
	if err == nil && msg.Truncated {
		return exchangeOver(ctx, q, resolver, "tcp")
	}
	return msg, err
}

func exchangeOver(ctx context.Context, q *dns.Msg, resolver, network string) (*dns.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, dnsTry)
	defer cancel()
	c := &dns.Client{Net: network, Timeout: dnsTry, UDPSize: udpSize}
	co, err := c.DialContext(ctx, resolver)
	if err != nil {
		return nil, fmt.Errorf("reaching the resolver %s: %w", resolver, err)
	}
	defer func() { _ = co.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = co.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	q = q.Copy()
	q.Id = dns.Id()
	msg, _, err := c.ExchangeWithConnContext(ctx, q, co)
	switch netErr, ok := errors.AsType[net.Error](err); {
	case err == nil:
		return msg, nil
	case ctx.Err() != nil, ok && netErr.Timeout():
		return nil, &Failure{Timeout, "the name servers gave no answer in time"}
	}
	return nil, fmt.Errorf("asking the resolver %s: %w", resolver, err)
}

// systemResolvers are those of /etc/resolv.conf.
func systemResolvers() []string {
	conf, err := dns.ClientConfigFromFile("/etc/resolv.conf")
	if err != nil {
		return nil
	}
	var out []string
	for _, s := range conf.Servers {
		out = append(out, net.JoinHostPort(s, conf.Port))
	}
	return out
}

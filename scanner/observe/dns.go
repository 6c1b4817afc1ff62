package observe

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"
)

// Bounds on what is followed from one name, and kept of one answer.
const (
	maxAliases = 8
	maxAnswers = 500
)

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

// resolve looks up A and AAAA, at once. One of them is enough. With the addresses it
// returns the names that aliases led through.
func (n *network) resolve(host string) (addrs []netip.Addr, aliases []string, err error) {
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
	for _, r := range []*Records{four, v6.rec} { // nil where there was no answer
		if r != nil && len(aliases) == 0 {
			aliases = r.Aliases
		}
		for _, v := range r.Values() {
			if a, err := netip.ParseAddr(v); err == nil {
				addrs = append(addrs, a.Unmap())
			}
		}
	}
	switch {
	case len(addrs) > 0:
		return addrs, aliases, nil
	case err != nil:
		return nil, nil, err
	case four.State == NoDomain:
		return nil, nil, &Failure{NoName, "the name " + Printable(host) + " does not exist"}
	case v6.err != nil:
		return nil, nil, v6.err
	}
	return nil, nil, &Failure{NoName, "the name " + Printable(host) + " has no address"}
}

func (n *network) records(ctx context.Context, typ, name string) (*Records, error) {
	return n.collect(typ, name, func(typ uint16, name string) (*heard, error) {
		return n.ask(ctx, query{typ: typ, name: name})
	})
}

// collect asks until a question is answered, following CNAMEs that a resolver left
// unfollowed.
func (n *network) collect(typ, name string, ask func(typ uint16, name string) (*heard, error)) (*Records, error) {
	qtype, err := askable(typ, name)
	if err != nil {
		return nil, err
	}
	r := &Records{Type: typ, Name: name, State: NoRecord}
	for at := name; ; {
		got, err := ask(qtype, at)
		if err != nil {
			return nil, err
		}
		r.Resolver, r.At, r.Authenticated = shownResolver(got.resolver), n.opts.now(), got.msg.AuthenticatedData
		if got.stale {
			r.Note = "an old answer: the name servers give no new one"
		}
		before := len(r.Aliases)
		if at, err = r.take(got.msg, qtype, at); err != nil {
			return nil, err
		}
		if len(r.Answers) > 0 || len(r.Aliases) == before || got.msg.Rcode == dns.RcodeNameError {
			r.sortAnswers()
			return r, nil
		}
	}
}

// askable returns the number of a record type, or why nobody can be asked for it.
func askable(typ, name string) (uint16, error) {
	qtype, ok := dns.StringToType[typ]
	if !ok {
		return 0, fmt.Errorf("no such record type: %s", typ)
	}
	if _, ok := dns.IsDomainName(name); !ok {
		return 0, &Failure{Malformed, "the name " + Printable(name) + " cannot be asked for"}
	}
	return qtype, nil
}

// take reads what msg says about a name: records that belong to it or to a name
// its CNAMEs lead to, nothing else. It returns where the CNAMEs led.
func (r *Records) take(msg *dns.Msg, qtype uint16, at string) (string, error) {
	for qtype != dns.TypeCNAME {
		i := slices.IndexFunc(msg.Answer, func(rr dns.RR) bool {
			return rr.Header().Rrtype == dns.TypeCNAME && sameName(rr.Header().Name, at)
		})
		if i < 0 {
			break
		}
		at = plainName(msg.Answer[i].(*dns.CNAME).Target)
		switch {
		case at == r.Name || slices.Contains(r.Aliases, at):
			return "", &Failure{DNS, "the name " + Printable(r.Name) + " leads round in a circle"}
		case len(r.Aliases) == maxAliases:
			return "", &Failure{DNS, fmt.Sprintf("the name %s leads through more than %d others", Printable(r.Name), maxAliases)}
		}
		r.Aliases = append(r.Aliases, at)
	}
	for _, rr := range msg.Answer {
		if rr.Header().Rrtype != qtype || !sameName(rr.Header().Name, at) {
			continue
		}
		if len(r.Answers) == maxAnswers { // which are left out would be chance
			return "", &Failure{Malformed, fmt.Sprintf("the name %s has more than %d records of one kind", Printable(r.Name), maxAnswers)}
		}
		r.Answers, r.State = append(r.Answers, record(rr)), Found
	}
	if r.State != Found && msg.Rcode == dns.RcodeNameError {
		r.State = NoDomain
		if i := slices.IndexFunc(msg.Ns, func(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeSOA }); i >= 0 {
			r.Zone = plainName(msg.Ns[i].Header().Name)
		}
	}
	return at, nil
}

func (r *Records) sortAnswers() {
	slices.SortFunc(r.Answers, func(a, b Record) int { return strings.Compare(a.Value, b.Value) })
}

func sameName(a, b string) bool { return plainName(a) == plainName(b) }

func plainName(name string) string {
	if name == "." {
		return "." // the root stays visible: a null MX is one
	}
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

package observe

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/miekg/dns"

	"shopcheck/scanner/observe/dnssec"
	"shopcheck/scanner/pretend/signing"
)

// signedShop are a root, test. and shop.test., signed; the root's keys are too many
// for one packet.
func signedShop(t *testing.T) *signing.Internet {
	t.Helper()
	from, until := time.Now().Add(-time.Hour), time.Now().Add(30*24*time.Hour)
	rsa := signing.Key{Algorithm: dns.RSASHA256, Flags: 257}
	in, err := signing.New(
		signing.Zone{Name: ".", From: from, Until: until, Keys: []signing.Key{rsa, rsa, rsa, rsa, rsa}},
		signing.Zone{Name: "test.", From: from, Until: until},
		signing.Zone{Name: "shop.test.", From: from, Until: until, Records: rrs(t, "shop.test. 60 IN A 192.0.2.1", "www.shop.test. 60 IN CNAME shop.test.")},
	)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// notes are questions that were heard.
type notes struct {
	mu  sync.Mutex
	all []string
}

func (n *notes) add(q string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, q)
}

func (n *notes) sorted() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Sorted(slices.Values(n.all))
}

// signedResolver answers for an internet, and notes the questions with signatures.
func signedResolver(t *testing.T, in *signing.Internet, asked *notes, change func(m *dns.Msg)) string {
	return resolverFunc(t, func(q *dns.Msg, tcp bool) *dns.Msg {
		if opt := q.IsEdns0(); opt != nil && opt.Do() && q.CheckingDisabled && !tcp {
			asked.add(dns.TypeToString[q.Question[0].Qtype] + " " + q.Question[0].Name)
		}
		m := in.Answer(q)
		if change != nil {
			change(m)
		}
		if !tcp {
			m.Truncate(1232)
		}
		return m
	})
}

func TestChain(t *testing.T) {
	in := signedShop(t)
	var asked notes
	at := signedResolver(t, in, &asked, nil)
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}, Anchors: in.Anchors()})
	defer site.Close()
	var wg sync.WaitGroup
	for _, q := range []string{"A www.shop.test", "A shop.test", "CAA shop.test", "TXT gone.shop.test", "A www.shop.test"} {
		wg.Go(func() {
			typ, name, _ := strings.Cut(q, " ")
			c, err := site.Chain(t.Context(), typ, name)
			if err != nil || c.State != dnssec.Secure || len(c.Links) != 3 || c.Resolver != at || c.At.IsZero() {
				t.Errorf("%s: got %+v, %v", q, c, err)
			}
		})
	}
	wg.Wait()
	want := []string{
		"A shop.test.", "A www.shop.test.", "CAA shop.test.", "DNSKEY .", "DNSKEY shop.test.", "DNSKEY test.", "DS shop.test.", "DS test.", "TXT gone.shop.test.",
	}
	if diff := cmp.Diff(want, asked.sorted()); diff != "" {
		t.Errorf("asked: want -, got +:\n%s", diff)
	}
	if used := site.Usage().Used.Queries; used != len(want)+1 {
		t.Errorf("%d queries are counted, want those and one over TCP", used)
	}
	live, _ := site.Chain(t.Context(), "A", "www.shop.test")
	replayed, err := Replay("shop.test", site.Looks()).Chain(t.Context(), "A", "www.shop.test")
	if diff := cmp.Diff(live, replayed); diff != "" || err != nil {
		t.Errorf("replayed: %v\n%s", err, diff)
	}
	if c, err := Replay("shop.test", site.Looks()).Chain(t.Context(), "A", "other.test"); cause(err) != NotRecorded {
		t.Errorf("never asked: %+v, %v", c, err)
	}
	before := len(asked.sorted())
	c, err := site.Again().Chain(t.Context(), "A", "shop.test")
	if more := len(asked.sorted()) - before; err != nil || c.State != dnssec.Secure || more != 6 {
		t.Errorf("again: %+v, %v, with %d questions", c, err, more)
	}
	e := live.Evidence()
	if e.Source != "DNSSEC A www.shop.test" || e.Again != "delv A www.shop.test" || !strings.HasPrefix(e.Quote, "secure; . RSASHA256; test ECDSAP256SHA256; shop.test ECDSAP256SHA256 until 20") {
		t.Errorf("evidence: %+v", e)
	}
}

// TestChainOfResolvers: one that leaves signatures out is passed over, and where
// none gives any nobody is accused.
func TestChainOfResolvers(t *testing.T) {
	in := signedShop(t)
	strip := func(m *dns.Msg) {
		m.Answer = slices.DeleteFunc(m.Answer, func(rr dns.RR) bool { return rr.Header().Rrtype == dns.TypeRRSIG })
		m.Ns = nil
	}
	var asked notes
	good, stripping := signedResolver(t, in, &asked, nil), signedResolver(t, in, &asked, strip)
	failing := resolverFunc(t, reply(dns.RcodeServerFailure, nil, nil))
	for _, tt := range []struct {
		resolvers []string
		state     dnssec.State
		cause     Cause
	}{
		{[]string{stripping, good}, dnssec.Secure, ""},
		{[]string{failing, stripping, good}, dnssec.Secure, ""},
		{[]string{failing, stripping}, dnssec.Indeterminate, ""},
		{[]string{failing}, "", DNS},
	} {
		site := Open(t.Context(), "shop.test", Options{Resolvers: tt.resolvers, Anchors: in.Anchors()})
		c, err := site.Chain(t.Context(), "A", "shop.test")
		if failed(err) != tt.cause || err == nil && c.State != tt.state {
			t.Errorf("%d resolvers: got %+v, %v; want %s", len(tt.resolvers), c, err, tt.state)
		}
		site.Close()
	}
}

// TestChainHalfAnswered: a link that gets no answer is no verdict, with either kind
// of silence.
func TestChainHalfAnswered(t *testing.T) {
	in := signedShop(t)
	for _, tt := range []struct {
		reply answerer
		cause Cause
	}{{silence, Timeout}, {reply(dns.RcodeServerFailure, nil, nil), DNS}, {reply(dns.RcodeRefused, nil, nil), DNSRefused}} {
		at := resolverFunc(t, func(q *dns.Msg, tcp bool) *dns.Msg {
			if q.Question[0].Qtype == dns.TypeDNSKEY && q.Question[0].Name == "shop.test." {
				return tt.reply(q, tcp)
			}
			return in.Answer(q)
		})
		site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}, Anchors: in.Anchors(), Timeout: 200 * time.Millisecond})
		if c, err := site.Chain(t.Context(), "A", "shop.test"); failed(err) != tt.cause {
			t.Errorf("got %+v, %v; want cause %q", c, err, tt.cause)
		}
		site.Close()
	}
}

// TestSignedRecords: records are those of the very answers that are judged, also
// behind an alias, where a resolver gives others beside it.
func TestSignedRecords(t *testing.T) {
	in := signedShop(t)
	var asked notes
	at := signedResolver(t, in, &asked, func(m *dns.Msg) {
		if m.Question[0].Name != "www.shop.test." {
			return
		}
		m.Rcode = dns.RcodeNameError
		for _, rr := range m.Answer {
			if a, ok := rr.(*dns.A); ok {
				a.A[3] = 66
			}
		}
	})
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}, Anchors: in.Anchors()})
	defer site.Close()
	for name, aliases := range map[string][]string{"www.shop.test": {"shop.test"}, "shop.test": nil} {
		c, err := site.Chain(t.Context(), "A", name)
		if err != nil || c.State != dnssec.Secure || c.Own {
			t.Errorf("%s: got %+v, %v", name, c, err)
		}
		before := len(asked.sorted())
		r, err := site.SignedRecords(t.Context(), "A", name)
		if err != nil || !slices.Equal(r.Values(), []string{"192.0.2.1"}) || !slices.Equal(r.Aliases, aliases) || len(asked.sorted()) != before {
			t.Errorf("%s: got %+v, %v", name, r, err)
		}
	}
	if r, err := site.SignedRecords(t.Context(), "A", "gone.shop.test"); err != nil || r.State != NoDomain {
		t.Errorf("no such name: got %+v, %v", r, err)
	}
}

// TestChainOfOwnZone: that a resolver has a zone itself is told.
func TestChainOfOwnZone(t *testing.T) {
	in := signedShop(t)
	at := signedResolver(t, in, new(notes), func(m *dns.Msg) { m.Authoritative = m.Question[0].Name == "shop.test." })
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}, Anchors: in.Anchors()})
	defer site.Close()
	if c, err := site.Chain(t.Context(), "A", "www.shop.test"); err != nil || !c.Own {
		t.Errorf("got %+v, %v", c, err)
	}
}

// TestChainOfNonsense: what cannot be asked for is not.
func TestChainOfNonsense(t *testing.T) {
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{"127.0.0.1:1"}})
	defer site.Close()
	if c, err := site.Chain(t.Context(), "A", strings.Repeat("x", 64)+".test"); cause(err) != Malformed {
		t.Errorf("got %+v, %v", c, err)
	}
	if used := site.Usage().Used.Queries; used != 0 {
		t.Errorf("%d questions were asked", used)
	}
}

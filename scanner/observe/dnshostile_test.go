package observe

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"
)

// TestHostileAnswers: whatever a shop's zone holds, it is bounded in questions and
// memory, and called what it is.
func TestHostileAnswers(t *testing.T) {
	each := func(n int, line string) []dns.RR {
		var out []dns.RR
		for i := range n {
			out = append(out, rrs(t, fmt.Sprintf(line, i))...)
		}
		return out
	}
	next := func(q *dns.Msg, _ bool) *dns.Msg { // an alias to a longer name, by itself
		name := q.Question[0].Name
		return reply(0, rrs(t, name+" 60 IN CNAME a"+name), nil)(q, false)
	}
	long := slices.Repeat([]string{strings.Repeat("x", 255)}, 250)
	for _, tt := range []struct {
		name    string
		typ     string
		answer  answerer
		cause   Cause
		words   string
		queries int // at most
		check   func(r *Records) bool
	}{
		{
			"64 KB of text", "TXT", reply(0, []dns.RR{&dns.TXT{Hdr: dns.RR_Header{Name: "shop.test.", Rrtype: dns.TypeTXT, Class: 1, Ttl: 60}, Txt: long}}, nil), "", "", 2,
			func(r *Records) bool { return len(r.Answers) == 1 && len(r.Answers[0].Value) == 250*255 },
		},
		{
			"text in pieces, not of ASCII", "TXT", reply(0, rrs(t, `shop.test. 60 IN TXT "v=spf1 caf" "\195" "\169 \255 -all"`), nil), "", "", 1,
			func(r *Records) bool { return r.Answers[0].Value == "v=spf1 caf\u00e9 \ufffd -all" },
		},
		{"mail servers without end", "MX", reply(0, each(3000, "shop.test. 60 IN MX %d m.shop.test."), nil), Malformed, "the name shop.test has more than 500 records of one kind", 2, nil},
		{"500 of them", "MX", reply(0, each(500, "shop.test. 60 IN MX %d m.shop.test."), nil), "", "", 2, func(r *Records) bool { return len(r.Answers) == 500 }},
		{"an alias to itself", "A", reply(0, rrs(t, "shop.test. 60 IN CNAME shop.test."), nil), DNS, "the name shop.test leads round in a circle", 1, nil},
		{"two that lead to each other", "A", reply(0, rrs(t, "shop.test. 60 IN CNAME b.test.", "b.test. 60 IN CNAME Shop.test."), nil), DNS, "leads round in a circle", 1, nil},
		{"aliases one by one, for ever", "A", next, DNS, "leads through more than 8 others", 9, nil},
		{
			"a thousand aliases", "A", reply(0, append(rrs(t, "shop.test. 60 IN CNAME n0.test."), each(1000, "n%[1]d.test. 60 IN CNAME n%[1]d.a.test.")...), nil), "", "", 4,
			func(r *Records) bool { return r.State == NoRecord && len(r.Aliases) == 2 },
		},
		{"a chain of nine", "A", reply(0, append(rrs(t, "shop.test. 60 IN CNAME n1.test."), chained(t, 9)...), nil), DNS, "leads through more than 8 others", 1, nil},
		{
			"an alias to nowhere", "A", reply(dns.RcodeNameError, rrs(t, "shop.test. 60 IN CNAME b.test."), nil), "", "", 1,
			func(r *Records) bool { return r.State == NoDomain && len(r.Aliases) == 1 },
		},
		{"records of strangers", "A", reply(0, each(400, "n%d.test. 60 IN A 192.0.2.66"), nil), "", "", 2, func(r *Records) bool { return r.State == NoRecord }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer := func(q *dns.Msg, tcp bool) *dns.Msg { // what does not fit a packet is not sent in one
				m := tt.answer(q, tcp)
				if !tcp && m.Len() > 1232 {
					m.Answer, m.Truncated = nil, true
				}
				m.Compress = true
				return m
			}
			site := Open(t.Context(), "shop.test", Options{Resolvers: []string{resolverFunc(t, answer)}})
			defer site.Close()
			r, err := site.Records(t.Context(), tt.typ, "shop.test")
			if failed(err) != tt.cause || err != nil && !strings.Contains(err.Error(), tt.words) {
				t.Fatalf("got %v, %q; want cause %q, %q", err, failed(err), tt.cause, tt.words)
			}
			if err == nil && !tt.check(r) {
				t.Errorf("got %d answers through %d aliases, %s", len(r.Answers), len(r.Aliases), r.State)
			}
			if err == nil && len(r.Evidence().Quote) > MaxQuote {
				t.Errorf("the evidence has %d bytes", len(r.Evidence().Quote))
			}
			if n := site.Usage().Used.Queries; n > tt.queries {
				t.Errorf("it took %d questions, want at most %d", n, tt.queries)
			}
		})
	}
}

// chained are aliases from n1.test onwards.
func chained(t *testing.T, n int) []dns.RR {
	var out []dns.RR
	for i := 1; i < n; i++ {
		out = append(out, rrs(t, fmt.Sprintf("n%d.test. 60 IN CNAME n%d.test.", i, i+1))...)
	}
	return out
}

// TestWildcard: a name that answers as every name does was made by nobody.
func TestWildcard(t *testing.T) {
	var asked atomic.Int32
	at := resolverFunc(t, func(q *dns.Msg, tcp bool) *dns.Msg {
		name, turn := q.Question[0].Name, asked.Add(1)
		switch {
		case name == "own.pool.test.":
			return reply(0, rrs(t, name+" 60 IN CNAME mine.cdn.test.", "mine.cdn.test. 60 IN TXT one"), nil)(q, tcp)
		case strings.HasSuffix(name, ".pool.test."): // one of many servers
			return reply(0, rrs(t, name+" 60 IN CNAME all.cdn.test.", fmt.Sprintf("all.cdn.test. 60 IN CNAME n%[1]d.cdn.test.", turn), fmt.Sprintf("n%[1]d.cdn.test. 60 IN TXT %[1]d", turn)), nil)(q, tcp)
		case name == "real.wild.test.":
			return reply(0, rrs(t, name+" 60 IN TXT real"), nil)(q, tcp)
		case name == "alias.wild.test.":
			return reply(0, rrs(t, name+" 60 IN CNAME x.test.", "x.test. 60 IN TXT everything"), nil)(q, tcp)
		case strings.HasSuffix(name, ".wild.test."):
			return reply(0, rrs(t, name+" 60 IN TXT everything"), nil)(q, tcp)
		}
		return reply(dns.RcodeNameError, nil, nil)(q, tcp)
	})
	site := Open(t.Context(), "shop.test", Options{Resolvers: []string{at}})
	defer site.Close()
	wild, err := site.Wildcard(t.Context(), "TXT", "Wild.test.")
	if err != nil || wild.State != Found {
		t.Fatalf("got %+v, %v", wild, err)
	}
	none, err := site.Wildcard(t.Context(), "TXT", "shop.test")
	if err != nil || none.State != NoDomain {
		t.Fatalf("got %+v, %v", none, err)
	}
	for name, want := range map[string]bool{"any.wild.test": true, "real.wild.test": false, "alias.wild.test": false, "any.shop.test": false} {
		r, err := site.Records(t.Context(), "TXT", name)
		if err != nil || r.Like(wild) != want || r.Like(none) {
			t.Errorf("%s: got %+v, %v; want it like the wildcard: %t", name, r, err, want)
		}
	}
	pool, err := site.Wildcard(t.Context(), "TXT", "pool.test")
	if err != nil || pool.State != Found {
		t.Fatalf("got %+v, %v", pool, err)
	}
	for name, want := range map[string]bool{"any.pool.test": true, "own.pool.test": false} {
		if r, err := site.Records(t.Context(), "TXT", name); err != nil || r.Like(pool) != want {
			t.Errorf("%s: got %+v, %v; want it like the wildcard: %t", name, r, err, want)
		}
	}
	again, err := Replay("shop.test", site.Looks()).Wildcard(t.Context(), "TXT", "wild.test")
	if err != nil || again.Name != wild.Name {
		t.Errorf("replayed: %+v, %v", again, err)
	}
}

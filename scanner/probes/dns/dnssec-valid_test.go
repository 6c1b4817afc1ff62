package dns

import (
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/observe/dnssec"
)

// signedBy is a zone whose signatures last from so many days ago to so many days
// hence.
func signedBy(zone string, from, until float64, algorithms ...int) dnssec.Link {
	at := func(days float64) time.Time { return noon.Add(time.Duration(days * float64(24*time.Hour))) }
	return dnssec.Link{Zone: zone, Algorithms: algorithms, From: at(-from), Until: at(until)}
}

func chained(question string, state dnssec.State, flaw dnssec.Flaw, zone string, links ...dnssec.Link) *observe.Chain {
	typ, name, _ := strings.Cut(question, " ")
	c := &observe.Chain{Type: typ, Name: name, At: noon, Chain: dnssec.Chain{State: state, Flaw: flaw, Zone: zone, Links: links}}
	if state != dnssec.Secure {
		c.Why = "something is amiss"
	}
	return c
}

func TestJudgeValidity(t *testing.T) {
	vouched := answer("DS shop.test", "1 13 2 ABCD")
	root, test := signedBy(".", 10, 10, 8), signedBy("test", 5, 5, 8)
	good := signedBy("shop.test", 10, 20, 13)
	secure := func(own dnssec.Link) *observe.Chain {
		return chained("SOA shop.test", dnssec.Secure, "", "shop.test", root, test, own)
	}
	broken := func(question, zone string) *observe.Chain {
		return chained(question, dnssec.Bogus, dnssec.Misfit, zone, root, test)
	}
	said := func(authenticated bool) *observe.Records {
		r := answer("SOA shop.test", "ns hostmaster 1")
		r.Authenticated = authenticated
		return r
	}
	silent := &observe.Failure{Cause: observe.Timeout, Words: "the name servers gave no answer in time"}
	for _, tt := range []struct {
		name    string
		v       validity
		want    scanner.Outcome
		cause   observe.Cause
		message string // part of it
	}{
		{"sound", validity{ds: vouched, chains: []*observe.Chain{secure(good)}}, scanner.Pass, "", "hold, checked from"},
		{"kept back, but sound when looked at", validity{chains: []*observe.Chain{secure(good)}}, scanner.Pass, "", "hold"},
		{"not signed", validity{ds: answer("DS shop.test")}, scanner.NotApplicable, "", "vouches for no signatures"},
		{"no such name", validity{ds: missing("DS shop.test")}, scanner.Unknown, observe.NoName, "does not exist"},
		{"no answer about keys", validity{err: silent}, scanner.Unknown, observe.Timeout, "in time"},
		{"one answer missing", validity{ds: vouched, chains: []*observe.Chain{secure(good)}, err: silent}, scanner.Unknown, observe.Timeout, "in time"},
		{"one answer missing, another broken", validity{ds: vouched, chains: []*observe.Chain{broken("MX shop.test", "shop.test")}, err: silent}, scanner.Fail, "", "something is amiss"},
		{"broken", validity{ds: vouched, chains: []*observe.Chain{secure(good), broken("A www.shop.test", "shop.test")}}, scanner.Fail, "", "do not hold, so whoever checks them cannot reach www.shop.test: something"},
		{"broken for mail", validity{ds: vouched, chains: []*observe.Chain{secure(good), broken("MX shop.test", "shop.test")}}, scanner.Fail, "", "cannot send it mail: something"},
		{"broken for certificates", validity{ds: vouched, chains: []*observe.Chain{secure(good), broken("CAA shop.test", "shop.test")}}, scanner.Fail, "", "cannot issue certificates for it: something"},
		{"broken in all", validity{ds: vouched, chains: []*observe.Chain{broken("SOA shop.test", "shop.test")}}, scanner.Fail, "", "cannot reach it: something"},
		{"broken in a zone of its own below", validity{ds: vouched, chains: []*observe.Chain{secure(good), broken("A www.shop.test", "www.shop.test")}}, scanner.Fail, "", "do not hold"},
		{"broken, though the resolver says not", validity{ds: vouched, chains: []*observe.Chain{broken("SOA shop.test", "shop.test")}, plain: said(true)}, scanner.Unknown, observe.Inconsistent, "while the resolver says"},
		{"broken, and kept back", validity{ds: vouched, chains: []*observe.Chain{secure(good), broken("MX shop.test", "shop.test")}, kept: true}, scanner.Fail, "", "do not hold"},
		{"a signature is missing", validity{ds: vouched, chains: []*observe.Chain{chained("MX shop.test", dnssec.Bogus, dnssec.Unsigned, "shop.test")}, plain: said(false)}, scanner.Warn, "", "not complete"},
		{"a proof is missing", validity{ds: vouched, chains: []*observe.Chain{chained("MX shop.test", dnssec.Bogus, dnssec.NoProof, "shop.test")}, plain: said(false)}, scanner.Warn, "", "not complete"},
		{"a proof is missing, and the answer is kept back", validity{ds: vouched, chains: []*observe.Chain{chained("MX shop.test", dnssec.Bogus, dnssec.NoProof, "shop.test")}, kept: true}, scanner.Fail, "", "do not hold"},
		{"the zone above is broken", validity{ds: vouched, chains: []*observe.Chain{broken("SOA shop.test", "test")}, plain: said(false)}, scanner.Unknown, observe.DNS, "could not be checked from here"},
		{"a name that only ends alike is broken", validity{ds: vouched, chains: []*observe.Chain{secure(good), broken("A www.shop.test", "myshop.test")}, plain: said(false)}, scanner.Unknown, observe.DNS, "could not be checked"},
		{"stripped", validity{ds: vouched, chains: []*observe.Chain{chained("SOA shop.test", dnssec.Indeterminate, dnssec.Unsigned, ".")}, plain: said(false)}, scanner.Unknown, observe.DNS, "does not say that it checked"},
		{"stripped, and checked by the resolver", validity{ds: vouched, chains: []*observe.Chain{chained("SOA shop.test", dnssec.Indeterminate, dnssec.Unsigned, ".")}, plain: said(true)}, scanner.Unknown, observe.DNS, "its word alone"},
		{"stripped, and kept back", validity{ds: vouched, chains: []*observe.Chain{chained("SOA shop.test", dnssec.Indeterminate, dnssec.Unsigned, ".")}}, scanner.Unknown, observe.DNS, "gives no answer without them"},
		{"unknown methods", validity{ds: vouched, chains: []*observe.Chain{chained("SOA shop.test", dnssec.Insecure, dnssec.Strange, "shop.test", root, test)}, plain: said(false)}, scanner.Unknown, observe.Malformed, "something is amiss"},
		{"in nobody's zone", validity{ds: vouched}, scanner.Unknown, observe.NotFound, "no answer comes"},
		{"SHA-1", validity{ds: vouched, chains: []*observe.Chain{secure(signedBy("shop.test", 10, 20, 5))}}, scanner.Warn, "", "SHA-1"},
		{"SHA-1 with NSEC3", validity{ds: vouched, chains: []*observe.Chain{secure(signedBy("shop.test", 10, 20, 5, 7))}}, scanner.Warn, "", "SHA-1"},
		{"SHA-1 beside better", validity{ds: vouched, chains: []*observe.Chain{secure(signedBy("shop.test", 10, 20, 7, 8))}}, scanner.Pass, "", "hold"},
		{"SHA-1 above is not the shop's", validity{ds: vouched, chains: []*observe.Chain{chained("SOA shop.test", dnssec.Secure, "", "shop.test", root, signedBy("test", 5, 5, 7), good)}}, scanner.Pass, "", "hold"},
		{"running out", validity{ds: vouched, chains: []*observe.Chain{secure(signedBy("shop.test", 28, 2, 13))}}, scanner.Warn, "", "run out on 24 November 2026 at 12:00 UTC"},
		{"running out in one answer of two", validity{ds: vouched, chains: []*observe.Chain{secure(good), secure(signedBy("shop.test", 28, 2, 13))}}, scanner.Warn, "", "run out"},
		{"running out above", validity{ds: vouched, chains: []*observe.Chain{chained("SOA shop.test", dnssec.Secure, "", "shop.test", signedBy(".", 20, 1, 8), test, good)}}, scanner.Pass, "", "hold"},
		{"three days left", validity{ds: vouched, chains: []*observe.Chain{secure(signedBy("shop.test", 27, 3, 13))}}, scanner.Pass, "", "hold"},
		{"signed for each answer, for two days", validity{ds: vouched, chains: []*observe.Chain{secure(signedBy("shop.test", 1, 1, 13))}}, scanner.Pass, "", "hold"},
		{"signed each week, and late", validity{ds: vouched, chains: []*observe.Chain{secure(signedBy("shop.test", 6, 1, 13))}}, scanner.Warn, "", "run out"},
		{"much hashing", validity{ds: vouched, chains: []*observe.Chain{secure(good), chained("CAA shop.test", dnssec.Insecure, dnssec.Costly, "shop.test", root, test, good)}}, scanner.Warn, "", "so much hashing"},
		{"much hashing at a platform", validity{ds: vouched, chains: []*observe.Chain{secure(good), chained("A www.shop.test", dnssec.Insecure, dnssec.Costly, "platform.example", root, test, good)}}, scanner.Pass, "", "hold"},
		{"more than is read", validity{ds: vouched, chains: []*observe.Chain{secure(good), chained("MX shop.test", dnssec.Indeterminate, dnssec.Unread, "shop.test", root, test, good)}, plain: said(false)}, scanner.Unknown, observe.Malformed, "something is amiss"},
		{"a platform that is not signed", validity{ds: vouched, chains: []*observe.Chain{secure(good), chained("A www.shop.test", dnssec.Insecure, "", "platform.example", root, test, good)}}, scanner.Pass, "", "hold"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.v.domain = "shop.test"
			f := judgeValidity(tt.v)
			if f.Outcome != tt.want || f.Cause != tt.cause || !strings.Contains(f.Message, tt.message) || f.Subject != "DNSSEC shop.test" {
				t.Errorf("judgeValidity = %+v, want %s %s, %q", f, tt.want, tt.cause, tt.message)
			}
			if (f.Outcome == scanner.Pass || f.Outcome == scanner.Fail) && len(f.Evidence) == 0 {
				t.Error("no evidence")
			}
		})
	}
}

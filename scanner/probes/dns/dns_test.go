package dns

import (
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// answer is a resolver's answer: "NS shop.test" with values, or with no record
// if there are none.
func answer(question string, values ...string) *observe.Records {
	typ, name, _ := strings.Cut(question, " ")
	r := &observe.Records{Type: typ, Name: name, State: observe.NoRecord, At: noon}
	for _, v := range values {
		record := observe.Record{Value: v}
		if typ == "CAA" {
			record.Fields = strings.SplitN(v, " ", 3)
		}
		r.State = observe.Found
		r.Answers = append(r.Answers, record)
	}
	return r
}

func missing(question string) *observe.Records {
	r := answer(question)
	r.State = observe.NoDomain
	return r
}

func TestJudgeZone(t *testing.T) {
	soa, ns, a := answer("SOA shop.test", "ns hostmaster 1"), answer("NS shop.test", "ns.shop.test"), answer("A www.shop.test", "192.0.2.1")
	control := answer("NS test", "ns.test")
	broken := &observe.Failure{Cause: observe.DNS, Words: "the name servers answered with an error (SERVFAIL) for shop.test"}
	late := &observe.Failure{Cause: observe.Timeout, Words: "the name servers gave no answer in time"}
	forged := &observe.Failure{Cause: observe.DNSBogus, Words: "resolvers keep the answer for shop.test back, because its signatures do not hold"}
	refused := &observe.Failure{Cause: observe.DNSRefused, Words: "the resolver refuses to answer for shop.test"}
	for _, tt := range []struct {
		name    string
		answers []*observe.Records
		errs    []error
		control *observe.Records
		want    scanner.Outcome
		cause   observe.Cause
	}{
		{"all answered", []*observe.Records{soa, ns, a}, nil, nil, scanner.Pass, ""},
		{"a name in a platform's zone", []*observe.Records{answer("SOA shop.test"), answer("NS shop.test"), a}, nil, nil, scanner.Pass, ""},
		{"no address is no fault of the zone", []*observe.Records{soa, ns, answer("A www.shop.test")}, nil, nil, scanner.Pass, ""},
		{"not registered", []*observe.Records{missing("SOA shop.test"), missing("NS shop.test"), missing("A www.shop.test")}, nil, nil, scanner.Fail, ""},
		{"denied, and yet there", []*observe.Records{missing("SOA shop.test"), ns, a}, nil, nil, scanner.Pass, ""},
		{"one broken", []*observe.Records{soa, a}, []error{broken}, nil, scanner.Warn, ""},
		{"all broken, others work", nil, []error{broken, broken, broken}, control, scanner.Fail, ""},
		{"all broken, and so are others", nil, []error{broken, broken, broken}, nil, scanner.Unknown, observe.DNS},
		{"all kept back for their signatures", nil, []error{forged, forged, forged}, control, scanner.Fail, ""},
		{"some kept back for their signatures", []*observe.Records{soa, ns}, []error{forged}, nil, scanner.Warn, ""},
		{"a resolver that refuses proves nothing", nil, []error{refused, refused, refused}, control, scanner.Unknown, observe.DNSRefused},
		{"a time-out proves nothing", nil, []error{broken, late, broken}, control, scanner.Unknown, observe.Timeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			z := zone{apex: "shop.test", control: tt.control}
			for _, r := range tt.answers {
				z.add(r, nil)
			}
			for _, err := range tt.errs {
				z.add(nil, err)
			}
			f := judgeZone(z)
			if f.Outcome != tt.want || f.Cause != tt.cause || f.Subject != "shop.test" {
				t.Errorf("judgeZone = %+v, want %s %s", f, tt.want, tt.cause)
			}
			if (f.Outcome == scanner.Pass || f.Outcome == scanner.Fail) && len(f.Evidence) == 0 {
				t.Error("no evidence")
			}
		})
	}
}

func TestJudgeDNSSEC(t *testing.T) {
	soa := answer("SOA shop.test", "ns hostmaster 1")
	for _, tt := range []struct {
		name          string
		ds, soa, keys *observe.Records
		want          scanner.Outcome
	}{
		{"signed", answer("DS shop.test", "1 13 2 ABCD"), nil, nil, scanner.Pass},
		{"unsigned", answer("DS shop.test"), soa, answer("DNSKEY shop.test"), scanner.Warn},
		{"unsigned, as far as was heard", answer("DS shop.test"), soa, nil, scanner.Warn},
		{"signed, and not vouched for", answer("DS shop.test"), soa, answer("DNSKEY shop.test", "257 3 13 AAAA"), scanner.Warn},
		{"no zone of its own", answer("DS shop.test"), answer("SOA shop.test"), answer("DNSKEY shop.test"), scanner.NotApplicable},
		{"no such name", missing("DS shop.test"), nil, nil, scanner.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if f := judgeDNSSEC(tt.ds, tt.soa, tt.keys); f.Outcome != tt.want || f.Subject != "DS shop.test" {
				t.Errorf("judgeDNSSEC = %+v, want %s", f, tt.want)
			}
		})
	}
}

// No probe may take a resolver's silence for a missing record.
func TestSilence(t *testing.T) {
	for _, p := range All {
		found, err := p.Run(t.Context(), observe.Replay("www.example.com", nil))
		if err != nil || len(found) != 1 || found[0].Outcome != scanner.Unknown || found[0].Cause != observe.NotRecorded {
			t.Errorf("%s without any answer: %+v, %v; want unknown", p.ID, found, err)
		}
	}
}

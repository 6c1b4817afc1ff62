package mail

import (
	"fmt"
	"strings"
	"testing"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestSPFValid(t *testing.T) {
	terms := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, " exists:%%{i}.x%d.test", i)
		}
		return "v=spf1" + b.String() + " -all"
	}
	gone := func(names ...string) (out []*observe.Records) {
		for _, n := range names {
			out = append(out, answer("A "+n), answer("AAAA "+n))
		}
		return out
	}
	txt := func(name, text string) *observe.Records { return answer("TXT "+name, text) }
	for _, tt := range []struct {
		name    string
		record  string
		more    []*observe.Records
		want    scanner.Outcome
		message string // some of it
	}{
		{"none", terms(0), nil, scanner.Pass, "asks for none of the 10"},
		{"eight", terms(8), nil, scanner.Pass, "asks for 8 of the 10"},
		{"nine", terms(9), nil, scanner.Warn, "asks for 9 of the 10 lookups that mail services make, and two more"},
		{"ten", terms(10), nil, scanner.Warn, "asks for 10 of the 10 lookups that mail services make, and one more"},
		{"eleven", terms(11), nil, scanner.Fail, "asks for 11 lookups; mail services stop at 10 and then ignore it."},
		{"two that are gone", "v=spf1 a:x.test a:y.test -all", gone("x.test", "y.test"), scanner.Pass, "asks for 2"},
		{"three that are gone", "v=spf1 a:x.test a:y.test a:z.test -all", gone("x.test", "y.test", "z.test"), scanner.Fail, "names 3 places where nothing is; mail services stop after 2"},
		{"a slip", "v=spf1 mx -al", nil, scanner.Fail, `its part "-al" is no word of such lists, at character 11.`},
		{"a slip further down", "v=spf1 include:b.test -all", []*observe.Records{txt("b.test", "v=spf1 ip4:192.0.2 -all")}, scanner.Fail, `that of b.test, whose part "ip4:192.0.2" has something that is no IPv4 address, at character 12.`},
		{"a slip where nobody comes", "v=spf1 -all include:b.test", nil, scanner.Pass, "none of the 10"},
		{"an include of nothing", "v=spf1 include:b.test -all", []*observe.Records{answer("TXT b.test")}, scanner.Fail, "leads to that of b.test, where there is none"},
		{"a redirect to something else", "v=spf1 redirect=b.test", []*observe.Records{txt("b.test", "hello")}, scanner.Fail, "leads to that of b.test, where there is none"},
		{"an include of two", "v=spf1 include:b.test -all", []*observe.Records{answer("TXT b.test", "v=spf1 -all", "v=spf1 mx -all")}, scanner.Fail, "leads to that of b.test, which has more than one"},
		{"itself", "v=spf1 include:shop.test -all", nil, scanner.Fail, "leads back to itself, so that mail services give up: shop.test, then shop.test."},
		{"the limit comes before the slip", strings.TrimSuffix(terms(10), " -all") + " include:b.test -all", []*observe.Records{txt("b.test", "v=spf1 oops")}, scanner.Fail, "asks for 11 lookups"},
		{"the slip comes before the limit", "v=spf1 include:b.test" + strings.TrimPrefix(terms(10), "v=spf1"), []*observe.Records{txt("b.test", "v=spf1 oops")}, scanner.Fail, `whose part "oops"`},
		{"nobody answers for an include", "v=spf1 include:b.test -all", nil, scanner.Unknown, "Could not be judged"},
		{"nobody answers for an address", "v=spf1 a:b.test -all", nil, scanner.Unknown, "Could not be judged"},
		{"and it is too long without it", strings.Replace(terms(11), " -all", " include:b.test -all", 1), nil, scanner.Fail, "at least 12 lookups"},
		{"a macro leads away", "v=spf1 include:%{i}.b.test -all", nil, scanner.Pass, "at least 1 of the 10"},
		{"ptr", "v=spf1 ptr -all", nil, scanner.Warn, `relies on "ptr", a part that is given up`},
		{"ptr further down", "v=spf1 include:b.test -all", []*observe.Records{txt("b.test", "v=spf1 ?ptr:c.test")}, scanner.Warn, `leads to that of b.test, which relies on "?ptr:c.test", a part that is given up`},
		{"an equals sign", "v=spf1 ip4=192.0.2.1 -all", nil, scanner.Warn, `has the part "ip4=192.0.2.1", which does nothing`},
		{"a modifier that nobody knows", "v=spf1 ra=postmaster -all", nil, scanner.Pass, "none of the 10"},
		{"450 bytes", "v=spf1 x=" + strings.Repeat("y", 450-9-9-5) + " -all", nil, scanner.Pass, "none of the 10"},
		{"451 bytes", "v=spf1 x=" + strings.Repeat("y", 451-9-9-5) + " -all", nil, scanner.Warn, "takes 451 bytes"},
		{"another version", "v=spf2.0/pra -all", nil, scanner.NotApplicable, "no single list"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answers := append(tt.more, answer("MX shop.test", "10 mail.shop.test"), txt("shop.test", tt.record), answer("A mail.shop.test", "192.0.2.25"))
			f := run(t, SPFValid, site(t, "shop.test", answers...))[0]
			if f.Outcome != tt.want || !strings.Contains(f.Message, tt.message) || f.Subject != "TXT shop.test" || len(f.Evidence) == 0 {
				t.Errorf("found %+v, want %s: %s", f, tt.want, tt.message)
			}
		})
	}
}

// TestSPFCosts: what is shown of a tree is bounded and fit to print, whatever is
// in it.
func TestSPFCosts(t *testing.T) {
	many := "v=spf1"
	for i := range 1000 {
		many += fmt.Sprintf(" include:i%d.test", i)
	}
	for _, tt := range []struct {
		name, record string
		more         []*observe.Records
		want         []string // lines that are among them
		most         int
	}{
		{"a thousand", many, nil, []string{
			"at least 1000 of 10 lookups: include:i0.test 1, ", "1. include:i0.test: 1, not followed", "40. include:i39.test: 1, not followed", "and 960 more", "all texts at shop.test take ",
		}, maxCosts + 4},
		{"twenty", "v=spf1" + many[len("v=spf1"):strings.Index(many, " include:i20.")], []*observe.Records{answer("TXT i0.test", "v=spf1 a:a.test/24 -all"), answer("A a.test", "192.0.2.1")}, []string{
			"at least 21 of 10 lookups", "1. include:i0.test: 2", "2. > a:a.test/24: 1, not followed", "3. include:i1.test: 1, the name servers gave no answer",
		}, 24},
		{"long words", "v=spf1 a:" + strings.Repeat("b.", 30_000) + "test include:%{d}" + strings.Repeat("%{h}", 15_000), nil, []string{"at least 2 of 10 lookups: a:b.b"}, 5},
		{"not for a terminal", "v=spf1 a:%{d2}\u202e.test -all", nil, nil, 1},
		{"all texts", "v=spf1 -all", nil, []string{"none of 10 lookups"}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answers := append(tt.more, answer("MX shop.test", "10 mail.shop.test"), answer("TXT shop.test", tt.record))
			f := run(t, SPFValid, site(t, "shop.test", answers...))[0]
			var all []string
			for _, e := range f.Evidence {
				all = append(all, e.Quote)
				if observe.Printable(e.Quote) != e.Quote || e.Source == "" || e.At.IsZero() {
					t.Errorf("evidence is not fit to print: %+v", e)
				}
			}
			for _, line := range tt.want {
				if !strings.Contains(strings.Join(all, "\n"), "\n"+line) {
					t.Errorf("no line %q in:\n%s", line, strings.Join(all, "\n"))
				}
			}
			if len(all) > tt.most || len(f.Message) > 1000 {
				t.Errorf("%d lines and a message of %d bytes", len(all), len(f.Message))
			}
		})
	}
}

package spf

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// world reads "name TYPE value" lines; a name with "silent" for a type answers no
// question.
func world(lines string) internet {
	net := make(internet)
	for line := range strings.SplitSeq(lines, "\n") {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		typ, value, _ := strings.Cut(rest, " ")
		at, ok := net[name]
		if !ok {
			at = place{records: make(map[string][]string)}
		}
		if typ == "silent" {
			at.silent = true
		} else if typ != "" {
			at.add(typ, value)
		}
		net[name] = at
	}
	return net
}

// A log notes what a Resolver is asked.
type log struct {
	mu    sync.Mutex
	asked []string
}

func (l *log) of(ask Resolver) Resolver {
	return func(ctx context.Context, typ, name string) ([]string, State, error) {
		l.mu.Lock()
		l.asked = append(l.asked, typ+" "+name)
		l.mu.Unlock()
		return ask(ctx, typ, name)
	}
}

// shape writes a tree as lines: what each step costs, and what is the matter.
func shape(t *Tree) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d lookups, %d void", t.Lookups, t.Voids)
	if t.Partial {
		b.WriteString(", at least")
	}
	if t.Root.Problem != "" {
		b.WriteString(", " + string(t.Root.Problem))
	}
	for path, s := range t.All() {
		fmt.Fprintf(&b, "\n%d%s%s %d", s.Number, strings.Repeat(" ", len(path)), s.Text, s.Lookups)
		if s.Void {
			b.WriteString(" void")
		}
		if s.Problem != "" {
			b.WriteString(" " + string(s.Problem))
		}
		if s.Next != nil && s.Next.Problem != "" {
			b.WriteString(" " + string(s.Next.Problem))
		}
	}
	return b.String()
}

// ten writes something ten times, with the numbers from 0 and from 1.
func ten(begin, format, end string) string {
	for i := range 10 {
		begin += fmt.Sprintf(format, i, i+1)
	}
	return begin + end
}

func TestWalk(t *testing.T) {
	for _, tt := range []struct{ name, zone, want string }{
		{"no lookups", "a.test TXT v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 x=y exp=gone.test -all", "0 lookups, 0 void"},
		{"each kind once", `a.test TXT v=spf1 a mx ptr exists:e.test include:i.test redirect=r.test
			a.test A 192.0.2.1
			a.test MX m.test
			m.test AAAA 2001:db8::1
			e.test A 127.0.0.2
			i.test TXT v=spf1 a:m.test ~all
			r.test TXT x
			r.test TXT V=SPF1 -all`, "7 lookups, 0 void\n1 a 1\n2 mx 1\n3 ptr 1 obsolete\n4 exists:e.test 1\n5 include:i.test 2\n6  a:m.test 1\n7 redirect=r.test 1"},
		{"behind all", "a.test TXT v=spf1 a:gone.test -all mx include:b.test redirect=c.test", "1 lookups, 1 void\n1 a:gone.test 1 void"},
		{"a redirect in front of all", "a.test TXT v=spf1 redirect=gone.test a ~all\na.test A 192.0.2.1", "1 lookups, 0 void\n1 a 1"},
		{"behind an include's all", "a.test TXT v=spf1 include:b.test -all\nb.test TXT v=spf1 ?all include:c.test", "1 lookups, 0 void\n1 include:b.test 1"},
		{"the redirect is last", "a.test TXT v=spf1 redirect=b.test exists:b.test\nb.test TXT v=spf1 -all\nb.test A 192.0.2.1", "2 lookups, 0 void\n1 exists:b.test 1\n2 redirect=b.test 1"},
		{"void by what is there", `a.test TXT v=spf1 a mx mx:n.test a:four.test a:six.test exists:six.test exists:%{i}.x.test a:%{h} include:b.test -all
			n.test MX .
			b.test A 192.0.2.1
			four.test A 192.0.2.1
			six.test AAAA 2001:db8::1`, "9 lookups, 4 void\n1 a 1 void\n2 mx 1 void\n3 mx:n.test 1\n4 a:four.test 1\n5 a:six.test 1\n6 exists:six.test 1 void\n7 exists:%{i}.x.test 1 varying\n8 a:%{h} 1 varying\n9 include:b.test 1 void missing"},
		{"a server without an address, counted once", "a.test TXT v=spf1 mx -all\na.test MX gone.test\na.test MX too.test\na.test MX m.test\nm.test A 192.0.2.1", "1 lookups, 1 void\n1 mx 1 void"},
		{"and whatever the next one has", "a.test TXT v=spf1 mx -all\na.test MX gone.test\na.test MX m.test\nm.test AAAA 2001:db8::1", "1 lookups, 1 void\n1 mx 1 void"},
		{"ten names of the newer kind", ten("a.test TXT v=spf1", " a:m%[1]d.test", "") + ten("", "\nm%[1]d.test AAAA 2001:db8::1", ""), ten("10 lookups, 0 void", "\n%[2]d a:m%[1]d.test 1", "")},
		{"eleven servers", "a.test TXT v=spf1 mx -all" + strings.Repeat("\na.test MX m.test", 11), "1 lookups, 0 void\n1 mx 1 crowded"},
		{"ten servers", "a.test TXT v=spf1 mx -all\nm.test A 192.0.2.1" + strings.Repeat("\na.test MX m.test", 10), "1 lookups, 0 void\n1 mx 1"},
		{"macros that are known", `a.test TXT v=spf1 redirect=%{d}.x.test
			a.test.x.test TXT v=spf1 include:%{o}.%{d1}.y.test a:%{dr} -all
			a.test.test.y.test TXT v=spf1 -all
			test.x.test.a A 192.0.2.1`, "3 lookups, 0 void\n1 redirect=%{d}.x.test 3\n2  include:%{o}.%{d1}.y.test 1\n3  a:%{dr} 1"},
		{"macros that are not", "a.test TXT v=spf1 include:%{i}.b.test redirect=%{h}", "2 lookups, 0 void, at least\n1 include:%{i}.b.test 1 varying\n2 redirect=%{h} 1 varying"},
		{"a name that cannot be asked for", "a.test TXT v=spf1 a:b..c.test include:" + strings.Repeat("x", 64) + ".test -all", "2 lookups, 0 void\n1 a:b..c.test 1\n2 include:" + strings.Repeat("x", 64) + ".test 1 missing"},
		{"itself", "a.test TXT v=spf1 include:A.Test. -all", "1 lookups, 0 void\n1 include:A.Test. 1 circular"},
		{"a circle", "a.test TXT v=spf1 include:b.test ~all\nb.test TXT v=spf1 redirect=c.test\nc.test TXT v=spf1 include:b.test", "3 lookups, 0 void\n1 include:b.test 3\n2  redirect=c.test 2\n3   include:b.test 1 circular"},
		{"twice is no circle", "a.test TXT v=spf1 include:b.test include:b.test ~all\nb.test TXT v=spf1 exists:a.test\na.test A 192.0.2.1", "4 lookups, 0 void\n1 include:b.test 2\n2  exists:a.test 1\n3 include:b.test 2\n4  exists:a.test 1"},
		{"bad records", "a.test TXT v=spf1 include:b.test include:c.test include:d.test -all\nb.test TXT v=spf1 oops\nc.test TXT v=spf1\nc.test TXT v=spf1 -all\nd.test TXT v=spf1;", "3 lookups, 0 void\n1 include:b.test 1 broken\n2 include:c.test 1 several\n3 include:d.test 1 missing"},
		{"silence", "a.test TXT v=spf1 include:b.test mx:m.test a:b.test exists:b.test mx:b.test -all\nb.test silent\nm.test MX b.test", "5 lookups, 0 void, at least\n1 include:b.test 1 silent\n2 mx:m.test 1 silent\n3 a:b.test 1 silent\n4 exists:b.test 1 silent\n5 mx:b.test 1 silent"},
		{"no record", "a.test TXT hello", "0 lookups, 0 void, missing"},
		{"no name", "", "0 lookups, 0 void, missing"},
		{"two records", "a.test TXT v=spf1\na.test TXT v=spf1 -all", "0 lookups, 0 void, several"},
		{"a broken record", "a.test TXT v=spf1 mx -al", "0 lookups, 0 void, broken"},
		{"a silent domain", "a.test silent", "0 lookups, 0 void, at least, silent"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, shape(Walk(t.Context(), world(tt.zone).resolve, "A.test"))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSuiteWalked: wherever a mail of the public test suite meets a record that
// cannot be used, the walk of its domain says so, unless that depends on the mail.
func TestSuiteWalked(t *testing.T) {
	seen := 0
	for s := range suite(t) {
		net := suiteNet(t, s)
		for name, tt := range s.Tests {
			domain := tt.MailFrom[strings.LastIndexByte(tt.MailFrom, '@')+1:]
			if !slices.Contains(tt.Result, string(PermError)) || len(tt.Result) > 1 || domain == "" {
				continue
			}
			seen++
			if tree := Walk(t.Context(), net.resolve, domain); usable(tree) {
				t.Errorf("%s/%s: the walk finds nothing:\n%s", s.Description, name, shape(tree))
			}
		}
	}
	if seen < 70 {
		t.Errorf("only %d cases were walked", seen)
	}
}

// usable reports whether nothing in a tree has mail servers ignore the record.
func usable(t *Tree) bool {
	useless := []Problem{Missing, Several, Broken, Circular, Crowded}
	for _, s := range t.All() {
		if slices.Contains(useless, s.Problem) || s.Next != nil && slices.Contains(useless, s.Next.Problem) {
			return false
		}
	}
	return !slices.Contains(useless, t.Root.Problem) && t.Lookups <= MaxLookups && t.Voids <= MaxVoids
}

// TestRoundTrips: what is named together is asked for together.
func TestRoundTrips(t *testing.T) {
	const trip = 50 * time.Millisecond
	wide := "a.test TXT v=spf1"
	for i := range 10 {
		wide += fmt.Sprintf(" mx:m%d.test", i)
	}
	for i := range 10 {
		wide += fmt.Sprintf("\nm%d.test MX h%d.test\nh%d.test A 192.0.2.1", i, i, i)
	}
	for _, tt := range []struct {
		name, zone string
		trips      int
	}{
		{"nothing more", "a.test TXT v=spf1 -all", 1},
		{"ten mail servers", wide, 3},
		{"three levels", `a.test TXT v=spf1 mx include:b.test include:c.test include:d.test -all
			a.test MX m.test
			m.test A 192.0.2.1
			b.test TXT v=spf1 include:b1.test include:b2.test include:b3.test ~all
			b1.test TXT v=spf1 -all
			b2.test TXT v=spf1 -all
			b3.test TXT v=spf1 -all
			c.test TXT v=spf1 include:c1.test -all
			c1.test TXT v=spf1 include:c2.test -all
			c2.test TXT v=spf1 a:m.test -all
			d.test TXT v=spf1 -all`, 4},
		{"six levels", chain(6) + "\na6.test TXT v=spf1 a:m0.test a:m1.test a:m2.test a:m3.test -all\nm0.test A 192.0.2.1\nm1.test A 192.0.2.1\nm2.test A 192.0.2.1\nm3.test A 192.0.2.1", 8},
		{"one under the other", chain(10) + "\na10.test TXT v=spf1 -all", 11}, // only the last one names the next
	} {
		synctest.Test(t, func(t *testing.T) {
			net := world(tt.zone)
			begun := time.Now()
			tree := Walk(t.Context(), func(ctx context.Context, typ, name string) ([]string, State, error) {
				time.Sleep(trip)
				return net.resolve(ctx, typ, name)
			}, strings.Fields(tt.zone)[0])
			if took := time.Since(begun); took > time.Duration(tt.trips)*trip || tree.Lookups > MaxLookups || !usable(tree) {
				t.Errorf("%s: %s, %d round trips at most:\n%s", tt.name, took, tt.trips, shape(tree))
			}
		})
	}
}

// chain is records that each include the next, from a0.test to that before
// a<n>.test.
func chain(n int) string {
	var lines []string
	for i := range n {
		lines = append(lines, fmt.Sprintf("a%d.test TXT v=spf1 include:a%d.test ~all", i, i+1))
	}
	return strings.Join(lines, "\n")
}

// TestHostile: whatever a domain's name servers say, a walk ends, after no more
// questions than it may ask, with the same result whichever answer comes first.
func TestHostile(t *testing.T) {
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	always := func(text func(name string) string) Resolver {
		return func(_ context.Context, typ, name string) ([]string, State, error) {
			switch typ {
			case "TXT":
				return []string{text(name)}, Found, nil
			case "MX":
				return strings.Fields(many(" h%d."+name, 10)), Found, nil
			}
			return []string{"192.0.2.1"}, Found, nil
		}
	}
	fixed := func(text string) Resolver { return always(func(string) string { return text }) }
	for _, tt := range []struct {
		name   string
		ask    Resolver
		least  int // lookups
		asked  int // questions at most
		usable bool
	}{
		{"a thousand includes", fixed("v=spf1" + many(" include:i%d.test", 1000) + " -all"), 1000, 1, false},
		{"a thousand includes that are gone", Resolver(func(_ context.Context, _, name string) ([]string, State, error) {
			if name == "a.test" {
				return []string{"v=spf1" + many(" include:i%d.test", 1000)}, Found, nil
			}
			return nil, NoName, nil
		}), 1000, 1, false},
		{"twenty includes that are gone", Resolver(func(_ context.Context, _, name string) ([]string, State, error) {
			if name == "a.test" {
				return []string{"v=spf1" + many(" include:i%d.test", 20)}, Found, nil
			}
			return nil, NoName, nil
		}), 20, 21, false},
		{"deeper and deeper", always(func(name string) string { return "v=spf1 include:x." + name }), 11, 11, false},
		{"deeper by what is known", fixed("v=spf1 redirect=x.%{d}"), 11, 11, false},
		{"wider and deeper", always(func(name string) string { return "v=spf1 include:x." + name + " include:y." + name }), 30, 15, false},
		{"the same ones over and over", always(func(name string) string {
			return "v=spf1" + strings.Repeat(" include:x"+name, 20)
		}), 420, 2, false},
		{"64 KB of a", fixed("v=spf1" + strings.Repeat(" a", 32_000)), 32_000, 1, false},
		{"64 KB of mx", fixed("v=spf1" + many(" mx:m%d.test", 5000)), 5000, 1, false},
		{"twenty mx of ten servers, and addresses of no kind", Resolver(func(ctx context.Context, typ, name string) ([]string, State, error) {
			if typ == "A" || typ == "AAAA" {
				return nil, NoRecord, nil
			}
			return fixed("v=spf1"+many(" mx:m%d.test", 20))(ctx, typ, name)
		}), 20, 1 + 20 + maxHosts, false},
		{"twenty names without addresses", Resolver(func(ctx context.Context, typ, name string) ([]string, State, error) {
			if typ == "A" || typ == "AAAA" {
				return nil, NoRecord, nil
			}
			return fixed("v=spf1"+many(" a:m%d.test", 20))(ctx, typ, name)
		}), 20, maxQuestions, false},
		{"ten mx of ten servers", fixed("v=spf1" + many(" mx:m%d.test", 10)), 10, 1 + 10 + maxHosts, true},
		{"64 KB of one term", fixed("v=spf1 a:" + strings.Repeat("b.", 32_000) + "test -all"), 1, 2, true},
		{"64 KB of errors", fixed("v=spf1" + strings.Repeat(" \xff", 32_000)), 0, 1, false},
		{"64 KB of macros", fixed("v=spf1 a:" + strings.Repeat("%{d}", 16_000)), 1, 2, true},
		{"everything is there", fixed("v=spf1 include:%{d} a mx -all"), 3, 3 + 10, false},
		{"nobody answers", Resolver(func(context.Context, string, string) ([]string, State, error) { return nil, "", errors.New("no") }), 0, 1, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked log
			tree := Walk(t.Context(), asked.of(tt.ask), "a.test")
			if tree.Lookups < tt.least || len(asked.asked) > tt.asked || usable(tree) != tt.usable {
				t.Errorf("%d lookups and %d questions, want at least %d and at most %d", tree.Lookups, len(asked.asked), tt.least, tt.asked)
			}
			steps := 0
			for range tree.All() {
				steps++
			}
			if steps > (1+maxLookups)*maxSteps {
				t.Errorf("%d steps are kept", steps)
			}
			var again log
			slow := func(ctx context.Context, typ, name string) ([]string, State, error) {
				time.Sleep(time.Duration(len(name)%3) * time.Millisecond)
				return tt.ask(ctx, typ, name)
			}
			if diff := cmp.Diff(shape(tree), shape(Walk(t.Context(), again.of(slow), "a.test"))); diff != "" {
				t.Error(diff)
			}
			slices.Sort(asked.asked)
			slices.Sort(again.asked)
			if diff := cmp.Diff(asked.asked, again.asked); diff != "" {
				t.Errorf("asked otherwise: %s", diff)
			}
		})
	}
}

func TestRest(t *testing.T) {
	for _, tt := range []struct{ zone, want string }{
		{"a.test TXT v=spf1 mx -all", "- -all a.test"},
		{"a.test TXT v=spf1 ?all -all redirect=b.test", "? ?all a.test"},
		{"a.test TXT v=spf1 mx", "none a.test"},
		{"a.test TXT v=spf1 redirect=b.test mx\nb.test TXT v=spf1 redirect=c.test\nc.test TXT v=spf1 ~all", "~ ~all a.test b.test c.test"},
		{"a.test TXT v=spf1 redirect=b.test", "none a.test b.test missing"},
		{"a.test TXT v=spf1 redirect=a.test", "none a.test a.test circular"},
		{"a.test TXT v=spf1 redirect=%{i}.b.test", "varies a.test"},
		{"a.test TXT v=spf1 include:b.test ~all\nb.test TXT v=spf1 -all", "~ ~all a.test"},
		{"a.test TXT v=spf1 mx include:b.test ~all\nb.test TXT v=spf1 redirect=c.test\nc.test TXT v=spf1 all", "+ include:b.test a.test b.test c.test"},
		{"a.test TXT v=spf1 -include:b.test ~all\nb.test TXT v=spf1 all", "- -include:b.test a.test b.test"},
		{"a.test TXT v=spf1 include:b.test ~all\nb.test silent", "~ ~all a.test"},
		{"a.test TXT v=spf1 ip4:0.0.0.0/0 ip6:::/0 -all", "+ ip4:0.0.0.0/0 a.test"},
		{"a.test TXT v=spf1 ip6:::/0 -all", "- -all a.test"},
		{"a.test TXT v=spf1 -ip4:0.0.0.0/0 include:b.test\nb.test TXT v=spf1 +all", "- -ip4:0.0.0.0/0 a.test"},
		{"a.test TXT v=spf1 redirect=b.test ip4:0.0.0.0/0\nb.test TXT v=spf1 -all", "+ ip4:0.0.0.0/0 a.test"},
		{"a.test TXT v=spf1 exists:b.test -all\nb.test A 127.0.0.2", "+ exists:b.test a.test"},
		{"a.test TXT v=spf1 exists:b.test a:b.test/0 exists:%{i}.c.test exists:x..test -all", "- -all a.test"},
		{"a.test TXT v=spf1 a:b.test/0 -all\nb.test A 192.0.2.1", "+ a:b.test/0 a.test"},
		{"a.test TXT v=spf1 a:b.test ptr -all\nb.test A 192.0.2.1", "- -all a.test"},
		{"a.test TXT hello", "none a.test missing"},
	} {
		rest := Walk(t.Context(), world(tt.zone).resolve, "a.test").Root.Rest()
		got := "none"
		if rest.Qualifier != 0 {
			got = string(rest.Qualifier) + " " + rest.Term
		}
		if rest.Varies {
			got = "varies"
		}
		for _, n := range rest.Path {
			got += " " + n.Name
		}
		if p := rest.Last().Problem; p != "" {
			got += " " + string(p)
		}
		if got != tt.want {
			t.Errorf("%s\nsays %q, want %q", tt.zone, got, tt.want)
		}
	}
}

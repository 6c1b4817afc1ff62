package survey

import (
	"slices"
	"testing"

	"shopcheck/scanner/observe/hello"
)

// everything accepts all there is.
func everything() *server {
	s := modern()
	s.suites, s.groups, s.schemes = make(map[hello.Version][]hello.Suite), hello.Groups, hello.AllSchemes
	for _, v := range hello.Versions {
		likely, rest := hello.Suites(v)
		s.suites[v] = slices.Concat(likely, rest)
	}
	return s
}

func TestTheBudgetEndsASurvey(t *testing.T) {
	s := everything()
	s.most = 100
	got, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	if got.Hellos != s.most {
		t.Errorf("%d hellos counted, want %d", got.Hellos, s.most)
	}
	for _, v := range hello.Versions[1:5] {
		p := got.Protocol(v)
		if p.Offered != Yes || p.Partial != "the limit was reached" || len(p.Suites) < 10 {
			t.Errorf("%s: %s, partial %q, %d suites", v, p.Offered, p.Partial, len(p.Suites))
		}
	}
	for _, v := range hello.Versions[1:5] {
		p := got.Protocol(v)
		poor := slices.ContainsFunc(p.Suites, hello.Suite.Poor)
		if !poor {
			t.Errorf("%s: a poor suite is accepted, and was not seen: %v", v, p.Suites)
		}
	}
	if p := got.Protocol(hello.SSL2); !slices.Equal(p.Suites, s.suites[hello.SSL2]) {
		t.Errorf("SSL 2: %v", p.Suites)
	}
}

// TestTheWorstFirst: of a server that accepts a lot, but nothing poor, that much is
// known even if the list has to end.
func TestTheWorstFirst(t *testing.T) {
	s := everything()
	s.most = 100
	for v, suites := range s.suites {
		if v < hello.TLS13 {
			s.suites[v] = slices.DeleteFunc(suites, hello.Suite.Poor)
		}
	}
	delete(s.suites, hello.SSL2)
	got, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range hello.Versions[1:5] {
		p := got.Protocol(v)
		likely, rest := hello.Suites(v)
		poor := func(x hello.Suite) bool { return x.Poor() && !slices.Contains(p.Refused, x) }
		if p.Partial == "" || slices.ContainsFunc(slices.Concat(likely, rest), poor) {
			t.Errorf("%s: partial %q, refused %v", v, p.Partial, p.Refused)
		}
	}
}

package survey

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner/observe/hello"
)

// TestTwoKindsOfKeys surveys what OpenSSL is with an RSA and an ECDSA certificate
// and the client's order: it takes the first suite it knows, and where no scheme
// goes with that, it gives up, though another suite would do.
func TestTwoKindsOfKeys(t *testing.T) {
	suites := []hello.Suite{0xc02f, 0xc02b} // ECDHE_RSA, ECDHE_ECDSA
	schemes := map[string][]hello.Scheme{
		"RSA":   {0x0804, 0x0805, 0x0401, 0x0501},
		"ECDSA": {0x0403, 0x0503, 0x0603},
	}
	s := &server{suites: map[hello.Version][]hello.Suite{hello.TLS12: suites}, groups: []hello.Group{29}, byClient: true}
	s.says = func(c hello.Client) (hello.Server, error, bool) {
		known := both(suites, c.Suites, true)
		if c.Version != hello.TLS12 || len(known) == 0 {
			return hello.Server{}, nil, false
		}
		common := both(schemes[known[0].Parts().Auth], c.Schemes, true)
		if len(common) == 0 || !slices.Contains(c.Groups, 29) {
			return alert(hello.HandshakeFailure), nil, true
		}
		return hello.Server{Version: c.Version, Suite: known[0], Group: 29, Scheme: common[0], Chain: [][]byte{{1}}}, nil, true
	}
	got, err := take(t, s)
	if err != nil {
		t.Fatal(err)
	}
	p := got.Protocol(hello.TLS12)
	var want []hello.Scheme
	for _, x := range hello.AllSchemes {
		if slices.Contains(schemes["RSA"], x) || slices.Contains(schemes["ECDSA"], x) {
			want = append(want, x)
		}
	}
	if diff := cmp.Diff(want, p.Schemes); diff != "" || p.Partial != "" || p.Unsure != "" {
		t.Errorf("%q %q, schemes (-want +got):\n%s", p.Partial, p.Unsure, diff)
	}
}

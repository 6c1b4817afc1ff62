package survey

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"shopcheck/scanner/observe/hello"
)

// shuffled returns up to most of list, in any order.
func shuffled[T any](r *rand.Rand, list []T, most int) []T {
	list = slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:min(len(list), most)]
}

// anyServer is one that might be, made from a seed, and how it says no or chokes.
func anyServer(seed uint64) *server {
	r := rand.New(rand.NewPCG(seed, 0))
	chance := func(in int) bool { return r.IntN(in) == 0 }
	s := modern()
	s.byClient, s.suites = chance(2), make(map[hello.Version][]hello.Suite)
	both := chance(2) // certificates
	for _, v := range hello.Versions[1:] {
		likely, _ := hello.Suites(v)
		likely = slices.DeleteFunc(likely, func(x hello.Suite) bool {
			p := x.Parts()
			return v < hello.TLS13 && p.Auth != "RSA" && (p.Auth != "ECDSA" || !both) || v == hello.SSL3 && strings.HasPrefix(p.Exchange, "EC")
		})
		if chance(2) {
			s.suites[v] = shuffled(r, likely, 1+r.IntN(5))
		}
	}
	s.groups = shuffled(r, slices.Concat(shuffled(r, without(hello.Groups, sharable), r.IntN(4)), sharable), 9)
	if s.byClient && chance(3) {
		s.curve = 23
	}
	if chance(3) {
		s.alpn = nil
	}
	rude, extras, long := chance(3), chance(4), chance(4)
	s.says = func(c hello.Client) (hello.Server, error, bool) {
		if extras && c.Extras || long && len(c.Suites) > narrow {
			return hello.Server{}, ErrHungUp, true
		}
		return hello.Server{}, ErrHungUp, rude && s.answer(c).Alert != nil
	}
	return s
}

// TestAnyServer: a survey finds all that a server accepts and whose order decides,
// whatever that is.
func TestAnyServer(t *testing.T) {
	for seed := range uint64(150) {
		s := anyServer(seed)
		got, err := take(t, s)
		if err != nil {
			t.Fatalf("server %d: %v", seed, err)
		}
		if len(s.suites) == 0 {
			continue // nobody knows what it means by hanging up
		}
		order := ByServer
		if s.byClient {
			order = ByClient
		}
		for _, p := range got.Protocols {
			want := s.suites[p.Version]
			if p.Offered == Yes != (len(want) > 0) || p.Offered == Unclear || p.Partial != "" {
				t.Errorf("server %d, %s: %s, %s%s; want %v", seed, p.Version, p.Offered, p.Why, p.Partial, want)
			}
			same(t, p.Version.String()+" suites", want, p.Suites, true)
			if len(want) > 1 && p.Prefers != order {
				t.Errorf("server %d, %s: the order is the %s's of %v, want %s", seed, p.Version, p.Prefers, p.Suites, order)
			}
			if p.Version >= hello.TLS12 && len(p.Groups) > 0 {
				groups := slices.DeleteFunc(slices.Clone(s.groups), func(g hello.Group) bool { return !belongs(g, p.Version) })
				same(t, p.Version.String()+" groups", groups, p.Groups, true)
			}
		}
	}
}

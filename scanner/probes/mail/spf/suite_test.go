package spf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A scenario is one document of the public test suite: a small internet, and the
// mails that arrive in it.
type scenario struct {
	Description string
	Tests       map[string]suiteTest
	ZoneData    map[string][]yaml.Node
}

type suiteTest struct {
	Helo, Host, MailFrom, Explanation string
	Result                            oneOrMore
}

// oneOrMore is a text or a list of texts.
type oneOrMore []string

func (o *oneOrMore) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*o = oneOrMore{n.Value}
		return nil
	}
	return n.Decode((*[]string)(o))
}

// TestSuite runs the public test suite of RFC 7208: all of its cases, each with
// the one result, or one of the several, that it allows.
func TestSuite(t *testing.T) {
	cases := 0
	for s := range suite(t) {
		net := suiteNet(t, s)
		for name, tt := range s.Tests {
			cases++
			t.Run(s.Description+"/"+name, func(t *testing.T) {
				got := Check(t.Context(), net.resolve, Mail{IP: netip.MustParseAddr(tt.Host), Sender: tt.MailFrom, Helo: tt.Helo})
				if !slices.Contains(tt.Result, string(got.Verdict)) {
					t.Errorf("%s (%v), want %v", got.Verdict, got.Err, tt.Result)
				}
				if want := strings.TrimPrefix(tt.Explanation, "DEFAULT"); tt.Explanation != "" && got.Explanation != want {
					t.Errorf("explained as %q, want %q", got.Explanation, want)
				}
				if failed := got.Verdict == TempError || got.Verdict == PermError; failed != (got.Err != nil) {
					t.Errorf("%s with the error %v", got.Verdict, got.Err)
				}
			})
		}
	}
	if cases != 203 {
		t.Errorf("%d cases were run, want all 203", cases)
	}
}

// suite yields the scenarios of the public test suite.
func suite(t *testing.T) iter.Seq[scenario] {
	t.Helper()
	data, err := os.ReadFile("testdata/rfc7208-tests.yml")
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(scenario) bool) {
		for dec := yaml.NewDecoder(bytes.NewReader(data)); ; {
			var s scenario
			err := dec.Decode(&s)
			if err != nil && !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			if err != nil || !yield(s) {
				return
			}
		}
	}
}

// suiteNet reads the zones of a scenario. Records of the type SPF, which nobody
// asks for any more, stand for TXT records too where there are none.
func suiteNet(t *testing.T, s scenario) internet {
	t.Helper()
	net := make(internet)
	for name, records := range s.ZoneData {
		at := place{records: make(map[string][]string)}
		var spf []string
		for _, n := range records {
			if n.Kind == yaml.ScalarNode && n.Value == "TIMEOUT" {
				at.silent = true
				continue
			}
			var record map[string]oneOrMore
			if err := n.Decode(&record); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for typ, v := range record {
				switch typ {
				case "SPF":
					spf = append(spf, strings.Join(v, ""))
				case "TXT":
					at.add(typ, strings.Join(v, ""))
				default:
					at.add(typ, plain(v[len(v)-1]))
				}
			}
		}
		switch texts := at.records["TXT"]; {
		case texts == nil && spf != nil:
			at.records["TXT"] = spf
		case slices.Equal(texts, []string{"NONE"}):
			delete(at.records, "TXT")
		}
		net[strings.ToLower(name)] = at
	}
	return net
}

// plain is a name without the dot at its end, which the root alone keeps.
func plain(name string) string {
	if name = strings.TrimSuffix(name, "."); name == "" {
		return "."
	}
	return name
}

// An internet is names and what is at each.
type internet map[string]place

type place struct {
	records map[string][]string
	silent  bool // questions of other types have no answer
}

func (p place) add(typ, value string) {
	p.records[typ] = append(p.records[typ], value)
}

// resolve is the Resolver of an internet. It follows aliases, as resolvers do.
func (n internet) resolve(_ context.Context, typ, name string) ([]string, State, error) {
	for range 8 {
		at, ok := n[strings.ToLower(name)]
		switch {
		case !ok:
			return nil, NoName, nil
		case len(at.records[typ]) > 0:
			return at.records[typ], Found, nil
		case at.silent:
			return nil, "", errors.New("no answer")
		case at.records["CNAME"] == nil:
			return nil, NoRecord, nil
		}
		name = at.records["CNAME"][0]
	}
	return nil, "", fmt.Errorf("%s leads to too many others", name)
}

package http

import (
	"errors"
	nethttp "net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var at = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func page(url string, values ...string) *observe.Page {
	return &observe.Page{Method: "GET", URL: url, Status: 200, Header: nethttp.Header{altSvc: values}, At: at}
}

func shook(protocol string) *observe.Handshake {
	return &observe.Handshake{Host: "shop.test", Peer: "192.0.2.1:443", Offer: observe.Any, Version: "TLS 1.3", ALPN: protocol, At: at}
}

// bound are HTTPS records: priority, target, protocols.
func bound(fields ...string) *observe.Records {
	r := &observe.Records{Type: "HTTPS", Name: "shop.test", State: observe.NoRecord, At: at}
	for _, f := range fields {
		r.State, r.Answers = observe.Found, append(r.Answers, observe.Record{Value: f, Fields: strings.Fields(f)})
	}
	return r
}

func TestJudgeVersions(t *testing.T) {
	plain, h3 := page("https://shop.test/"), page("https://shop.test/", `h3=":443"; ma=86400`)
	none := []*observe.Records{bound()}
	announced := []*observe.Records{bound("1 . h3 h2")}
	mute := &observe.Failure{Cause: observe.DNS, Words: "the name servers gave no answer"}
	blocked := &observe.Failure{Cause: observe.Blocked, Words: "a challenge"}
	broken, declined := shook(""), shook("")
	broken.Broken, declined.Decline = "bad certificate", "alert: handshake failure"
	for _, tt := range []struct {
		name  string
		s     seen
		want  scanner.Outcome
		cause observe.Cause
	}{
		{"HTTP/2", seen{home: plain, handshake: shook("h2"), bindings: none}, scanner.Pass, ""},
		{"HTTP/2 is enough", seen{homeErr: blocked, handshake: shook("h2"), bindingsErr: mute}, scanner.Pass, ""},
		{"HTTP/1.1", seen{home: plain, handshake: shook("http/1.1"), bindings: none}, scanner.Warn, ""},
		{"nothing agreed on", seen{home: plain, handshake: shook(""), bindings: none}, scanner.Warn, ""},
		{"HTTP/3 in the header", seen{home: h3, handshake: shook("http/1.1"), bindings: none}, scanner.Pass, ""},
		{"HTTP/3 in the header, no records", seen{home: h3, handshake: shook("http/1.1"), bindingsErr: mute}, scanner.Pass, ""},
		{"HTTP/3 in the record", seen{home: plain, handshake: shook("http/1.1"), bindings: announced}, scanner.Pass, ""},
		{"HTTP/3 in the record, no page", seen{homeErr: blocked, handshake: shook("http/1.1"), bindings: announced}, scanner.Pass, ""},
		{"HTTP/3 behind an alias", seen{home: plain, handshake: shook("http/1.1"), bindings: []*observe.Records{bound("0 pool.test"), bound("1 . h3")}}, scanner.Pass, ""},
		{"HTTP/3 behind an alias that is not answered", seen{home: plain, handshake: shook("http/1.1"), bindings: []*observe.Records{bound("0 pool.test")}, bindingsErr: mute}, scanner.Unknown, observe.DNS},
		{"HTTP/2 announced but not picked", seen{home: page("https://shop.test/", `h2=":443"`), handshake: shook("http/1.1"), bindings: []*observe.Records{bound("1 . h2")}}, scanner.Warn, ""},
		{"no answer about records", seen{home: plain, handshake: shook("http/1.1"), bindingsErr: mute}, scanner.Unknown, observe.DNS},
		{"no page", seen{homeErr: blocked, handshake: shook("http/1.1"), bindings: none}, scanner.Unknown, observe.Blocked},
		{"no handshake", seen{home: h3, handshakeErr: mute, bindings: announced}, scanner.Unknown, observe.DNS},
		{"declined", seen{home: h3, handshake: declined, bindings: announced}, scanner.Unknown, observe.TLS},
		{"broken off", seen{home: plain, handshake: broken, bindings: none}, scanner.Unknown, observe.TLS},
		{"not encrypted", seen{home: page("http://shop.test/", `h3=":443"`)}, scanner.NotApplicable, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := judgeVersions(tt.s)
			if err != nil {
				f = scanner.CouldNot("", err)
			}
			if f.Outcome != tt.want || f.Cause != tt.cause {
				t.Errorf("%s, cause %q (%s), want %s, %q", f.Outcome, f.Cause, f.Message, tt.want, tt.cause)
			}
			if _, ok := errors.AsType[*observe.Failure](err); err != nil && !ok {
				t.Errorf("an error that nobody can explain: %v", err)
			}
		})
	}
}

// TestAgain: what repeats the look offers what the look did.
func TestAgain(t *testing.T) {
	if again := agreed(shook("h2")).Again; !strings.HasSuffix(again, " -alpn h2,http/1.1 </dev/null") {
		t.Errorf("again: %s", again)
	}
}

func TestAlternatives(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []string
		want   []string
	}{
		{"none", nil, nil},
		{"one", []string{`h3=":443"`}, []string{"h3"}},
		{"two, spaces", []string{` h3=":443" ; ma=86400 , h2="alt.shop.test:8443";persist=1`}, []string{"h3", "h2"}},
		{"two headers", []string{`h2=":443"`, `h3=":443"; ma=1`}, []string{"h2", "h3"}},
		{"a draft", []string{`h3-29=":443"; ma=3600`}, []string{"h3-29"}},
		{"old lists of versions", []string{`quic=":443"; ma=2592000; v="46,43", h3=":443"`}, []string{"quic", "h3"}},
		{"separators in quotes", []string{`h2=":443"; note="a, h3=\":443\"; b"`}, []string{"h2"}},
		{"taken back", []string{"clear"}, nil},
		{"over at once", []string{`h3=":443"; ma=0`, `h2=":443"; ma="0"`}, nil},
		{"an age that nobody can read", []string{`h3=":443"; ma=long`}, []string{"h3"}},
		{"no quotes", []string{`h3=:443`}, nil},
		{"open quotes", []string{`h3=":443`}, nil},
		{"a quote alone", []string{`h3="`}, nil},
		{"no port", []string{`h3="alt.shop.test"`, `h3=":"`, `h3=":0"`, `h3=":99999"`}, nil},
		{"empty", []string{"", ",", ";", "=", `h3=`}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := alternatives(page("https://shop.test/", tt.values...)); !slices.Equal(got, tt.want) {
				t.Errorf("alternatives(%q) = %q, want %q", tt.values, got, tt.want)
			}
		})
	}
}

func TestProtocols(t *testing.T) {
	for _, tt := range []struct {
		name    string
		records *observe.Records
		alias   string
		want    []string
	}{
		{"none", bound(), "", nil},
		{"two records", bound("1 . h3 h2", "2 cdn.test http/1.1"), "", []string{"h3", "h2", "http/1.1"}},
		{"without protocols", bound("1 ."), "", nil},
		{"an alias", bound("0 pool.test"), "pool.test", nil},
		{"an alias beside others", bound("0 pool.test", "1 . h3"), "pool.test", nil},
		{"an alias of nothing", bound("0 ."), "", nil},
		{"not taken apart", &observe.Records{Answers: []observe.Record{{Value: "1 . alpn=h3"}}}, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := protocols(tt.records); !slices.Equal(got, tt.want) {
				t.Errorf("protocols = %q, want %q", got, tt.want)
			}
			if got, _ := alias(tt.records); got != tt.alias {
				t.Errorf("alias = %q, want %q", got, tt.alias)
			}
		})
	}
}

// FuzzAlternatives: whatever a header says, it is cut without loss, and what is
// found in it was there.
func FuzzAlternatives(f *testing.F) {
	for _, seed := range []string{`h3=":443"; ma=86400, h2="alt.shop.test:8443"`, "clear", `h3="\`, `h2=":443"; note="a, \"b; c"`, `quic=":443"; v="46,43"`, ",;=\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, sep := range []byte{',', ';'} {
			if got := strings.Join(split(value, sep), string(rune(sep))); got != value {
				t.Errorf("%q was cut into what makes %q", value, got)
			}
		}
		for _, id := range alternatives(page("https://shop.test/", value)) {
			if !strings.Contains(value, id+`="`) {
				t.Errorf("%q is not in %q", id, value)
			}
		}
	})
}

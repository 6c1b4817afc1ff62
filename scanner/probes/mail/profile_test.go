package mail

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestClassify(t *testing.T) {
	web := answer("A shop.test", "192.0.2.1")
	for _, tt := range []struct {
		name                    string
		mx, spf                 []string
		address                 bool
		hosts                   []string
		sends, receives, warned bool
	}{
		{name: "mail both ways", mx: []string{"20 b.test", "10 a.test", "5 c.test"}, spf: []string{"v=spf1 mx -all"}, hosts: []string{"c.test", "a.test", "b.test"}, sends: true, receives: true},
		{name: "takes mail, nobody may send", mx: []string{"10 a.test"}, spf: []string{"v=spf1 -all"}, hosts: []string{"a.test"}, receives: true},
		{name: "takes mail, says no more", mx: []string{"10 a.test"}, hosts: []string{"a.test"}, receives: true},
		{name: "locked", mx: []string{"0 ."}, spf: []string{"v=spf1 -all"}, address: true},
		{name: "null MX alone", mx: []string{"0 ."}, address: true},
		{name: "null MX and senders", mx: []string{"0 ."}, spf: []string{"v=spf1 a -all"}, sends: true, warned: true},
		{name: "null MX and a server", mx: []string{"0 .", "10 a.test"}, hosts: []string{"a.test"}, receives: true, warned: true},
		{name: "senders, no MX", spf: []string{"v=spf1 a ~all"}, address: true, sends: true, receives: true},
		{name: "senders, no MX, no address", spf: []string{"v=spf1 a ~all"}, sends: true},
		{name: "nobody may send, no MX", spf: []string{"v=spf1 -all"}, address: true},
		{name: "soft, no MX", spf: []string{"v=spf1 ~all"}, address: true, sends: true, receives: true},
		{name: "unreadable record counts as sending", spf: []string{"v=spf1 bogus"}, sends: true},
		{name: "says nothing", address: true, receives: true},
		{name: "has nothing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			addresses := []*observe.Records{answer("A shop.test")}
			if tt.address {
				addresses[0] = web
			}
			u := classify(answer("MX shop.test", tt.mx...), answer("TXT shop.test", tt.spf...), addresses...)
			if diff := cmp.Diff(tt.hosts, u.hosts); diff != "" {
				t.Error(diff)
			}
			if u.sends != tt.sends || u.receives != tt.receives || (u.conflict != "") != tt.warned {
				t.Errorf("classify = %+v, want sends %t, receives %t, contradiction %t", u, tt.sends, tt.receives, tt.warned)
			}
			want := scanner.Pass
			if tt.warned {
				want = scanner.Warn
			}
			if f := judgeProfile(u); f.Outcome != want || f.Subject != "shop.test" || f.Message == "" {
				t.Errorf("judgeProfile = %+v, want %s", f, want)
			}
		})
	}
}

package observe

import (
	"errors"
	"net/netip"
	"testing"
)

func TestPublic(t *testing.T) {
	for addr, want := range map[string]bool{
		"192.0.2.1": true, "8.8.8.8": true, "2606:4700::1": true,
		"127.0.0.1": false, "127.8.9.1": false, "0.0.0.0": false, "10.1.2.3": false, "172.31.0.1": false, "192.168.1.1": false,
		"100.64.0.1": false, "169.254.169.254": false, "198.18.0.1": false, "224.0.0.1": false, "255.255.255.255": false,
		"192.88.99.1": false, "5f00::1": false, "::ffff:0:127.0.0.1": false, "::ffff:0:8.8.8.8": true,
		"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "fd00::1": false, "ff02::1": false, "fec0::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::ffff:8.8.8.8": true, "::127.0.0.1": false,
		"64:ff9b::a00:1": false, "64:ff9b::808:808": true, "64:ff9b:1::1": false,
		"2002:7f00:1::": false, "2002:a00:1::1": false, "2002:808:808::1": true,
		"2001:0:808:808::f5ff:fffe": false, // Teredo carrying 10.0.0.1
		"2001:0:808:808::f7f7:f7f7": true,  // Teredo carrying 8.8.8.8
	} {
		if got := public(netip.MustParseAddr(addr).WithZone("")); got != want {
			t.Errorf("public(%s) = %t, want %t", addr, got, want)
		}
	}
}

func TestAllowed(t *testing.T) {
	lab := Options{AllowNets: []netip.Prefix{netip.MustParsePrefix("198.18.0.0/15")}}
	for _, tt := range []struct {
		name string
		opts Options
		addr string
		port uint16
		want Cause
	}{
		{"a public address", Options{}, "192.0.2.1", 443, ""},
		{"a private address", Options{}, "10.0.0.1", 443, Private},
		{"metadata", lab, "169.254.169.254", 80, Private},
		{"the lab's net", lab, "198.18.1.1", 443, ""},
		{"the lab's net, mapped", lab, "::ffff:198.18.1.1", 443, ""},
		{"everything permitted", Options{Private: true}, "10.0.0.1", 443, ""},
		{"another port", Options{Private: true}, "192.0.2.1", 22, NotPermitted},
		{"a zone does not help", Options{}, "fe80::1%eth0", 443, Private},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.opts.allowed(netip.MustParseAddr(tt.addr), tt.port)
			f, _ := errors.AsType[*Failure](err)
			if (err == nil) != (tt.want == "") || f != nil && f.Cause != tt.want {
				t.Errorf("allowed(%s, %d) = %v, want cause %q", tt.addr, tt.port, err, tt.want)
			}
		})
	}
}

func TestParseReroute(t *testing.T) {
	for in, want := range map[string]Reroute{
		"shop.test:443:127.0.0.1:8443": {"shop.test", 443, netip.MustParseAddrPort("127.0.0.1:8443")},
		"Shop.Test.:80:[::1]:8080":     {"shop.test", 80, netip.MustParseAddrPort("[::1]:8080")},
		"::127.0.0.1:8443":             {"", 0, netip.MustParseAddrPort("127.0.0.1:8443")},
		":25:127.0.0.1:2525":           {"", 25, netip.MustParseAddrPort("127.0.0.1:2525")},
	} {
		if got, err := ParseReroute(in); err != nil || got != want {
			t.Errorf("ParseReroute(%q) = %+v, %v; want %+v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "shop.test", "shop.test:443", "shop.test:443:localhost:80", "shop.test:0:127.0.0.1:1", "shop.test:x:127.0.0.1:1", "shop.test:443:127.0.0.1", "shop.test:99999:127.0.0.1:1"} {
		if got, err := ParseReroute(in); err == nil {
			t.Errorf("ParseReroute(%q) = %+v, want an error", in, got)
		}
	}
}

package observe

import (
	"crypto/x509"
	"net"
	"testing"
)

func TestCovers(t *testing.T) {
	for _, tt := range []struct {
		name  string
		names []string
		host  string
		want  bool
	}{
		{"the name itself", []string{"shop.test"}, "shop.test", true},
		{"capitals", []string{"SHOP.Test"}, "shop.test", true},
		{"another name", []string{"other.test"}, "shop.test", false},
		{"the name as a suffix only", []string{"shop.test"}, "www.shop.test", false},
		{"wildcard for one label", []string{"*.shop.test"}, "www.shop.test", true},
		{"wildcard is not the bare domain", []string{"*.shop.test"}, "shop.test", false},
		{"wildcard is not two labels", []string{"*.shop.test"}, "a.b.shop.test", false},
		{"wildcard inside a label", []string{"w*.shop.test"}, "www.shop.test", false},
		{"wildcard that is not first", []string{"www.*.test"}, "www.shop.test", false},
		{"two wildcards", []string{"*.*.test"}, "www.shop.test", false},
		{"wildcard below a top-level domain", []string{"*.com"}, "shop.com", false},
		{"wildcard below a public suffix", []string{"*.co.uk"}, "shop.co.uk", false},
		{"wildcard below a domain that does not exist", []string{"*.test"}, "shop.test", false},
		{"wildcard below a hosting suffix", []string{"*.myshopify.com"}, "tea.myshopify.com", true},
		{"bare wildcard", []string{"*"}, "shop.test", false},
		{"trailing dot in the certificate", []string{"shop.test."}, "shop.test", false},
		{"encoded name", []string{"xn--tladen-bua.test"}, "xn--tladen-bua.test", true},
		{"wildcard for an encoded name", []string{"*.shop.test"}, "xn--tladen-bua.shop.test", true},
		{"no names at all", nil, "shop.test", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cert := &x509.Certificate{DNSNames: tt.names, IPAddresses: []net.IP{net.IPv4(192, 0, 2, 1)}}
			if got := Covers(cert, tt.host); got != tt.want {
				t.Errorf("Covers(%q, %q) = %t, want %t", tt.names, tt.host, got, tt.want)
			}
		})
	}
}

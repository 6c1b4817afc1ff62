package observe

import (
	"crypto/x509"
	"crypto/x509/pkix"
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
		{"capitals in the address", []string{"shop.test"}, "SHOP.test", true},
		{"final dot in the address", []string{"shop.test"}, "shop.test.", true},
		{"final dot in the address, wildcard", []string{"*.shop.test"}, "www.shop.test.", true},
		{"wildcard below a suffix, with a final dot", []string{"*.com."}, "shop.com", false},
		{"wildcard below a suffix, in capitals", []string{"*.CO.UK"}, "shop.co.uk", false},
		{"wildcard below an encoded suffix", []string{"*.xn--p1ai"}, "xn--80ak6aa92e.xn--p1ai", false},
		{"wildcard within an encoded label", []string{"xn--*-bua.test"}, "xn--tladen-bua.test", false},
		{"encoded name in capitals", []string{"XN--TLADEN-BUA.test"}, "xn--tladen-bua.test", true},
		{"decoded name in the certificate", []string{"t\u00e4laden.test"}, "xn--tladen-bua.test", false},
		{"wildcard and the apex of a hosting suffix", []string{"*.myshopify.com"}, "myshopify.com", false},
		{"an address that is listed as one", []string{"shop.test"}, "192.0.2.1", true},
		{"an address that is not", []string{"shop.test"}, "192.0.2.2", false},
		{"an address written as a name", []string{"192.0.2.2"}, "192.0.2.2", false},
		{"an address and a wildcard", []string{"*.0.2.2"}, "192.0.2.2", false},
		{"empty label", []string{".shop.test"}, "www.shop.test", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cert := &x509.Certificate{Subject: pkix.Name{CommonName: tt.host}, DNSNames: tt.names, IPAddresses: []net.IP{net.IPv4(192, 0, 2, 1)}}
			if got := Covers(cert, tt.host); got != tt.want {
				t.Errorf("Covers(%q, %q) = %t, want %t", tt.names, tt.host, got, tt.want)
			}
		})
	}
}

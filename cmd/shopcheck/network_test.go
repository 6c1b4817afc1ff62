package main

import (
	"slices"
	"strings"
	"testing"

	"shopcheck/scanner/observe"
)

func TestResolvers(t *testing.T) {
	for in, want := range map[string][]string{
		"192.0.2.53":                            {"192.0.2.53:53"},
		"192.0.2.53:5353":                       {"192.0.2.53:5353"},
		"2001:db8::53":                          {"[2001:db8::53]:53"},
		"[2001:db8::53]:5353":                   {"[2001:db8::53]:5353"},
		"https://dns.example/dns-query":         {"https://dns.example/dns-query"},
		"https://dns.example/dns-query{?dns}":   {"https://dns.example/dns-query"},
		"https://192.0.2.53:8443/me?profile=me": {"https://192.0.2.53:8443/me?profile=me"},
		"system":                                observe.SystemResolvers(),
	} {
		if got, err := resolvers(in); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "dns.example", "http://dns.example/dns-query", "https://", "https:///dns-query", "https://me:secret@dns.example/", "https://dns.example/#x", "tls://192.0.2.53"} {
		if got, err := resolvers(in); err == nil || !strings.Contains(err.Error(), "try 192.0.2.53") {
			t.Errorf("%q: got %q, %v", in, got, err)
		}
	}
}

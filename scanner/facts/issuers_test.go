package facts

import (
	"strings"
	"testing"
)

func TestCAAIssuers(t *testing.T) {
	seen := make(map[string]string)
	for _, ca := range CAAIssuers() {
		if ca.Name == "" || len(ca.Domains) == 0 {
			t.Errorf("%+v is not complete", ca)
		}
		for _, d := range ca.Domains {
			if seen[d] != "" || d != strings.ToLower(d) || !strings.Contains(d, ".") {
				t.Errorf("%s: domain %q, also of %q", ca.Name, d, seen[d])
			}
			seen[d] = ca.Name
		}
	}
	if seen["letsencrypt.org"] != "Let's Encrypt" {
		t.Error("letsencrypt.org is missing")
	}
}

func TestPublicAuthority(t *testing.T) {
	for company, want := range map[string]bool{"Let's Encrypt": true, "let's encrypt": true, "Sectigo Limited": true, "WoSign CA Limited": false, "My Own Company": false, "": false} {
		if got := PublicAuthority(company); got != want {
			t.Errorf("PublicAuthority(%q) = %t, want %t", company, got, want)
		}
	}
}

package observe

import (
	"os"
	"regexp"
	"testing"
	"time"
)

// TestRootsAsOf holds the date to the version that go.mod asks for.
func TestRootsAsOf(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`x509roots/fallback v0\.0\.0-(\d{8})`).FindSubmatch(mod)
	if m == nil || string(m[1]) != RootsAsOf.Format("20060102") {
		t.Errorf("RootsAsOf is %s, go.mod has %s", RootsAsOf.Format("20060102"), m[1])
	}
}

func TestUntrusted(t *testing.T) {
	soon, late := RootsAsOf.Add(24*time.Hour), RootsAsOf.Add(181*24*time.Hour)
	for _, tt := range []struct {
		name   string
		trust  Trust
		at     time.Time
		want   bool
		failed bool
	}{
		{"verified", Trust{Verified: true}, late, false, false},
		{"a missing link", Trust{Repaired: true}, late, false, false},
		{"a link not sent, of a public authority", Trust{Missing: "Let's Encrypt"}, late, false, false},
		{"a link not sent, of who owns a root", Trust{Missing: "Internet Security Research Group"}, soon, false, false},
		{"a link not sent, of nobody known", Trust{Missing: "My Company"}, soon, true, false},
		{"a link not sent, and not to be had", Trust{Missing: "Let's Encrypt", Sought: true}, soon, true, false},
		{"unknown authority", Trust{}, soon, true, false},
		{"unknown authority, old roots", Trust{}, late, false, true},
		{"self-signed, old roots", Trust{SelfSigned: true}, late, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := (&Handshake{Trust: tt.trust, At: tt.at}).Untrusted(func(company string) bool { return company == "Let's Encrypt" })
			if got != tt.want || (err != nil) != tt.failed {
				t.Errorf("Untrusted() = %t, %v, want %t, failed %t", got, err, tt.want, tt.failed)
			}
		})
	}
}

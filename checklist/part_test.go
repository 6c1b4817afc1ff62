package checklist

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	words := []string{"dmarc", "dkim", "cert.expiry"}
	for word, want := range map[string]string{
		"dmark": "dmarc", "cert.expire": "cert.expiry", "dkim": "dkim", "DKIM": "", "payment": "", "": "", strings.Repeat("dkim", 1<<16): "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("Nearest(%.40q) = %q, want %q", word, got, want)
		}
	}
}

func TestLasts(t *testing.T) {
	for id, want := range map[ItemID]int{"Q3": 3, "Q4": 12} {
		if got := bare(t).Item(id).Lasts(); got != want {
			t.Errorf("%s lasts %d months, want %d", id, got, want)
		}
	}
}

package mail

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/pretend"
)

// TestHostileSPF: whatever name servers say, over real sockets, few questions are
// asked and the right words are found.
func TestHostileSPF(t *testing.T) {
	long := "v=spf1"
	for i := range 1000 {
		long += fmt.Sprintf(" include:a-service-with-a-long-name-and-the-number-%d.test", i)
	}
	var pieces []string
	for text := long; text != ""; {
		size := min(len(text), 255)
		pieces, text = append(pieces, `"`+text[:size]+`"`), text[size:]
	}
	for _, tt := range []struct {
		name, zone string
		queries    int // at most, with those of a TCP try
		valid      scanner.Outcome
		message    string
		policy     scanner.Outcome
	}{
		{"64 KB, a thousand includes", "@ TXT " + strings.Join(pieces, " "), 2, scanner.Fail, "at least 1000 lookups", scanner.Fail},
		{"a wildcard that answers everything", `@ TXT "v=spf1 include:x.any.test -all"
*.any.test. TXT "v=spf1 include:y.%{d} ~all"`, 11, scanner.Fail, "at least 11 lookups", scanner.Pass},
		{"a wildcard that leads back", `@ TXT "v=spf1 redirect=x.any.test"
*.any.test. TXT "v=spf1 redirect=x.any.test"`, 2, scanner.Fail, "leads back to itself", scanner.Fail},
		{"aliases that lead back", `@ TXT "v=spf1 include:x.any.test -all"
x.any.test. CNAME y.any.test.
y.any.test. CNAME x.any.test.`, 8, scanner.Unknown, "Could not be judged", scanner.Pass},
		{"an alias", `@ TXT "v=spf1 include:x.any.test -all"
x.any.test. CNAME y.any.test.
y.any.test. TXT "v=spf1 ip4:192.0.2.1 -all"`, 2, scanner.Pass, "asks for 1 of the 10", scanner.Pass},
		{"bytes that are no text", `@ TXT "v=spf1 a:\255\254\000.test -all"`, 1, scanner.Fail, "has a character other than plain letters, digits and signs, at character 10", scanner.Fail},
		{"texts for a terminal", `@ TXT "v=spf1 \027[31m -all"`, 1, scanner.Fail, "has a control character in it, at character 8", scanner.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			shop, err := pretend.Start(&txtar.Archive{Files: []txtar.File{{Name: "dns", Data: []byte(tt.zone + "\n")}}}, pretend.Settings{Now: noon})
			if err != nil {
				t.Fatal(err)
			}
			defer shop.Close()
			site := observe.Open(t.Context(), shop.Domain(), shop.Options())
			defer site.Close()
			if _, err := lookTree(t.Context(), site); err != nil {
				t.Fatal(err)
			}
			if used := site.Usage().Used.Queries; used > tt.queries {
				t.Errorf("%d questions were asked, want %d at most", used, tt.queries)
			}
			valid, policy := run(t, SPFValid, site)[0], run(t, SPFPolicy, site)[0]
			if valid.Outcome != tt.valid || !strings.Contains(valid.Message, tt.message) || len(valid.Evidence) > maxCosts+6 || observe.Printable(valid.Message) != valid.Message && len(valid.Message) < observe.MaxQuote {
				t.Errorf("found %+v, want %s: %s", valid, tt.valid, tt.message)
			}
			if policy.Outcome != tt.policy {
				t.Errorf("found %+v, want %s", policy, tt.policy)
			}
		})
	}
}

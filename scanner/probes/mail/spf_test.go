package mail

import (
	"strings"
	"testing"

	"shopcheck/scanner"
)

func TestJudgeSPF(t *testing.T) {
	for _, tt := range []struct {
		name    string
		texts   []string
		want    scanner.Outcome
		message string // some of it
	}{
		{"one", []string{"v=spf1 mx -all"}, scanner.Pass, "says which servers"},
		{"one among others", []string{"site-check=1", "v=spf1 mx -all", "v=spf10 all", "spf2.0/pra -all"}, scanner.Pass, "says which servers"},
		{"a broken one is still one", []string{"v=spf1 nonsense"}, scanner.Pass, "says which servers"},
		{"none", nil, scanner.Fail, "does not say"},
		{"only other texts", []string{"site-check=1", "spf2.0/pra -all"}, scanner.Fail, "does not say"},
		{"one that does not begin like one", []string{"site-check=1", "v=spf1;mx;-all"}, scanner.Fail, "do not recognise"},
		{"two", []string{"v=spf1 mx -all", "v=spf1 a -all"}, scanner.Fail, "has 2 lists"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := judgeSPF(answer("TXT shop.test", tt.texts...))
			if got.Outcome != tt.want || got.Subject != "TXT shop.test" || len(got.Evidence) == 0 || !strings.Contains(got.Message, tt.message) {
				t.Errorf("judgeSPF(%q) = %+v, want %s: %s", tt.texts, got, tt.want, tt.message)
			}
		})
	}
}

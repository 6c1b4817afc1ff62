package mail

import (
	"testing"

	"shopcheck/scanner"
)

func TestJudgeSPF(t *testing.T) {
	for _, tt := range []struct {
		name  string
		texts []string
		want  scanner.Outcome
	}{
		{"one", []string{"v=spf1 mx -all"}, scanner.Pass},
		{"one among others", []string{"site-check=1", "v=spf1 mx -all", "v=spf10 all", "spf2.0/pra -all"}, scanner.Pass},
		{"a broken one is still one", []string{"v=spf1 nonsense"}, scanner.Pass},
		{"none", nil, scanner.Fail},
		{"only other texts", []string{"v=spf1;mx;-all"}, scanner.Fail},
		{"two", []string{"v=spf1 mx -all", "v=spf1 a -all"}, scanner.Fail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := judgeSPF(answer("TXT shop.test", tt.texts...))
			if got.Outcome != tt.want || got.Subject != "TXT shop.test" || len(got.Evidence) == 0 {
				t.Errorf("judgeSPF(%q) = %+v, want %s", tt.texts, got, tt.want)
			}
		})
	}
}

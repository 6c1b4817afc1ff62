package dns

import (
	"testing"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

func TestJudgeExpiry(t *testing.T) {
	locked, open := []string{"active", "client transfer prohibited"}, []string{"active"}
	for _, tt := range []struct {
		name     string
		suffix   string
		left     time.Duration // zero: the registry does not say
		statuses []string
		want     scanner.Outcome
	}{
		{"a year", "com", 365 * 24 * time.Hour, locked, scanner.Pass},
		{"46 days", "com", 46 * 24 * time.Hour, locked, scanner.Pass},
		{"45 days and hours", "com", 45*24*time.Hour + 5*time.Hour, locked, scanner.Warn},
		{"15 days", "com", 15 * 24 * time.Hour, locked, scanner.Warn},
		{"not quite 15 days", "com", 15*24*time.Hour - time.Minute, locked, scanner.Fail},
		{"an hour", "com", time.Hour, locked, scanner.Fail},
		{"over", "com", -time.Hour, locked, scanner.Fail},
		{"no lock", "com", 365 * 24 * time.Hour, open, scanner.Warn},
		{"the registry's lock", "com", 365 * 24 * time.Hour, []string{"server transfer prohibited"}, scanner.Pass},
		{"a lock of another kind", "com", 365 * 24 * time.Hour, []string{"client delete prohibited"}, scanner.Warn},
		{"no lock in a country", "co.uk", 365 * 24 * time.Hour, open, scanner.Pass},
		{"no lock, and soon over", "com", 20 * 24 * time.Hour, open, scanner.Warn},
		{"to be deleted", "com", 365 * 24 * time.Hour, []string{"client transfer prohibited", "redemption period"}, scanner.Fail},
		{"renewed by the registry", "com", 365 * 24 * time.Hour, []string{"auto renew period", "client transfer prohibited"}, scanner.Pass},
		{"no date", "com", 0, locked, scanner.Unknown},
		{"no date, to be deleted", "com", 0, []string{"pending delete"}, scanner.Fail},
	} {
		r := &observe.Registration{Domain: "shop." + tt.suffix, Statuses: tt.statuses, At: noon}
		if tt.left != 0 {
			r.Expires = noon.Add(tt.left)
		}
		if f := judgeExpiry("registration of shop", tt.suffix, r); f.Outcome != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, f, tt.want)
		}
	}
}

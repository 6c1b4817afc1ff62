package facts

import (
	"testing"
	"time"
)

func TestAge(t *testing.T) {
	now := time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC)
	if got, want := Age(now), 10*24*time.Hour+12*time.Hour; got != want {
		t.Errorf("Age(%v) = %v, want %v", now, got, want)
	}
	if Age(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) >= 0 {
		t.Error("facts cannot be old before they were collected")
	}
}

// TestSources holds every table to saying where it comes from.
func TestSources(t *testing.T) {
	sources := map[string]string{
		"distros": distros().Source, "payments": payments().Source, "issuers": issuers().Source,
		"platforms": platforms().Source, "words": words().Source, "guidelines": guidelines().Source, "passwords": passwords().Source, "owners": owners().Source,
	}
	for product := range cycles() {
		sources["cycles of "+product] = cycles()[product][0].Source
	}
	for name, sign := range exposures().Signs {
		sources["sign "+name] = sign.Source
	}
	for table, source := range sources {
		if len(source) < 10 {
			t.Errorf("%s: source %q", table, source)
		}
	}
}

// fits holds a pattern to the texts kept with it.
func fits(t *testing.T, what string, matches func(string) bool, yes, no []string) {
	t.Helper()
	if len(yes) == 0 || len(no) == 0 {
		t.Errorf("%s: a pattern needs a text it must match and one it must not", what)
	}
	for _, s := range yes {
		if !matches(s) {
			t.Errorf("%s: does not match %q", what, s)
		}
	}
	for _, s := range no {
		if matches(s) {
			t.Errorf("%s: matches %q", what, s)
		}
	}
}

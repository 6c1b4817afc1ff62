package facts

import (
	"testing"
)

func TestCompare(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
		ok   bool
	}{
		{"6.8.8", "6.8.12", -1, true},
		{"6.8.12", "6.8.12", 0, true},
		{"7.1", "7.1.0", 0, true},
		{"7.1.4", "7.1", 1, true},
		{"10.0", "9.9", 1, true},
		{"2.4.8", "2.4.8-p1", -1, true},
		{"2.4.8-p10", "2.4.8-p9", 1, true},
		{"2.4.9", "2.4.8-p5", 1, true},
		{"6.7.13.0", "6.7.13", 0, true},
		{"7.2-beta1", "7.2", 0, false},
		{"", "1", 0, false},
		{"1..2", "1", 0, false},
		{"99999999999999999999", "1", 0, false},
		{"1.2.3.4.5.6.7", "1", 0, false},
	} {
		if got, ok := Compare(tt.a, tt.b); got != tt.want || ok != tt.ok {
			t.Errorf("Compare(%q, %q) = %d, %v; want %d, %v", tt.a, tt.b, got, ok, tt.want, tt.ok)
		}
		if got, ok := Compare(tt.b, tt.a); got != -tt.want || ok != tt.ok {
			t.Errorf("Compare(%q, %q) = %d, %v; want %d, %v", tt.b, tt.a, got, ok, -tt.want, tt.ok)
		}
	}
}

func TestVague(t *testing.T) {
	for _, tt := range []struct {
		version, whole string
		want           bool
	}{
		{"6.8", "6.8.12", true},
		{"6.8.1", "6.8.12", false},
		{"2.4", "2.4.8-p5", true},
		{"2.4.8", "2.4.8-p5", false},
		{"7", "7.103", true},
		{"x", "7.103", false},
		{"7", "", false},
	} {
		if got := Vague(tt.version, tt.whole); got != tt.want {
			t.Errorf("Vague(%q, %q) = %v", tt.version, tt.whole, got)
		}
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("2.4.8-p5", "2.4.8")
	f.Add("7.2-beta1", "")
	f.Fuzz(func(t *testing.T, a, b string) {
		order, ok := Compare(a, b)
		back, bok := Compare(b, a)
		if order != -back || ok != bok {
			t.Errorf("Compare(%q, %q) = %d, %v, but the other way round %d, %v", a, b, order, ok, back, bok)
		}
		if same, ok := Compare(a, a); ok && same != 0 {
			t.Errorf("%q is not itself", a)
		}
	})
}

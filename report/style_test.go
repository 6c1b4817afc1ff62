package report

import (
	"math"
	"strconv"
	"testing"
)

func TestStyleFor(t *testing.T) {
	for says, want := range map[string]string{
		"": "both", "15;0": "dark", "0;15": "light", "0;default;7": "light", "12;8": "dark", "0;default": "both", "15;99": "both", "0": "dark", ";": "both", "1;-1": "both",
	} {
		if got := StyleFor(says); got != want {
			t.Errorf("StyleFor(%q) = %s, want %s", says, got, want)
		}
	}
}

// TestColoursCanBeRead holds what each style promises: contrasts as WCAG 2.2 counts
// them, section "contrast ratio".
func TestColoursCanBeRead(t *testing.T) {
	for name, least := range map[string]struct{ black, white float64 }{"dark": {7, 0}, "light": {0, 4.5}, "both": {4, 4}} {
		p := palettes[name]
		for _, colour := range []string{p.title, p.heading, p.entry, p.code} {
			l := luminanceOf(t, colour)
			if black, white := (l+0.05)/0.05, 1.05/(l+0.05); black < least.black || white < least.white {
				t.Errorf("%s: colour %s has a contrast of %.1f on black and %.1f on white", name, colour, black, white)
			}
		}
	}
}

// luminanceOf is that of one of the 216 colours from 16 on.
func luminanceOf(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.Atoi(colour)
	if err != nil || n < 16 || n > 231 {
		t.Fatalf("colour %q is not in the cube", colour)
	}
	part := func(step int) float64 {
		c := []float64{0, 95, 135, 175, 215, 255}[step] / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	n -= 16
	return 0.2126*part(n/36) + 0.7152*part(n/6%6) + 0.0722*part(n%6)
}

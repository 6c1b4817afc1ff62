package report

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
)

func TestBadge(t *testing.T) {
	of := func(proven, possible int) rows { return rows{Mark: Mark{Proven: proven, Possible: possible, Of: 11}} }
	for _, tt := range []struct {
		shop                  rows
		value, spoken, colour string
	}{
		{of(0, 0), "0 of 11", "0 of 11 proven", "red"},
		{of(0, 11), "0–11 of 11", "0 of 11 proven, up to 11 possible", "red"},
		{of(4, 8), "4–8 of 11", "4 of 11 proven, up to 8 possible", "red"},
		{of(5, 8), "5–8 of 11", "5 of 11 proven, up to 8 possible", "orange"},
		{of(8, 11), "8–11 of 11", "8 of 11 proven, up to 11 possible", "orange"},
		{of(9, 9), "9 of 11", "9 of 11 proven", "green"},
		{of(11, 11), "11 of 11", "11 of 11 proven", "green"},
		{rows{}, "not counted", "not counted, because the numbers do not fit the answers", "grey"},
		{rows{Unseen: true, Mark: Mark{Proven: 11, Possible: 11, Of: 11}}, "not assessed", "not assessed, because the shop could not be looked at", "grey"},
	} {
		value, spoken, colour := badgeOf(tt.shop)
		if named := badgeColours[colour]; value != tt.value || spoken != tt.spoken || named != tt.colour {
			t.Errorf("%+v: %q, %q, %s", tt.shop.Mark, value, spoken, named)
		}
	}
}

var badgeColours = map[string]string{"#5a5a5a": "grey", "#b42318": "red", "#a14a00": "orange", "#1f7a33": "green"}

// TestBadgeContrast: white text on each colour is easy to read (WCAG 2.2, 1.4.3).
func TestBadgeContrast(t *testing.T) {
	for colour, name := range badgeColours {
		n, err := strconv.ParseUint(colour[1:], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		light := 0.0
		for i, weight := range []float64{0.0722, 0.7152, 0.2126} {
			light += weight * math.Pow((float64(n>>(8*i)&0xff)/255+0.055)/1.055, 2.4) // none is so dark that another rule holds
		}
		if ratio := 1.05 / (light + 0.05); ratio < 4.5 {
			t.Errorf("%s: %.2f", name, ratio)
		}
	}
}

// TestBadgeIsAPicture: it is XML that asks for nothing elsewhere and runs nothing.
func TestBadgeIsAPicture(t *testing.T) {
	for name, build := range runs {
		got := string(written(t, build(), Badge, Settings{}))
		d := xml.NewDecoder(strings.NewReader(got))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			e, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			if !strings.Contains(" svg title desc rect g text ", " "+e.Name.Local+" ") {
				t.Errorf("%s has the element %s", name, e.Name.Local)
			}
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") || a.Name.Local != "xmlns" && strings.Contains(a.Value, "//") {
					t.Errorf("%s has the attribute %s=%q", name, a.Name.Local, a.Value)
				}
			}
		}
		if label := fmt.Sprintf(`role="img" aria-label="Security checklist of %s on 24 November 2026: `, build().Target.Domain); !strings.Contains(got, label) {
			t.Errorf("%s is not said in words", name)
		}
	}
	if got := string(written(t, unreachableShop(), Badge, Settings{})); !strings.Contains(got, ">not assessed</text>") || strings.Contains(got, "of 11") {
		t.Errorf("a shop that was not seen has %s", got)
	}
	twelve := cleanShop()
	twelve.Assessment.Score.Proven = 12
	if got := string(written(t, twelve, Badge, Settings{})); !strings.Contains(got, ">not counted</text>") {
		t.Errorf("impossible numbers have %s", got)
	}
}

package facts

import (
	"slices"
	"strings"
	"testing"
)

// TestPasswordTexts holds the phrases to the texts kept with them.
func TestPasswordTexts(t *testing.T) {
	least := func(text string) int {
		n := 0
		for _, l := range PasswordLengths(text, false) {
			n = max(n, l.Least)
		}
		return n
	}
	for _, l := range passwords().Lengths {
		if len(l.Yes) < 2 || len(l.No) < 2 {
			t.Errorf("%s: a language needs two texts that state a length, and two that do not", l.Lang)
		}
		for text, want := range l.Yes {
			if got := least(text); got != want {
				t.Errorf("%s: %q states %d, want %d", l.Lang, text, got, want)
			}
		}
		for _, text := range l.No {
			if got := least(text); got != 0 {
				t.Errorf("%s: %q states %d, and states no length", l.Lang, text, got)
			}
		}
	}
	fits(t, "advice", passwords().Advice.Match.MatchString, passwords().Advice.Yes, passwords().Advice.No)
	for _, c := range passwords().Checks {
		fits(t, "check "+c.Match.String(), c.Match.MatchString, c.Yes, c.No)
		for _, text := range c.No {
			if got := PasswordCheck(text); got != "" {
				t.Errorf("%q says that leaked passwords are refused: %q", text, got)
			}
		}
	}
}

func TestPasswordLengths(t *testing.T) {
	for _, tt := range []struct {
		text  string
		named bool
		want  []Length
	}{
		{"At least 8 characters, at least 1 digit", false, []Length{{Least: 8, Quote: "At least 8 characters"}}},
		{"Between 8\nand 20 characters.", false, []Length{{8, 20, "8 and 20 characters"}}},
		{"At least 8 characters", true, nil},
		{"Password (at least 8 characters)", true, []Length{{Least: 8, Quote: "at least 8 characters"}}},
		{"User name (at least 5 characters)", false, nil},
		{"User name (at least 5 characters) Password", true, nil},
		{"At least 8 characters. User name: at least 5 characters", false, []Length{{Least: 8, Quote: "At least 8 characters"}}},
		{"Username (min. 5 characters) Password (min. 8 characters)", true, []Length{{Least: 8, Quote: "min. 8 characters"}}},
		{"Kundenpasswort: mindestens\u00a010\u00a0Zeichen", true, []Length{{Least: 10, Quote: "mindestens 10 Zeichen"}}},
		{"At least 8 characters (12 or more characters recommended)", false, []Length{{Least: 8, Quote: "At least 8 characters"}}},
		{"Minimum 8 characters, we recommend at least 12 characters.", false, []Length{{Least: 8, Quote: "Minimum 8 characters"}}},
		{"We recommend a long one. At least 8 characters", false, []Length{{Least: 8, Quote: "At least 8 characters"}}},
		{"Empfohlen: min. 12 Zeichen", false, nil},
		{"20 to 8 characters", false, nil},
		{"at least 999999 characters", false, nil},
		{"at least 3 characters", false, nil},
		{"", false, nil},
	} {
		if got := PasswordLengths(tt.text, tt.named); !slices.Equal(got, tt.want) {
			t.Errorf("PasswordLengths(%q, %t) = %+v, want %+v", tt.text, tt.named, got, tt.want)
		}
	}
}

func TestLengthAttribute(t *testing.T) {
	for name, want := range map[string][2]bool{"data-minlength": {true, false}, "data-maxlength": {false, true}, "data-id": {}, "minlength": {}} {
		if least, most := LengthAttribute(name); least != want[0] || most != want[1] {
			t.Errorf("LengthAttribute(%s) = %t, %t", name, least, most)
		}
	}
	for _, name := range slices.Concat(passwords().Least, passwords().Most) {
		if !strings.HasPrefix(name, "data-") || name != strings.ToLower(name) {
			t.Errorf("%s is no name of an attribute with data", name)
		}
	}
}

func FuzzPasswordLengths(f *testing.F) {
	f.Add("Password (8–20 characters) mindestens 8 Zeichen", true)
	f.Fuzz(func(t *testing.T, text string, named bool) {
		for _, l := range PasswordLengths(text, named) {
			if l.Least < fewest || l.Least > 999 || l.Most != 0 && l.Most < l.Least || l.Quote == "" {
				t.Fatalf("%q: %+v", text, l)
			}
		}
		PasswordCheck(text)
	})
}

package auth

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
)

func TestPatternSpan(t *testing.T) {
	for pattern, want := range map[string]span{ // zero: not certain
		".{8,}":                            {8, endless},
		"^.{8,}$":                          {8, endless},
		".{8}":                             {8, 8},
		".{5,72}":                          {5, 72},
		"[A-Za-z0-9]{6,20}":                {6, 20},
		`[A-Za-z0-9!@#$%^&*()_+\]\-]{10,}`: {10, endless},
		`\w{4,}`:                           {4, endless},
		`\S+`:                              {1, endless},
		".*":                               {0, endless},
		"":                                 {0, 0},
		"abc":                              {3, 3},
		`a\.b?c{2}`:                        {4, 5},
		"[a-z][a-z0-9]{7,14}":              {8, 15},
		"(?:.{8,}|.{12})":                  {8, endless},
		"(a|bcd){2,3}":                     {2, 9},
		"a|":                               {0, 1},
		"(.{4}){2}":                        {8, 8},
		".{8,}?":                           {8, endless},
		"\u00e9{8,}":                       {8, endless},
		".{99999999999999999999,}":         {endless, endless},

		`(?=.*\d).{10,}`:                      {10, endless},
		`(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{8,}`: {8, endless},
		`^(?=.*?[A-Z])(?=.*?[a-z])(?=.*?[0-9])(?=.*?[#?!@$%^&*-]).{8,}$`:    {8, endless},
		`(?=^.{8,}$)((?=.*\d)|(?=.*\W+))(?![.\n])(?=.*[A-Z])(?=.*[a-z]).*$`: {},
		`(?=.{8,})(?=.*\d).*`:                              {8, endless},
		`(?=.{8,20}$)(?=.*\d).*`:                           {8, 20},
		`(?=.{8,20})(?=.*\d).*`:                            {8, endless},
		`(?=(?:.*\d){2}).{8,}`:                             {},
		`(?=.*\d.*\d)\S{8,}`:                               {8, endless},
		`(?=[^0-9]*[0-9])[a-z0-9]{6,}`:                     {6, endless},
		`(?!.*\s).{8,}`:                                    {8, endless},
		`(?!^[0-9]*$)(?!^[a-zA-Z]*$)^([a-zA-Z0-9]{8,10})$`: {8, 10},
		`(?!.{0,7}$).*`:                                    {}, // forbids what is shorter than 8
		`(?!.*.).*`:                                        {},
		`(?=.*\d)(?=.*[a-z])(?=.*[A-Z]).{2,}`:              {}, // three kinds need more than two
		`(?=.*\d)[a-z]\d{3,}`:                              {},
		`(?=.*\d)`:                                         {},
		`(?=.{8,}).{2,4}`:                                  {},

		`(?<name>.{8,})`:       {},
		`(?i).{8,}`:            {},
		`(.)\1{7,}`:            {},
		`\b.{8,}`:              {},
		`.{8,}(?=x)`:           {},
		`a^b`:                  {},
		`$a`:                   {},
		`.{8,}/`:               {9, endless},
		`/^.{8,}$/`:            {},
		`[[a-z]--[aeiou]]{8,}`: {},
		`[]{8,}`:               {},
		`[a`:                   {},
		`(a`:                   {},
		`a)`:                   {},
		`a{8`:                  {},
		`a{,8}`:                {},
		`a{9,8}`:               {},
		`a**`:                  {},
		`*`:                    {},
		`\`:                    {},
		`\p{L}{8,}`:            {},
		"\xff{8,}":             {},
		strings.Repeat("(", 30) + strings.Repeat(")", 30): {},
		strings.Repeat("a", 501):                          {},
	} {
		got, ok := patternSpan(pattern)
		if got != want || ok == (want == span{}) && pattern != "" {
			t.Errorf("patternSpan(%q) = %+v, %t, want %+v", pattern, got, ok, want)
		}
	}
}

// lengths computes what Go's own reader makes of an expression.
func lengths(re *syntax.Regexp) span {
	all := func(f func(s, one span) span, s span) span {
		for _, sub := range re.Sub {
			s = f(s, lengths(sub))
		}
		return s
	}
	times := func(least, most int) span {
		one := lengths(re.Sub[0])
		return span{min(one.least*least, endless), min(one.most*most, endless)}
	}
	switch re.Op {
	case syntax.OpLiteral:
		return span{len(re.Rune), len(re.Rune)}
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return span{1, 1}
	case syntax.OpStar:
		return times(0, endless)
	case syntax.OpPlus:
		return times(1, endless)
	case syntax.OpQuest:
		return times(0, 1)
	case syntax.OpRepeat:
		if re.Max < 0 {
			return times(re.Min, endless)
		}
		return times(re.Min, re.Max)
	case syntax.OpCapture:
		return lengths(re.Sub[0])
	case syntax.OpConcat:
		return all(func(s, one span) span { return span{min(s.least+one.least, endless), min(s.most+one.most, endless)} }, span{})
	case syntax.OpAlternate:
		return all(func(s, one span) span { return span{min(s.least, one.least), max(s.most, one.most)} }, span{endless, 0})
	}
	return span{}
}

// differently is what Go reads otherwise, or not at all.
var differently = regexp.MustCompile(`\[:|\(\?[=!]|\{0\d|,0\d`)

// FuzzPatternSpan: what both read, JavaScript's way and Go's, has the same
// lengths.
func FuzzPatternSpan(f *testing.F) {
	f.Add(`(?:[a-z]{2,3}|\d+){1,4}x?`)
	f.Add(`(?=.*\d)(?!.*\s)[^\]]{8,}`)
	f.Fuzz(func(t *testing.T, pattern string) {
		got, ok := patternSpan(pattern)
		if !ok {
			return
		}
		if got.least < 0 || got.least > got.most || got.most > endless {
			t.Fatalf("%q: %+v", pattern, got)
		}
		re, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil || differently.MatchString(pattern) {
			return
		}
		if want := lengths(re); got != want {
			t.Fatalf("%q: %+v, Go reads %+v", pattern, got, want)
		}
	})
}

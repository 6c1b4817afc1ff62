package facts

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A release is a version of a library, read for comparing, by the order of
// Semantic Versioning 2.0.0, section 11, and of those that were written before it:
// "1.9.0b1" and "1.0RC2" come before 1.9.0 and 1.0.
type release struct {
	numbers []int
	early   string // "alpha", "beta", "rc"; empty: the release itself
	more    []int  // the numbers behind early
	foreign bool   // somebody else's build of it: "1.12.4-aem"
}

var (
	releaseForm = regexp.MustCompile(`^(\d+(?:\.\d+)*)(.*)$`)
	earlyForm   = regexp.MustCompile(`^[-.]?(a|alpha|b|beta|canary|dev|m|next|pre|preview|rc|snapshot)[-.]?([\d.-]*)$`)
	digits      = regexp.MustCompile(`\d+`)
)

// parseRelease reads a version. The empty one comes before all others.
func parseRelease(version string) release {
	m := releaseForm.FindStringSubmatch(strings.ToLower(version))
	if m == nil {
		return release{foreign: version != ""}
	}
	r := release{numbers: numbersIn(m[1])}
	rest, build, _ := strings.Cut(m[2], "+")
	switch e := earlyForm.FindStringSubmatch(rest); {
	case strings.Contains(build, "dfsg"), strings.Contains(build, "deb"), strings.Contains(build, "ubuntu"), rest != "" && e == nil:
		r.foreign = true
	case e != nil:
		r.early, r.more = e[1], numbersIn(e[2])
	}
	return r
}

func numbersIn(s string) []int {
	var all []int
	for _, one := range digits.FindAllString(s, 10) {
		n, _ := strconv.Atoi(one[:min(len(one), 9)])
		all = append(all, n)
	}
	return all
}

// less reports whether r came before o.
func (r release) less(o release) bool {
	for i := range max(len(r.numbers), len(o.numbers)) {
		// A missing number is 0: 1.8 is 1.8.0.
		if c := cmp.Compare(r.number(i), o.number(i)); c != 0 {
			return c < 0
		}
	}
	if (r.early == "") != (o.early == "") {
		return r.early != ""
	}
	return cmp.Or(cmp.Compare(r.early, o.early), slices.Compare(r.more, o.more)) < 0
}

func (r release) number(i int) int {
	if i < len(r.numbers) {
		return r.numbers[i]
	}
	return 0
}

package facts

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
)

// versionForm is what Compare reads: numbers, and a patch level as of Magento.
var versionForm = regexp.MustCompile(`^\d{1,9}(?:\.\d{1,9}){0,5}(?:-p\d{1,4})?$`)

// parts returns the numbers of a version, its patch level last. It is false for
// versions in another form, such as a beta's.
func parts(version string) ([]int, bool) {
	if !versionForm.MatchString(version) {
		return nil, false
	}
	var all []int
	for _, s := range strings.FieldsFunc(version, func(r rune) bool { return r < '0' || r > '9' }) {
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil, false
		}
		all = append(all, n)
	}
	return all, true
}

// Compare says which of two versions is the older: -1 if a is, 0 if they are the
// same, +1 if b is. What a version leaves out is 0. It is false if one of them is
// in a form that says nothing about order, such as "7.2-beta1".
func Compare(a, b string) (order int, ok bool) {
	as, aok := parts(a)
	bs, bok := parts(b)
	if !aok || !bok {
		return 0, false
	}
	for i := range max(len(as), len(bs)) {
		if c := cmp.Compare(at(as, i), at(bs, i)); c != 0 {
			return c, true
		}
	}
	return 0, true
}

func at(numbers []int, i int) int {
	if i < len(numbers) {
		return numbers[i]
	}
	return 0
}

// before reports whether version a is older than b, as far as can be told.
func before(a, b string) bool {
	order, ok := Compare(a, b)
	return ok && order < 0
}

// Vague reports whether a version has fewer numbers than another of its kind, so
// that it may be no more than a beginning: "6.8" beside "6.8.12".
func Vague(version, whole string) bool {
	short, ok := parts(version)
	long, known := parts(strings.SplitN(whole, "-", 2)[0])
	return ok && known && len(short) < len(long)
}

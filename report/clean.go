package report

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"shopcheck/checklist"
	"shopcheck/scanner/observe"
)

// Bounds of a run that somebody edited: the bytes of one text in a report, and
// the length of a list of texts.
const (
	maxText = 1000
	maxList = 1000
)

// cleanRun returns a copy of run in which every string is printable and short.
// It walks the run's type, so that a field added later cannot be forgotten. The
// looks are left out: no report shows them.
func cleanRun(run checklist.Run) checklist.Run {
	run.Scan.Looks = nil
	cleanAll(reflect.ValueOf(&run).Elem())
	return run
}

// cleanAll makes the strings in v clean. Lists, and what pointers lead to, become
// copies first, which nobody else has.
func cleanAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(clean(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			old := v.Elem()
			v.Set(reflect.New(old.Type()))
			v.Elem().Set(old)
			cleanAll(v.Elem())
		}
	case reflect.Slice:
		n := v.Len()
		if v.Type().Elem().Kind() == reflect.String {
			n = min(n, maxList)
		}
		old := v.Slice(0, n)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		reflect.Copy(v, old)
		for i := range n {
			cleanAll(v.Index(i))
		}
	case reflect.Struct:
		if e, ok := v.Addr().Interface().(*observe.Evidence); ok {
			e.Source, e.Quote, e.Again = quote(e.Source), quote(e.Quote), quote(e.Again)
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() { // others, such as a time's, have no strings
				cleanAll(v.Field(i))
			}
		}
	}
}

// clean makes a sentence or a name printable, each word within observe's bound
// and the whole within ours.
func clean(s string) string {
	if observe.Printable(s) == s { // which bounds it too
		return inert(s)
	}
	words := strings.Split(cut(s, 4*maxText), " ")
	for i, w := range words {
		words[i] = observe.Printable(w)
	}
	return inert(cut(strings.Join(words, " "), maxText))
}

// quote makes evidence printable once more. It changes nothing that is so
// already.
func quote(s string) string { return inert(observe.Printable(s)) }

// inert breaks marks that programs which read a build's log would obey, wherever
// in a line they are: "::error::" on GitHub, "##vso[" and "##teamcity[" on
// others. One "::" alone may be part of an address and stays.
func inert(s string) string {
	if strings.Count(s, "::") > 1 {
		s = strings.ReplaceAll(s, "::", `:\u{3a}`)
	}
	return strings.ReplaceAll(s, "##", `#\u{23}`)
}

// cut shortens s to at most n bytes, at a whole character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n -= len("…")
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

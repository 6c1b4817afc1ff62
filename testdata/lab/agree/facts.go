package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shopcheck/scanner/observe/hello"
)

// Facts are what is said of one server: "TLS 1.2 suites" -> names in the order
// of the alphabet. A fact that is not there was not told.
type facts map[string]string

// set keeps a list, each of its words once; an empty one is "none".
func (f facts) set(key string, words ...string) {
	words = slices.Clone(words)
	slices.Sort(words)
	words = slices.Compact(words)
	if len(words) == 0 {
		words = []string{"none"}
	}
	f[key] = strings.Join(words, " ")
}

// add adds words to a list.
func (f facts) add(key string, words ...string) {
	if old, ok := f[key]; ok && old != "none" {
		words = append(words, strings.Fields(old)...)
	}
	f.set(key, words...)
}

// derive adds the facts that peers tell in a form of their own.
func (f facts) derive() {
	for _, v := range []string{"TLS 1.2", "TLS 1.3"} {
		for g := range strings.FieldsSeq(f[v+" groups"]) {
			if !strings.HasPrefix(g, "ffdhe") && g != "none" {
				f.add("curves", g)
			}
		}
	}
	for _, v := range []string{"TLS 1.3", "TLS 1.2", "TLS 1.1", "TLS 1.0"} {
		if order, ok := f[v+" order"]; ok {
			f["order"] = order
			break
		}
	}
}

// suite names a suite by the number that peers write: "0xC030", "xc030".
func suite(number string) (string, error) {
	n, err := strconv.ParseUint(number[strings.IndexAny(number, "xX")+1:], 16, 24)
	if err != nil {
		return "", fmt.Errorf("reading the number of a suite: %w", err)
	}
	return hello.Suite(n).String(), nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func pass(b bool) string {
	if b {
		return "pass"
	}
	return "fail"
}

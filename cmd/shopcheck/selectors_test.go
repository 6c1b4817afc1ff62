package main

import (
	"strings"
	"testing"
)

func TestSelectors(t *testing.T) {
	for said, want := range map[string]string{
		"s1": "s1", " Google ": "google", "s1._domainkey.tea-shop.example": "s1", "MBO0001._domainkey": "mbo0001",
		"jan2013.pm": "jan2013.pm", "20260425121452pm": "20260425121452pm", "a_b-c": "a_b-c",
		"s1,s1,S1": "s1", "a,b": "a b",
	} {
		got, err := selectors(strings.Split(said, ","))
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("selectors(%q) = %q, %v; want %q", said, got, err, want)
		}
	}
	for _, said := range []string{"", "._domainkey.tea-shop.example", "s=s1", "a b", "a..b", "-a", "a-", "*", "ü", "a.b.c.d.e", strings.Repeat("a", 64), "x\x1b[1m", "a,b,c,d,e,f,g,h,i"} {
		if got, err := selectors(strings.Split(said, ",")); err == nil || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("selectors(%q) = %q, %v; want an error", said, got, err)
		}
	}
	if got, err := selectors(nil); got != nil || err != nil {
		t.Errorf("selectors(nil) = %q, %v", got, err)
	}
}

package facts

import (
	"slices"
	"strings"
	"testing"
)

func TestBypasses(t *testing.T) {
	table := bypasses()
	cited, listed := make(map[string]bool), make(map[string]bool)
	for _, b := range table.Bypasses {
		if len(table.Sources[b.Source]) < 10 {
			t.Errorf("%s: source %q is none of the table's", b.Host, b.Source)
		}
		cited[b.Source] = true
		if b.Source == "memory" && !b.Memory {
			t.Errorf("%s: known from memory alone, and does not say so", b.Host)
		}
		if b.Host != strings.ToLower(b.Host) || strings.ContainsAny(b.Host, "/*: ") || !strings.Contains(b.Host, ".") {
			t.Errorf("host %q", b.Host)
		}
		if !slices.Contains([]Way{Anybody, JSONP, Angular}, b.Way) || len(b.Paths) == 0 {
			t.Errorf("%s: way %q, paths %q", b.Host, b.Way, b.Paths)
		}
		for _, p := range b.Paths {
			if !strings.HasPrefix(p, "/") || strings.ContainsAny(p, "?#;, ") || listed[b.Host+p] {
				t.Errorf("%s: path %q is none, or listed twice", b.Host, p)
			}
			listed[b.Host+p] = true
		}
	}
	for name := range table.Sources {
		if !cited[name] {
			t.Errorf("source %q is cited by nobody", name)
		}
	}
	if !slices.IsSortedFunc(table.Bypasses, func(a, b Bypass) int {
		if a.Memory == b.Memory {
			return 0
		} else if b.Memory {
			return -1
		}
		return 1
	}) {
		t.Error("one that nobody tried lately stands before one that is sure")
	}
	if len(Bypasses()) < 40 {
		t.Errorf("%d bypasses", len(Bypasses()))
	}
}

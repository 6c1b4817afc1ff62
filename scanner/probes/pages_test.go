package probes_test

import (
	"slices"
	"strings"
	"testing"

	"shopcheck/scanner/probes"
)

// TestAdvice holds the first sentence of what to do to its form. Reports quote
// it alone, so it has to say by itself what to do.
func TestAdvice(t *testing.T) {
	for _, p := range probes.All() {
		first := opening(p.Section("What to do"))
		if fault := flaw(first); fault != "" {
			t.Errorf("%s: %q %s", p.ID, first, fault)
		}
	}
}

// TestFlaw shows that bad advice is noticed.
func TestFlaw(t *testing.T) {
	for _, tt := range []struct{ section, want string }{
		{"Have your host delete the file and change every\npassword in it today. Then rest.", ""},
		{"Renew it today.\n\n- You: look.", "has fewer than five words"},
		{"At once, with your agency or host:\n\n1. Delete it.", "ends in the middle"},
		{"- You: look at both addresses in a private window.", "is a list's first item"},
		{"1. Let only your own network in.", "is a list's first item"},
		{"Your host or agency removes the folder from the server.", `begins with "Your host or agency"`},
		{"Whoever keeps your domain's records can add a line.", `begins with "Whoever"`},
		{"This is one switch at your provider.", `begins with "This"`},
		{"Have somebody add this record to your domain.", `says "this record"`},
		{"Have the line added to your domain", "is no sentence"},
	} {
		if got := flaw(opening(tt.section)); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.section, got, tt.want)
		}
	}
}

// opening returns the first sentence of a section.
func opening(section string) string {
	paragraph, _, _ := strings.Cut(section, "\n\n")
	paragraph = strings.Join(strings.Fields(paragraph), " ")
	if first, _, more := strings.Cut(paragraph, ". "); more {
		return first + "."
	}
	return paragraph
}

// flaw says what keeps a sentence from standing alone; empty if nothing does.
func flaw(first string) string {
	words := strings.Fields(first)
	switch {
	case first == "" || strings.ContainsAny(first[:1], "-*0123456789"):
		return "is a list's first item"
	case strings.HasSuffix(first, ":"):
		return "ends in the middle"
	case !strings.HasSuffix(first, "."):
		return "is no sentence"
	case len(words) < 5:
		return "has fewer than five words"
	case strings.Contains(first, " this record"):
		return `says "this record"`
	}
	bad := []string{"Your host or agency", "Whoever", "You or", "At once", "This", "That"}
	if i := slices.IndexFunc(bad, func(s string) bool { return strings.HasPrefix(first, s+" ") || strings.HasPrefix(first, s+",") }); i >= 0 {
		return `begins with "` + bad[i] + `"`
	}
	return ""
}

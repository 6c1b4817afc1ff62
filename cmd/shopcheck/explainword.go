package main

import (
	"fmt"
	"strings"

	"shopcheck/report"
	"shopcheck/scanner"
)

// glossaryPage lists all words.
func glossaryPage() string {
	var b strings.Builder
	b.WriteString("# What the words of the field mean\n\n")
	for _, t := range report.Glossary() {
		fmt.Fprintf(&b, "- **%s:** %s\n", t.Name, t.Means)
	}
	b.WriteString("\nMore about one of them, and the probes that have to do with it: `shopcheck explain DMARC`\n")
	return b.String()
}

// wordPage shows one word, and the probes about it.
func wordPage(t report.Term) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", strings.ToUpper(t.Name[:1])+t.Name[1:], t.Means)
	if t.Stands != "" {
		fmt.Fprintf(&b, "\nThe letters stand for: %s.\n", t.Stands)
	}
	if len(t.Also)+len(t.Asked) > 0 {
		fmt.Fprintf(&b, "\nAlso looked up as: %s.\n", strings.Join(t.Spellings()[1:], ", "))
	}
	if len(t.See) > 0 {
		fmt.Fprintf(&b, "\nSee also: %s.\n", strings.Join(t.See, ", "))
	}
	writeProbes(&b, "What shopcheck looks at", func(p scanner.Probe) bool { return t.About(p.ID) })
	return b.String()
}

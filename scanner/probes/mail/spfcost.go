package mail

import (
	"fmt"
	"strings"

	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/mail/spf"
)

// maxCosts bounds the lines that tell what a list costs.
const maxCosts = 40

// costs tells what a list costs mail services, as lines of evidence: all of it, then
// each part that has them look something up, in their order and with their
// number; a part's cost includes that of the lists it leads to, which follow it
// with as many marks as they are deep.
func costs(texts *observe.Records, t *spf.Tree) []observe.Evidence {
	var lines []string
	if t.Root.Problem == "" {
		lines = append(lines, sum(t))
	}
	if t.Voids > 0 {
		lines = append(lines, fmt.Sprintf("%d of them where nothing is, %d at most", t.Voids, spf.MaxVoids))
	}
	more := t.Root.More
	for path, s := range t.All() {
		if len(lines) > maxCosts {
			more++
			continue
		}
		lines = append(lines, cost(len(path)-1, s))
	}
	if more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	size := len(texts.Name)
	for _, v := range texts.Values() {
		size += len(v)
	}
	if size > maxText {
		lines = append(lines, fmt.Sprintf("all texts at %s take %d bytes together with the name; the standard advises %d at most", t.Root.Name, size, maxText))
	}
	var out []observe.Evidence
	for _, line := range lines {
		out = append(out, observe.Evidence{Source: texts.Source() + " (counted)", Quote: observe.Printable(line), At: texts.At})
	}
	return out
}

// sum is the whole cost, and that of the domain's own parts.
func sum(t *spf.Tree) string {
	line := fmt.Sprintf("%s of %d lookups", number(t), spf.MaxLookups)
	for i, s := range t.Root.Steps {
		line += fmt.Sprintf("%s %s %d", map[bool]string{true: ":", false: ","}[i == 0], s.Text, s.Lookups)
	}
	return line
}

// cost is the line of one part.
func cost(depth int, s *spf.Step) string {
	line := fmt.Sprintf("%d. %s%s: %d", s.Number, strings.Repeat("> ", depth), s.Text, s.Lookups)
	if note := costNote(s); note != "" {
		line += ", " + note
	}
	return line
}

func costNote(s *spf.Step) string {
	problem := s.Problem
	if s.Next != nil {
		problem = s.Next.Problem
	}
	switch {
	case s.Next != nil && s.Next.State == spf.NoName:
		return "there is no such name"
	case problem == spf.Missing:
		return "there is no list"
	case problem == spf.Several:
		return "there is more than one list"
	case problem == spf.Broken:
		return "its " + brokenPart(s.Next)
	case problem == spf.Circular:
		return "leads back"
	case problem == spf.Crowded:
		return "more mail servers than mail services look at"
	case problem == spf.Silent:
		return "the name servers gave no answer"
	case problem == spf.Varying && (s.Name == "include" || s.Name == "redirect"):
		return "where it leads depends on each mail and is not counted"
	case problem == spf.Varying:
		return "depends on each mail"
	case problem == spf.TooFar:
		return "not followed"
	case problem == spf.Obsolete:
		return "given up by the standard"
	case s.Void:
		return "nothing is there"
	}
	return ""
}

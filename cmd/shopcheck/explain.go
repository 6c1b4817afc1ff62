package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/term"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/report"
	"shopcheck/scanner"
	"shopcheck/scanner/probes"
)

type probeID = scanner.ProbeID

// explain shows one page, or the list of all.
func (a *app) explain(ctx context.Context, o cli.Explain) error {
	cat, err := catalog()
	if err != nil {
		return err
	}
	text, err := page(cat, o.ID)
	if err != nil {
		return err
	}
	if !term.IsTerminal(int(a.out.Fd())) && o.Style == "" && o.Width == 0 {
		_, err := fmt.Fprintln(a.out, strings.TrimSpace(text))
		return err
	}
	out, err := a.output(ctx, o.Output, false)
	if err != nil {
		return err
	}
	return report.WritePage(a.out, text, out.settings)
}

// page returns the Markdown page of a probe, an item or a word, in capitals or
// small letters, or the list for "".
func page(cat checklist.Catalog, id string) (string, error) {
	id = strings.TrimSpace(id)
	switch strings.ToLower(id) {
	case "":
		return list(cat), nil
	case "score":
		return scorePage(), nil
	case "glossary":
		return glossaryPage(), nil
	case string(checklist.About):
		return shopPage(cat), nil
	}
	if p, ok := cat.Probes[probeID(strings.ToLower(id))]; ok {
		return probePage(cat, p), nil
	}
	if item := cat.Item(checklist.ItemID(strings.ToUpper(id))); item.ID != "" {
		return itemPage(cat, item), nil
	}
	if t, ok := report.LookUp(id); ok {
		return wordPage(t), nil
	}
	return "", fmt.Errorf("%q is neither a probe nor an item nor a word of the glossary%s", brief(id), meant(cat, id))
}

// brief bounds what is repeated of what somebody typed.
func brief(word string) string {
	if r := []rune(word); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return word
}

// meant says what else somebody may have wanted to see.
func meant(cat checklist.Catalog, id string) string {
	names, known := []string{"about", "glossary", "score"}, map[string]string{}
	for _, p := range probes.All() {
		_, subject, _ := strings.Cut(string(p.ID), ".")
		names = append(names, string(p.ID), subject)
		known[subject] = string(p.ID)
	}
	for _, item := range cat.Items {
		names = append(names, strings.ToLower(string(item.ID)))
		known[strings.ToLower(string(item.ID))] = string(item.ID)
	}
	for _, t := range report.Glossary() {
		for _, s := range t.Spellings() {
			names = append(names, strings.ToLower(s))
			known[strings.ToLower(s)] = s
		}
	}
	near := checklist.Nearest(strings.ToLower(id), names)
	if near == "" || len(id) < 3 { // two letters are near to every two
		return "; shopcheck explain lists probes and items, shopcheck explain glossary words"
	}
	if is, ok := known[near]; ok {
		near = is
	}
	return "; did you mean " + near + "?"
}

func list(cat checklist.Catalog) string {
	var b strings.Builder
	b.WriteString("# What shopcheck looks at and asks\n\n- `score` How the score and the percentage come about\n" +
		"- `glossary` What the words of the field mean\n- `about` What is asked about the shop itself\n\n## The eleven items\n\n")
	for _, item := range cat.Items {
		fmt.Fprintf(&b, "- `%s` %s\n", item.ID, item.Ask)
	}
	b.WriteString("\n## The probes\n\n")
	for _, p := range probes.All() {
		fmt.Fprintf(&b, "- `%s` %s (%s)\n", p.ID, p.Title(), p.Severity)
	}
	return b.String()
}

// writeProbes lists those probes that match, under a heading; nothing if none does.
func writeProbes(b *strings.Builder, heading string, match func(scanner.Probe) bool) {
	all := slices.DeleteFunc(probes.All(), func(p scanner.Probe) bool { return !match(p) })
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", heading)
	for _, p := range all {
		fmt.Fprintf(b, "- `%s` %s\n", p.ID, p.Title())
	}
}

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

// explain shows one page, or the list of all.
func (a *app) explain(_ context.Context, o cli.Explain) error {
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
	out, err := a.output(o.Output)
	if err != nil {
		return err
	}
	return report.WritePage(a.out, text, out.settings)
}

// page returns the Markdown page of a probe or an item, or the list for "".
func page(cat checklist.Catalog, id string) (string, error) {
	if id == "" {
		return list(cat), nil
	}
	if p, ok := cat.Probes[probeID(id)]; ok {
		return p.Doc, nil
	}
	i := slices.IndexFunc(cat.Items, func(item checklist.Item) bool { return strings.EqualFold(string(item.ID), id) })
	if i < 0 {
		return "", fmt.Errorf("%q is neither a probe nor an item; shopcheck explain lists them", id)
	}
	return itemPage(cat, cat.Items[i]), nil
}

func list(cat checklist.Catalog) string {
	var b strings.Builder
	b.WriteString("# What shopcheck looks at and asks\n\n## The eleven items\n\n")
	for _, item := range cat.Items {
		fmt.Fprintf(&b, "- `%s` %s\n", item.ID, item.Ask)
	}
	b.WriteString("\n## The probes\n\n")
	for _, p := range probes.All() {
		fmt.Fprintf(&b, "- `%s` %s (%s)\n", p.ID, p.Title(), p.Severity)
	}
	return b.String()
}

func itemPage(cat checklist.Catalog, item checklist.Item) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n%s\n\n%s\n", item.ID, item.Title, item.Ask, item.Why)
	if len(item.Parts) > 0 {
		b.WriteString("\n## What you are asked\n\n")
		for _, part := range item.Parts {
			fmt.Fprintf(&b, "- %s %s\n", part.Ask, part.Help)
		}
	}
	lists := []struct {
		title string
		ids   []probeID
	}{
		{"If one of these fails, the answer is NO", item.ForceNo},
		{"These must be in order for a YES", item.Required},
		{"These make a YES weak", item.Weakness},
		{"These are shown beside the answer", item.Support},
	}
	for _, l := range lists {
		if len(l.ids) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n", l.title)
		for _, id := range l.ids {
			fmt.Fprintf(&b, "- `%s` %s\n", id, cat.Probes[id].Title())
		}
	}
	return b.String()
}

type probeID = scanner.ProbeID

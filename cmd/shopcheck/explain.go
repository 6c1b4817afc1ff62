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
	if strings.EqualFold(id, "score") {
		return scorePage(), nil
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
	b.WriteString("# What shopcheck looks at and asks\n\n`score` How the score and the percentage come about\n\n## The eleven items\n\n")
	for _, item := range cat.Items {
		fmt.Fprintf(&b, "- `%s` %s\n", item.ID, item.Ask)
	}
	b.WriteString("\n## The probes\n\n")
	for _, p := range probes.All() {
		fmt.Fprintf(&b, "- `%s` %s (%s)\n", p.ID, p.Title(), p.Severity)
	}
	return b.String()
}

// scorePage tells how both numbers of a report come about.
func scorePage() string {
	var b strings.Builder
	b.WriteString(`# The score, and the percentage beside it

## The score

The checklist has eleven questions, and each is answered YES, NO or I DON'T KNOW. The score is two numbers: how many are YES
for sure, and how many could be if every I DON'T KNOW turned out well. "5 of 11 are proven, up to 8 are possible" means
five times YES, three times I DON'T KNOW and three times NO.

What could not be tested moves neither number down: it stays I DON'T KNOW. Every question concerns every
shop, so the score is always out of eleven. What somebody has accepted until a day stays NO.

## The hardening percentage

This comes from the scan alone and from nothing that a person said. Every probe that came to a conclusion counts once, by
the worst of what it found, with the weight of its severity:

`)
	for _, s := range []scanner.Severity{scanner.Critical, scanner.High, scanner.Medium, scanner.Low, scanner.Info} {
		fmt.Fprintf(&b, "- %s: %d\n", s, checklist.Weight(s))
	}
	b.WriteString(`
What is in order has its whole weight, what is partly in order half of it, what is not has none. The percentage is the weight
reached of the weight judged, rounded down, so that only a shop without blemish has 100. Probes that could not tell, or that do not
concern the shop, count on neither side.

A shop may have a high percentage and a low score: it is built well, and nobody has said who looks after it.
`)
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

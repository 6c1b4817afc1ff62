package main

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/report"
	"shopcheck/scanner"
)

// A way is how probes may feed an item.
type way struct {
	heading string // "If one of these fails, the answer is NO"
	one     string // of one probe: "a failure answers NO"
	ids     []probeID
}

func ways(item checklist.Item) []way {
	var signs []probeID
	for _, part := range item.Parts {
		signs = append(signs, part.Signs...)
	}
	return []way{
		{"If one of these fails, the answer is NO", "a failure answers NO", item.ForceNo},
		{"These must be in order for a YES", "must be in order for a YES", item.Required},
		{"These make a YES weak", "can make a YES weak", item.Weakness},
		{"These are shown beside the answer", "is shown beside the answer", item.Support},
		{"These make a question pressing", "makes a question pressing", signs},
	}
}

// itemPage shows an item: what is asked, what to do where the answer is not good,
// for how long an answer counts, which tips help and which probes feed it.
func itemPage(cat checklist.Catalog, item checklist.Item) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n%s\n\n%s\n", item.ID, item.Title, item.Ask, item.Why)
	if len(item.Parts) > 0 {
		b.WriteString("\n## What you are asked\n")
	}
	for _, part := range item.Parts {
		partPage(&b, item.ID, part)
	}
	fmt.Fprintf(&b, "\n## How long an answer counts\n\nWhat you say counts for %d months, then it is asked again. A NO counts until you change it. "+
		"A day that you name has an age of its own, whenever you named it.\n", item.Lasts())
	if len(item.Tips) > 0 {
		b.WriteString("\n## Tips that help\n\n")
	}
	for _, n := range item.Tips {
		if tip, ok := cat.Tip(n); ok {
			fmt.Fprintf(&b, "- **Tip %d, %s:** %s\n", n, tip.Title, tip.Text)
		}
	}
	for _, w := range ways(item) {
		writeProbes(&b, w.heading, func(p scanner.Probe) bool { return slices.Contains(w.ids, p.ID) })
	}
	return b.String()
}

// shopPage shows what is asked about the shop itself.
func shopPage(cat checklist.Catalog) string {
	var b strings.Builder
	b.WriteString("# About the shop itself\n\nWhat you say here decides which questions you are asked, and how. It answers none of the eleven.\n")
	for _, part := range cat.About {
		partPage(&b, checklist.About, part)
	}
	return b.String()
}

// partPage shows one part of an item.
func partPage(b *strings.Builder, item checklist.ItemID, part checklist.Part) {
	fmt.Fprintf(b, "\n### %s\n\n", part.Ask)
	if part.Help != "" {
		fmt.Fprintf(b, "%s\n\n", part.Help)
	}
	fmt.Fprintf(b, "- **In answer files:** `%s/%s`, which takes %s\n", item, part.ID, part.Takes())
	for _, o := range part.Choices {
		fmt.Fprintf(b, "- `%s` means: %s\n", o.Value, o.Label)
	}
	switch {
	case part.Alone == checklist.Skip:
		b.WriteString("- **If you run the shop alone:** this is not asked\n")
	case part.Alone != "":
		fmt.Fprintf(b, "- **If you run the shop alone:** %s\n", part.Alone)
	}
	if part.Do.Say != "" {
		fmt.Fprintf(b, "- **What to do where the answer is not good:** %s (%s; it takes %s)\n", part.Do.Say, report.Doer(part.Do.By), part.Do.Effort)
	}
}

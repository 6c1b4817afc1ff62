package main

import (
	"fmt"
	"slices"
	"strings"

	"shopcheck/checklist"
	"shopcheck/report"
	"shopcheck/scanner"
)

// probePage shows a probe's page, with what the page itself does not say put
// between what it asks and why.
func probePage(cat checklist.Catalog, p scanner.Probe) string {
	rest := p.Doc
	if i := strings.Index(rest, "\n## "); i >= 0 {
		rest = rest[i:]
	}
	return fmt.Sprintf("# %s\n\n%s\n\n## At a glance\n\n%s%s", p.Title(), p.Section(""), glance(cat, p), rest)
}

// harms say what a severity means.
var harms = map[scanner.Severity]string{
	scanner.Critical: "critical: customers, money or the whole shop can be lost at once",
	scanner.High:     "high: it helps an attacker a lot, or keeps customers or mail away",
	scanner.Medium:   "medium: it helps an attacker who has found something else too",
	scanner.Low:      "low: it is one more fence, for when another has fallen",
	scanner.Info:     "it only informs, and counts for nothing",
}

// thorough are the probes for which only that profile asks whom they need.
var thorough = []probeID{"cert.revoked", "dns.transfer"}

// glance says in a few lines what a probe is to the checklist and to its owner.
func glance(cat checklist.Catalog, p scanner.Probe) string {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "- **%s:** %s\n", label, text)
		}
	}
	line("How serious", harms[p.Severity])
	feeds := feeds(cat, p.ID)
	if len(feeds) == 0 {
		feeds = []string{"none of the eleven; it is shown for itself"}
	}
	line("Questions that it helps to answer", strings.Join(feeds, "; "))
	if w, ok := cat.Work[p.ID]; ok {
		line("Who usually mends it", worker(w))
	}
	command := "shopcheck scan tea-shop.example --only " + string(p.ID)
	if slices.Contains(thorough, p.ID) {
		command += " --profile thorough"
	}
	if p.Class == scanner.Passive {
		line("Permission", "needs none; it looks at no more than any visitor or mail server does")
	} else {
		line("Permission", "needs the word of somebody who may check the shop, which is what --authorized gives")
		command += " --authorized"
	}
	line("To look at it alone", "`"+command+"`")
	line("Words explained by shopcheck explain WORD", strings.Join(terms(p), ", "))
	return b.String()
}

// feeds says which items a probe feeds, and how.
func feeds(cat checklist.Catalog, id probeID) []string {
	var out []string
	for _, item := range cat.Items {
		var how []string
		for _, way := range ways(item) {
			if slices.Contains(way.ids, id) {
				how = append(how, way.one)
			}
		}
		if len(how) > 0 {
			out = append(out, fmt.Sprintf("%s %s (%s)", item.ID, item.Title, strings.Join(how, ", ")))
		}
	}
	return out
}

// worker says who usually mends something, and how long it takes them.
func worker(w checklist.Work) string {
	out := report.Doer(w.By)
	if rented := w.Doer(true); rented != w.By {
		out += ", in a rented shop " + report.Doer(rented)
	}
	return out + "; it takes " + string(w.Effort)
}

// terms names the words of the glossary in what a probe's page says to the owner.
func terms(p scanner.Probe) []string {
	var out []string
	for _, section := range []string{"", "Why it matters", "What to do"} {
		for _, t := range report.TermsIn(p.Section(section)) {
			out = append(out, t.Name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

package checklist

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// wish says what would settle a part that does not stand behind a YES yet.
func (h *hearing) wish(ref string) string {
	item, _ := h.ref(ref)
	part := h.asked(ref)
	ask := "“" + part.Ask + "”"
	if item != h.item.ID {
		ask = string(item) + ", " + ask
	}
	s := h.raw(ref)
	_, dated := h.date(ref)
	switch {
	case s.Value == ValueUnknown:
		return "Still to be found out: " + ask + " " + part.Help
	case s.Value == "", part.Kind == Choice && !slices.Contains(part.values(), s.Value):
		return "Still to be answered: " + ask
	case dated:
		return fmt.Sprintf("Too long ago: %s was last confirmed on %s. Do it again, then answer with the new day.", ask, s.Value)
	case !h.fresh(s):
		return fmt.Sprintf("To be confirmed again: %s was last confirmed on %s.", ask, day(s.At))
	}
	return fmt.Sprintf("To be put right: %s was answered “%s”. %s", ask, h.label(ref), part.Help)
}

// quote repeats a question and its answer.
func (h *hearing) quote(ref string) string {
	return fmt.Sprintf("“%s” was answered “%s”.", h.asked(ref).Ask, h.label(ref))
}

// label is the answer to a part in the words in which this shop is asked.
func (h *hearing) label(ref string) string {
	part, _ := h.catalog.Part(h.ref(ref))
	return part.LabelFor(h.alone(), h.raw(ref).Value)
}

// remedies say what lets a probe see what it could not, by cause.
var remedies = []struct {
	causes []observe.Cause
	words  string
}{
	{
		[]observe.Cause{observe.Blocked},
		"The shop's protection turned the scan away; ask whoever looks after it to let shopcheck through, then scan again.",
	},
	{
		[]observe.Cause{observe.OptedOut},
		"The shop asks shopcheck to stay away; take that back, then scan again.",
	},
	{
		[]observe.Cause{observe.NotPermitted},
		"The scan had no permission to look there; if you may give it, scan again with --authorized.",
	},
	{
		[]observe.Cause{observe.LeftOut},
		"The scan's profile leaves that out; scan again with --profile thorough.",
	},
	{
		[]observe.Cause{observe.BudgetSpent},
		"The scan had sent all it may send; scan again with --profile thorough.",
	},
	{
		[]observe.Cause{observe.PortFiltered},
		"The network that the scan ran from lets nobody out there; scan again from another one.",
	},
	{
		[]observe.Cause{observe.NeedsLogin},
		"Only somebody who is logged in can see that; name a page that everybody can see with --login-url or --checkout-url, then scan again.",
	},
	{
		[]observe.Cause{observe.NeedsBrowser},
		"Scripts build those pages in the browser; scan again with --browser.",
	},
	{
		[]observe.Cause{observe.NotFound},
		"Nothing to judge was found on the pages that the scan could see; name more of them with --login-url or --checkout-url, then scan again.",
	},
	{
		[]observe.Cause{observe.Inconsistent},
		"Two looks disagreed; scan again at another time.",
	},
	{
		[]observe.Cause{observe.NoName},
		"There is no such address; see whether the domain is spelled correctly, then scan again.",
	},
	{
		[]observe.Cause{observe.OtherCompany},
		"The shop leads to another company's site; if that is yours too, scan it under its own name.",
	},
	{
		[]observe.Cause{observe.Private},
		"The address is not a public one; permit it with --allow-net, then scan again.",
	},
	{
		[]observe.Cause{
			observe.DNS, observe.DNSBogus, observe.DNSRefused, observe.Timeout, observe.Refused, observe.Reset, observe.Unreachable, observe.TLS,
			observe.Malformed, observe.ErrorPage,
		},
		"The shop gave no answer that can be judged; scan again, if need be from another network.",
	},
	{nil, "This scan did not get to look there; scan again, without leaving it out."},
}

// gapSentences say which required probes could not tell, and what would help:
// one sentence for each remedy.
func (h *hearing) gapSentences() []string {
	titles := make([][]string, len(remedies))
	for _, id := range h.gaps {
		i := h.remedy(id)
		titles[i] = append(titles[i], "“"+h.title(id)+"”")
	}
	var out []string
	for i, t := range titles {
		if len(t) > 0 {
			out = append(out, "Not seen yet: "+strings.Join(t, ", ")+". "+remedies[i].words)
		}
	}
	return out
}

// remedy returns the index of the remedy for a probe's first unknown finding.
func (h *hearing) remedy(id scanner.ProbeID) int {
	var cause observe.Cause
	for _, f := range h.findings[id] {
		if outcomeRank(f.Outcome) == outcomeRank(scanner.Unknown) {
			cause = f.Cause
			break
		}
	}
	return remedyFor(cause)
}

// remedyFor returns the index of the remedy for a cause.
func remedyFor(cause observe.Cause) int {
	for i, r := range remedies {
		if slices.Contains(r.causes, cause) {
			return i
		}
	}
	return len(remedies) - 1
}

// title names a probe for a reader, by its page's title if there is one.
func (h *hearing) title(id scanner.ProbeID) string {
	if t := h.catalog.Probes[id].Title(); t != "" {
		return t
	}
	return string(id)
}

// names reports whether a text names something, rather than saying that there
// is nothing to name.
func names(s string) bool { return s != "" && !nothing.MatchString(s) }

// nothing matches what people write when there is nothing to name: "nobody yet",
// "we don't do that", "n/a", "-".
var nothing = regexp.MustCompile(`(?i)^[\s"'.(]*(no|not|none|nobody|noone|nothing|never|n/a|(we|i) do( not|n['’]?t)|-+|–|—)($|[^\p{L}\p{N}])`)

package checklist

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"shopcheck/scanner"
)

// hearQ5 lists the risks, each in a sentence of its own: which ones are missing
// is part of the answer, also of a NO. Those that the shop's findings make
// concrete come first.
func hearQ5(h *hearing) {
	h.human = true
	findings := h.signs()
	var unsure []string
	for _, part := range PressingFirst(h.item.Parts, findings) {
		said, topic := h.raw(part.ID), topicOf(part.For(h.alone()))
		sign := ""
		if f, ok := pressing(part, findings); ok {
			sign = " The scan found: " + f.Message
		}
		switch {
		case said.Value == "not-in-plan":
			h.refuse(part.ID, said.Value)
			h.listed = append(h.listed, "Not in your planning: "+topic+"."+sign)
			continue
		case said.Value == "in-plan" && h.fresh(said):
			h.use(part.ID)
			continue
		case said.Value == "in-plan":
			topic = fmt.Sprintf("%s (last confirmed on %s)", topic, day(said.At))
		}
		h.lacks(part.ID)
		unsure = append(unsure, "Still to be settled, whether your planning covers it: "+topic+"."+sign)
	}
	h.listed = append(h.listed, unsure...)
}

// signs returns the findings of the probes that are signs of the item's parts.
func (h *hearing) signs() []scanner.Finding {
	var out []scanner.Finding
	for _, id := range h.item.Probes() {
		out = append(out, h.findings[id]...)
	}
	return out
}

// planQuestion begins each part of Q5; what follows names the risk.
const planQuestion = "Does your planning cover "

func topicOf(part Part) string {
	return strings.TrimSuffix(strings.TrimPrefix(part.Ask, planQuestion), "?")
}

// PressingFirst returns parts with those first that findings make concrete:
// parts of which a sign failed, then those of which one warned, each by the
// harm that the worst sign can do. The others keep their order. A finding that
// is accepted for now counts as any other: the risk is there.
func PressingFirst(parts []Part, findings []scanner.Finding) []Part {
	out := slices.Clone(parts)
	slices.SortStableFunc(out, func(a, b Part) int {
		one, pressed := pressing(a, findings)
		other, pressedToo := pressing(b, findings)
		switch {
		case pressed && pressedToo:
			return byHarm(one, other)
		case pressed:
			return -1
		case pressedToo:
			return 1
		}
		return 0
	})
	return out
}

// pressing returns the worst of what a part's signs found, and false if none of
// them failed or warned.
func pressing(part Part, findings []scanner.Finding) (scanner.Finding, bool) {
	found := slices.DeleteFunc(slices.Clone(findings), func(f scanner.Finding) bool {
		return !slices.Contains(part.Signs, f.Probe) || f.Outcome != scanner.Fail && f.Outcome != scanner.Warn
	})
	if len(found) == 0 {
		return scanner.Finding{}, false
	}
	return slices.MinFunc(found, func(a, b scanner.Finding) int {
		return cmp.Or(byHarm(a, b), cmp.Compare(a.Key(), b.Key()))
	}), true
}

// byHarm orders findings, failures before warnings and then by severity.
func byHarm(a, b scanner.Finding) int {
	return cmp.Or(cmp.Compare(outcomeRank(a.Outcome), outcomeRank(b.Outcome)), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()))
}

package main

import (
	"fmt"
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

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
concern the shop, count on neither side. Nor do those whose names begin with process: they judge how the shop is looked after,
and nobody sees that from outside.

A shop may have a high percentage and a low score: it is built well, and nobody has said who looks after it.
`)
	return b.String()
}

package checklist

import "shopcheck/scanner"

// A rule is what an item adds to the common rule of [Assess].
type rule struct {
	// forces says whether a failed force-no finding answers NO; nil means that
	// every one does.
	forces func(h *hearing, f scanner.Finding) bool
	// hear says which probes and parts stand behind a YES, which parts answer
	// NO, and what is missing. A part answers NO by itself only where the item
	// is plainly broken by it; other bad answers leave it at I DON'T KNOW.
	hear func(h *hearing)
}

var rules = map[ItemID]rule{
	"Q1":  {forces: forcesQ1, hear: hearQ1},
	"Q2":  {hear: hearQ2},
	"Q3":  {hear: hearQ3},
	"Q4":  {hear: hearQ4},
	"Q5":  {hear: hearQ5},
	"Q6":  {hear: hearQ6},
	"Q7":  {forces: forcesQ7, hear: hearQ7},
	"Q8":  {hear: hearQ8},
	"Q9":  {hear: hearQ9},
	"Q10": {hear: hearQ10},
	"Q11": {forces: forcesQ11, hear: hearQ11},
}

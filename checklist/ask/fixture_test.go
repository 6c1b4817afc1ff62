package ask

import (
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// small is a catalog with one part of every kind. What is missing from Q5 is
// part of its answer.
var small = checklist.Catalog{Items: []checklist.Item{
	{
		ID: "Q1", Title: "Encrypted shopping", Ask: "Is everything encrypted?", Why: "Strangers could read along.",
		ForceNo: []scanner.ProbeID{"https.forms"},
		Parts: []checklist.Part{
			{ID: "address", Ask: "Where do customers pay?", Help: "Copy the address.", Kind: checklist.Text},
		},
	},
	{
		ID: "Q2", Title: "Strong passwords", Ask: "Are passwords strong?", Why: "Guessing is easy.",
		Support: []scanner.ProbeID{"admin.path"},
		Parts: []checklist.Part{
			{ID: "minimum", Ask: "What is the shortest password?", Help: "Twelve is good.", Kind: checklist.Number},
			{ID: "second", Ask: "Who needs a second step?", Alone: "Do you need a second step?", Help: "Everyone is good.", Kind: checklist.Choice, Choices: []checklist.Option{
				{Value: "all", Label: "Everyone"}, {Value: "none", Label: "Nobody"},
			}},
			{ID: "leavers", Ask: "Are leavers' accounts removed?", Alone: checklist.Skip, Help: "Yes is good.", Kind: checklist.YesNo},
		},
	},
	{
		ID: "Q3", Title: "Software kept up to date", Ask: "Is the software updated?", Why: "Holes become known.",
		Parts: []checklist.Part{
			{ID: "last", Ask: "When was the last update?", Help: "This quarter is good.", Kind: checklist.Date},
		},
	},
	{
		ID: "Q5", Title: "All risks planned for", Ask: "Are all risks planned for, and which not?", Why: "No owner, no budget.",
		Together: true,
		Parts: []checklist.Part{
			{ID: "fraud", Title: "Fraud", Ask: "Is fraud planned for?", Help: "Rules are good.", Kind: checklist.Choice, Choices: planned},
			{ID: "leak", Title: "Leak", Ask: "Is a leak planned for?", Help: "Written down is good.", Kind: checklist.Choice, Choices: planned, Signs: []scanner.ProbeID{"exposed.dump"}},
		},
	},
}}

var planned = []checklist.Option{{Value: "in-plan", Label: "In our plan"}, {Value: "not-in-plan", Label: "Not in our plan"}}

// alone is what small does not ask of the shop, and opening does.
var alone = checklist.Part{ID: "alone", Ask: "Do you run the shop alone?", Help: "Yes if nobody else does.", Kind: checklist.YesNo}

// forms is what decides Q1.
var forms = scanner.Finding{
	Probe: "https.forms", Subject: "https://shop.test/", Outcome: scanner.Fail, Severity: scanner.High,
	Message: "The sign-up form is sent without encryption.",
	Evidence: []observe.Evidence{
		{Source: "GET https://shop.test/", Quote: `<form action="http://shop.test/join">`},
	},
}

// assess is a rule of its own kind. Q1 is what forms says. A NO to an item's own
// question is NO, and a short password too. YES needs all parts but Q2/leavers,
// which is only heard if everybody has a second step.
func assess(findings []scanner.Finding) func([]checklist.Statement) []checklist.Answer {
	return func(said []checklist.Statement) []checklist.Answer {
		value := make(map[string]string)
		for _, st := range said {
			value[st.Key()] = st.Value
		}
		var out []checklist.Answer
		for _, item := range small.Items {
			a := checklist.Answer{Item: item.ID, Says: checklist.Yes, Strength: checklist.Declared}
			for _, part := range item.Parts {
				key := says(item.ID, part.ID, "").Key()
				heard := key != "Q2/leavers" || value["Q2/second"] == "all"
				if v := value[key]; heard && (v == "" || v == checklist.ValueUnknown) {
					a.Says, a.Strength = checklist.DontKnow, checklist.None
					a.Missing = append(a.Missing, key)
				}
			}
			if value[string(item.ID)] == checklist.ValueNo || value["Q2/minimum"] == "6" && item.ID == "Q2" {
				a.Says, a.Strength = checklist.No, checklist.Declared
				if item.ID != "Q5" {
					a.Missing = nil
				}
			}
			for _, st := range said {
				if st.Item == item.ID && a.Strength == checklist.Declared {
					a.Because = append(a.Because, st.Key())
				}
			}
			for _, f := range findings {
				if item.ID == "Q1" {
					a = checklist.Answer{Item: "Q1", Says: checklist.No, Strength: checklist.Verified, Because: []string{f.Key()}}
				}
			}
			out = append(out, a)
		}
		return out
	}
}

// questions returns an interview about small, with forms found.
func questions() Questions {
	return Questions{
		Catalog: small, Target: scanner.Target{Domain: "shop.test"}, Findings: []scanner.Finding{forms},
		Assess: assess([]scanner.Finding{forms}), By: "owner", Now: now,
	}
}

func says(item checklist.ItemID, part, value string) checklist.Statement {
	return checklist.Statement{Item: item, Part: part, Value: value, By: "owner", At: now}
}

// opening is an interview in which it is asked first who answers about what shop.
func opening() Questions {
	in := questions()
	in.By, in.Catalog.About = "", []checklist.Part{alone}
	return in
}

// good are answers that settle everything in opening, in the order of the
// questions, with what they make a person say.
var good = []struct {
	see, typed string
	said       []checklist.Statement
	screen     bool // where plain lines go on by themselves
	kind       bool // stands for its kind: what is typed, what is chosen, rows, the review
}{
	{see: "Who answers?", typed: "owner\r"},
	{see: "Do you run the shop alone?", typed: "2", said: []checklist.Statement{says("about", "alone", "no")}},
	{see: "Q1 of 4: ", typed: "1"}, // keep the checks' answer
	{see: "Q2 of 4: ", typed: "1", said: []checklist.Statement{says("Q2", "", "yes")}, kind: true},
	{see: "Q2 of 4, detail 1 of 2: ", typed: "12\r", said: []checklist.Statement{says("Q2", "minimum", "12")}, kind: true},
	{see: "Q2 of 4, detail 2 of 2: ", typed: "1", said: []checklist.Statement{says("Q2", "second", "all")}},
	{see: "Q2 of 4, detail 3 of 3: ", typed: "2", said: []checklist.Statement{says("Q2", "leavers", "no")}},
	{see: "Q3 of 4: ", typed: "1", said: []checklist.Statement{says("Q3", "", "yes")}},
	{see: "Q3 of 4, detail 1 of 1: ", typed: "2026-05\r", said: []checklist.Statement{says("Q3", "last", "2026-05-01")}},
	{see: "Are all risks planned for, and which not?", typed: "2", said: []checklist.Statement{says("Q5", "", "no")}},
	{see: "> Fraud  not answered", typed: "1", said: []checklist.Statement{says("Q5", "fraud", "in-plan")}},
	{see: "> Leak   not answered", typed: "2", said: []checklist.Statement{says("Q5", "leak", "not-in-plan")}, kind: true},
	{see: "> Leak   Not in our plan", typed: "\r", screen: true},
	{see: "Review", typed: "\r", kind: true},
}

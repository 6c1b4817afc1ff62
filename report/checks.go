package report

import (
	"strings"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// toCheck is what the command of a point is for.
const toCheck = "To check"

// check is the command that looks once more whether a finding is mended; it looks
// as closely as the scan that found it. What is remembered can only be told by all of
// a scan.
func (s sources) check(f scanner.Finding) Point {
	p, known := s.Probes[f.Probe]
	switch {
	case !known:
		return Point{}
	case checklist.Remembered(f.Probe):
		return Point{Label: toCheck, Quote: "shopcheck check " + s.Target.Domain}
	}
	command := "shopcheck scan " + s.Target.Domain + " --only " + string(p.ID)
	if p.Class != scanner.Passive {
		command += " --authorized"
	}
	if s.Scan.Profile == scanner.Thorough {
		command += " --profile thorough" // visitors' looks differ too: some ask a certificate company
	}
	for _, e := range f.Evidence {
		if strings.HasPrefix(e.Again, "chromium ") {
			command += " --browser"
			break
		}
	}
	return Point{Label: toCheck, Quote: command}
}

// confirm is the command by which a person says that a part is done.
func (s sources) confirm(key string, part checklist.Part) Point {
	value, stands := goodValue(part)
	if value == "" {
		return s.answering()
	}
	label := "Once it is done"
	if stands != "" {
		label += ", with " + stands + " in place of " + value
	}
	return Point{Label: label, Quote: "shopcheck answer " + s.Target.Domain + " " + key + "=" + value}
}

// answering is the command that asks everything that is still open.
func (s sources) answering() Point {
	return Point{Label: "To answer", Quote: "shopcheck answer " + s.Target.Domain}
}

// goodValue returns what a person answers a part with once it is in order; where
// only they can know it, that is a word in capitals, and what it stands for. Such a
// word no part takes as it is, and a part that takes any words has no value.
func goodValue(part checklist.Part) (value, stands string) {
	switch part.Kind {
	case checklist.YesNo:
		if strings.HasPrefix(part.Help, "A good answer is no") || strings.HasPrefix(part.Help, "If yes, ") {
			return checklist.ValueNo, ""
		}
		return checklist.ValueYes, ""
	case checklist.Number:
		return "NUMBER", "the number"
	case checklist.Date:
		return "DAY", "the day (such as 2026-11-24)"
	case checklist.Choice:
		if len(part.Choices) == 2 || strings.HasPrefix(part.Help, "A good answer is everyone") {
			return part.Choices[0].Value, ""
		}
		return "CHOICE", "what is true then (" + strings.TrimSuffix(part.Takes(), " or unknown") + ")"
	}
	return "", ""
}

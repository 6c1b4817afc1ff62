package report

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// SARIF is the Static Analysis Results Interchange Format 2.1.0 (OASIS Standard
// with Errata 01), as GitHub's code scanning takes it:
//
//   - One run holds all shops. GitHub refuses a file with several runs of one tool
//     and category, and whoever uploads a file sets one category for all of its
//     runs. Each shop is an invocation of that run.
//   - Results are what is wrong: fail and warn. What could not be looked at is a
//     notification of its shop's invocation, and what is in order is a rule without
//     a result. A shop that was not seen is a result too, of a rule of its own:
//     without it a program would read that everything was mended.
//   - SARIF is made for files of source code, and GitHub takes no result without a
//     file and a line. A shop has neither. Its domain stands for the file, as a
//     relative address, since GitHub refuses others; an empty region at its beginning,
//     with all four numbers that GitHub requires, stands for no line. What a result is
//     really about is its logical location.
//   - A level belongs to a result, and what GitHub calls critical, high, medium or
//     low to its rule. So GitHub shows what is wrong only partly as gravely as what is
//     wrong for certain, and only its level is a step lower.
//   - What somebody accepted for now is a suppressed result with the reason. GitHub
//     itself does not heed suppressions and shows it as open; other programs do.
//
// Its structs are our own, since few of the format's are needed and their order
// decides the bytes.
const SARIF Format = "sarif"

// Bounds of a file that GitHub takes: results of one run, of which it shows the 5000
// gravest, and the characters of a rule's name and descriptions. A file may have 10 MB
// when it is compressed: as many results of like shops have 2, and only of shops that
// all send noise could they have more than it takes.
const (
	maxResults     = 25_000
	maxRuleName    = 255
	maxDescription = 1024
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// writeSARIF takes the reports in one by one and writes when all are there: only then
// is it known which results are the gravest of more than GitHub takes, and a run's
// rules are those of all its results.
func writeSARIF(w io.Writer, reports iter.Seq2[Report, error], _ Settings) error {
	var all sarifMaker
	for r, err := range reports {
		if err != nil {
			return err
		}
		all.add(r.rows())
	}
	return all.log().write(w)
}

// write writes the document. Its long lists are written one by one: the text of all
// of them is many times what they are.
func (l sarifLog) write(w io.Writer) error {
	run := &l.Runs[0]
	calls, results := run.Invocations, run.Results
	run.Invocations, run.Results = []sarifInvocation{}, []sarifResult{}
	frame, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	head, rest, _ := bytes.Cut(visible(append(frame, '\n')), []byte(`"invocations": []`))
	middle, tail, _ := bytes.Cut(rest, []byte(`"results": []`))
	out := bufio.NewWriter(w)
	_, _ = out.Write(head)
	if err := writeSARIFList(out, "invocations", calls); err != nil {
		return err
	}
	_, _ = out.Write(middle)
	if err := writeSARIFList(out, "results", results); err != nil {
		return err
	}
	_, _ = out.Write(tail)
	return out.Flush()
}

// writeSARIFList writes a key of the run and its list.
func writeSARIFList[T any](out *bufio.Writer, key string, list []T) error {
	const indent = "        "
	_, _ = fmt.Fprintf(out, "%q: [", key)
	for i, entry := range list {
		text, err := json.MarshalIndent(entry, indent, "  ")
		if err != nil {
			return err
		}
		_, _ = out.WriteString(map[bool]string{true: "\n", false: ",\n"}[i == 0] + indent)
		_, _ = out.Write(visible(text))
	}
	if len(list) > 0 {
		_, _ = out.WriteString("\n      ")
	}
	return out.WriteByte(']')
}

// A sarifMaker gathers shops.
type sarifMaker struct {
	run   sarifRun
	rules map[scanner.ProbeID]rule
	shops []rows // without their records
	told  int    // notifications, of which there are no more than of results
}

func (m *sarifMaker) add(shop rows) {
	if m.rules == nil {
		m.rules = map[scanner.ProbeID]rule{}
	}
	for _, r := range shop.Rules {
		m.rules[r.ID] = r
	}
	at := len(m.run.Invocations)
	call := sarifInvocation{
		Start: sarifTime(shop.Started), End: sarifTime(shop.Finished), Successful: !shop.Unseen,
		Notifications: []sarifNotification{}, Properties: sarifShop{Shop: shop.Domain, Summary: shop.Summary},
	}
	for _, r := range shop.Records {
		switch {
		case r.wrong(), r.Probe == notAssessed:
			m.run.Results = append(m.run.Results, sarifResultOf(shop, r, at))
		case r.Outcome == scanner.Unknown && m.told == maxResults:
			call.Properties.Untold++
		case r.Outcome == scanner.Unknown:
			m.told++
			call.Notifications = append(call.Notifications, sarifNotificationOf(shop, r))
		}
	}
	m.run.Invocations = append(m.run.Invocations, call)
	shop.Records, shop.Rules = nil, nil
	m.shops = append(m.shops, shop)
	if len(m.run.Results) > 2*maxResults {
		m.crop()
	}
}

// crop leaves out the least grave results that GitHub would refuse the file for.
func (m *sarifMaker) crop() {
	if len(m.run.Results) <= maxResults {
		return
	}
	slices.SortStableFunc(m.run.Results, func(a, b sarifResult) int { return cmp.Compare(a.rank, b.rank) })
	for _, left := range m.run.Results[maxResults:] {
		m.run.Invocations[left.Provenance.Invocation].Properties.Left++
	}
	m.run.Results = slices.Clip(m.run.Results[:maxResults])
	slices.SortStableFunc(m.run.Results, func(a, b sarifResult) int { return cmp.Compare(a.Provenance.Invocation, b.Provenance.Invocation) })
}

// log returns the document of all shops.
func (m *sarifMaker) log() sarifLog {
	m.crop()
	run := m.run
	run.Tool.Driver = sarifDriver{Name: "shopcheck", Rules: []sarifRule{}, Properties: sarifCredit{checklist.Credit}}
	run.Tool.Driver.Version, run.Tool.Driver.Semantic = m.version()
	places := map[string]int{}
	for _, id := range slices.Sorted(maps.Keys(m.rules)) {
		places[string(id)] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRuleOf(m.rules[id]))
	}
	for i := range run.Results {
		run.Results[i].RuleIndex = places[run.Results[i].Rule]
	}
	for _, call := range run.Invocations {
		for i := range call.Notifications {
			call.Notifications[i].Rule.Index = places[call.Notifications[i].Rule.ID]
		}
	}
	run.Results = append([]sarifResult{}, run.Results...) // a list, even without results
	run.Invocations = append([]sarifInvocation{}, run.Invocations...)
	run.Automation = m.automation()
	run.Columns = "unicodeCodePoints"
	return sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}}
}

package checklist

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// Schema is the version of a run's JSON that this program writes, and the
// newest that it reads. It counts up with each change of meaning; additions
// alone do not change it.
const Schema = 1

// maxRun bounds a run that is read, in bytes.
const maxRun = 64 << 20

// ErrNotRun is what ReadRun's errors about the content wrap.
var ErrNotRun = errors.New("not a run that can be read")

// NewID names the run of a domain that began at a moment. It sorts by time and
// is safe as a file's name: "20261124T181500Z-1f2e3d4c5b6a".
func NewID(domain string, at time.Time) string {
	at = at.UTC()
	sum := sha256.Sum256([]byte(domain + "\x00" + at.Format(time.RFC3339Nano)))
	return at.Format("20060102T150405Z") + "-" + hex.EncodeToString(sum[:6])
}

// ReadRun reads a run's JSON. Keys that it does not know are left out: newer
// programs may add some. Strings are as the run has them; formats escape.
func ReadRun(r io.Reader) (Run, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxRun+1))
	if err != nil {
		return Run{}, fmt.Errorf("reading the run: %w", err)
	}
	return parseRun(data)
}

// parseRun is ReadRun for what was read.
func parseRun(data []byte) (Run, error) {
	if len(data) > maxRun {
		return Run{}, fmt.Errorf("larger than %d MiB, which no run is: %w", maxRun>>20, ErrNotRun)
	}
	var run Run
	wrong := json.Unmarshal(data, &run)
	head := struct {
		Schema int `json:"schema"`
	}{run.Schema}
	if wrong != nil { // the number alone may say why
		if err := json.Unmarshal(data, &head); err != nil {
			return Run{}, fmt.Errorf("%w: %w", ErrNotRun, err)
		}
	}
	switch {
	case head.Schema > Schema:
		return Run{}, fmt.Errorf("written by a newer shopcheck (schema %d, this one reads %d); update shopcheck: %w", head.Schema, Schema, ErrNotRun)
	case head.Schema != Schema:
		return Run{}, fmt.Errorf("it has no schema number; try a file that shopcheck wrote as JSON: %w", ErrNotRun)
	case wrong != nil:
		return Run{}, fmt.Errorf("%w: %w", ErrNotRun, wrong)
	}
	if err := run.Check(); err != nil {
		return Run{}, fmt.Errorf("%w: %w", ErrNotRun, err)
	}
	run = run.filled()
	run.Scan.Vantage, run.Assessment.Answers = run.Vantage, run.Answers
	return run, nil
}

// Bounds of what a run may hold: more than any scan finds, and few enough to
// show.
const (
	maxFindings   = 5000
	maxEvidence   = 1000 // of one finding
	maxStatements = 1000
	maxWaivers    = 1000
	maxReasons    = maxFindings + maxStatements // in each list of one answer
	maxShort      = 100                         // resolvers, steps to take first, tips
)

// Check refuses what other parts of the program could not rely on, as ReadRun does.
func (r Run) Check() error {
	if t, err := scanner.ParseTarget(r.Target.Domain); err != nil || t != r.Target {
		return fmt.Errorf("its target %q is not a shop's domain", observe.Printable(r.Target.Domain))
	}
	for _, list := range r.lists() {
		if list.has > list.may {
			return fmt.Errorf("it has more than %d %s", list.may, list.what)
		}
	}
	var seen []ItemID
	for _, a := range r.Answers {
		if _, ok := rules[a.Item]; !ok {
			return fmt.Errorf("it answers the question %q, which the checklist does not have", observe.Printable(string(a.Item)))
		}
		if slices.Contains(seen, a.Item) {
			return fmt.Errorf("it answers the question %s twice", a.Item)
		}
		seen = append(seen, a.Item)
	}
	if s := r.Assessment.Score; s.Proven < 0 || s.Possible < s.Proven || s.Possible > items {
		return fmt.Errorf("its score of %d to %d is not one out of %d", s.Proven, s.Possible, items)
	}
	if h := r.Assessment.Hardening; h < -1 || h > 100 {
		return fmt.Errorf("its hardening of %d is not a percentage", h)
	}
	return nil
}

// A list is one of a run's lists: how long it is and may be.
type list struct {
	has, may int
	what     string
}

func (r Run) lists() []list {
	all := []list{
		{len(r.Scan.Findings), maxFindings, "findings"},
		{len(r.Statements), maxStatements, "statements"},
		{len(r.Waivers), maxWaivers, "waivers"},
		{len(r.Answers), items, "answers"},
		{len(r.Vantage.Resolvers), maxShort, "resolvers"},
		{len(r.Tool.Refreshed), maxShort, "refreshed facts"},
		{len(r.Assessment.First), maxShort, "steps to take first"},
		{len(r.Assessment.Tips), maxShort, "tips"},
		{len(r.Assessment.Plan), maxFindings, "steps"},
		{len(r.Since.Changes), 2 * maxFindings, "changes"},
		{len(r.Seen.Certificates), maxFindings, "certificates"},
		{len(r.Seen.Scripts), maxFindings, "scripts"},
	}
	for _, f := range r.Scan.Findings {
		all = append(all, list{len(f.Evidence), maxEvidence, "pieces of evidence for one finding"})
	}
	for _, a := range r.Answers {
		all = append(all, list{max(len(a.Because), len(a.Against), len(a.Missing)), maxReasons, "reasons for one answer"})
	}
	return all
}

// Write writes the run as indented JSON: lists are never null, and text cannot
// end a script element (<, >, &, U+2028 and U+2029 are escaped). Same run, same
// bytes. It carries the [Credit] too, which nobody reads back.
func (r Run) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	credited := struct {
		Run
		Credit string `json:"credit"`
	}{r.filled(), Credit}
	if err := e.Encode(credited); err != nil {
		return fmt.Errorf("writing the run: %w", err)
	}
	return nil
}

// filled returns the run with empty lists for nil ones. The lists of r itself
// are not touched.
func (r Run) filled() Run {
	r.Scan.Findings = filled(slices.Clone(r.Scan.Findings))
	for i := range r.Scan.Findings {
		f := &r.Scan.Findings[i]
		f.Evidence = filled(f.Evidence)
	}
	r.Answers = filled(slices.Clone(r.Answers))
	for i := range r.Answers {
		a := &r.Answers[i]
		a.Because, a.Against, a.Missing = filled(a.Because), filled(a.Against), filled(a.Missing)
	}
	r.Vantage.Resolvers = filled(r.Vantage.Resolvers)
	r.Statements, r.Waivers = filled(r.Statements), filled(r.Waivers)
	r.Assessment.First, r.Assessment.Plan, r.Assessment.Tips = filled(r.Assessment.First), filled(slices.Clone(r.Assessment.Plan)), filled(r.Assessment.Tips)
	for i := range r.Assessment.Plan {
		s := &r.Assessment.Plan[i]
		s.Items = filled(s.Items)
	}
	if !r.Since.IsZero() {
		r.Since.Changes = filled(r.Since.Changes)
	}
	if !r.Seen.IsZero() {
		r.Seen.Certificates, r.Seen.Scripts = filled(r.Seen.Certificates), filled(r.Seen.Scripts)
	}
	return r
}

func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"shopcheck/checklist"
)

// A Diff is what changed between two runs of one shop.
type Diff struct {
	After   checklist.Run     // the later one
	Since   checklist.Since   // the earlier one, and what changed since
	Catalog checklist.Catalog // names the probes and items
}

// DiffFormats are the formats that WriteDiff knows: for people at a terminal or on a
// page, and for programs.
func DiffFormats() []string { return []string{"text", string(Markdown), string(JSON)} }

// WriteDiff writes what changed, in the words in which a report tells it. The same
// runs give the same bytes.
func WriteDiff(w io.Writer, d Diff, format string) error {
	var err error
	switch format {
	case "text":
		err = render(w, d.markdown(escaper{glamour: true}), Settings{})
	case string(Markdown):
		_, err = w.Write(d.markdown(escaper{}))
	case string(JSON):
		err = d.writeJSON(w)
	default:
		return fmt.Errorf("writing what changed: there is no format %q; try text, markdown or json", format)
	}
	if err != nil {
		return fmt.Errorf("writing what changed as %s: %w", format, err)
	}
	return nil
}

func (d Diff) markdown(e escaper) []byte {
	run := d.After
	run.Since = d.Since
	run.Since.Run = cmp.Or(d.Since.Run, "without a name") // in a file that somebody edited
	s := newSources(run, d.Catalog)
	s.points = nil // they are numbers in a report
	changes, _ := s.changes()
	m := &page{escaper: e}
	m.heading(1, "Two checks of "+s.Target.String())
	m.line("**Then:** " + moment(s.Since.At) + ", run " + m.code(s.Since.Run))
	m.line("**Now:** " + moment(s.Scan.Started) + ", run " + m.code(s.ID))
	section(m, changes, m.batch)
	return append(bytes.TrimSpace(m.Bytes()), '\n')
}

// diffJSON is a diff for programs. Keys are added, never changed.
type diffJSON struct {
	Domain   string             `json:"domain"`
	Before   diffRun            `json:"before"`
	After    diffRun            `json:"after"`
	Accepted string             `json:"accepted"` // why the state before was accepted; empty if it was not
	Changes  []checklist.Change `json:"changes"`
}

type diffRun struct {
	ID string    `json:"id"`
	At time.Time `json:"at"` // when its scan began
}

func (d Diff) writeJSON(w io.Writer) error {
	doc, err := json.MarshalIndent(diffJSON{
		Domain: d.After.Target.Domain, Accepted: d.Since.Accepted, Changes: append([]checklist.Change{}, d.Since.Changes...),
		Before: diffRun{d.Since.Run, d.Since.At}, After: diffRun{d.After.ID, d.After.Scan.Started},
	}, "", "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(visible(append(doc, '\n')))
	return err
}

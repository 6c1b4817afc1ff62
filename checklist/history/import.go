package history

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// Bounds of what is read at once.
const (
	maxBatch    = 50       // runs that are kept in one transaction
	maxBytes    = 16 << 20 // or when their lines are as long together
	maxMistakes = 10       // lines that are told of
)

// Import keeps what an export wrote, and returns how many runs it read. Lines that
// are no run are told of, and the others are kept. It may be done again, and runs may
// come in any order. Of two runs with one ID, the one whose answers are newer stays;
// of two baselines, the one that was accepted later.
func (s *Store) Import(ctx context.Context, r io.Reader) (n int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxPlain+1)
	in := intake{Store: s}
	var wrong []error
	for number := 1; lines.Scan(); number++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := in.line(lines.Bytes()); err != nil {
			if wrong = append(wrong, fmt.Errorf("line %d: %w", number, err)); len(wrong) == maxMistakes {
				break
			}
		}
		if len(in.runs) >= maxBatch || in.bytes >= maxBytes {
			if err := in.store(ctx); err != nil {
				return in.n, s.explain("importing runs", err)
			}
		}
	}
	if err := in.store(ctx); err != nil {
		return in.n, s.explain("importing runs", err)
	}
	if err := lines.Err(); err != nil {
		wrong = append(wrong, fmt.Errorf("reading the runs: %w", err))
	}
	return in.n, errors.Join(wrong...)
}

// An intake gathers what is to be stored at once.
type intake struct {
	*Store
	runs  []checklist.Run
	notes []note
	bytes int
	n     int // runs that are stored
}

// line reads one line.
func (in *intake) line(text []byte) error {
	var n note
	if json.Unmarshal(text, &n) == nil && n.Shop != "" {
		if err := n.check(); err != nil {
			return err
		}
		in.notes = append(in.notes, n)
		return nil
	}
	run, err := checklist.ReadRun(bytes.NewReader(text))
	if err == nil {
		err = checkID(run.ID)
	}
	if err != nil {
		return err
	}
	in.runs, in.bytes = append(in.runs, run), in.bytes+len(text)
	return nil
}

// maxStates bounds what a stranger's export remembers of one shop.
const maxStates = 50000

// check refuses what no export holds.
func (n note) check() error {
	if t, err := scanner.ParseTarget(n.Shop); err != nil || t.Domain != n.Shop {
		return fmt.Errorf("%w: %q is not a shop's domain", ErrRefused, observe.Printable(cut(n.Shop)))
	}
	if n.Accepted != nil {
		if err := checkID(n.Accepted.Run); err != nil {
			return err
		}
	}
	if p := n.Pruned; p != nil && (len(p.States) > maxStates || len(p.Failures) > maxFailures || checkID(p.Run) != nil) {
		return fmt.Errorf("%w: what it says is remembered of %s cannot be", ErrRefused, n.Shop)
	}
	return nil
}

// store stores what was gathered, each shop's in one transaction, and forgets it.
func (in *intake) store(ctx context.Context) error {
	for _, n := range in.notes {
		if err := in.inTx(ctx, func(tx *sql.Tx) error { return in.note(ctx, tx, n) }); err != nil {
			return err
		}
	}
	slices.SortStableFunc(in.runs, func(a, b checklist.Run) int { return cmp.Compare(a.Target.Domain, b.Target.Domain) })
	for len(in.runs) > 0 {
		domain := in.runs[0].Target.Domain
		end := slices.IndexFunc(in.runs, func(r checklist.Run) bool { return r.Target.Domain != domain })
		if end < 0 {
			end = len(in.runs)
		}
		if err := in.inTx(ctx, func(tx *sql.Tx) error { return in.merge(ctx, tx, domain, in.runs[:end]) }); err != nil {
			return err
		}
		in.n += end
		in.runs = in.runs[end:]
	}
	in.runs, in.notes, in.bytes = nil, nil, 0
	return nil
}

// merge keeps a shop's runs, but those of which the store has the same or a newer one.
func (in *intake) merge(ctx context.Context, tx *sql.Tx, domain string, runs []checklist.Run) error {
	var take []record
	for _, run := range runs {
		report, had, err := first(ctx, tx, scanOne[[]byte], "SELECT report FROM run WHERE domain = $1 AND id = $2", domain, run.ID)
		if err != nil {
			return err
		}
		if had {
			old, err := in.unpackRun(domain, report, nil)
			if err != nil {
				return err
			}
			if !saidLast(run).After(saidLast(old)) {
				looks := run.Scan.Looks
				run = old
				run.Scan.Looks = looks
			}
		}
		r, err := in.record(run)
		if err != nil {
			return err
		}
		take = append(take, r)
	}
	return in.keep(ctx, tx, domain, take)
}

// saidLast returns when the newest of a run's answers was given.
func saidLast(run checklist.Run) (at time.Time) {
	for _, s := range run.Statements {
		if s.At.After(at) {
			at = s.At
		}
	}
	return at
}

// note keeps what is known of a shop beside its runs.
func (in *intake) note(ctx context.Context, tx *sql.Tx, n note) error {
	if err := lock(ctx, tx, n.Shop); err != nil {
		return err
	}
	if n.Accepted != nil {
		old, had, err := in.accepted(ctx, tx, n.Shop)
		if err == nil && (!had || n.Accepted.At.After(old.At)) {
			err = accept(ctx, tx, n.Shop, *n.Accepted)
		}
		if err != nil {
			return err
		}
	}
	if n.Pruned == nil {
		return nil
	}
	old, err := in.memory(ctx, tx, n.Shop, "base")
	if err != nil || cmp.Or(cmp.Compare(n.Pruned.Started, old.Started), cmp.Compare(n.Pruned.Run, old.Run)) <= 0 {
		return err
	}
	if err := in.setBase(ctx, tx, n.Shop, *n.Pruned); err != nil {
		return err
	}
	return in.remember(ctx, tx, n.Shop, nil, true)
}

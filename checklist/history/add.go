package history

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"shopcheck/checklist"
	"shopcheck/scanner/observe"
)

// Add keeps a run and what it says that changed. A run with the same ID is replaced,
// as when answers are given later to the same scan; nothing is counted twice then,
// and looks stay if the new one has none. Looks of runs that are not among the
// shop's newest any more are dropped.
func (s *Store) Add(ctx context.Context, run checklist.Run) error {
	r, err := s.record(run)
	if err == nil {
		err = s.inTx(ctx, func(tx *sql.Tx) error { return s.keep(ctx, tx, run.Target.Domain, []record{r}) })
	}
	return s.explain("keeping the run", err)
}

// A record is a run made ready to be kept.
type record struct {
	outline
	run           checklist.Run
	entry         []byte
	report, looks []byte // looks: nil if there are none
	changes       [][]byte
	ends          []byte
}

// record makes a run ready, outside of any transaction. It refuses what could not be
// read back.
func (p packer) record(run checklist.Run) (r record, err error) {
	if err := run.Check(); err != nil {
		return r, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if run.Schema != checklist.Schema {
		return r, fmt.Errorf("%w: its schema is %d, and this program's is %d", ErrRefused, run.Schema, checklist.Schema)
	}
	if err := checkID(run.ID); err != nil {
		return r, err
	}
	r = record{outline: outlineOf(run), run: run}
	if r.report, err = p.packRun(run); err != nil {
		return r, err
	}
	if len(run.Scan.Looks) > 0 {
		if r.looks, err = p.pack([]observe.Look(run.Scan.Looks)); err != nil {
			return r, err
		}
	}
	if r.entry, err = json.Marshal(entryOf(run)); err != nil {
		return r, err
	}
	for _, c := range run.Since.Changes {
		text, err := json.Marshal(c)
		if err != nil {
			return r, err
		}
		r.changes = append(r.changes, text)
	}
	r.ends, err = json.Marshal(checklist.Calendar(run, run.Scan.Started))
	return r, err
}

// maxID bounds an ID, in bytes.
const maxID = 100

// checkID refuses what IDs are never made of: they stand in text columns, on command
// lines and in names of files.
func checkID(id string) error {
	plain := func(r rune) bool {
		return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' || r == '_' || r == '.'
	}
	if id == "" || len(id) > maxID || slices.ContainsFunc([]rune(id), func(r rune) bool { return !plain(r) }) {
		return fmt.Errorf("%w: its ID %q is not made of 1 to %d letters, digits and hyphens", ErrRefused, observe.Printable(cut(id)), maxID)
	}
	return nil
}

func cut(id string) string { return id[:min(len(id), maxID)] }

func entryOf(run checklist.Run) Entry {
	e := Entry{
		ID: run.ID, Started: run.Scan.Started, Score: run.Assessment.Score,
		Hardening: run.Assessment.Hardening, Problem: run.Scan.Problem, Tool: run.Tool,
	}
	for _, c := range run.Since.Changes {
		if e.Changes == nil {
			e.Changes = make(map[checklist.ChangeKind]int)
		}
		e.Changes[c.Kind]++
	}
	return e
}

// keep keeps runs of one shop.
func (s *Store) keep(ctx context.Context, tx *sql.Tx, domain string, runs []record) error {
	if err := lock(ctx, tx, domain); err != nil {
		return err
	}
	slices.SortFunc(runs, func(a, b record) int {
		return cmp.Or(cmp.Compare(a.at.UnixMicro(), b.at.UnixMicro()), cmp.Compare(a.id, b.id))
	})
	var fresh []outline // those that are to be remembered
	again := false      // what is remembered must be made anew
	for _, r := range runs {
		old, had, err := s.old(ctx, tx, domain, r.id)
		if err != nil {
			return err
		}
		if !had {
			fresh = append(fresh, r.outline)
		}
		again = again || had && !old.alike(r.outline)
		if err := write(ctx, tx, domain, r); err != nil {
			return err
		}
	}
	if err := s.remember(ctx, tx, domain, fresh, again); err != nil {
		return err
	}
	if err := latest(ctx, tx, domain, runs); err != nil {
		return err
	}
	_, err := dropLooks(ctx, tx, domain, cmp.Or(s.Looks, keepLooks))
	return err
}

// lock makes the shop's row, and holds it to the end of the transaction, so that on a
// server too only one at a time changes what is kept of a shop.
func lock(ctx context.Context, tx *sql.Tx, domain string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO shop (domain, latest, ends) VALUES ($1, '', $2)
		ON CONFLICT (domain) DO UPDATE SET domain = excluded.domain`, domain, []byte("[]"))
	return err
}

// old returns what a run added that is kept already.
func (s *Store) old(ctx context.Context, tx *sql.Tx, domain, id string) (outline, bool, error) {
	report, had, err := first(ctx, tx, scanOne[[]byte], "SELECT report FROM run WHERE domain = $1 AND id = $2", domain, id)
	if err != nil || !had {
		return outline{}, false, err
	}
	run, err := s.unpackRun(domain, report, nil)
	return outlineOf(run), true, err
}

// write writes a run's own rows.
func write(ctx context.Context, tx *sql.Tx, domain string, r record) error {
	seen := 0
	if r.seen {
		seen = 1
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO run (domain, id, started, seen, entry, report) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (domain, id) DO UPDATE SET started = excluded.started, seen = excluded.seen, entry = excluded.entry, report = excluded.report`,
		domain, r.id, r.at.UnixMicro(), seen, r.entry, r.report); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM change WHERE domain = $1 AND id = $2", domain, r.id); err != nil {
		return err
	}
	for i, c := range r.run.Since.Changes {
		is := 0
		if c.Regression() {
			is = 1
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO change (domain, id, place, regression, change) VALUES ($1, $2, $3, $4, $5)",
			domain, r.id, i, is, r.changes[i]); err != nil {
			return err
		}
	}
	if r.looks == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO looks (domain, id, looks) VALUES ($1, $2, $3)
		ON CONFLICT (domain, id) DO UPDATE SET looks = excluded.looks`, domain, r.id, r.looks)
	return err
}

// latest notes which run is the shop's latest, and what ends when as that one knows
// it, if it is one of these.
func latest(ctx context.Context, tx *sql.Tx, domain string, runs []record) error {
	id, _, err := first(ctx, tx, scanOne[string], "SELECT id FROM run WHERE domain = $1 ORDER BY seen DESC, started DESC, id DESC LIMIT 1", domain)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(runs, func(r record) bool { return r.id == id })
	if i < 0 {
		return nil
	}
	_, err = tx.ExecContext(ctx, "UPDATE shop SET latest = $2, ends = $3 WHERE domain = $1", domain, id, runs[i].ends)
	return err
}

// dropLooks drops a shop's looks but those of the newest runs, and of the newest
// that saw it, and of the one that was accepted.
func dropLooks(ctx context.Context, tx *sql.Tx, domain string, keep int) (dropped int, err error) {
	done, err := tx.ExecContext(ctx, `DELETE FROM looks WHERE domain = $1
		AND id NOT IN (SELECT id FROM run WHERE domain = $1 AND seen = 1 ORDER BY started DESC, id DESC LIMIT $2)
		AND id NOT IN (SELECT id FROM run WHERE domain = $1 ORDER BY started DESC, id DESC LIMIT $2)
		AND id NOT IN (SELECT id FROM baseline WHERE domain = $1)`, domain, keep)
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}

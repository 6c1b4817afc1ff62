package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"shopcheck/checklist"
)

// Accept makes a run of a shop its baseline, in place of the one before. The run and
// its looks are kept from then on, however old they get.
func (s *Store) Accept(ctx context.Context, domain string, b Baseline) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if err := lock(ctx, tx, domain); err != nil {
			return err
		}
		_, ok, err := first(ctx, tx, scanOne[int], "SELECT 1 FROM run WHERE domain = $1 AND id = $2", domain, b.Run)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("%w: no run of %s is kept that is called %q; shopcheck history %s lists them", ErrRefused, domain, b.Run, domain)
		}
		return accept(ctx, tx, domain, b)
	})
	return s.explain("accepting the run", err)
}

func accept(ctx context.Context, tx *sql.Tx, domain string, b Baseline) error {
	note, err := json.Marshal(b)
	if err != nil {
		return errors.Join(ErrRefused, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO baseline (domain, id, note) VALUES ($1, $2, $3)
		ON CONFLICT (domain) DO UPDATE SET id = excluded.id, note = excluded.note`, domain, b.Run, note)
	return err
}

// Baseline returns what was accepted of a shop, and false if nothing was. The run has
// its looks if they are kept.
func (s *Store) Baseline(ctx context.Context, domain string) (Baseline, checklist.Run, bool, error) {
	b, ok, err := s.accepted(ctx, s.db, domain)
	var run checklist.Run
	if err == nil && ok {
		run, ok, err = s.one(ctx, domain, "r.id = $2", b.Run)
	}
	return b, run, ok, s.explain("reading what was accepted", err)
}

func (s *Store) accepted(ctx context.Context, q querier, domain string) (b Baseline, ok bool, err error) {
	note, ok, err := first(ctx, q, scanOne[[]byte], "SELECT note FROM baseline WHERE domain = $1", domain)
	if err != nil || !ok {
		return b, false, err
	}
	if err := json.Unmarshal(note, &b); err != nil {
		return b, false, damaged(err)
	}
	return b, true, nil
}

// Unaccept forgets what was accepted of a shop, if anything was. Its run is kept no
// longer than others from then on.
func (s *Store) Unaccept(ctx context.Context, domain string) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM baseline WHERE domain = $1", domain)
		return err
	})
	return s.explain("taking back what was accepted", err)
}

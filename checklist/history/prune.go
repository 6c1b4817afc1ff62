package history

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"
)

// A Retention says what is kept. The zero Retention keeps all runs, and the looks
// that [Store.Add] keeps.
type Retention struct {
	Runs   int       // of each shop's newest runs, how many; 0: all
	Before time.Time // runs that began before this go; zero: none goes for its age
	Looks  int       // of how many of a shop's newest runs looks are kept; 0: as Add keeps them
}

// Pruned says what is gone.
type Pruned struct {
	Runs  int
	Looks int // of how many runs; those of runs that are gone are not counted
}

// Prune drops old runs and looks. A shop's latest run, and the one that was
// accepted, always stay, and so does what is remembered of its findings. A file gets
// smaller.
func (s *Store) Prune(ctx context.Context, keep Retention) (Pruned, error) {
	var all Pruned
	shops, err := s.Shops(ctx)
	if err != nil {
		return all, err
	}
	for _, domain := range shops {
		err := s.inTx(ctx, func(tx *sql.Tx) error {
			gone, err := s.pruneShop(ctx, tx, domain, keep)
			all.Runs += gone.Runs
			all.Looks += gone.Looks
			return err
		})
		if err != nil {
			return all, s.explain("pruning the runs of "+domain, err)
		}
	}
	if s.place.kind == SQLite && all != (Pruned{}) {
		_, err = query(ctx, s.db, func(row) (struct{}, error) { return struct{}{}, nil }, "PRAGMA incremental_vacuum")
	}
	return all, s.explain("making the store smaller", err)
}

func (s *Store) pruneShop(ctx context.Context, tx *sql.Tx, domain string, keep Retention) (gone Pruned, err error) {
	if err := lock(ctx, tx, domain); err != nil {
		return gone, err
	}
	drop, err := s.outdated(ctx, tx, domain, keep)
	if err != nil {
		return gone, err
	}
	if len(drop) > 0 {
		if err := s.sumUp(ctx, tx, domain, drop[0]); err != nil {
			return gone, err
		}
	}
	for _, id := range drop {
		for _, table := range []string{"run", "looks", "change"} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE domain = $1 AND id = $2", domain, id); err != nil {
				return gone, err
			}
		}
	}
	gone.Runs = len(drop)
	gone.Looks, err = dropLooks(ctx, tx, domain, cmp.Or(keep.Looks, s.Looks, keepLooks))
	return gone, err
}

// outdated lists the runs of a shop that are to go, newest first.
func (s *Store) outdated(ctx context.Context, tx *sql.Tx, domain string, keep Retention) (drop []string, err error) {
	type dated struct {
		id      string
		started int64
	}
	scan := func(r row) (d dated, err error) {
		err = r.Scan(&d.id, &d.started)
		return d, err
	}
	runs, err := query(ctx, tx, scan, "SELECT id, started FROM run WHERE domain = $1 ORDER BY started DESC, id DESC", domain)
	if err != nil {
		return nil, err
	}
	stay, err := query(ctx, tx, scanOne[string], "SELECT latest FROM shop WHERE domain = $1 UNION SELECT id FROM baseline WHERE domain = $1", domain)
	if err != nil {
		return nil, err
	}
	for i, r := range runs {
		old := keep.Runs > 0 && i >= keep.Runs || !keep.Before.IsZero() && r.started < keep.Before.UnixMicro()
		if old && !slices.Contains(stay, r.id) {
			drop = append(drop, r.id)
		}
	}
	return drop, nil
}

// sumUp keeps what is remembered of a shop as of a run, before it and those before it
// go. Runs that come later and are older still are kept then, but add nothing to what
// is remembered.
func (s *Store) sumUp(ctx context.Context, tx *sql.Tx, domain, last string) error {
	m, err := s.recall(ctx, tx, domain, last)
	if err != nil {
		return err
	}
	return s.setBase(ctx, tx, domain, m)
}

func (s *Store) setBase(ctx context.Context, tx *sql.Tx, domain string, m memory) error {
	base, err := s.pack(m)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO finding_state (domain, states, base) VALUES ($1, $2, $2)
		ON CONFLICT (domain) DO UPDATE SET base = excluded.base`, domain, base)
	return err
}

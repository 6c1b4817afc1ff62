package history

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// States returns what is remembered of a shop's findings, by their keys. It is empty
// if no run saw the shop.
func (s *Store) States(ctx context.Context, domain string) (map[string]State, error) {
	m, err := s.memory(ctx, s.db, domain, "states")
	if m.States == nil {
		m.States = make(map[string]State)
	}
	return m.States, s.explain("reading what is remembered", err)
}

// Failures returns each time that a finding of high or critical severity failed and
// had not ended at a moment, in the order in which they began: the newest 2,000.
func (s *Store) Failures(ctx context.Context, domain string, since time.Time) ([]Failure, error) {
	m, err := s.memory(ctx, s.db, domain, "states")
	var out []Failure
	for _, f := range m.Failures {
		if f.Ended.IsZero() || !f.Ended.Before(since) {
			out = append(out, f)
		}
	}
	return out, s.explain("reading what is remembered", err)
}

// memory reads one of the columns that hold what is remembered of a shop.
func (s *Store) memory(ctx context.Context, q querier, domain, column string) (m memory, err error) {
	packed, ok, err := first(ctx, q, scanOne[[]byte], "SELECT "+column+" FROM finding_state WHERE domain = $1", domain)
	if err != nil || !ok || packed == nil {
		return m, err
	}
	return m, s.unpack(packed, &m)
}

// remember adds runs to what is remembered of a shop, in their order, or makes it
// anew: if one of them is older than what is remembered, or if again is set.
func (s *Store) remember(ctx context.Context, tx *sql.Tx, domain string, fresh []outline, again bool) error {
	m, err := s.memory(ctx, tx, domain, "states")
	if err != nil {
		return err
	}
	for _, o := range fresh {
		again = again || o.seen && !m.after(o)
	}
	switch {
	case again:
		if m, err = s.recall(ctx, tx, domain, ""); err != nil {
			return err
		}
	case len(fresh) == 0:
		return nil
	default:
		for _, o := range fresh {
			m.add(o)
		}
	}
	states, err := s.pack(m)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO finding_state (domain, states) VALUES ($1, $2)
		ON CONFLICT (domain) DO UPDATE SET states = excluded.states`, domain, states)
	return err
}

// recall makes what is remembered of a shop from its runs, up to one of them or to
// the last. What was pruned is remembered already.
func (s *Store) recall(ctx context.Context, tx *sql.Tx, domain, last string) (memory, error) {
	m, err := s.memory(ctx, tx, domain, "base")
	if err != nil {
		return m, err
	}
	ids, err := query(ctx, tx, scanOne[string], "SELECT id FROM run WHERE domain = $1 ORDER BY started, id", domain)
	if err != nil {
		return m, err
	}
	for _, id := range ids {
		o, had, err := s.old(ctx, tx, domain, id)
		if err = errors.Join(err, ctx.Err()); err != nil {
			return m, err
		}
		if had && m.after(o) {
			m.add(o)
		}
		if id == last {
			break
		}
	}
	return m, nil
}

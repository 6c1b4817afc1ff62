package history

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"shopcheck/checklist"
)

// Regressions returns how every shop stood in its latest run, and what got worse in
// it, sorted by domain.
func (s *Store) Regressions(ctx context.Context) ([]Standing, error) {
	standing := func(r row) (one Standing, err error) {
		var text []byte
		if err := r.Scan(&one.Domain, &text, &one.Latest.Looks, &one.Latest.Accepted); err != nil {
			return one, err
		}
		if err := json.Unmarshal(text, &one.Latest); err != nil {
			return one, damaged(err)
		}
		return one, nil
	}
	all, err := query(ctx, s.db, standing, `SELECT s.domain, r.entry,
			EXISTS (SELECT 1 FROM looks l WHERE l.domain = r.domain AND l.id = r.id),
			EXISTS (SELECT 1 FROM baseline b WHERE b.domain = r.domain AND b.id = r.id)
		FROM shop s JOIN run r ON r.domain = s.domain AND r.id = s.latest ORDER BY s.domain`)
	if err == nil {
		err = s.addRegressions(ctx, all)
	}
	return all, s.explain("reading how the shops stand", err)
}

// addRegressions adds to shops, which are sorted, what got worse in their latest run.
func (s *Store) addRegressions(ctx context.Context, all []Standing) error {
	add := func(r row) (struct{}, error) {
		var domain string
		var text []byte
		var c checklist.Change
		if err := r.Scan(&domain, &text); err != nil {
			return struct{}{}, err
		}
		if err := json.Unmarshal(text, &c); err != nil {
			return struct{}{}, damaged(err)
		}
		if i, ok := slices.BinarySearchFunc(all, domain, func(one Standing, d string) int { return cmp.Compare(one.Domain, d) }); ok {
			all[i].Regressions = append(all[i].Regressions, c)
		}
		return struct{}{}, nil
	}
	_, err := query(ctx, s.db, add, `SELECT s.domain, c.change FROM shop s JOIN change c ON c.domain = s.domain AND c.id = s.latest
		WHERE c.regression = 1 ORDER BY s.domain, c.place`)
	return err
}

// Endings lists what ends when in all shops, as each one's latest run knows it and
// judged at a moment: by day, then by shop. See [checklist.Calendar].
func (s *Store) Endings(ctx context.Context, at time.Time) ([]Ending, error) {
	ofShop := func(r row) (out []Ending, err error) {
		var domain string
		var text []byte
		if err := r.Scan(&domain, &text); err != nil {
			return nil, err
		}
		var ends []checklist.Ending
		if err := json.Unmarshal(text, &ends); err != nil {
			return nil, damaged(err)
		}
		for _, e := range ends {
			e.Over = e.Before(at)
			out = append(out, Ending{domain, e})
		}
		return out, nil
	}
	lists, err := query(ctx, s.db, ofShop, "SELECT domain, ends FROM shop ORDER BY domain")
	all := slices.Concat(lists...)
	slices.SortStableFunc(all, func(a, b Ending) int { return a.Day.Compare(b.Day) })
	return all, s.explain("listing what ends", err)
}

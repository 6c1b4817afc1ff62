package history

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"shopcheck/checklist"
)

// Shops lists the shops that have runs, sorted.
func (s *Store) Shops(ctx context.Context) ([]string, error) {
	all, err := query(ctx, s.db, scanOne[string], "SELECT domain FROM shop WHERE latest <> '' ORDER BY domain")
	return all, s.explain("listing the shops", err)
}

// Last returns the newest run that saw the shop, with its looks if they are kept, and
// false if there is none.
func (s *Store) Last(ctx context.Context, domain string) (checklist.Run, bool, error) {
	run, ok, err := s.one(ctx, domain, "r.seen = 1 ORDER BY r.started DESC, r.id DESC LIMIT 1")
	return run, ok, s.explain("reading the last run", err)
}

// Run returns one run of a shop, with its looks if they are kept, and false if there
// is none. The beginning of its ID is enough if no other ID begins so; if several
// do, the error is [ErrAmbiguous] and lists some.
func (s *Store) Run(ctx context.Context, domain, id string) (checklist.Run, bool, error) {
	run, ok, err := s.find(ctx, domain, id)
	return run, ok, s.explain("reading the run", err)
}

func (s *Store) find(ctx context.Context, domain, id string) (checklist.Run, bool, error) {
	if err := checkID(id); err != nil {
		return checklist.Run{}, false, err
	}
	// IDs are compared byte by byte, and all their bytes come before ~.
	found, err := query(ctx, s.db, scanOne[string], "SELECT id FROM run WHERE domain = $1 AND id >= $2 AND id < $3 ORDER BY id LIMIT 4", domain, id, id+"~")
	switch {
	case err != nil || len(found) == 0:
		return checklist.Run{}, false, err
	case len(found) > 1 && found[0] != id:
		return checklist.Run{}, false, fmt.Errorf("%w as %s: %s; name more of the ID", ErrAmbiguous, id, strings.Join(found, ", "))
	}
	return s.one(ctx, domain, "r.id = $2", found[0])
}

// one reads one run of a shop, for which $1 stands.
func (s *Store) one(ctx context.Context, domain, where string, args ...any) (run checklist.Run, ok bool, err error) {
	type blobs struct{ report, looks []byte }
	scan := func(r row) (blobs, error) {
		var b blobs
		err := r.Scan(&b.report, &b.looks)
		return b, err
	}
	b, ok, err := first(ctx, s.db, scan, `SELECT r.report, l.looks FROM run r LEFT JOIN looks l ON l.domain = r.domain AND l.id = r.id
		WHERE r.domain = $1 AND `+where, append([]any{domain}, args...)...)
	if err != nil || !ok {
		return run, false, err
	}
	run, err = s.unpackRun(domain, b.report, b.looks)
	return run, err == nil, err
}

// Runs lists a shop's runs, newest first: limit of them, or all if it is zero.
func (s *Store) Runs(ctx context.Context, domain string, limit int) ([]Entry, error) {
	text := `SELECT entry,
			EXISTS (SELECT 1 FROM looks l WHERE l.domain = r.domain AND l.id = r.id),
			EXISTS (SELECT 1 FROM baseline b WHERE b.domain = r.domain AND b.id = r.id)
		FROM run r WHERE domain = $1 ORDER BY started DESC, id DESC`
	args := []any{domain}
	if limit > 0 {
		text, args = text+" LIMIT $2", append(args, limit)
	}
	entries, err := query(ctx, s.db, scanEntry, text, args...)
	return entries, s.explain("listing the runs", err)
}

func scanEntry(r row) (e Entry, err error) {
	var text []byte
	var looks, accepted bool
	if err := r.Scan(&text, &looks, &accepted); err != nil {
		return e, err
	}
	if err := json.Unmarshal(text, &e); err != nil {
		return e, damaged(err)
	}
	e.Looks, e.Accepted = looks, accepted
	return e, nil
}

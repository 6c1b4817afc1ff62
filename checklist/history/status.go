package history

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"modernc.org/sqlite"
)

// A Status says how a store is.
type Status struct {
	Kind           Kind
	Place          string // a file's path, or a URL without its password
	Schema         int64
	Shops, Runs    int
	Looks          int // of how many runs looks are kept
	Bytes          int64
	Oldest, Newest time.Time // runs; zero if there are none
	// Damage is what is wrong with the file, in words of SQLite; nothing is counted
	// then. It is empty if nothing is wrong, or if it is a server, which has means of
	// its own.
	Damage string
}

// Status counts what is kept and checks the whole file, which takes the longer the
// larger it is.
func (s *Store) Status(ctx context.Context) (Status, error) {
	st := Status{Kind: s.place.kind, Place: s.place.name}
	var err error
	if st.Bytes, err = s.size(ctx); err == nil && s.place.kind == SQLite {
		st.Damage, err = s.damage(ctx)
	}
	if err == nil && st.Damage == "" {
		st, err = s.count(ctx, st)
	}
	if err == nil && st.Damage == "" {
		st.Schema, err = s.version(ctx)
	}
	return st, s.explain("looking how the store is", err)
}

func (s *Store) count(ctx context.Context, st Status) (Status, error) {
	scan := func(r row) (Status, error) {
		var oldest, newest *int64
		err := r.Scan(&st.Shops, &st.Runs, &st.Looks, &oldest, &newest)
		if oldest != nil && newest != nil {
			st.Oldest, st.Newest = time.UnixMicro(*oldest).UTC(), time.UnixMicro(*newest).UTC()
		}
		return st, err
	}
	st, _, err := first(ctx, s.db, scan, `SELECT (SELECT count(*) FROM shop WHERE latest <> ''), count(*), (SELECT count(*) FROM looks), min(started), max(started) FROM run`)
	return st, err
}

// size returns how many bytes the store takes on its disk.
func (s *Store) size(ctx context.Context) (int64, error) {
	if s.place.kind == PostgreSQL {
		n, _, err := first(ctx, s.db, scanOne[int64], `SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
			JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname IN ('`+strings.Join(ours, "', '")+`')`)
		return n, err
	}
	var n int64
	for _, beside := range []string{"", "-wal"} {
		info, err := os.Stat(s.place.name + beside)
		switch {
		case err == nil:
			n += info.Size()
		case !errors.Is(err, os.ErrNotExist):
			return 0, err
		}
	}
	return n, nil
}

func (s *Store) damage(ctx context.Context) (string, error) {
	lines, err := query(ctx, s.db, scanOne[string], "PRAGMA integrity_check(10)")
	if e, ok := errors.AsType[*sqlite.Error](err); ok && e.Code()&0xff == codeCorrupt {
		return e.Error(), nil
	}
	if err != nil || len(lines) == 1 && lines[0] == "ok" {
		return "", err
	}
	return strings.Join(lines, "; "), nil
}

package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Kind is where a store is.
type Kind string

// The kinds of stores.
const (
	SQLite     Kind = "sqlite"
	PostgreSQL Kind = "postgres"
)

// A place is where a store is.
type place struct {
	kind   Kind
	name   string // a file's path, or a URL without its password
	secret string // the password; empty if there is none
}

// patience is how long a process waits for another one that is writing, or for a
// server that does not answer.
const patience = 10 * time.Second

// Open opens the store at a place, and makes it if there is none: a file's path, or
// postgres://USER:PASSWORD@HOST/DATABASE. A store with an older schema is migrated,
// one with a newer schema is refused with [ErrNewer], and what is no store with
// [ErrForeign].
func Open(ctx context.Context, where string) (*Store, error) {
	return open(ctx, where, patience, migrations())
}

// open brings the store to the schema that some migrations make.
func open(ctx context.Context, where string, patience time.Duration, steps []string) (*Store, error) {
	connect := openFile
	if scheme, _, ok := strings.Cut(where, "://"); ok {
		if scheme != "postgres" && scheme != "postgresql" {
			return nil, errors.New("runs are kept in a file, or on a server of PostgreSQL; name a file, or postgres://USER:PASSWORD@HOST/DATABASE")
		}
		connect = openServer
	}
	db, at, err := connect(where, patience)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, place: at, packer: newPacker()}
	if err := s.prepare(ctx, steps); err != nil {
		return nil, errors.Join(s.explain("opening the store", err), db.Close())
	}
	return s, nil
}

// Close closes the store.
func (s *Store) Close() error { return s.explain("closing the store", s.db.Close()) }

// prepare sees to it that the database is a store of this schema.
func (s *Store) prepare(ctx context.Context, steps []string) error {
	tables, err := s.tables(ctx)
	if err != nil {
		return err
	}
	if s.isForeign(tables) {
		return fmt.Errorf("%w: it holds tables of another program, and was left as it is; name another place", ErrForeign)
	}
	if s.place.kind == SQLite {
		if err := s.begin(ctx, tables); err != nil {
			return err
		}
	}
	return s.migrate(ctx, steps)
}

// tables lists the tables that are there.
func (s *Store) tables(ctx context.Context) ([]string, error) {
	list := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if s.place.kind == PostgreSQL {
		list = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name"
	}
	return query(ctx, s.db, scanOne[string], list)
}

// ours are our tables' names.
var ours = []string{"shop", "run", "looks", "change", "finding_state", "baseline"}

// inTx does something in one transaction, which on SQLite holds the lock for
// writing from its beginning.
func (s *Store) inTx(ctx context.Context, do func(tx *sql.Tx) error) (err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		if undo := tx.Rollback(); !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
		return err
	}
	return tx.Commit()
}

// A querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A row is one row of an answer.
type row interface{ Scan(into ...any) error }

// query reads all rows of an answer before it returns, since a file has only one
// connection, which others wait for.
func query[T any](ctx context.Context, q querier, scan func(row) (T, error), text string, args ...any) (out []T, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

// first reads the first row of an answer, and false if there is none.
func first[T any](ctx context.Context, q querier, scan func(row) (T, error), text string, args ...any) (one T, ok bool, err error) {
	all, err := query(ctx, q, scan, text, args...)
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// scanOne reads a row of one column.
func scanOne[T any](r row) (one T, err error) {
	err = r.Scan(&one)
	return one, err
}

package history

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/1.sql
var migration1 string

// migrations are the steps to the schema that this program writes. Each makes the
// version of its place, counted from 1, of the one before. None is ever changed once
// stores have it.
func migrations() []string { return []string{migration1} }

// versionTable is where the version of the schema is kept.
const versionTable = "shopcheck_schema"

// migrate takes those of the steps that are not taken yet, each in a transaction of
// its own.
func (s *Store) migrate(ctx context.Context, steps []string) error {
	has, err := s.version(ctx)
	to := int64(len(steps))
	switch {
	case err != nil:
		return err
	case has > to:
		return fmt.Errorf("%w (its schema is %d, this one knows %d), and was left as it is; update shopcheck", ErrNewer, has, to)
	case has == to:
		return nil
	}
	provider, err := s.provider(steps)
	if err != nil {
		return err
	}
	for range len(steps) + 2 { // another process may be faster, with each of them
		if _, err = provider.Up(ctx); err == nil {
			return nil
		}
	}
	return fmt.Errorf("bringing it up to date: %w", err)
}

// version returns the version of the schema, and zero if there is none yet.
func (s *Store) version(ctx context.Context) (int64, error) {
	tables, err := s.tables(ctx)
	if err != nil || !slices.Contains(tables, versionTable) {
		return 0, err
	}
	has, _, err := first(ctx, s.db, scanOne[int64], "SELECT coalesce(max(version_id), 0) FROM "+versionTable)
	return has, err
}

func (s *Store) provider(steps []string) (*goose.Provider, error) {
	dialect := map[Kind]goose.Dialect{SQLite: goose.DialectSQLite3, PostgreSQL: goose.DialectPostgres}[s.place.kind]
	all := make([]*goose.Migration, len(steps))
	for i, text := range steps {
		take := func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, s.place.dialect(text))
			return err
		}
		all[i] = goose.NewGoMigration(int64(i+1), &goose.GoFunc{RunTx: take}, nil)
	}
	return goose.NewProvider(dialect, s.db, nil,
		goose.WithTableName(versionTable), goose.WithGoMigrations(all...), goose.WithDisableGlobalRegistry(true))
}

// dialect says in a kind's words what a table is. Nothing else differs.
func (p place) dialect(schema string) string {
	if p.kind == SQLite {
		return schema
	}
	return strings.NewReplacer(" TEXT", ` TEXT COLLATE "C"`, " BLOB", " BYTEA", " WITHOUT ROWID", "").Replace(schema)
}

package history

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// newest is the version of the schema that this program writes: the number of the
// last of the migrations.
const newest = 1

// versionTable is where the version of the schema is kept.
const versionTable = "shopcheck_schema"

// migrate brings the schema to a version, each step in a transaction of its own.
func (s *Store) migrate(ctx context.Context, to int64) error {
	has, err := s.version(ctx)
	switch {
	case err != nil:
		return err
	case has > to:
		return fmt.Errorf("%w (its schema is %d, this one knows %d), and was left as it is; update shopcheck", ErrNewer, has, to)
	case has == to:
		return nil
	}
	provider, err := s.provider(to)
	if err != nil {
		return err
	}
	for range 3 { // another process may be doing the same
		if _, err = provider.Up(ctx); err == nil {
			return nil
		}
		if has, wrong := s.version(ctx); wrong == nil && has >= to {
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

func (s *Store) provider(to int64) (*goose.Provider, error) {
	dialect := map[Kind]goose.Dialect{SQLite: goose.DialectSQLite3, PostgreSQL: goose.DialectPostgres}[s.place.kind]
	var steps []*goose.Migration
	for v := int64(1); v <= to; v++ {
		text, err := migrations.ReadFile(fmt.Sprintf("migrations/%d.sql", v))
		if err != nil {
			return nil, err
		}
		steps = append(steps, goose.NewGoMigration(v, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, s.place.dialect(string(text)))
			return err
		}}, nil))
	}
	return goose.NewProvider(dialect, s.db, nil,
		goose.WithTableName(versionTable), goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
}

// dialect says in a kind's words what a table is. Nothing else differs.
func (p place) dialect(schema string) string {
	if p.kind == SQLite {
		return schema
	}
	return strings.NewReplacer(" TEXT", ` TEXT COLLATE "C"`, " BLOB", " BYTEA", " WITHOUT ROWID", "").Replace(schema)
}

package history

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shopcheck/checklist"
)

var update = flag.Bool("update", false, "write what stores of the newest schema look like")

// raw opens a place as nobody of ours would, with nothing made or migrated.
func raw(t *testing.T, place string) *Store {
	t.Helper()
	connect := openFile
	if strings.Contains(place, "://") {
		connect = openServer
	}
	db, at, err := connect(place, patience)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &Store{db: db, place: at}
}

func do(t *testing.T, db *sql.DB, text string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), text); err != nil {
		t.Fatalf("%.200s: %v", text, err)
	}
}

// testNewer holds that a store of a newer program is refused and left as it is, and
// so is a database of another one.
func testNewer(t *testing.T, place string) {
	s := opened(t, place)
	add(t, s, runOn(shop, 1, fail))
	next := len(migrations()) + 1
	do(t, s.db, fmt.Sprintf("INSERT INTO %s (version_id, is_applied) VALUES (%d, true)", versionTable, next))
	_, err := Open(t.Context(), place)
	if !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "update shopcheck") || strings.Contains(err.Error(), "p@ss") {
		t.Errorf("a newer schema: %v", err)
	}
	do(t, s.db, fmt.Sprintf("DELETE FROM %s WHERE version_id = %d", versionTable, next))
	same(t, opened(t, place), runOn(shop, 1, fail))

	do(t, s.db, "DROP TABLE "+versionTable)
	if _, err := Open(t.Context(), place); !errors.Is(err, ErrForeign) {
		t.Errorf("somebody else's tables: %v", err)
	}
	if n, _, err := first(t.Context(), s.db, scanOne[int], "SELECT count(*) FROM run"); n != 1 || err != nil {
		t.Errorf("%d rows are left, %v", n, err)
	}
}

// testMigration holds that a step that fails leaves the store as it was, and that the
// same steps are taken once it does not.
func testMigration(t *testing.T, place string) {
	s := opened(t, place)
	add(t, s, runOn(shop, 1, fail))
	before := exported(t, s)
	good := "CREATE TABLE extra (id TEXT PRIMARY KEY, what BLOB NOT NULL); INSERT INTO extra (id, what) SELECT id, report FROM run;"
	steps := append(migrations(), good, "CREATE TABLE more (id TEXT); INSERT INTO none (id) VALUES ('x');")
	if _, err := open(t.Context(), place, patience, steps); err == nil {
		t.Fatal("the step did not fail")
	}
	if n, _, err := first(t.Context(), s.db, scanOne[int], "SELECT count(*) FROM extra"); n != 1 || err != nil {
		t.Errorf("the step before it was not taken: %d, %v", n, err)
	}
	tables, err := s.tables(t.Context())
	if strings.Contains(fmt.Sprint(tables), "more") || err != nil {
		t.Errorf("half a step was taken: %q, %v", tables, err)
	}
	steps[len(steps)-1] = "CREATE TABLE more (id TEXT);"
	for range 2 {
		up, err := open(t.Context(), place, patience, steps)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := up.version(t.Context()); v != int64(len(steps)) || err != nil {
			t.Errorf("schema %d, %v", v, err)
		}
		if diff := cmp.Diff(before, exported(t, up)); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
		if err := up.Close(); err != nil {
			t.Error(err)
		}
	}
}

// testSchemas holds that stores of every schema there ever was are migrated, and hold
// afterwards what they held. go test -update writes the files of the newest schema: run
// it once for each, and never change a file of an older one.
func testSchemas(t *testing.T, place string) {
	kind := raw(t, place).place.kind
	dir := "../../testdata/history"
	for v := range len(migrations()) {
		name := fmt.Sprintf("%s/schema-%d", dir, v+1)
		if v+1 == len(migrations()) && *update {
			dump(t, place, fmt.Sprintf("%s.%s.sql", name, kind), name+".jsonl")
		}
		text, err := os.ReadFile(fmt.Sprintf("%s.%s.sql", name, kind))
		if err != nil {
			t.Fatalf("no store of schema %d is kept: %v", v+1, err)
		}
		want, err := os.ReadFile(name + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		do(t, emptied(t, place).db, string(text))
		s := opened(t, place)
		fresh := opened(t, filepath.Join(t.TempDir(), "fresh.db"))
		if _, err := fresh.Import(t.Context(), strings.NewReader(string(want))); err != nil {
			t.Fatal(err)
		}
		alike(t, fresh, s)
		filled(t, s, saved(t)) // it can be written to as well
	}
}

// emptied is a place from which all is gone.
func emptied(t *testing.T, place string) *Store {
	t.Helper()
	s := raw(t, place)
	tables, err := s.tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		do(t, s.db, "DROP TABLE "+table)
	}
	return s
}

// dump writes a store of the newest schema, and its export.
func dump(t *testing.T, place, into, export string) {
	t.Helper()
	s := opened(t, place)
	filled(t, s, []checklist.Run{oneSaved(t, "planned"), oneSaved(t, "typical")})
	text := sqliteDump
	if s.place.kind == PostgreSQL {
		text = postgresDump
	}
	for name, text := range map[string]string{export: exported(t, s), into: text(t, s, place)} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// sqliteDump is what .dump of the sqlite3 program writes.
func sqliteDump(t *testing.T, s *Store, _ string) string {
	t.Helper()
	rows := func(text string, args ...any) []string {
		all, err := query(t.Context(), s.db, scanOne[string], text, args...)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	lines := rows("SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
	for _, table := range append([]string{versionTable}, ours...) {
		columns := rows("SELECT 'quote(' || name || ')' FROM pragma_table_info($1)", table)
		lines = append(lines, rows("SELECT 'INSERT INTO "+table+" VALUES (' || "+strings.Join(columns, " || ',' || ")+" || ');' FROM "+table)...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// postgresDump is what pg_dump writes, without what only psql understands.
func postgresDump(t *testing.T, _ *Store, place string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "pg_dump", "--inserts", "--no-owner", place).Output()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for l := range strings.Lines(string(out)) {
		if !strings.HasPrefix(l, `\`) && !strings.HasPrefix(l, "--") && strings.TrimSpace(l) != "" && !strings.Contains(l, "search_path") {
			b.WriteString(l)
		}
	}
	return b.String()
}

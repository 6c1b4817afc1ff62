package history

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"shopcheck/checklist/history/postgrestest"
)

// testServerRefuses holds what is said of a server that does not let us in, and that
// no password is ever told.
func testServerRefuses(t *testing.T, server postgrestest.Server) {
	there := server.Database(t)
	wrong := strings.Replace(there, url.UserPassword("", postgrestest.Password).String(), ":wr0ng%20word", 1)
	nowhere := "postgres://ana:wr0ng%20word@/shop?host=" + t.TempDir()
	for place, say := range map[string]string{
		wrong:                         "see that user and password are right",
		server.URL("nothing"):         "make it with createdb",
		nowhere:                       "cannot be reached",
		nowhere + "&connect_timeout=": "cannot be read",
		"postgres://ana:wr0ng word@host:port/shop": "cannot be read",
		"postgres://ana:wr0ng%zzword@host/shop":    "cannot be read",
		"postgresql://ana:wr0ng word@[::1/shop":    "cannot be read",
	} {
		_, err := Open(t.Context(), place)
		says(t, err, say)
		for _, secret := range []string{postgrestest.Password, url.QueryEscape(postgrestest.Password), "wr0ng"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%q tells a password", err)
			}
		}
	}
	s := opened(t, there)
	if st, err := s.Status(t.Context()); err != nil || !strings.HasPrefix(st.Place, "postgres://owner@/test") || strings.Contains(st.Place, "p%40") {
		t.Errorf("the place is %q, %v", st.Place, err)
	}
	do(t, s.db, "CREATE ROLE reader LOGIN PASSWORD 'reader'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
	reader := strings.Replace(there, url.UserPassword(postgrestest.Owner, postgrestest.Password).String(), "reader:reader", 1)
	add(t, s, runOn(shop, 1, fail))
	says(t, opened(t, reader).Add(t.Context(), runOn(shop, 2, fail)), "permission denied", "untouched")
	same(t, opened(t, reader), runOn(shop, 1, fail))
	readOnly := opened(t, there+"&default_transaction_read_only=on")
	says(t, readOnly.Add(t.Context(), runOn(shop, 2, fail)), "read-only transaction", "untouched")
}

// TestServerWords holds what is said of what a server says, which may be anything.
func TestServerWords(t *testing.T) {
	p := place{kind: PostgreSQL, name: "postgres://ana@host/shop", secret: "s3cret"}
	for code, say := range map[string]string{
		"28P01": "password are right", "28000": "password are right", "3D000": "createdb", "25006": "owner of the database", "42501": "untouched",
		"53100": "make room", "53300": "later", "XX000": "says: it said …",
	} {
		err := p.explain("keeping the run", &pgconn.PgError{Code: code, Message: "it said s3cret"})
		says(t, err, "keeping the run (postgres://ana@host/shop): the server says: it said …", say)
	}
	says(t, p.explain("keeping the run", errors.New("dial s3cret")), "dial …")
}

// TestFileWords holds what is said of each kind of trouble with a file.
func TestFileWords(t *testing.T) {
	for code, say := range map[int]string{3: "untouched", 8: "untouched", 14: "untouched", 5: "try again later", 6: "try again later", 10: "sound and has room", 11: "move it away", 26: "move it away", 13: "make room", 1: "odd"} {
		says(t, errors.New(fileWords(code, errors.New("odd"))), say)
	}
}

// TestCanceled holds that who stops waiting is told so, and that the error can be
// asked.
func TestCanceled(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "runs.db"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Add(ctx, runOn(shop, 1, fail)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if st, err := s.Status(t.Context()); st.Runs != 0 || err != nil {
		t.Errorf("%+v, %v", st, err)
	}
}

// testStatus holds what is told of a store.
func testStatus(t *testing.T, place string) {
	s := opened(t, place)
	st, err := s.Status(t.Context())
	if err != nil || st.Shops != 0 || st.Runs != 0 || !st.Oldest.IsZero() || !st.Newest.IsZero() {
		t.Errorf("an empty one: %+v, %v", st, err)
	}
	add(t, s, withLooks(runOn(shop, 4, fail)), runOn(shop, 2, fail), runOn("other.example", 3, fail))
	st, err = s.Status(t.Context())
	want := Status{Kind: s.place.kind, Place: s.place.name, Schema: int64(len(migrations())), Shops: 2, Runs: 3, Looks: 1, Bytes: st.Bytes, Oldest: day(2), Newest: day(4)}
	if st != want || err != nil || st.Bytes < 10000 || st.Bytes > 1<<20 {
		t.Errorf("%+v, want %+v, %v", st, want, err)
	}
}

package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// openFile opens a file of SQLite. Only its owner may read it. The file is checked
// before SQLite sees it, so that nothing is written to one that holds something else.
func openFile(name string, patience time.Duration) (*sql.DB, place, error) {
	at := place{kind: SQLite, name: name}
	abs, err := filepath.Abs(name)
	if err != nil || name == "" {
		return nil, at, errors.Join(errors.New("the store needs a file's name"), err)
	}
	if err := makeFile(abs); err != nil {
		return nil, at, at.explain("opening the store", err)
	}
	q := url.Values{
		"_busy_timeout": {strconv.FormatInt(patience.Milliseconds(), 10)},
		"_synchronous":  {"FULL"}, // a scan takes seconds; that its run is on the disk is worth a sync
		"_txlock":       {"immediate"},
		"_defensive":    {"1"},
	}
	uri := url.URL{Scheme: "file", Path: path.Join("/", filepath.ToSlash(abs)), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", uri.String())
	if err != nil {
		return nil, at, at.explain("opening the store", err)
	}
	db.SetMaxOpenConns(1)
	return db, at, nil
}

// magic is what files of SQLite begin with: sqlite.org/fileformat2.html, section 1.3.
const magic = "SQLite format 3\x00"

// makeFile makes the file if it is not there, or checks what it holds.
func makeFile(name string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the file that the user names
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: it is no file but a device or a pipe; name a file", ErrForeign)
	}
	head := make([]byte, len(magic))
	n, err := io.ReadFull(f, head)
	if n > 0 && string(head) != magic {
		return fmt.Errorf("%w: the file holds something else, and was left as it is; name another file", ErrForeign)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// begin sets what stays with a file: readers do not wait for writers, and pruning
// gives room back. Where that is so already, nothing is written, so that a store can
// be opened while others write.
func (s *Store) begin(ctx context.Context, tables []string) error {
	if len(tables) == 0 {
		if _, err := s.db.ExecContext(ctx, "PRAGMA auto_vacuum = INCREMENTAL"); err != nil {
			return err
		}
	}
	_, err := s.db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
}

// isForeign reports whether tables are another program's. On a server they may be
// there beside ours if they are called otherwise.
func (s *Store) isForeign(tables []string) bool {
	if slices.Contains(tables, versionTable) {
		return false
	}
	if s.place.kind == SQLite {
		return len(tables) > 0
	}
	return slices.ContainsFunc(tables, func(t string) bool { return slices.Contains(ours, t) })
}

// reason returns what the system says, without the name of the file and of the
// call: those are ours to say.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

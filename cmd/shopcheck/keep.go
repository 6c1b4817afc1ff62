package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shopcheck/checklist"
	"shopcheck/checklist/history"
	"shopcheck/scanner"
)

// A keep is the folder where one shop's answers, waivers and permission stay,
// DATA/shops/DOMAIN, and the store where its runs are. The domain is checked before it gets here, so that no path
// comes from a shop.
type keep struct {
	dir   string
	shop  scanner.Target
	book  *book
	store *history.Store // of runs; nil if none are kept
}

// keepFor returns the folder for t under data. Nothing is made yet.
func keepFor(data string, t scanner.Target) (keep, error) {
	dir, err := dataDir(data)
	if err != nil {
		return keep{}, err
	}
	return keep{dir: filepath.Join(dir, "shops", t.Domain), shop: t, book: &book{}}, nil
}

// dataDir returns data, or the user's data directory if it is empty.
func dataDir(data string) (string, error) {
	if data != "" {
		return data, nil
	}
	data = os.Getenv("XDG_DATA_HOME")
	if data == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("finding your data directory: %w; name one with --data", err)
		}
		data = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(data, "shopcheck"), nil
}

func (k keep) path(name string) string { return filepath.Join(k.dir, name) }

// save writes one of the shop's files whole or not at all.
func (k keep) save(name string, write func(io.Writer) error) error {
	if err := os.MkdirAll(k.dir, 0o700); err != nil {
		return fmt.Errorf("making %s: %w", k.dir, err)
	}
	return writeWhole(k.path(name), 0o600, write)
}

// writeWhole writes a file beside name and then renames it, so that name is
// never half-written. Of the permissions the umask takes its part.
func writeWhole(name string, perm fs.FileMode, write func(io.Writer) error) error {
	f, err := create(name, perm)
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	err = errors.Join(write(f), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", name, err), os.Remove(f.Name()))
	}
	return nil
}

// create makes a file beside name that is to become it.
func create(name string, perm fs.FileMode) (*os.File, error) {
	beside := filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+"."+rand.Text())
	return os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
}

// lastRun returns the run kept last, one that saw the shop if there is one, and
// false if there is none.
func (k keep) lastRun(ctx context.Context) (checklist.Run, bool, error) {
	if k.store == nil {
		return checklist.Run{}, false, nil
	}
	run, have, err := k.store.Last(ctx, k.shop.Domain)
	if have || err != nil {
		return run, have, err
	}
	newest, err := k.store.Runs(ctx, k.shop.Domain, 1)
	if err != nil || len(newest) == 0 {
		return run, false, err
	}
	return k.store.Run(ctx, k.shop.Domain, newest[0].ID)
}

func readRun(name string) (checklist.Run, error) {
	f, err := os.Open(name)
	if err != nil {
		return checklist.Run{}, fmt.Errorf("reading the run: %w", err)
	}
	defer func() { _ = f.Close() }()
	run, err := checklist.ReadRun(f)
	if err != nil {
		return run, fmt.Errorf("%s: %w", name, err)
	}
	return run, nil
}

// saveRun keeps a run. If it saw nothing of the shop and another did, before is that
// one's time, which goes on being the last, else it is zero.
func (k keep) saveRun(ctx context.Context, run checklist.Run) (before time.Time, err error) {
	if err := k.store.Add(ctx, run); err != nil || run.Scan.Problem == nil {
		return time.Time{}, err
	}
	last, have, err := k.lastRun(ctx)
	if err != nil || !have || last.Scan.Problem != nil {
		return time.Time{}, err
	}
	return last.Scan.Finished, nil
}

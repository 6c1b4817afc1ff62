package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shopcheck/checklist"
	"shopcheck/scanner"
)

// A keep is the folder where one shop's answers, last run and permission stay:
// DATA/shops/DOMAIN. The domain is checked before it gets here, so that no path
// comes from a shop.
type keep struct {
	dir  string
	shop scanner.Target
	book *book
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

// lastRun returns the run kept last, and false if there is none.
func (k keep) lastRun() (checklist.Run, bool, error) {
	run, err := readRun(k.path("run.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return run, false, nil
	}
	return run, err == nil, err
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

// saveRun keeps a run as the last one. One that saw nothing of the shop does not
// replace one that did: then before is that one's time, else it is zero.
func (k keep) saveRun(run checklist.Run) (before time.Time, err error) {
	if run.Scan.Problem != nil {
		if last, have, err := k.lastRun(); err == nil && have && last.Scan.Problem == nil {
			return last.Scan.Finished, nil
		}
	}
	return time.Time{}, k.save("run.json", run.Write)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shopcheck/checklist/history"
	"shopcheck/cmd/shopcheck/cli"
)

// storeFile is what the store of runs is called in a data directory.
const storeFile = "history.db"

// storePlace returns where flags say that runs are kept.
func storePlace(data string, o cli.Storing) (string, error) {
	switch {
	case o.DB != "":
		return o.DB, nil
	}
	dir, err := dataDir(data)
	return filepath.Join(dir, storeFile), err
}

// contradiction says which of the flags about the store exclude each other.
func contradiction(o cli.Storing) error {
	if o.DB != "" && o.NoStore {
		return fmt.Errorf("--db and --no-store contradict each other; leave one of them out")
	}
	return nil
}

// openStore opens the store where a command keeps its runs, and makes it if there is
// none yet. With --no-store it is nil. It is closed when the command ends.
func (a *app) openStore(ctx context.Context, data string, o cli.Storing) (*history.Store, error) {
	if o.NoStore || a.store != nil {
		return a.store, nil
	}
	where, err := storePlace(data, o)
	if err != nil {
		return nil, err
	}
	isNew := o.DB == "" && missing(where)
	if a.store, err = history.Open(ctx, where); err != nil {
		return nil, err
	}
	if isNew {
		a.adopt(ctx, filepath.Dir(where))
	}
	return a.store, nil
}

// openKept opens the store that a command reads; nil if there is none yet, and
// nothing that one would be made of.
func (a *app) openKept(ctx context.Context, data string, o cli.Storing) (*history.Store, error) {
	where, err := storePlace(data, o)
	switch {
	case err != nil:
		return nil, err
	case strings.Contains(where, "://") || !missing(where):
	case o.DB != "":
		return nil, fmt.Errorf("there is no store of runs %s yet; make one with: shopcheck check DOMAIN --db %s", where, where)
	case len(single(filepath.Dir(where))) == 0:
		return nil, nil
	}
	return a.openStore(ctx, data, o)
}

// stored opens the store for a command that can do nothing without one.
func (a *app) stored(ctx context.Context, data string, o cli.Storing) (*history.Store, error) {
	store, err := a.openKept(ctx, data, o)
	if err == nil && store == nil {
		err = errors.New("no run is kept yet; make one with: shopcheck check DOMAIN")
	}
	return store, err
}

// closeStore ends what a command has opened.
func (a *app) closeStore() error {
	if a.store == nil {
		return nil
	}
	return a.store.Close()
}

// missing reports whether there is no such file.
func missing(name string) bool {
	_, err := os.Stat(name)
	return errors.Is(err, fs.ErrNotExist)
}

// single are the files in which a shopcheck without a store kept each shop's last
// run.
func single(data string) []string {
	files, _ := filepath.Glob(filepath.Join(data, "shops", "*", "run.json")) // the pattern is ours, and right
	return files
}

// adopt keeps the runs that a shopcheck without a store has left in a new one.
func (a *app) adopt(ctx context.Context, data string) {
	for _, name := range single(data) {
		run, err := readRun(name)
		if err == nil {
			err = a.store.Add(ctx, run)
		}
		if err != nil {
			a.say("A run of an earlier shopcheck could not be taken over: %v", err)
		}
	}
}

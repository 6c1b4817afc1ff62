package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"shopcheck/checklist/history"
	"shopcheck/cmd/shopcheck/cli"
)

// prune drops old runs.
func (a *app) prune(ctx context.Context, o cli.Prune) error {
	if o.Runs < 1 || o.Looks < 1 || o.Days < 0 {
		return fmt.Errorf("--runs and --looks must be 1 or more, and --days 0 or more; try: shopcheck history prune --runs 52")
	}
	store, err := a.stored(ctx, o.Data, o.Storing)
	if err != nil {
		return err
	}
	keep := history.Retention{Runs: o.Runs, Looks: o.Looks}
	if o.Days > 0 {
		keep.Before = a.now().AddDate(0, 0, -o.Days)
	}
	dropped, err := store.Prune(ctx, keep)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "Dropped %s, and what %s saw.\n", counted(dropped.Runs, "run", "runs"), counted(dropped.Looks, "run", "runs"))
	return err
}

// export writes all runs, to a file whole or not at all.
func (a *app) export(ctx context.Context, o cli.Exchange) error {
	store, err := a.stored(ctx, o.Data, o.Storing)
	if err != nil {
		return err
	}
	if o.File == "" || o.File == stdout {
		return store.Export(ctx, a.out)
	}
	if err := writeWhole(o.File, 0o600, func(w io.Writer) error { return store.Export(ctx, w) }); err != nil {
		return err
	}
	a.say("All runs written to %s", o.File)
	return nil
}

// importRuns keeps the runs of a file: of one run, or of an export.
func (a *app) importRuns(ctx context.Context, o cli.Exchange) error {
	store, err := a.openStore(ctx, o.Data, o.Storing)
	if err != nil {
		return err
	}
	n, err := take(ctx, store, o.File, a.in)
	_, failed := fmt.Fprintf(a.out, "%s read and kept.\n", counted(n, "run is", "runs are"))
	return errors.Join(err, failed)
}

// take keeps the runs of a file, or of in if it has no name.
func take(ctx context.Context, store *history.Store, name string, in io.Reader) (int, error) {
	if strings.HasSuffix(name, ".json") {
		run, err := readRun(name)
		if err != nil {
			return 0, err
		}
		return 1, store.Add(ctx, run)
	}
	if name != "" && name != stdout {
		f, err := os.Open(name)
		if err != nil {
			return 0, fmt.Errorf("reading runs: %w", err)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	return store.Import(ctx, in)
}

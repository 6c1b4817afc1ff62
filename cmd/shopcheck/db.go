package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"shopcheck/checklist/history"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/observe"
)

// databaseStatus says what is kept where.
func (a *app) databaseStatus(ctx context.Context, o cli.Database) error {
	store, err := a.stored(ctx, o.Data, o.Storing)
	if err != nil {
		return err
	}
	s, err := store.Status(ctx)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(out, "place\t%s (%s)\n", s.Place, s.Kind)
	_, _ = fmt.Fprintf(out, "schema\t%d\n", s.Schema)
	_, _ = fmt.Fprintf(out, "shops\t%d\nruns\t%d\n", s.Shops, s.Runs)
	if s.Runs > 0 {
		_, _ = fmt.Fprintf(out, "from\t%s\nto\t%s\n", s.Oldest.UTC().Format(time.DateTime), s.Newest.UTC().Format(time.DateTime))
	}
	_, _ = fmt.Fprintf(out, "size\t%.1f MB\n", float64(s.Bytes)/1e6)
	if s.Damage != "" {
		_, _ = fmt.Fprintf(out, "damage\t%s\n", observe.Printable(s.Damage))
	}
	if err := out.Flush(); err != nil || s.Damage == "" {
		return err
	}
	return fmt.Errorf("%s is damaged; save what can be read with: shopcheck history export runs.jsonl, and read it into a new one with: shopcheck history import runs.jsonl --db FILE", s.Place)
}

// databaseCopy copies all runs to another place.
func (a *app) databaseCopy(ctx context.Context, o cli.Database) error {
	from, err := a.stored(ctx, o.Data, o.Storing)
	if err != nil {
		return err
	}
	to, err := history.Open(ctx, o.To)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	defer func() { _ = to.Close() }()
	n, err := history.Copy(ctx, to, from)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.out, "Copied %s.\n", counted(n, "run", "runs"))
	return err
}

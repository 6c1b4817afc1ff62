package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"shopcheck/checklist"
	"shopcheck/checklist/history"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// history lists the runs that are kept of a shop, or the shops.
func (a *app) history(ctx context.Context, o cli.History) error {
	if o.Limit < 1 {
		return fmt.Errorf("--limit %d lists nothing; try --limit 20", o.Limit)
	}
	store, err := a.stored(ctx, o.Data, o.Storing)
	if err != nil {
		return err
	}
	if o.Domain == "" {
		return a.listShops(ctx, store)
	}
	t, err := scanner.ParseTarget(o.Domain)
	if err != nil {
		return err
	}
	runs, err := store.Runs(ctx, t.Domain, o.Limit)
	if err != nil {
		return err
	}
	if len(runs) == 0 {
		return fmt.Errorf("no run is kept for %s yet; make one with: shopcheck check %s", t, t.Domain)
	}
	out := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(out, "RUN\tDAY\tPROVEN\tSEEN FROM OUTSIDE\tCHANGED")
	for i, r := range runs {
		first := i == len(runs)-1 && len(runs) < o.Limit
		_, _ = fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Started.UTC().Format("2 Jan 2006 15:04"), proven(r), outside(r), changed(r, first))
	}
	return out.Flush()
}

// listShops lists the shops that runs are kept of.
func (a *app) listShops(ctx context.Context, store *history.Store) error {
	shops, err := store.Shops(ctx)
	if err != nil {
		return err
	}
	for _, s := range shops {
		if _, err := fmt.Fprintln(a.out, s); err != nil {
			return err
		}
	}
	return nil
}

func proven(r history.Entry) string {
	if r.Problem != nil {
		return "-"
	}
	return fmt.Sprintf("%d of %d", r.Score.Proven, r.Score.Of)
}

func outside(r history.Entry) string {
	if r.Problem != nil || r.Hardening < 0 {
		return "-"
	}
	return fmt.Sprintf("%d %%", r.Hardening)
}

// changed says how much changed with a run, unless it is the first, and whether it
// was accepted.
func changed(r history.Entry, first bool) string {
	if r.Problem != nil {
		return "not seen: " + observe.Printable(r.Problem.Words)
	}
	var said []string
	for _, k := range []struct {
		kind checklist.ChangeKind
		word string
	}{
		{checklist.Worse, "worse"},
		{checklist.New, "new"},
		{checklist.UnknownNow, "not known"},
		{checklist.Better, "better"},
		{checklist.Fixed, "fixed"},
		{checklist.Other, "other"},
		{checklist.Gone, "gone"},
	} {
		if n := r.Changes[k.kind]; n > 0 {
			said = append(said, fmt.Sprintf("%d %s", n, k.word))
		}
	}
	if r.Accepted {
		said = append(said, "accepted")
	}
	none := "nothing"
	if first {
		none = "-"
	}
	return cmp.Or(strings.Join(said, ", "), none)
}

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

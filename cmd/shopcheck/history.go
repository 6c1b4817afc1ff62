package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

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

package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

// Storing are the flags of every command that keeps runs, or reads kept ones.
type Storing struct {
	DB      string // file or postgres:// address; empty means history.db in the directory of Keeping
	NoStore bool   // keep no runs, and read none
}

func (o *Storing) declare(c *cobra.Command) {
	c.Flags().StringVar(&o.DB, "db", "", "keep runs in the database `PLACE`, a file or postgres://USER@HOST/NAME, instead of history.db in your data directory")
}

func (o *Storing) declareOptional(c *cobra.Command) {
	o.declare(c)
	c.Flags().BoolVar(&o.NoStore, "no-store", false, "keep no run, and compare with none that is kept")
}

// History lists the runs that are kept of a shop, or the shops that runs are kept of.
type History struct {
	Keeping
	Storing
	Domain string // empty: list the shops
	Limit  int    // so many runs at most
}

// Prune drops old runs.
type Prune struct {
	Keeping
	Storing
	Runs  int // so many of each shop stay
	Looks int // so many of each shop keep what was seen
	Days  int // and no run older than this stays; zero: no limit
}

// Exchange writes all runs to a file, or reads runs from one.
type Exchange struct {
	Keeping
	Storing
	File string // "-" or empty is standard output or input
}

// Database looks after the place where runs are kept.
type Database struct {
	Keeping
	Storing
	To string // copy to this place; empty: only look
}

func historyCommand(w Work) *cobra.Command {
	o := &History{}
	c := &cobra.Command{
		Use: "history [DOMAIN]", Short: "List the runs that are kept of a shop",
		Long: `List the runs that are kept of a shop, the newest first, and what changed with each;
without a domain, list the shops. Every check and scan keeps its run in history.db
in your data directory, or where --db says:

  shopcheck history tea-shop.example
  shopcheck history tea-shop.example --db postgres://shopcheck@db.example/shopcheck

What a run saw is kept of the newest three of each shop only, to judge it anew
(shopcheck judge); its report is kept until history prune drops it.`,
		Example: "shopcheck history tea-shop.example",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return one("shop's domain")(cmd, args)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.Domain = args[0]
			}
			return w.History(cmd.Context(), *o)
		},
	}
	c.Flags().IntVarP(&o.Limit, "limit", "n", 20, "list `N` runs at most")
	o.Keeping.declare(c, "look for kept runs in `DIR` instead of your data directory")
	o.Storing.declare(c)
	c.AddCommand(prune(w), export(w), importCommand(w))
	return c
}

func prune(w Work) *cobra.Command {
	o := &Prune{}
	c := &cobra.Command{
		Use: "prune", Short: "Drop old runs", Args: none, Example: "shopcheck history prune --runs 52",
		Long: `Drop old runs of each shop, and what they saw. The accepted state of a shop stays,
and what is remembered of each finding. Standard output says what was dropped.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return w.Prune(cmd.Context(), *o) },
	}
	c.Flags().IntVar(&o.Runs, "runs", 400, "keep the newest `N` runs of each shop")
	c.Flags().IntVar(&o.Looks, "looks", 3, "keep what was seen of the newest `N` runs of each shop")
	c.Flags().IntVar(&o.Days, "days", 0, "drop runs older than `N` days too, but for the newest of each shop")
	o.Keeping.declare(c, "look for kept runs in `DIR` instead of your data directory")
	o.Storing.declare(c)
	return c
}

func export(w Work) *cobra.Command {
	o := &Exchange{}
	c := exchange(o, w.Export)
	c.Use, c.Short, c.Example = "export [FILE]", "Write all kept runs, one a line", "shopcheck history export runs.jsonl"
	c.Long = `Write all kept runs as JSON Lines, to a file or to standard output: for a backup, or
for other programs. shopcheck history import reads them back.`
	return c
}

func importCommand(w Work) *cobra.Command {
	o := &Exchange{}
	c := exchange(o, w.Import)
	c.Use, c.Short, c.Example = "import [FILE]", "Keep the runs of a file, one a line", "shopcheck history import runs.jsonl"
	c.Long = `Keep the runs of a file that history export or --format jsonl has written (.jsonl), or
one run (.json), or those of standard input. Of a run that is kept already the one
with the newer answers stays.`
	return c
}

func exchange(o *Exchange, work func(context.Context, Exchange) error) *cobra.Command {
	c := &cobra.Command{
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return one("file")(cmd, args)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.File = args[0]
			}
			return work(cmd.Context(), *o)
		},
	}
	o.Keeping.declare(c, "look for kept runs in `DIR` instead of your data directory")
	o.Storing.declare(c)
	return c
}

func database(w Work) *cobra.Command {
	c := &cobra.Command{
		Use: "db", Short: "Look after the place where runs are kept", Args: none, Example: "shopcheck db status",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	status, copyTo := &Database{}, &Database{}
	s := &cobra.Command{
		Use: "status", Short: "Say what is kept where, and whether it is sound", Args: none, Example: "shopcheck db status",
		RunE: func(cmd *cobra.Command, _ []string) error { return w.DatabaseStatus(cmd.Context(), *status) },
	}
	k := &cobra.Command{
		Use: "copy --to PLACE", Short: "Copy all runs to another database", Args: none,
		Long: `Copy all kept runs to another database, a file or postgres://USER@HOST/NAME. What
that has already stays as it is.`,
		Example: "shopcheck db copy --to postgres://shopcheck@db.example/shopcheck",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if copyTo.To == "" {
				return fmt.Errorf("--to is missing; try: %s", cmd.Example)
			}
			return w.DatabaseCopy(cmd.Context(), *copyTo)
		},
	}
	k.Flags().StringVar(&copyTo.To, "to", "", "copy to `PLACE`")
	for cmd, o := range map[*cobra.Command]*Database{s: status, k: copyTo} {
		o.Keeping.declare(cmd, "look for kept runs in `DIR` instead of your data directory")
		o.Storing.declare(cmd)
	}
	c.AddCommand(s, k)
	return c
}

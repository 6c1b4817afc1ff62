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

// Gate are the flags that say what a run is held against.
type Gate struct {
	Baseline string // last, accepted, or a file with a run; empty: accepted if there is such a state, else last
}

func (o *Gate) declare(c *cobra.Command) {
	c.Flags().StringVar(&o.Baseline, "baseline", "", "what --fail-on regression compares with: `STATE` last (the run before), accepted (see shopcheck accept) or a file with a run (default: accepted if there is one, else last)")
}

// History lists the runs that are kept of a shop, or the shops that runs are kept of.
type History struct {
	Keeping
	Storing
	Domain string // empty: list the shops
	Limit  int    // so many runs at most
}

// Diff says what changed between two runs.
type Diff struct {
	Keeping
	Storing
	Subjects []string // a domain and up to two of its runs, or two files
	Format   string   // text, markdown or json
}

// Judge judges what a kept or saved run saw by the rules and facts of today.
type Judge struct {
	Keeping
	Storing
	Output
	Subject string // a domain or a file
	Run     string // which of the domain's runs; empty: the last
}

// Accept makes the state of a shop the one that later runs are held against.
type Accept struct {
	Keeping
	Storing
	Domain   string
	Run      string // empty: the last
	Reason   string
	By       string
	TakeBack bool
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

func diff(w Work) *cobra.Command {
	o := &Diff{}
	c := &cobra.Command{
		Use: "diff DOMAIN [A [B]] | FILE FILE", Short: "Say what changed between two runs, and who changed it",
		Long: `Say what changed between the last two kept runs of a shop, or between run A and the
last one, or between A and B: IDs as shopcheck history lists them, or their first
letters, or files with saved runs.

What the earlier run saw is judged by the rules and facts of today first. So a change
is never blamed on the shop that comes from a newer shopcheck: it says for each who
changed it.

  shopcheck diff tea-shop.example
  shopcheck diff tea-shop.example 20261101 20261124
  shopcheck diff monday.json tuesday.json --format markdown`,
		Example: "shopcheck diff tea-shop.example",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 3 {
				return fmt.Errorf("%s needs a shop's domain and up to two of its runs, or two files, got %d; try: %s", cmd.CommandPath(), len(args), cmd.Example)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Subjects = args
			return w.Diff(cmd.Context(), *o)
		},
	}
	c.Flags().StringVar(&o.Format, "format", "text", "print as `FORMAT`: text, markdown or json")
	o.Keeping.declare(c, "look for kept runs in `DIR` instead of your data directory")
	o.Storing.declare(c)
	return c
}

func judge(w Work) *cobra.Command {
	o := &Judge{}
	c := &cobra.Command{
		Use: "judge DOMAIN|FILE", Short: "Judge what a run saw by the rules and facts of today",
		Long: `Judge what a kept or saved run saw by the rules and facts of this shopcheck, and
print the report. Nothing is sent, and nothing is kept. What was not looked at then
stays unknown.`,
		Example: "shopcheck judge run.json", Args: one("domain or file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Subject = args[0]
			return w.Judge(cmd.Context(), *o)
		},
	}
	c.Flags().StringVar(&o.Run, "run", "", "judge the run `ID` of the domain instead of the last")
	o.Keeping.declare(c, "look for kept runs in `DIR` instead of your data directory")
	o.Storing.declare(c)
	o.Output.declare(c, w)
	return c
}

func accept(w Work) *cobra.Command {
	o := &Accept{}
	c := &cobra.Command{
		Use: "accept DOMAIN", Short: "Make a shop's state the one that later runs are held against",
		Long: `Make the last run of a shop the state that --fail-on regression holds later runs
against, with a reason. What is wrong in it stays wrong in reports; a run fails only
if something gets worse than it was then.

  shopcheck accept tea-shop.example --reason "handed over to the client" --by Ana
  shopcheck scan tea-shop.example --fail-on regression

To accept one finding for a time, there is shopcheck waive.`,
		Example: `shopcheck accept tea-shop.example --reason "handed over to the client" --by Ana`, Args: one("shop's domain"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Domain = args[0]
			return w.Accept(cmd.Context(), *o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.Run, "run", "", "accept the run `ID` instead of the last")
	f.StringVar(&o.Reason, "reason", "", "why, in a few `WORDS`")
	f.StringVar(&o.By, "by", "", "your `NAME` or role, kept with the reason")
	f.BoolVar(&o.TakeBack, "take-back", false, "accept it no longer: runs are held against the run before again")
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

// Calendar lists what ends when.
type Calendar struct {
	Keeping
	Storing
	Domains []string // empty: all shops that runs are kept of
	Format  string   // text, markdown or ics
	Days    int      // only what ends within so many days, or is over; zero: all
	File    string   // written instead of standard output; empty: none
}

func calendar(w Work) *cobra.Command {
	o := &Calendar{}
	c := &cobra.Command{
		Use: "calendar [DOMAIN...]", Short: "List what ends when, over all shops",
		Long: `List what ends when, of the shops named or of all that runs are kept of: certificates,
registrations of domains, what somebody has accepted for now, and answers that have
to be given again. As .ics it goes into a calendar program:

  shopcheck calendar --days 30
  shopcheck calendar --format ics -o shops.ics`,
		Example: "shopcheck calendar",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Domains = args
			return w.Calendar(cmd.Context(), *o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.Format, "format", "text", "print as `FORMAT`: text, markdown or ics")
	f.IntVar(&o.Days, "days", 0, "only what is over or ends within `N` days")
	f.StringVarP(&o.File, "output", "o", "", "write to `FILE` instead of standard output")
	o.Keeping.declare(c, "look for kept runs in `DIR` instead of your data directory")
	o.Storing.declare(c)
	return c
}

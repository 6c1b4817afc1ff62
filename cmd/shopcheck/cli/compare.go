package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// Gate are the flags that say what a run is held against.
type Gate struct {
	Baseline string // last, accepted, or a file with a run; empty: accepted if there is such a state, else last
}

func (o *Gate) declare(c *cobra.Command) {
	c.Flags().StringVar(&o.Baseline, "baseline", "", "what --fail-on regression compares with: `STATE` last (the run before), accepted (see shopcheck accept) or a file with a run (default: accepted if there is one, else last)")
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

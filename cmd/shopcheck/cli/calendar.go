package cli

import "github.com/spf13/cobra"

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

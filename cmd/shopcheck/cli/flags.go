package cli

import "github.com/spf13/cobra"

func (o *Keeping) declare(c *cobra.Command, usage string) {
	c.Flags().StringVar(&o.Data, "data", "", usage)
}

func (o *Log) declare(c *cobra.Command) {
	f := c.Flags()
	f.BoolVarP(&o.Verbose, "verbose", "v", false, "log what is done to standard error")
	f.BoolVar(&o.LogJSON, "log-json", false, "log what is done to standard error, as JSON lines")
}

func (o *Progress) declare(c *cobra.Command) {
	c.Flags().BoolVarP(&o.Quiet, "quiet", "q", false, "show no progress")
	o.Log.declare(c)
}

func (o *Network) declare(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&o.Authorized, "authorized", false, "I own this shop or may scan it: look at unlinked paths and old protocols too (check remembers this)")
	f.StringVar(&o.Profile, "profile", "standard", "look as `PROFILE` says: passive (as visitors do), standard or thorough (twice the requests)")
	f.StringSliceVar(&o.Only, "only", nil, "run only the probes `ID,...`")
	f.BoolVar(&o.Browser, "browser", false, "have an installed Chromium build the pages where customers log in and pay, with up to 120 requests more")
	o.declareRate(c)
	o.declareVantage(c)
}

func (o *Network) declareRate(c *cobra.Command) {
	c.Flags().Float64Var(&o.Rate, "rate", 0, "at most `N` requests a second (default 8)")
}

func (o *Network) declareVantage(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&o.Resolvers, "resolver", nil, "send all DNS questions to `ADDR:PORT`, an https:// address or \"system\" (repeatable: the next where one fails)")
	f.StringArrayVar(&o.ConnectTo, "connect-to", nil, "connect to ADDR:PORT instead of HOST:PORT, as `HOST:PORT:ADDR:PORT` (repeatable)")
	f.StringVar(&o.CAFile, "ca-file", "", "trust the roots in `PEM` too")
	f.StringArrayVar(&o.AllowNets, "allow-net", nil, "permit addresses in `CIDR` that are otherwise refused (repeatable)")
	f.BoolVar(&o.AllowPrivate, "allow-private", false, "permit every address, for a shop on this network")
	f.DurationVar(&o.Timeout, "timeout", 0, "wait at most `TIME` for one reply (default 10s)")
	f.StringVar(&o.UserAgent, "user-agent", "", "say that we are `NAME` on every request")
}

func (o *Output) declare(c *cobra.Command, w Work) {
	f := c.Flags()
	f.StringVar(&o.Format, "format", "", "print as `FORMAT`, such as terminal, markdown or json; list shows all (default: terminal on a terminal, markdown elsewhere)")
	f.StringArrayVarP(&o.Files, "output", "o", nil, "write to `FILE`; its ending picks the format, such as .html, .md or .json; - is standard output (repeatable)")
	f.BoolVar(&o.Summary, "summary", false, "print ten lines at most, or one for each of several shops (short for --format summary)")
	f.BoolVar(&o.Full, "full", false, "print the whole report on a terminal too, where some details are otherwise left out")
	f.StringVar(&o.FailOn, "fail-on", "never", "exit with 1 if something fails at `LEVEL` or worse that nobody has accepted for now (shopcheck waive): low, medium, high, critical, or never; or regression: if it has got worse")
	o.declareStyle(c)
	o.declareList(c, w)
}

// List is the value of --format that lists them.
const List = "list"

// declareList has a command list the formats, and do nothing else, if that is what
// --format says.
func (o *Output) declareList(c *cobra.Command, w Work) {
	work, args := c.RunE, c.Args
	c.Args = func(cmd *cobra.Command, given []string) error {
		if o.Format == List {
			return nil
		}
		return args(cmd, given)
	}
	c.RunE = func(cmd *cobra.Command, given []string) error {
		if o.Format == List {
			return w.Formats(cmd.Context())
		}
		return work(cmd, given)
	}
}

func (o *Output) declareStyle(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.Style, "style", "", "color for `STYLE`, a dark or light terminal or both, or plain for none (default: as COLORFGBG says, else both)")
	f.IntVar(&o.Width, "width", 0, "wrap at `N` columns, 60 to 120")
}

func (o *Asking) declare(c *cobra.Command) {
	f := c.Flags()
	f.BoolVar(&o.NoInput, "no-input", false, "ask nothing; what is not known stays I DON'T KNOW")
	f.StringVar(&o.Answers, "answers", "", "read answers from `FILE` (YAML)")
	f.StringVar(&o.By, "by", "", "your `NAME` or role, kept with what you say")
	f.BoolVar(&o.Accessible, "accessible", false, "ask line by line, for screen readers and simple terminals")
}

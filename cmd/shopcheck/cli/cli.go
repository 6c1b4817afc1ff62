// Package cli declares shopcheck's commands, flags and help, and nothing else:
// each command fills an options struct and hands it to the function of [Work]
// that does it.
//
// It is apart from the functions so that it can import cobra alone. Linking
// httpx and glamour costs every start some 70 ms of CPU in their init functions;
// help, version and completion need neither, so the init of this package answers
// them and ends the program before the others begin. That works because Go
// initialises packages in the order of their import paths, each once all that it
// imports is (Go specification, "Program initialization"): httpx waits for
// net/http, which waits for packages below "vendor/", and those come after
// "shopcheck/". See quick.go; make bench shows whether it still holds.
package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// Work is what the commands do. Version and completion need no function.
type Work struct {
	Check       func(context.Context, Check) error
	Scan        func(context.Context, Scan) error
	Answer      func(context.Context, Answer) error
	Report      func(context.Context, Report) error
	Waive       func(context.Context, Waive) error
	Explain     func(context.Context, Explain) error
	Doctor      func(context.Context, Doctor) error
	Facts       func(context.Context, ListFacts) error
	FactsUpdate func(context.Context, UpdateFacts) error
	Demo        func(context.Context, Demo) error
	Schema      func(context.Context) error
	History     func(context.Context, History) error
	Prune       func(context.Context, Prune) error
	Export      func(context.Context, Exchange) error
	Import      func(context.Context, Exchange) error
	Diff        func(context.Context, Diff) error
	Judge       func(context.Context, Judge) error
	Accept      func(context.Context, Accept) error
	Calendar    func(context.Context, Calendar) error

	DatabaseStatus func(context.Context, Database) error
	DatabaseCopy   func(context.Context, Database) error

	Formats func(context.Context) error // instead of a report's command
}

// Keeping are the flags of every command that keeps answers, runs or facts, or
// reads what is kept.
type Keeping struct {
	Data string // directory for them; empty means the user's data directory
}

// Log are the flags of every command that opens connections.
type Log struct {
	Verbose bool // log to standard error
	LogJSON bool // the same as JSON lines
}

// Progress are the flags of every command that scans.
type Progress struct {
	Log
	Quiet bool // no progress
}

// Network are the flags of every command that looks at a shop.
type Network struct {
	Authorized   bool
	Profile      string
	Resolvers    []string
	ConnectTo    []string
	CAFile       string
	AllowNets    []string
	AllowPrivate bool
	Timeout      time.Duration // zero means the default
	Rate         float64       // zero means the default
	UserAgent    string        // empty means the default
	Browser      bool          // an installed one builds pages
	Only         []string
}

// Output are the flags of every command that prints a report.
type Output struct {
	Format  string   // of standard output; empty: terminal on a terminal, Markdown elsewhere; "list": list the formats instead
	Files   []string // written instead of standard output, the endings pick the formats; "-" is standard output
	Summary bool     // short for the format summary
	Full    bool     // a terminal gets the whole report too
	Style   string   // dark, light, both, plain
	Width   int      // columns; zero means the terminal's, at most 100
	FailOn  string
}

// Asking are the flags of every command that may ask a person.
type Asking struct {
	NoInput    bool
	Answers    string // file; empty means only what is kept
	By         string // who answers
	Accessible bool
}

// Check is the main job.
type Check struct {
	Keeping
	Storing
	Progress
	Network
	Known
	Output
	Gate
	Asking
	Domain string
}

// Scan runs probes only.
type Scan struct {
	Keeping
	Storing
	Progress
	Network
	Known
	Output
	Gate
	Domains []string
	File    string // domains, one a line; "-" is standard input
	Before  string // file with the run to compare with; empty means the kept one, if there is one
}

// Answer is the interview alone, or answers without it.
type Answer struct {
	Keeping
	Storing
	Asking
	Domain string
	Typed  []string // answers such as Q4/written=yes; empty: ask for them
	List   bool     // show what is kept instead
}

// Report shows kept or saved runs.
type Report struct {
	Keeping
	Storing
	Output
	Subjects []string // domains and files; "-" is standard input
	Earlier  []string // files with earlier runs of these shops
}

// Waive accepts what a probe has found for now, takes that back, or lists what is
// accepted.
type Waive struct {
	Keeping
	Storing
	Domain   string
	Probe    string // empty: list
	Reason   string
	Until    string // the last day, 2027-03-01
	By       string
	TakeBack bool
}

// Explain shows the page of a probe, an item or a word, or the list.
type Explain struct {
	Output
	ID string // or a word, of several words perhaps; empty means the list
}

// Doctor examines this vantage point.
type Doctor struct {
	Keeping // read, and never written
	Log
	Network
}

// ListFacts lists what shopcheck knows of the world, and how old that is.
type ListFacts struct {
	Keeping // read, and never written
}

// UpdateFacts refreshes it.
type UpdateFacts struct {
	Keeping
	Progress
	Network
}

// Demo checks a pretend shop.
type Demo struct {
	Progress
	Output
}

// long is the program's own help.
const long = `shopcheck looks at an online shop from outside, answers what it can of an
eleven-item security checklist with evidence, asks you the rest, and prints a
report that says what to do next.

  shopcheck check tea-shop.example     the whole job
  shopcheck demo                       a pretend shop, without any network

Only check shops that you own or have permission to check. Nothing is exploited
and no password is tried. A shop gets at most 80 web requests (160 with --profile
thorough; 120 more with --browser), four at first and then 8 a second, besides 120
DNS questions, 24 greetings to mail servers and up to 100 TLS handshakes with each
server; a modern one needs about 40. Up to 12 of the requests (36) are for script
files that its pages load, which may be other companies'.

Exit codes: 0 done; 1 the --fail-on limit was reached; 2 wrong usage or a fault
of ours; 3 the shop could not be assessed (unreachable, blocked, interrupted).`

// Tree returns the root command over w.
func Tree(w Work) *cobra.Command {
	root := &cobra.Command{
		Use: "shopcheck", Short: "A security checklist for online shops, filled in with evidence",
		Long: long, SilenceUsage: true, SilenceErrors: true, Version: line(),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return noCommand(cmd, args)
			}
			return nil
		},
		Run: func(cmd *cobra.Command, _ []string) { _ = cmd.Help() },
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see what there is with: %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(check(w), scan(w), answer(w), reportCommand(w), waive(w), historyCommand(w), diff(w), judge(w), accept(w), calendar(w), database(w), explain(w), doctor(w), facts(w), schema(w), demo(w))
	for _, c := range root.Commands() {
		for _, c := range append(c.Commands(), c) {
			c.Flags().String("config", "", "read defaults for flags from `FILE` (YAML: one line per flag)")
		}
	}
	root.AddCommand(version())
	return root
}

// noCommand says what may be meant by words that do not begin with a command.
func noCommand(root *cobra.Command, args []string) error {
	rest := strings.Join(args[1:], " ")
	switch near := root.SuggestionsFor(args[0]); {
	case len(near) > 0:
		return fmt.Errorf("there is no command %q; try: %s", args[0], strings.TrimSpace("shopcheck "+near[0]+" "+rest))
	case strings.Contains(args[0], "."): // a domain
		return fmt.Errorf("there is no command %q; try: shopcheck check %s", args[0], args[0])
	}
	return fmt.Errorf("there is no command %q; see what there is with: shopcheck --help", args[0])
}

// none is the Args check of a command that takes none.
func none(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes nothing behind it, got %q; try: %s", cmd.CommandPath(), args[0], cmd.CommandPath())
	}
	return nil
}

// some returns an Args check for one argument or more.
func some(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fmt.Errorf("%s needs a %s; try: %s", cmd.CommandPath(), what, cmd.Example)
		}
		return nil
	}
}

// one returns an Args check for exactly one argument, with words of its own.
func one(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("%s needs one %s, got %d; try: %s", cmd.CommandPath(), what, len(args), cmd.Example)
		}
		return nil
	}
}

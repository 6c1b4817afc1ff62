package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

func check(w Work) *cobra.Command {
	o := &Check{}
	c := &cobra.Command{
		Use: "check DOMAIN", Short: "Look at a shop, ask the rest, print the report",
		Long: `Look at a shop from outside, fill in the checklist with evidence, ask you what
cannot be seen from outside, and print the report. Answers are kept, so you can
stop asking at any time (Esc, or q with --accessible): the report comes with what
is known, and shopcheck answer goes on later.

Before a shop's first check you are asked whether you may check it. Your answer is
remembered; --authorized says yes without being asked.

The pages where customers log in and pay are looked for. Where that fails, say
where they are. A config file can say it too, and list the scripts that may run
where customers pay (keys script, owner, purpose, approved and on):

  shopcheck check tea-shop.example --checkout-url /checkout
  shopcheck check tea-shop.example --config tea-shop.yaml`,
		Example: "shopcheck check tea-shop.example", Args: one("shop's domain"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Domain = args[0]
			return w.Check(cmd.Context(), *o)
		},
	}
	o.Keeping.declare(c, "keep answers and runs in `DIR` instead of your data directory")
	o.Storing.declareOptional(c)
	o.Progress.declare(c)
	o.Network.declare(c)
	o.Known.declare(c)
	o.Output.declare(c, w)
	o.Gate.declare(c)
	o.Asking.declare(c)
	return c
}

func scan(w Work) *cobra.Command {
	o := &Scan{}
	c := &cobra.Command{
		Use: "scan DOMAIN...", Short: "Look at shops without asking anything",
		Long: `Run the probes and print what they found. Nothing is asked; what is kept counts
here too: a permission, answers, the checkout's address, and the run before, with
which this one is compared and beside which it is kept. Several shops are scanned one
after the other; standard output has each one's report as soon as it is done, and
files have all reports at the end. If that is interrupted, they have those that are
there.

  shopcheck scan tea-shop.example bakery.example -o all.html -o all.jsonl

For a schedule: it ends with 1 if a shop has got worse since the run before, or since
the state that somebody accepted (shopcheck accept):

  shopcheck scan -f shops.txt --fail-on regression --summary`,
		Example: "shopcheck scan tea-shop.example --authorized --format json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && o.File == "" {
				return fmt.Errorf("no shop was named; try: shopcheck scan tea-shop.example")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Domains = args
			return w.Scan(cmd.Context(), *o)
		},
	}
	c.Flags().StringVarP(&o.File, "file", "f", "", "read domains from `FILE`, one a line (- is standard input)")
	c.Flags().StringVar(&o.Before, "before", "", "compare with the run in `FILE`, saved with --format json, instead of the kept one")
	o.Keeping.declare(c, "keep runs in `DIR` instead of your data directory, and look there for what is kept")
	o.Storing.declareOptional(c)
	o.Progress.declare(c)
	o.Network.declare(c)
	o.Known.declare(c)
	o.Output.declare(c, w)
	o.Gate.declare(c)
	return c
}

func answer(w Work) *cobra.Command {
	o := &Answer{}
	c := &cobra.Command{
		Use: "answer DOMAIN [QUESTION=ANSWER...]", Short: "Answer the checklist's questions, without looking at the shop",
		Long: `Ask the questions that are still open, or take answers that you type behind the
shop's name. Several people can answer: each one's answers are kept, and the newest
counts. They stay in a file that you can edit; what you write in it, comments too,
stays as it is.

  shopcheck answer tea-shop.example
  shopcheck answer tea-shop.example Q4/written=yes Q4/reviewed=2026-05 --by Ana
  shopcheck answer tea-shop.example --list

shopcheck explain Q4 says what the questions of Q4 are called, and what they take.
Q4 alone is the item's own question, and unknown means that you do not know.`,
		Example: "shopcheck answer tea-shop.example",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Domain, o.Typed = args[0], args[1:]
			return w.Answer(cmd.Context(), *o)
		},
	}
	c.Args = func(cmd *cobra.Command, args []string) error {
		return one("shop's domain")(cmd, args[:min(len(args), 1)])
	}
	c.Flags().BoolVar(&o.List, "list", false, "show what is kept, who said it when, and until when it counts")
	o.Keeping.declare(c, "keep answers in `DIR` instead of your data directory")
	o.Storing.declare(c)
	o.Asking.declare(c)
	return c
}

func reportCommand(w Work) *cobra.Command {
	o := &Report{}
	c := &cobra.Command{
		Use: "report DOMAIN|FILE...", Short: "Show kept or saved runs again, in any format",
		Long: `Show the last run that was kept for a domain, or runs saved in a file as JSON: one
run (.json) or many, one a line (.jsonl). Works without a network. Several give one
report of all; what cannot be read is told, and the others are shown.

  shopcheck report run.json -o report.md -o report.html
  shopcheck report monday.jsonl tea-shop.example -o all.html
  shopcheck report --format list       the formats, and what each is for

FILE may be - for standard input. --earlier shows beside it how the shop has done
over time. A config file can say who hands reports on, and what they want to tell
each shop's owner:

  brand: {name: Harbour Web Agency, contact: ana@harbour.example, color: "#0a5c8f", logo: harbour.png}
  notes:
    - {shop: tea-shop.example, text: We move your shop to the new server in spring.}`,
		Example: "shopcheck report run.json --format terminal", Args: some("domain or file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Subjects = args
			return w.Report(cmd.Context(), *o)
		},
	}
	c.Flags().StringArrayVar(&o.Earlier, "earlier", nil, "show how the shop has done since the earlier runs in `FILE` (repeatable)")
	o.Keeping.declare(c, "look for kept runs in `DIR` instead of your data directory")
	o.Storing.declare(c)
	o.Output.declare(c, w)
	return c
}

func waive(w Work) *cobra.Command {
	o := &Waive{}
	c := &cobra.Command{
		Use: "waive DOMAIN [PROBE]", Short: "Accept for now what was found, with a reason and an end",
		Long: `Accept for now what a probe has found: you know of it, it has to wait, and you say
why and until when (12 months at most). Reports name probes below what they found,
as in "shopcheck explain exposed.env". Without a probe, list what is accepted.

It is still found, and a NO stays NO: reports show it as accepted until that day,
leave it out of what to do first, and --fail-on lets it pass and says so. From the
day after, it counts in full again; check, scan and report tell you.

What you accept is kept beside the shop's answers, in waivers.yaml, which you can
edit; the next check reads it. A config file can hold more, for one shop or several:

  waivers:
    - probe: mail.dmarc-policy
      reason: our mail company changes it in spring
      by: Ana
      until: 2027-03-01
      shop: tea-shop.example`,
		Example: `shopcheck waive tea-shop.example exposed.env --reason "our host moves it soon" --until 2027-03-01 --by Ana`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 2 {
				return fmt.Errorf("%s needs a shop's domain and one probe, or the domain alone; try: %s", cmd.CommandPath(), cmd.Example)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Domain = args[0]
			if len(args) > 1 {
				o.Probe = args[1]
			}
			return w.Waive(cmd.Context(), *o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.Reason, "reason", "", "why it can wait, in a few `WORDS`")
	f.StringVar(&o.Until, "until", "", "accept it to the end of `DAY`, such as 2027-03-01")
	f.StringVar(&o.By, "by", "", "your `NAME` or role, kept with the reason")
	f.BoolVar(&o.TakeBack, "take-back", false, "accept it no longer")
	o.Storing.declare(c)
	o.Keeping.declare(c, "keep it in `DIR` instead of your data directory")
	return c
}

func explain(w Work) *cobra.Command {
	o := &Explain{}
	c := &cobra.Command{
		Use: "explain [ID|WORD]", Short: "What a probe, a checklist item or a word of the field means",
		Long: `Explain a probe: what it asks and why, what to do and who does it, the lines it
draws, and its sources. Explain an item: its questions, what to do about each, and
which probes feed it. Or explain a word of the field, such as DMARC.

  shopcheck explain               the list of probes and items
  shopcheck explain Q4            an item
  shopcheck explain DMARC         a word
  shopcheck explain glossary      all words
  shopcheck explain score         how the score comes about`,
		Example: "shopcheck explain cert.expiry",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.ID = strings.Join(args, " ")
			return w.Explain(cmd.Context(), *o)
		},
	}
	o.Output.declareStyle(c)
	return c
}

func doctor(w Work) *cobra.Command {
	o := &Doctor{}
	c := &cobra.Command{
		Use: "doctor", Short: "Examine this place to look from: resolvers, mail port, clock, age of the facts",
		Long: `Examine the place this program looks from. It asks the resolvers for the root
zone, fetches http://example.com/ for the time, and connects to one big mail
provider to see whether port 25 is open from here. It starts the browser that
--browser would use.`,
		Example: "shopcheck doctor", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return w.Doctor(cmd.Context(), *o) },
	}
	o.Keeping.declare(c, "look for refreshed facts in `DIR` instead of your data directory")
	o.Log.declare(c)
	o.Network.declareVantage(c)
	return c
}

func facts(w Work) *cobra.Command {
	o := &ListFacts{}
	c := &cobra.Command{
		Use: "facts", Short: "What this program knows of versions, services and weaknesses, and how old that is",
		Long: `List the tables of what shopcheck knows of the world beside the shop, and how old
each is. What rests on versions is not judged by facts older than 90 days.
Two tables can be refreshed (shopcheck facts update); the others come with a newer
shopcheck.`,
		Example: "shopcheck facts", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return w.Facts(cmd.Context(), *o) },
	}
	o.Keeping.declare(c, "look for refreshed facts in `DIR` instead of your data directory")
	c.AddCommand(factsUpdate(w))
	return c
}

func factsUpdate(w Work) *cobra.Command {
	o := &UpdateFacts{}
	c := &cobra.Command{
		Use: "update", Short: "Refresh the release lines of software, and the list of holes that attackers use",
		Long: `Ask endoflife.date about the release lines of each product that shops show, and
www.cisa.gov for its list of holes that attackers are known to use, and keep what
they say in your data directory. It is checked before it replaces anything; what
cannot be right is left out, and the facts in the program go on being used.
Standard output says what has changed. Nothing is sent but the names of products.

Exit codes: 0 refreshed; 2 it could not be kept; 3 something could not be fetched.`,
		Example: "shopcheck facts update", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return w.FactsUpdate(cmd.Context(), *o) },
	}
	o.Keeping.declare(c, "keep the facts in `DIR` instead of your data directory")
	o.Progress.declare(c)
	o.Network.declareVantage(c)
	o.Network.declareRate(c)
	return c
}

func demo(w Work) *cobra.Command {
	o := &Demo{}
	c := &cobra.Command{
		Use: "demo", Short: "Check a pretend shop on this machine; needs no network",
		Example: "shopcheck demo", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return w.Demo(cmd.Context(), *o) },
	}
	o.Progress.declare(c)
	o.Output.declare(c, w)
	return c
}

func schema(w Work) *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print what a run's JSON may hold, for programs that read it",
		Long: `Print the JSON Schema (draft 2020-12) of a run: of what --format json writes, and of
each line of --format jsonl. Newer versions add keys, and do not take any away.`,
		Example: "shopcheck schema > run.schema.json", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error { return w.Schema(cmd.Context()) },
	}
}

func version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version and the date of the embedded facts", Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), line())
			return err
		},
	}
}

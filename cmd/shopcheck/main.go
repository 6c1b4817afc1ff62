// Command shopcheck checks how safe an online shop is, and says how to make it
// safer.
//
// The commands and flags are declared in the package cli; here is what they do,
// one file per command. Standard output carries the report and nothing else;
// progress, questions and errors go to standard error. Only main exits, with a
// code chosen from the error's type.
//
// The go:debug lines let old shops' pages be fetched as browsers once did:
// whether their encryption is good enough is judged, not presumed.
//
//go:debug tlsrsakex=1
//go:debug tls3des=1
//go:debug tlssha1=1
//go:debug tlsmaxrsasize=16384
//go:debug rsa1024min=0
//go:debug x509negativeserial=1
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"shopcheck/checklist"
	"shopcheck/checklist/history"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/observe"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	context.AfterFunc(ctx, stop) // the first signal asks to end, the second ends
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// endings are the signals that ask the program to end. What whoever started it
// has set aside stays so: nohup does that to SIGHUP, and shells to what runs in
// the background.
func endings() []os.Signal {
	return slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGHUP, syscall.SIGTERM},
		func(s os.Signal) bool { return s != syscall.SIGTERM && signal.Ignored(s) })
}

// run is main without the process.
func run(ctx context.Context, args []string, in *os.File, out, errOut *os.File) int {
	a := &app{in: in, out: out, errOut: errOut, now: time.Now}
	return a.run(ctx, args)
}

func (a *app) run(ctx context.Context, args []string) int {
	root := cli.Tree(a.work())
	root.PersistentPreRunE = a.configure
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.errOut)
	err := errors.Join(root.ExecuteContext(ctx), a.closeStore())
	if err != nil {
		a.sayError(err)
	}
	return exitCode(err)
}

// An app is what the commands share.
type app struct {
	in, out, errOut *os.File
	now             func() time.Time
	scripts         []observe.Vouched        // as the config file lists them; nil: it has no list
	waivers         []checklist.ListedWaiver // as the config file lists them
	companion       companion                // what reports say beside their runs
	store           *history.Store           // where runs are kept; nil until it is opened
}

func (a *app) work() cli.Work {
	return cli.Work{
		Check: a.check, Scan: a.scan, Answer: a.answer, Report: a.report, Waive: a.waive,
		Explain: a.explain, Doctor: a.doctor, Facts: a.facts, FactsUpdate: a.factsUpdate, Demo: a.demo,
		Schema: a.schema, Formats: a.printFormats,
		History: a.history, Prune: a.prune, Export: a.export, Import: a.importRuns,
		Diff: a.diff, Judge: a.judge, Accept: a.accept, Calendar: a.calendar,
		DatabaseStatus: a.databaseStatus, DatabaseCopy: a.databaseCopy,
	}
}

// say prints a line for the person at standard error.
func (a *app) say(format string, args ...any) { _, _ = fmt.Fprintf(a.errOut, format+"\n", args...) }

// logger returns the log that the flags ask for.
func (a *app) logger(o cli.Log) *slog.Logger {
	level := &slog.HandlerOptions{Level: slog.LevelInfo}
	switch {
	case o.LogJSON:
		return slog.New(slog.NewJSONHandler(a.errOut, level))
	case o.Verbose:
		return slog.New(slog.NewTextHandler(a.errOut, level))
	}
	return slog.New(slog.DiscardHandler)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// The files that refreshed facts are kept in, one for each source, in DATA/facts.
const (
	cycleFile = "cycles.json"
	holeFile  = "exploited.json"
)

// useFacts puts to use what facts update has kept under data, if anything. It is
// called once, before anything is judged.
func (a *app) useFacts(data string) error { return facts.Use(a.keptFacts(data)) }

// keptFacts reads what facts update has kept under data. What cannot be used is
// said to be, and stops nothing: the embedded facts answer.
func (a *app) keptFacts(data string) (u facts.Update) {
	dir, err := dataDir(data)
	if err != nil {
		return u // nothing is kept anywhere
	}
	keptFile(a, filepath.Join(dir, "facts", cycleFile), facts.ReadCycles, &u.Cycles)
	keptFile(a, filepath.Join(dir, "facts", holeFile), facts.ReadHoles, &u.Holes)
	return u
}

// keptFile reads one file of refreshed facts, if there is one.
func keptFile[T any](a *app, name string, read func([]byte, time.Time) (T, error), into *T) {
	data, err := readFile(name, facts.MaxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		*into, err = read(data, a.now())
	}
	if err != nil {
		a.say("Not all of the refreshed facts in %s can be used, and those in the program are instead: %s. Get new ones with: shopcheck facts update", name, oneLine(err))
	}
}

// oneLine shows an error that may hold strangers' words or be several.
func oneLine(err error) string {
	return observe.Printable(strings.ReplaceAll(err.Error(), "\n", "; "))
}

// facts lists the tables and their age.
func (a *app) facts(_ context.Context, o cli.ListFacts) error {
	if err := a.useFacts(o.Data); err != nil {
		return err
	}
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "TABLE\tROWS\tAS OF\tAGE\tFROM\tWHAT IT HOLDS")
	refreshable := false // something is old that facts update would refresh
	for _, table := range facts.Tables() {
		from := table.From
		if from == "" {
			from = "the program"
		}
		refreshable = refreshable || a.old(table.AsOf) && facts.Refreshes(table.Name)
		_, _ = fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\t%s\n", table.Name, table.Rows, table.AsOf.Format(time.DateOnly), a.age(table.AsOf), from, table.About)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	words := notRefreshed()
	switch {
	case refreshable:
		words += "\nVersions are not judged by what is older than 90 days. Refresh them with shopcheck facts update; the rest comes with a newer shopcheck.\n"
	case a.old(facts.Day()):
		words += "\nWhat is older than 90 days comes with a newer shopcheck.\n"
	}
	_, err := fmt.Fprint(a.out, words)
	return err
}

// notRefreshed names the products whose release lines are the embedded ones while
// others were refreshed.
func notRefreshed() string {
	if !slices.ContainsFunc(facts.InUse(), func(r facts.Refreshed) bool { return r.Table == "cycles" }) {
		return ""
	}
	var names []string
	for _, product := range facts.Products() {
		if facts.LinesAsOf(product).Equal(facts.Day()) {
			names = append(names, facts.ProductName(product))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("\nThe release lines of these are as of %s, as in the program: %s.\n", facts.AsOf, strings.Join(names, ", "))
}

func (a *app) old(asOf time.Time) bool { return a.now().Sub(asOf) > facts.Fresh }

// age says how old something is: "8 days".
func (a *app) age(asOf time.Time) string {
	switch days := int(a.now().Sub(asOf).Hours() / 24); {
	case days < 1:
		return "new"
	case days == 1:
		return "1 day"
	default:
		return fmt.Sprintf("%d days", days)
	}
}

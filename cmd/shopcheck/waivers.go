package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"shopcheck/checklist"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// keyWaivers is the key of a config file under which a list of waivers stands, of
// the form of a shop's own file of them. Each may have a shop besides.
const keyWaivers = "waivers"

// waiverFile is what a shop's own file of waivers is called.
const waiverFile = "waivers.yaml"

// maxWaivers bounds what is read of it; the checklist bounds what counts.
const maxWaivers = 1 << 20

// waivers returns what is accepted for now at the shop, or nothing.
func (k keep) waivers(cat checklist.Catalog, now time.Time) ([]checklist.Waiver, error) {
	data, err := k.waiverFile()
	if err != nil {
		return nil, err
	}
	return checklist.ReadWaivers(bytes.NewReader(data), k.path(waiverFile), cat, now)
}

// saveWaivers keeps just these, and what a person wrote beside them.
func (k keep) saveWaivers(waivers []checklist.Waiver, cat checklist.Catalog, now time.Time) error {
	data, err := k.waiverFile()
	if err != nil {
		return err
	}
	if data, err = checklist.WriteWaivers(data, waivers, cat, now); err != nil {
		return fmt.Errorf("%s: %w", k.path(waiverFile), err)
	}
	return k.save(waiverFile, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// waiverFile returns the file as it is; none is an empty one.
func (k keep) waiverFile() ([]byte, error) {
	data, err := readFile(k.path(waiverFile), maxWaivers)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading waivers: %w", err)
	}
	return data, nil
}

// accepted returns the waivers of a shop: those that are kept, then those of the
// config file.
func (a *app) accepted(kept keep, cat checklist.Catalog) ([]checklist.Waiver, error) {
	waivers, err := kept.waivers(cat, a.now())
	return append(waivers, checklist.WaiversFor(a.waivers, kept.shop)...), err
}

// listed reads the list of waivers of a config file.
func (a *app) listed(n *yaml.Node, name string) ([]checklist.ListedWaiver, error) {
	cat, err := catalog()
	if err != nil {
		return nil, err
	}
	return checklist.ReadWaiverList(n, name, cat, a.now())
}

// sayOver says which findings of a run count again because the time for
// which somebody accepted them is over.
func (a *app) sayOver(run checklist.Run) {
	var said []scanner.ProbeID
	for _, f := range run.Scan.Findings {
		w, holds := checklist.Accepted(run.Waivers, f.Probe, a.now())
		bad := f.Outcome == scanner.Fail || f.Outcome == scanner.Warn
		if w.Probe == "" || holds || !bad || slices.Contains(said, f.Probe) {
			continue
		}
		said = append(said, f.Probe)
		id := observe.Printable(string(f.Probe))
		a.say("%s: %s, and that is over: it counts in full again. If it cannot be mended yet, accept it anew with: shopcheck waive %s %s",
			run.Target, whoAccepted(w, id), run.Target.Domain, id)
	}
}

// whoAccepted is the beginning of a sentence: "Ana accepted it until 1 March
// 2027". The waiver may come from a stranger's file.
func whoAccepted(w checklist.Waiver, what string) string {
	return fmt.Sprintf("%s accepted %s until %s", observe.Printable(cmp.Or(w.By, "somebody")), what, longDay(w.Until))
}

func longDay(t time.Time) string { return t.UTC().Format("2 January 2006") }

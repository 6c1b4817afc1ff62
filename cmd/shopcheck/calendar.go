package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/report"
	"shopcheck/scanner"
)

// calendar lists what ends when, of all shops or of some.
func (a *app) calendar(ctx context.Context, o cli.Calendar) error {
	if err := report.CheckAgenda(o.Format); err != nil {
		return fmt.Errorf("--format %w", err)
	}
	if o.Days < 0 {
		return fmt.Errorf("--days %d lies behind; try --days 30", o.Days)
	}
	agenda, err := a.agenda(ctx, o)
	if err != nil {
		return err
	}
	if o.File == "" || o.File == stdout {
		return report.WriteAgenda(a.out, agenda, o.Format)
	}
	err = writeWhole(o.File, 0o666, func(w io.Writer) error { return report.WriteAgenda(w, agenda, o.Format) })
	if err == nil {
		a.say("Calendar written to %s", o.File)
	}
	return err
}

// agenda gathers what ends.
func (a *app) agenda(ctx context.Context, o cli.Calendar) (out report.Agenda, err error) {
	out.At = a.now().UTC()
	if out.Catalog, err = catalog(); err != nil {
		return out, err
	}
	store, err := a.stored(ctx, o.Data, o.Storing)
	if err != nil {
		return out, err
	}
	shops, err := store.Shops(ctx)
	if err != nil {
		return out, err
	}
	if len(o.Domains) > 0 {
		if shops, err = keptOf(o.Domains, shops); err != nil {
			return out, err
		}
	}
	ends, err := store.Endings(ctx, out.At)
	if err != nil {
		return out, err
	}
	out.Shops = len(shops)
	until := out.At.AddDate(0, 0, o.Days)
	for _, e := range ends {
		if slices.Contains(shops, e.Domain) && (o.Days == 0 || e.Over || !e.Day.After(until)) {
			out.Dues = append(out.Dues, report.Due{Domain: e.Domain, Ending: e.Ending})
		}
	}
	return out, nil
}

// keptOf returns the shops that domains name, of which runs must be kept.
func keptOf(domains, shops []string) ([]string, error) {
	var out []string
	for _, d := range domains {
		t, err := scanner.ParseTarget(d)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(shops, t.Domain) {
			return nil, fmt.Errorf("no run is kept for %s yet; make one with: shopcheck check %s", t, t.Domain)
		}
		out = append(out, t.Domain)
	}
	return out, nil
}

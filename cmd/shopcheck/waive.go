package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"shopcheck/checklist"
	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner"
)

// A ledger is what is kept of a shop whose waivers are given, taken back or
// listed.
type ledger struct {
	cli.Waive
	kept keep
	cat  checklist.Catalog
	said []checklist.Statement
	own  []checklist.Waiver // those of the shop's own file
	run  checklist.Run      // the last one
	have bool               // there is one
}

// waive accepts what a probe has found, takes that back, or lists what is
// accepted. A kept run is assessed again at once, so that report shows it.
func (a *app) waive(ctx context.Context, o cli.Waive) error {
	l, err := a.ledger(ctx, o)
	if err != nil {
		return err
	}
	switch says := o.Reason+o.Until != ""; {
	case o.Probe == "" && (says || o.TakeBack):
		return fmt.Errorf("no probe is named; reports name it below what it found; try: shopcheck waive %s exposed.env", l.kept.shop.Domain)
	case o.Probe == "":
		return a.listAccepted(l)
	case says && o.TakeBack:
		return fmt.Errorf("--take-back ends what was accepted, and needs no --reason or --until; leave out one or the other")
	case o.TakeBack:
		return a.takeBack(ctx, l)
	}
	return a.acceptFinding(ctx, l)
}

// ledger reads what is kept of a shop, before anything is changed.
func (a *app) ledger(ctx context.Context, o cli.Waive) (l ledger, err error) {
	l.Waive = o
	target, err := scanner.ParseTarget(o.Domain)
	if err != nil {
		return l, err
	}
	if l.cat, l.kept, l.said, err = a.sofar(target, o.Data, cli.Asking{}); err != nil {
		return l, err
	}
	if l.kept.store, err = a.openKept(ctx, o.Data, o.Storing); err != nil {
		return l, err
	}
	if l.own, err = l.kept.waivers(l.cat, a.now()); err != nil {
		return l, err
	}
	l.run, l.have, err = l.kept.lastRun(ctx)
	return l, err
}

func (a *app) acceptFinding(ctx context.Context, l ledger) error {
	w, err := a.given(l)
	if err != nil {
		return err
	}
	return a.again(ctx, l, func(l ledger) error { return a.enter(ctx, l, w) })
}

// again does what changes a ledger with what is kept once it is this command's turn.
func (a *app) again(ctx context.Context, l ledger, do func(ledger) error) error {
	return l.kept.inTurn(func() error {
		l, err := a.ledger(ctx, l.Waive)
		if err != nil {
			return err
		}
		return do(l)
	})
}

// enter keeps a waiver in place of the one that its probe has.
func (a *app) enter(ctx context.Context, l ledger, w checklist.Waiver) error {
	l.own = append(l.others(), w)
	if err := l.kept.saveWaivers(l.own, l.cat, a.now()); err != nil {
		return err
	}
	a.say("Until %s %s accepts that this does not hold yet: “%s”. Kept in %s", longDay(w.Until), checklist.Who(w.By, "somebody"), l.cat.Probes[w.Probe].Title(), l.kept.path(waiverFile))
	if config, _ := checklist.Accepted(checklist.WaiversFor(a.waivers, l.kept.shop), w.Probe, a.now()); config.Until.After(w.Until) {
		a.say("The config file accepts it for longer, until %s, and that counts.", longDay(config.Until))
	}
	return a.renew(ctx, l)
}

// given reads a waiver from flags.
func (a *app) given(l ledger) (checklist.Waiver, error) {
	w := checklist.Waiver{Probe: scanner.ProbeID(l.Probe), Reason: strings.TrimSpace(l.Reason), By: strings.TrimSpace(l.By)}
	if err := l.cat.CheckProbe(l.Probe); err != nil {
		return w, err
	}
	soon := a.now().AddDate(0, 3, 0).Format(time.DateOnly)
	var missing []string
	for _, f := range []struct{ flag, is string }{{"--reason", w.Reason}, {"--until", l.Until}, {"--by", w.By}} {
		if f.is == "" {
			missing = append(missing, f.flag)
		}
	}
	if len(missing) > 0 {
		return w, fmt.Errorf("say why this can wait, until when, and who says so (missing: %s); try: shopcheck waive %s %s --reason \"our host moves it soon\" --until %s --by Ana",
			strings.Join(missing, ", "), l.kept.shop.Domain, l.Probe, soon)
	}
	var err error
	if w.Until, err = time.Parse(time.DateOnly, l.Until); err != nil {
		return w, fmt.Errorf("--until %s is not a date; try one such as %s", shown(l.Until), soon)
	}
	return w, l.cat.CheckWaiver(w, a.now())
}

func (a *app) takeBack(ctx context.Context, l ledger) error {
	id := scanner.ProbeID(l.Probe)
	rest := l.others()
	listed, _ := checklist.Accepted(checklist.WaiversFor(a.waivers, l.kept.shop), id, a.now())
	switch {
	case len(rest) == len(l.own) && listed.Probe != "":
		return fmt.Errorf("%s is accepted in the config file; take it out there", id)
	case len(rest) == len(l.own):
		if err := l.cat.CheckProbe(l.Probe); err != nil {
			return err
		}
		return fmt.Errorf("nobody has accepted %s; shopcheck waive %s lists what is accepted", id, l.kept.shop.Domain)
	}
	return a.again(ctx, l, func(l ledger) error { return a.strike(ctx, l, listed) })
}

// strike takes a probe's waiver out of the shop's own file; listed is that of the
// config file, which is zero if it has none.
func (a *app) strike(ctx context.Context, l ledger, listed checklist.Waiver) error {
	l.own = l.others()
	if err := l.kept.saveWaivers(l.own, l.cat, a.now()); err != nil {
		return err
	}
	a.say("Taken back: if “%s” does not hold, that counts in full again. What stood in %s is a comment there now.",
		l.cat.Probes[scanner.ProbeID(l.Probe)].Title(), l.kept.path(waiverFile))
	if listed.Probe != "" {
		a.say("The config file accepts it too, until %s, and that goes on counting.", longDay(listed.Until))
	}
	return a.renew(ctx, l)
}

// others are the shop's own waivers but for the probe's.
func (l ledger) others() []checklist.Waiver {
	return slices.DeleteFunc(slices.Clone(l.own), func(w checklist.Waiver) bool { return w.Probe == scanner.ProbeID(l.Probe) })
}

// listAccepted prints what is accepted, in full.
func (a *app) listAccepted(l ledger) error {
	var b strings.Builder
	for _, w := range l.own {
		l.describe(&b, w, "", a.now())
	}
	for _, w := range checklist.WaiversFor(a.waivers, l.kept.shop) {
		l.describe(&b, w, ", from the config file", a.now())
	}
	if b.Len() == 0 {
		fmt.Fprintf(&b, "Nothing is accepted for now at %s.\n", l.kept.shop)
	}
	_, err := a.out.WriteString(b.String())
	return err
}

func (l ledger) describe(b *strings.Builder, w checklist.Waiver, from string, now time.Time) {
	until := "until " + longDay(w.Until)
	_, holds := checklist.Accepted([]checklist.Waiver{w}, w.Probe, now)
	if !holds {
		until = "OVER since " + longDay(w.Until.AddDate(0, 0, 1))
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(b, "%s: %s, by %s%s\n  Should be: %s\n  Reason: %s\n", w.Probe, until, w.By, from, l.cat.Probes[w.Probe].Title(), w.Reason)
	switch outcome := l.outcome(w.Probe); {
	case outcome == scanner.Pass || outcome == scanner.NotApplicable:
		fmt.Fprintf(b, "  The last check found nothing wrong there, so this is no longer needed.\n")
	case !holds:
		fmt.Fprintf(b, "  It counts in full again.\n")
	}
}

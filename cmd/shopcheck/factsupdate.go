package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// updateTime bounds all downloads of one update together.
const updateTime = 5 * time.Minute

// maxUnclear is about how many products a source may say what cannot be right
// before nothing of it is believed.
const maxUnclear = 5

// factsUpdate fetches newer facts and keeps them. Each source has a file of its
// own, replaced whole or not at all: what one lacks takes nothing from the other.
func (a *app) factsUpdate(ctx context.Context, o cli.UpdateFacts) error {
	if a.now().Before(facts.Day()) { // whatever is fetched would be older than what is here
		return &exitError{exitNotAssessed, fmt.Errorf("this computer's clock shows %s, but what this shopcheck knows is of %s: set the clock right, and try again", a.now().Format("2 January 2006"), facts.Day().Format("2 January 2006"))}
	}
	opts, err := options(o.Network)
	if err != nil {
		return err
	}
	dir, err := dataDir(o.Data)
	if err != nil {
		return err
	}
	u := updater{app: a, dir: filepath.Join(dir, "facts"), products: facts.Refreshable()}
	opts.Log, opts.Now, opts.Whole = a.logger(o.Log), a.now, updateTime
	opts.Budget.Requests = len(u.products) + 1
	u.d = observe.NewDownloader(ctx, opts)
	defer u.d.Close()
	if !o.Quiet {
		a.say("Asking endoflife.date about the release lines of %d products, and www.cisa.gov for its list of holes that attackers use.", len(u.products))
	}
	before := a.keptFacts(o.Data)
	after := facts.Update{Cycles: u.cycles(ctx, before.Cycles), Holes: u.holes(ctx, before.Holes)}
	for _, change := range facts.Changes(before, after) {
		if _, err := fmt.Fprintln(a.out, change); err != nil {
			return err
		}
	}
	switch {
	case ctx.Err() != nil:
		return &exitError{exitNotAssessed, errors.New("stopped; what had not been fetched stays as it was")}
	case u.worst != exitDone:
		return &exitError{code: u.worst}
	}
	if !o.Quiet {
		a.say("Checked, and kept in %s", u.dir)
	}
	return nil
}

// An updater is one call of facts update.
type updater struct {
	*app
	d        *observe.Downloader
	dir      string
	products []string
	worst    int // exit code of what has been said to have failed
}

// failed says what went wrong, and remembers it for the exit code.
func (u *updater) failed(code int, format string, args ...any) {
	u.say("shopcheck: "+format, args...)
	u.worst = worse(u.worst, code)
}

// cycles refreshes the release lines and returns those in use from now on. A
// product that its source knows no more, or says impossible things of, stays as it
// was.
func (u *updater) cycles(ctx context.Context, before facts.CycleUpdate) facts.CycleUpdate {
	after := facts.CycleUpdate{Schema: 1, Products: maps.Clone(before.Products)}
	if after.Products == nil {
		after.Products = make(map[string]facts.Published)
	}
	var unclear []string
	for _, product := range u.products {
		p, err := u.lines(ctx, product)
		cause, _ := observe.Explain(err)
		switch {
		case ctx.Err() != nil:
			return before
		case err == nil && (p.Read.Before(before.Products[product].Read.Time) || p.Read.Before(facts.Day())): // some cache's old copy
		case err == nil:
			after.Products[product] = p
		case cause == observe.NotFound, errors.Is(err, errContent):
			unclear = append(unclear, fmt.Sprintf("%s (%s)", facts.ProductName(product), oneLine(err)))
		default:
			u.failed(exitNotAssessed, "The release lines stay as they were: %s%s.", oneLine(err), whatToTry(cause))
			return before
		}
		if len(unclear) > maxUnclear {
			u.failed(exitNotAssessed, "The release lines stay as they were, because what endoflife.date answers cannot be right about too many products: %s. Try again later.", strings.Join(unclear, "; "))
			return before
		}
	}
	if len(unclear) > 0 {
		u.failed(exitNotAssessed, "Of these the release lines stay as they were: %s. Try again later; a newer shopcheck may know better.", strings.Join(unclear, "; "))
	}
	if !u.keep(cycleFile, after) {
		return before
	}
	return after
}

// errContent is what errors about the content of an answer wrap.
var errContent = errors.New("what it answers cannot be used")

func (u *updater) lines(ctx context.Context, product string) (facts.Published, error) {
	body, err := u.d.Get(ctx, facts.LinesAddress(product), facts.MaxLines)
	if err != nil {
		return facts.Published{}, err
	}
	p, err := facts.PublishedLines(product, body, u.now())
	if err != nil {
		return p, fmt.Errorf("%w: %w", errContent, err)
	}
	return p, nil
}

// holes refreshes the catalogue of holes in use and returns the one in use from
// now on.
func (u *updater) holes(ctx context.Context, before facts.HoleUpdate) facts.HoleUpdate {
	body, err := u.d.Get(ctx, facts.HoleAddress, facts.MaxHoles)
	if ctx.Err() != nil {
		return before
	}
	if err != nil {
		cause, _ := observe.Explain(err)
		u.failed(exitNotAssessed, "The list of holes that attackers use stays as it was: %s%s.", oneLine(err), whatToTry(cause))
		return before
	}
	after, err := facts.PublishedHoles(body, before, u.now())
	if err != nil {
		u.failed(exitNotAssessed, "The list of holes that attackers use stays as it was, because what www.cisa.gov answers cannot be used: %s. Try again later.", oneLine(err))
		return before
	}
	if !u.keep(holeFile, after) {
		return before
	}
	return after
}

// keep writes a file of refreshed facts, and reports whether it could.
func (u *updater) keep(name string, content any) bool {
	err := os.MkdirAll(u.dir, 0o700)
	if err == nil {
		err = writeWhole(filepath.Join(u.dir, name), 0o600, func(w io.Writer) error { return json.NewEncoder(w).Encode(content) })
	}
	if err != nil {
		u.failed(exitWrong, "The new facts could not be kept, so the old ones stay: %v. Mend that, or name another folder with --data.", err)
	}
	return err == nil
}

// whatToTry is advice for somebody whose download failed, after a semicolon.
func whatToTry(cause observe.Cause) string {
	switch cause {
	case observe.DNS, observe.NoName:
		return "; is this computer online? If it is, try --resolver 9.9.9.9"
	case observe.Timeout:
		return "; try again later, or with --timeout 30s"
	case observe.TLS:
		return "; is this computer's clock right? If your network looks into encrypted connections, name its root with --ca-file"
	case observe.Refused, observe.Reset, observe.Unreachable, observe.ErrorPage, observe.Malformed:
		return "; try again later"
	}
	return ""
}

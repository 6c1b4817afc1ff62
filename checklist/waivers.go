package checklist

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"shopcheck/scanner"
)

// A file of waivers, for a person to read and edit:
//
//	waivers:
//	  - probe: mail.dmarc-policy
//	    reason: our mail company changes it in spring
//	    by: Ana
//	    until: 2027-03-01
//
// All four are needed. A list that serves several shops can say for which one a
// waiver is: shop: tea-shop.example.

// Bounds of a list of waivers. Two of the longest lists fit into a run.
const (
	maxWaiverFile = 256 << 10 // bytes
	maxWaiverList = maxWaivers / 2
	waiverMonths  = 12 // from the day it is read: for now is not for ever
)

// A ListedWaiver is a waiver in a list that may serve several shops.
type ListedWaiver struct {
	Waiver
	Shop string // the domain that it is for; empty: every shop that the list is used for
}

// WaiversFor returns the waivers of a list that are for a shop, in order.
func WaiversFor(list []ListedWaiver, t scanner.Target) []Waiver {
	var out []Waiver
	for _, w := range list {
		if w.Shop == "" || w.Shop == t.Domain {
			out = append(out, w.Waiver)
		}
	}
	return out
}

// Accepted returns the waiver of a probe that lasts longest, and whether it still
// holds at a moment. It is the zero Waiver if nobody ever accepted the probe.
func Accepted(waivers []Waiver, id scanner.ProbeID, at time.Time) (w Waiver, holds bool) {
	w, ok := waiverFor(waivers, id)
	return w, ok && w.covers(at)
}

// ReadWaivers reads a shop's file of waivers, those that are over too. Mistakes
// are told all together, each as "name:line: what is wrong; what to try". The
// catalog must have its probes.
func ReadWaivers(r io.Reader, name string, cat Catalog, now time.Time) ([]Waiver, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxWaiverFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading waivers from %s: %w", name, err)
	}
	w, err := readWaivers(data, name, cat, now)
	return w.waivers(), err
}

// ReadWaiverList reads a list of waivers that stands in another file, as
// ReadWaivers does. Each may say for which shop it is.
func ReadWaiverList(n *yaml.Node, name string, cat Catalog, now time.Time) ([]ListedWaiver, error) {
	w := waiverReader{answerReader: answerReader{name: name, cat: cat, now: now}, shared: true}
	w.read(n)
	return w.list, w.mistakes()
}

// CheckWaiver says what keeps a waiver from being given now: what could not be
// read back from a file, or an end that lies behind.
func (c Catalog) CheckWaiver(w Waiver, now time.Time) error {
	errs := []error{c.CheckProbe(string(w.Probe)), checkWords("reason", w.Reason), checkWords("by", w.By), checkEnd(w.Until, now)}
	if !w.covers(now) {
		errs = append(errs, fmt.Errorf("until: %s is over already; try a day to come, such as %s", day(w.Until), soon(now)))
	}
	return errors.Join(errs...)
}

// A waiverReader reads one list of waivers.
type waiverReader struct {
	answerReader
	shared bool // a waiver may say for which shop it is
	list   []ListedWaiver
	keyed  bool       // the file has the list's key
	seq    *yaml.Node // the list; nil if it is empty
	br     string     // ends the lines that are added
}

// waivers returns what a list of one shop's holds.
func (w *waiverReader) waivers() []Waiver { return WaiversFor(w.list, scanner.Target{}) }

func readWaivers(data []byte, name string, cat Catalog, now time.Time) (waiverReader, error) {
	w := waiverReader{answerReader: answerReader{name: name, cat: cat, now: now}}
	if len(data) > maxWaiverFile {
		return w, fmt.Errorf("%s is larger than %d KiB, which no list of waivers is; try to shorten it", name, maxWaiverFile>>10)
	}
	if root := w.parse(data, "a list such as waivers: ["+exampleWaiver(now)+"]"); root != nil && !empty(root) {
		for _, e := range w.entries(root, keyWaivers) {
			if e.key != keyWaivers {
				w.problem(e.line, "%q does not belong here%s", cut(e.key), suggest(e.key, []string{keyWaivers}))
				continue
			}
			if w.keyed = true; !empty(e.value) {
				w.read(e.value)
			}
		}
	}
	return w, w.mistakes()
}

// keyWaivers is what the list is called in a file.
const keyWaivers = "waivers"

// mistakes returns what was wrong, and forgets the list then.
func (w *waiverReader) mistakes() error {
	if len(w.problems) == 0 {
		return nil
	}
	w.list = nil
	return errors.Join(w.problems[:min(len(w.problems), maxProblems)]...)
}

func (w *waiverReader) read(n *yaml.Node) {
	switch {
	case n.Kind != yaml.SequenceNode:
		w.problem(n.Line, "waivers needs a list; try lines such as - %s", exampleWaiver(w.now))
		return
	case len(n.Content) > maxWaiverList:
		w.problem(n.Line, "this lists more than %d waivers; mend some of what they accept", maxWaiverList)
		return
	}
	w.seq = n // item by item, what list holds
	for _, item := range n.Content {
		if len(w.problems) < maxProblems { // more are not told
			w.waiver(item)
		}
	}
}

// fields are what a waiver needs, and fieldShop is what it may have besides.
var fields = []string{"probe", "reason", "by", "until"}

const fieldShop = "shop"

func (w *waiverReader) waiver(n *yaml.Node) {
	before, takes := len(w.problems), fields
	if w.shared {
		takes = append(slices.Clone(fields), fieldShop)
	}
	var one ListedWaiver
	var has []string
	for _, e := range w.entries(n, strings.Join(takes, ", ")) {
		if !slices.Contains(takes, e.key) {
			w.problem(e.line, "%q does not belong beside a waiver%s", cut(e.key), suggest(e.key, takes))
			continue
		}
		if text, ok := w.scalar(e.value, "a plain value"); ok && !empty(e.value) {
			has = append(has, e.key)
			if err := w.field(&one, e.key, strings.TrimSpace(text)); err != nil {
				w.problem(e.value.Line, "%w", err)
			}
		}
	}
	lacks := slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return slices.Contains(has, f) })
	if len(w.problems) == before && len(lacks) > 0 {
		w.problem(n.Line, "this waiver lacks %s; try %s", strings.Join(lacks, ", "), exampleWaiver(w.now))
	}
	twice := slices.ContainsFunc(w.list, func(old ListedWaiver) bool { return old.Probe == one.Probe && old.Shop == one.Shop })
	if len(w.problems) == before && twice {
		w.problem(n.Line, "%s is accepted twice here; remove one of them", one.Probe)
	}
	w.list = append(w.list, one)
}

// field reads one field, as a person writes it.
func (w *waiverReader) field(into *ListedWaiver, name, text string) (err error) {
	switch name {
	case "probe":
		into.Probe, err = scanner.ProbeID(text), w.cat.CheckProbe(text)
	case "reason":
		into.Reason, err = text, checkWords(name, text)
	case "by":
		into.By, err = text, checkWords(name, text)
	case "until":
		if into.Until, err = time.Parse(time.DateOnly, text); err != nil {
			return fmt.Errorf("until: %q is not a date; try one such as %s", cut(text), soon(w.now))
		}
		err = checkEnd(into.Until, w.now)
	case fieldShop:
		var t scanner.Target
		if t, err = scanner.ParseTarget(text); err != nil {
			return fmt.Errorf("shop: %w", err)
		}
		into.Shop = t.Domain
	}
	return err
}

// CheckProbe refuses what no probe is called, and says what may be meant.
func (c Catalog) CheckProbe(id string) error {
	if _, ok := c.Probes[scanner.ProbeID(id)]; ok {
		return nil
	}
	if item := c.Item(ItemID(id)); item.ID != "" {
		return fmt.Errorf("%s is a question, and what is accepted is what a probe has found; shopcheck explain %s lists its probes", id, id)
	}
	ids := make([]string, 0, len(c.Probes))
	for known := range c.Probes {
		ids = append(ids, string(known))
	}
	slices.Sort(ids)
	hint := suggest(strings.ToLower(id), ids)
	if hint == "" {
		hint = "; shopcheck explain lists them all"
	}
	return fmt.Errorf("there is no probe %q%s", cut(id), hint)
}

// checkWords refuses a reason or a name that is missing or cannot be read back.
func checkWords(field, text string) error {
	if strings.TrimSpace(text) == "" {
		return fmt.Errorf("%s is missing; say in a few words why this can wait, and who says so", field)
	}
	if err := checkText(text); err != nil {
		return fmt.Errorf("%s: %w", field, err)
	}
	return nil
}

// checkEnd refuses an end that is too far away.
func checkEnd(until, now time.Time) error {
	if last := now.UTC().AddDate(0, waiverMonths, 0); day(until) > day(last) {
		return fmt.Errorf("until: %s is more than %d months away, and a finding is accepted for now, not for ever; try %s or earlier, and look at it again then",
			day(until), waiverMonths, day(last))
	}
	return nil
}

// soon is a day that a waiver may end on, for examples.
func soon(now time.Time) string { return day(now.AddDate(0, 3, 0)) }

func exampleWaiver(now time.Time) string {
	return "{probe: mail.dmarc-policy, reason: our mail company changes it soon, by: Ana, until: " + soon(now) + "}"
}

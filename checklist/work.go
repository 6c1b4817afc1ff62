package checklist

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"shopcheck/scanner"
)

//go:embed plan.yaml
var planYAML []byte

var (
	doers   = []Doer{You, Agency, Host, Registry, Mail, Payment, Platform}
	efforts = []Effort{Minutes, Hours, Days} // the least first
)

// Work is what it takes to do what a probe's page says under "What to do".
type Work struct {
	By     Doer   `yaml:"by"`
	Effort Effort `yaml:"effort"`
	// Rented is who can do it at a rented shop; empty means By, or the platform in
	// place of a host or agency.
	Rented Doer `yaml:"rented"`
	// Days is 7, 30 or 90 where that is by when it has to be done, however little it
	// weighs: something ends on a day. 0 means that the harm decides.
	Days int `yaml:"days"`
}

// Doer returns who can do it at a shop that is rented or not.
func (w Work) Doer(rented bool) Doer {
	if rented && w.Rented != "" {
		return w.Rented
	}
	return w.By.at(rented)
}

// at returns who does what d would do elsewhere, at a shop that is rented or not.
func (d Doer) at(rented bool) Doer {
	if rented && (d == Host || d == Agency) {
		return Platform
	}
	return d
}

// workOf returns what a probe's findings take to mend. Of a probe that plan.yaml
// does not know, as an old run may have one, the owner has to ask around.
func (c Catalog) workOf(id scanner.ProbeID) Work {
	if w, ok := c.Work[id]; ok {
		return w
	}
	return Work{By: You, Effort: Hours}
}

func readWork(data []byte) (map[scanner.ProbeID]Work, error) {
	work := map[scanner.ProbeID]Work{}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&work); err != nil {
		return nil, fmt.Errorf("reading plan.yaml: %w", err)
	}
	var errs []error
	for id, w := range work {
		if !slices.Contains(doers, w.By) || w.Rented != "" && !slices.Contains(doers, w.Rented) || !slices.Contains(efforts, w.Effort) ||
			w.Days != 0 && !slices.Contains(deadlines, w.Days) {
			errs = append(errs, fmt.Errorf("reading plan.yaml: %s has no doer, effort and days that are known: %+v", id, w))
		}
	}
	return work, errors.Join(errs...)
}

// joinWork checks the work against probes, both ways. Probes that only inform
// need none.
func (c Catalog) joinWork(probes []scanner.Probe) []error {
	var errs []error
	for _, p := range probes {
		if _, ok := c.Work[p.ID]; !ok && weights[p.Severity] > 0 {
			errs = append(errs, fmt.Errorf("checklist/plan.yaml does not say who can mend what %s finds", p.ID))
		}
	}
	for id := range c.Work {
		if _, ok := c.Probes[id]; !ok {
			errs = append(errs, fmt.Errorf("checklist/plan.yaml names the probe %s, which does not exist", id))
		}
	}
	return errs
}

// check returns an error unless a task is complete or the zero Task.
func (t Task) check() error {
	if t == (Task{}) {
		return nil
	}
	if t.Say == "" || !slices.Contains(doers, t.By) || !slices.Contains(efforts, t.Effort) ||
		!slices.Contains(deadlines, t.Days) || t.Days < soonest(t.Effort) {
		return fmt.Errorf("what to do is not a sentence, a doer, an effort and 7, 30 or 90 days that suffice: %+v", t)
	}
	return nil
}

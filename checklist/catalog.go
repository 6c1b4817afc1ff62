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

// Credit is the line that every report carries: where the checklist comes from.
const Credit = `The eleven questions and ten tips follow a publication co-funded by the European Union, titled ` +
	`"Checklist on cybersecurity in international e-commerce". ` +
	`The European Commission's co-funding is no endorsement of the contents.`

//go:embed items.yaml
var itemsYAML []byte

// A Catalog is the eleven items, the ten tips and the probes that serve them,
// checked against each other.
type Catalog struct {
	Items  []Item
	About  []Part // what is asked of the shop itself, before the items
	Tips   []Tip
	Shown  []scanner.ProbeID                 // probes that are shown and feed no item
	Probes map[scanner.ProbeID]scanner.Probe // nil if Bare made the catalog
	Work   map[scanner.ProbeID]Work          // what it takes to mend what a probe finds
}

// A Tip is one of the ten pieces of advice every report ends with.
type Tip struct {
	Number int               `yaml:"number"` // 1 to 10
	Title  string            `yaml:"title"`
	Text   string            `yaml:"text"`
	Probes []scanner.ProbeID `yaml:"probes"` // whose findings show the tip in this shop; may be empty
}

// NewCatalog reads the built-in items and tips and joins them to probes. It
// rejects an item that names an unknown probe, a probe that no item names, a probe
// of which nobody is known to mend what it finds, and a force-no probe that is not
// looked at twice, unless it judges what is remembered: there is no second past.
func NewCatalog(probes []scanner.Probe) (Catalog, error) {
	cat, err := Bare()
	if err != nil {
		return Catalog{}, err
	}
	return cat.join(probes)
}

// Bare returns the built-in items and tips without probes: enough to ask a
// person and to read and write answers.
func Bare() (Catalog, error) {
	cat, err := readItems(itemsYAML)
	if err != nil {
		return Catalog{}, err
	}
	cat.Work, err = readWork(planYAML)
	return cat, err
}

// Rules returns the data by which answers and plans are made, as it is built in: two
// programs in which it is the same make them of the same items, parts and probes.
func Rules() string { return string(itemsYAML) + string(planYAML) }

func readItems(data []byte) (Catalog, error) {
	var file struct {
		About []Part
		Items []Item
		Tips  []Tip
		Shown []scanner.ProbeID
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&file); err != nil {
		return Catalog{}, fmt.Errorf("reading items.yaml: %w", err)
	}
	cat := Catalog{About: file.About, Items: file.Items, Tips: file.Tips, Shown: file.Shown}
	if err := cat.check(); err != nil {
		return Catalog{}, fmt.Errorf("reading items.yaml: %w", err)
	}
	return cat, nil
}

// check holds what the code relies on: a rule for each item, parts that answer
// files can name, tips that exist.
func (c Catalog) check() error {
	var errs []error
	for _, item := range c.Items {
		errs = append(errs, item.checkTogether())
		if _, ok := rules[item.ID]; !ok {
			errs = append(errs, fmt.Errorf("%s has no rule", item.ID))
		}
		seen := []string{"", keyAnswer, keyValue}
		for _, part := range item.Parts {
			if slices.Contains(seen, part.ID) {
				errs = append(errs, fmt.Errorf("%s uses the id %q twice", item.ID, part.ID))
			}
			seen = append(seen, part.ID)
			if (part.Kind == Choice) != (len(part.Choices) > 0) || !slices.Contains(kinds, part.Kind) {
				errs = append(errs, fmt.Errorf("%s/%s: kind %q does not fit its choices", item.ID, part.ID, part.Kind))
			}
			if err := part.Do.check(); err != nil {
				errs = append(errs, fmt.Errorf("%s/%s: %w", item.ID, part.ID, err))
			}
		}
		for _, n := range item.Tips {
			if _, ok := c.Tip(n); !ok {
				errs = append(errs, fmt.Errorf("%s names tip %d, which does not exist", item.ID, n))
			}
		}
	}
	return errors.Join(append(errs, c.checkAlone()...)...)
}

// join checks the items against probes, both ways.
func (c Catalog) join(probes []scanner.Probe) (Catalog, error) {
	var errs []error
	c.Probes = make(map[scanner.ProbeID]scanner.Probe, len(probes))
	for _, p := range probes {
		if _, ok := c.Probes[p.ID]; ok {
			errs = append(errs, fmt.Errorf("the probe %s is listed twice", p.ID))
		}
		c.Probes[p.ID] = p
	}
	named := slices.Clone(c.Shown)
	for _, item := range c.Items {
		named = append(named, item.Probes()...)
		for _, id := range item.ForceNo {
			if p, ok := c.Probes[id]; ok && !p.Twice && !Remembered(id) {
				errs = append(errs, fmt.Errorf("%s: force-no names %s, which is not looked at twice", item.ID, id))
			}
		}
	}
	for _, p := range probes {
		if !slices.Contains(named, p.ID) {
			errs = append(errs, fmt.Errorf("the probe %s feeds no item: name it in checklist/items.yaml, under an item or under shown", p.ID))
		}
	}
	for _, tip := range c.Tips {
		named = append(named, tip.Probes...)
	}
	errs = append(errs, c.joinWork(probes)...)
	slices.Sort(named)
	for _, id := range slices.Compact(named) {
		if _, ok := c.Probes[id]; !ok {
			errs = append(errs, fmt.Errorf("checklist/items.yaml names the probe %s, which does not exist", id))
		}
	}
	if len(errs) > 0 {
		return Catalog{}, fmt.Errorf("joining items and probes: %w", errors.Join(errs...))
	}
	return c, nil
}

// Item returns the item of that id, and the zero Item if there is none.
func (c Catalog) Item(id ItemID) Item {
	for _, item := range c.Items {
		if item.ID == id {
			return item
		}
	}
	return Item{}
}

// Part returns a part of an item, or of what is asked [About] the shop; part "" is
// the item's own question.
func (c Catalog) Part(item ItemID, part string) (Part, bool) {
	it := c.Item(item)
	if item == About {
		it.Parts = c.About
	}
	if part == "" {
		return it.Lead(), it.ID != ""
	}
	for _, p := range it.Parts {
		if p.ID == part {
			return p, true
		}
	}
	return Part{}, false
}

// Tip returns the tip of that number, 1 to 10.
func (c Catalog) Tip(number int) (Tip, bool) {
	for _, tip := range c.Tips {
		if tip.Number == number {
			return tip, true
		}
	}
	return Tip{}, false
}

// Feeds returns the items that the probe feeds, in order; none for a probe that
// is only shown.
func (c Catalog) Feeds(probe scanner.ProbeID) []ItemID {
	var ids []ItemID
	for _, item := range c.Items {
		if slices.Contains(item.Probes(), probe) {
			ids = append(ids, item.ID)
		}
	}
	return ids
}

// Lead returns the item's own question as a part: yes, no or unknown.
func (it Item) Lead() Part { return Part{Ask: it.Ask, Help: it.Why, Kind: YesNo} }

// Lasts returns for how many months what a person says about the item counts.
func (it Item) Lasts() int { return lasts(it.ID) }

// Probes returns every probe that feeds the item, each once: those that can
// force a NO first, then required, weakness, support, then signs of parts.
func (it Item) Probes() []scanner.ProbeID {
	all := slices.Concat(it.ForceNo, it.Required, it.Weakness, it.Support)
	for _, part := range it.Parts {
		all = append(all, part.Signs...)
	}
	var once []scanner.ProbeID
	for _, id := range all {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once
}

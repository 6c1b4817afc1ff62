package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"shopcheck/checklist"
	"shopcheck/report"
	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// Keys of a config file for whoever hands reports on: who that is, and what they
// want to say to each shop's owner.
//
//	brand:
//	  name: Harbour Web Agency
//	  contact: Ana Silva, ana@harbour.example
//	  color: "#0a5c8f"
//	  logo: harbour.png
//	notes:
//	  - shop: tea-shop.example
//	    text: We move your shop to the new server in spring.
const (
	keyBrand = "brand"
	keyNotes = "notes"
)

// Bounds of notes.
const (
	maxNotes = 1000
	maxNote  = 8 << 10 // bytes
	maxPart  = 1000    // of a paragraph: a report cuts what is longer
	maxLogo  = 1 << 20 // of what is read; the report bounds what is shown
)

// A remark is what somebody wants to say to a shop's owner.
type remark struct {
	shop string // its domain; empty: every shop's
	text string // paragraphs, with empty lines between them; "- " begins one too
}

// A companion is what reports say beside their runs. The zero companion says
// nothing.
type companion struct {
	brand   report.Brand
	notes   []remark
	earlier []checklist.Run // no more of each than a report tells
	shown   []scanner.Target
}

// beside returns what is said beside a shop's run.
func (c *companion) beside(t scanner.Target) report.Beside {
	out := report.Beside{Brand: c.brand}
	for _, n := range c.notes {
		if n.shop == "" || n.shop == t.Domain {
			out.Notes = append(out.Notes, paragraphs(n.text)...)
		}
	}
	for _, run := range c.earlier {
		if run.Target == t {
			out.Earlier = append(out.Earlier, run)
		}
	}
	if len(c.earlier) > 0 && !slices.Contains(c.shown, t) {
		c.shown = append(c.shown, t)
	}
	return out
}

func paragraphs(text string) []string {
	var out []string
	begins := true
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch line = strings.Join(words, " "); {
		case line == "":
		case begins || words[0] == "-":
			out = append(out, line)
		default:
			out[len(out)-1] += " " + line
		}
		begins = line == ""
	}
	return out
}

// readEarlier reads earlier runs of shops from files.
func (c *companion) readEarlier(files []string) error {
	for _, name := range files {
		if err := c.readFile(name); err != nil {
			return fmt.Errorf("--earlier: %w; name runs saved with: shopcheck scan DOMAIN -o FILE.jsonl", err)
		}
	}
	return nil
}

func (c *companion) readFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	for run, err := range checklist.ReadRuns(name, f) {
		if err != nil {
			return err
		}
		c.add(run)
	}
	return nil
}

// add adds an earlier run, without what a report does not tell of it.
func (c *companion) add(run checklist.Run) {
	run.Scan.Findings, run.Scan.Looks, run.Statements, run.Waivers = nil, observe.Looks{}, nil, nil
	c.earlier = append(c.earlier, run)
}

// sayUnshown says which earlier runs are of no shop that was shown.
func (a *app) sayUnshown() {
	for i, run := range a.companion.earlier {
		same := func(other checklist.Run) bool { return other.Target == run.Target }
		if !slices.Contains(a.companion.shown, run.Target) && !slices.ContainsFunc(a.companion.earlier[:i], same) {
			a.say("--earlier: the runs of %s are left out, because no report here is about that shop", run.Target)
		}
	}
}

// readBrand reads who hands reports on. A logo's name is one beside the config
// file.
func readBrand(n *yaml.Node, config string) (report.Brand, error) {
	var b report.Brand
	logo := ""
	if err := fields(n, "brand", map[string]*string{"name": &b.Name, "contact": &b.Contact, "color": &b.Color, "logo": &logo}); err != nil {
		return b, err
	}
	if logo != "" {
		if !filepath.IsAbs(logo) {
			logo = filepath.Join(filepath.Dir(config), logo)
		}
		var err error
		if b.Logo, err = readFile(logo, maxLogo); err != nil {
			return b, wrong(n, "brand: logo: %w; try the name of a small picture beside this file", err)
		}
		if len(b.Logo) == 0 {
			return b, wrong(n, "brand: logo: the file is empty; try another picture")
		}
	}
	if b.Name == "" {
		return b, wrong(n, "brand: name is missing; say who hands the reports on")
	}
	if err := b.Check(); err != nil {
		return b, wrong(n, "brand: %w", err)
	}
	return b, nil
}

// readNotes reads the list of notes.
func readNotes(n *yaml.Node) ([]remark, error) {
	switch {
	case n.Kind != yaml.SequenceNode || len(n.Content) == 0:
		return nil, wrong(n, "notes needs a list; try lines such as - {shop: tea-shop.example, text: We move your shop in spring.}")
	case len(n.Content) > maxNotes:
		return nil, wrong(n, "notes lists more than %d notes; split the file", maxNotes)
	}
	var out []remark
	for _, item := range n.Content {
		one, err := readRemark(item)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func readRemark(n *yaml.Node) (remark, error) {
	var one remark
	if err := fields(n, "a note", map[string]*string{"shop": &one.shop, "text": &one.text}); err != nil {
		return one, err
	}
	switch {
	case one.text == "":
		return one, wrong(n, "this note lacks text; say what the shop's owner is to read")
	case len(one.text) > maxNote:
		return one, wrong(n, "this note is longer than %d KiB; try a shorter one", maxNote>>10)
	case slices.ContainsFunc(paragraphs(one.text), func(p string) bool { return len(p) > maxPart }):
		return one, wrong(n, "a paragraph of this note is longer than %d bytes; put an empty line into it", maxPart)
	}
	if one.shop != "" {
		t, err := scanner.ParseTarget(one.shop)
		if err != nil {
			return one, wrong(n, "shop: %w", err)
		}
		one.shop = t.Domain
	}
	return one, nil
}

// fields reads plain values by their keys, each once; what is "brand" in messages.
func fields(n *yaml.Node, what string, into map[string]*string) error {
	keys := make([]string, 0, len(into))
	for key := range into {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	takes := strings.Join(keys, ", ")
	if n.Kind != yaml.MappingNode {
		return wrong(n, "%s needs keys and values; it takes %s", what, takes)
	}
	var seen []string
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		field, ok := into[key.Value]
		switch {
		case !ok:
			return wrong(key, "%q does not belong into %s; it takes %s", observe.Printable(key.Value), what, takes)
		case slices.Contains(seen, key.Value):
			return wrong(key, "%q stands here twice; remove one of them", key.Value)
		case value.Kind != yaml.ScalarNode:
			return wrong(value, "%q needs a plain value here", key.Value)
		case value.ShortTag() == "!!null":
			return wrong(key, "%q says nothing here; remove it, or put what begins with # into quotes", key.Value)
		}
		seen = append(seen, key.Value)
		if *field = strings.TrimSpace(value.Value); value.Style&yaml.LiteralStyle == 0 {
			*field = strings.ReplaceAll(*field, "\n", "\n\n") // stands for an empty line there (YAML 1.2.2, section 6.5)
		}
	}
	return nil
}

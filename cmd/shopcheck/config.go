package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"
)

// maxConfig bounds the config file.
const maxConfig = 256 << 10

// personal are flags that a file must not set: they are about one call, or are
// somebody's word.
var personal = []string{"authorized", "config", "help", "output", "answers", "file", "no-input", "before", "earlier", "reason", "until", "take-back", "list"}

// configure sets flags that were not given from the file named by --config: a
// YAML mapping of flag names to values, lists for flags that repeat. Besides, the
// file may hold lists of scripts, waivers and notes, and who hands reports on.
func (a *app) configure(cmd *cobra.Command, _ []string) error {
	flag := cmd.Flags().Lookup("config")
	if flag == nil || flag.Value.String() == "" {
		return nil
	}
	name := flag.Value.String()
	pairs, err := readConfig(name)
	if err != nil {
		return err
	}
	seen := make(map[string]bool)
	for i := 0; i < len(pairs); i += 2 {
		key, value := pairs[i], pairs[i+1]
		switch {
		case seen[key.Value]:
			err = wrong(key, "%q stands here twice; remove one of them", key.Value)
		case key.Value == keyScripts:
			a.scripts, err = readScripts(value, a.now())
		case key.Value == keyWaivers:
			if a.waivers, err = a.listed(value, name); err != nil {
				return err
			}
		case key.Value == keyBrand:
			a.companion.brand, err = readBrand(value, name)
		case key.Value == keyNotes:
			a.companion.notes, err = readNotes(value)
		default:
			err = set(cmd, key, value)
		}
		if err != nil {
			return fmt.Errorf("%s:%w", name, err)
		}
		seen[key.Value] = true
	}
	return nil
}

// readConfig returns a config file's keys and values in turn.
func readConfig(name string) ([]*yaml.Node, error) {
	data, err := readFile(name, maxConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("--config: there is no file %s; write settings into one, a line each, such as \"rate: 4\"", name)
	}
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("--config %s: %w", name, err)
	}
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("--config %s: the file goes on after its end; try without the lines ... and ---", name)
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	if doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%w", name, wrong(doc.Content[0], "this should be settings, a line each; try lines such as \"profile: standard\""))
	}
	return doc.Content[0].Content, nil
}

// wrong says what is wrong with a node of a config file: "3: what, and what to
// try", to be written behind the file's name and a colon.
func wrong(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%d: %w", n.Line, fmt.Errorf(format, args...))
}

// set gives a flag the value or values of a node. A flag of another command is
// left out, and one said on the command line stays.
func set(cmd *cobra.Command, key, value *yaml.Node) error {
	switch {
	case slices.Contains(personal, key.Value):
		return wrong(key, "%q belongs on the command line, not in a file", key.Value)
	case !known(cmd, key.Value):
		return wrong(key, "there is no setting %q; the settings are the names of flags, such as profile or resolver, the lists scripts, waivers and notes, and brand", key.Value)
	}
	flag := cmd.Flags().Lookup(key.Value)
	if flag == nil || flag.Changed {
		return nil
	}
	values := []*yaml.Node{value}
	if _, repeats := flag.Value.(interface{ GetSlice() []string }); repeats && value.Kind == yaml.SequenceNode {
		values = value.Content
	}
	for _, v := range values {
		if v.Kind != yaml.ScalarNode || v.ShortTag() == "!!null" {
			return wrong(v, "%q needs a plain value here", key.Value)
		}
		if err := flag.Value.Set(v.Value); err != nil {
			return wrong(v, "%q cannot be %q: %w", key.Value, v.Value, err)
		}
	}
	return nil
}

// known reports whether any command has the flag: one file serves all.
func known(cmd *cobra.Command, key string) bool {
	return slices.ContainsFunc(cmd.Root().Commands(), func(c *cobra.Command) bool {
		return c.Flags().Lookup(key) != nil
	})
}

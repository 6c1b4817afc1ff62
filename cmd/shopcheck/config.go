package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"
)

// maxConfig bounds the config file.
const maxConfig = 64 << 10

// personal are flags that a file must not set: they are about one call, or are
// somebody's word.
var personal = []string{"authorized", "config", "help", "output", "answers", "file", "no-input"}

// configure sets flags that were not given from the file named by --config: a
// YAML mapping of flag names to values, lists for flags that repeat.
func configure(cmd *cobra.Command, _ []string) error {
	flag := cmd.Flags().Lookup("config")
	if flag == nil || flag.Value.String() == "" {
		return nil
	}
	name := flag.Value.String()
	data, err := readFile(name, maxConfig)
	if err != nil {
		return fmt.Errorf("--config: %w", err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return fmt.Errorf("--config %s: %w", name, err)
	}
	if len(doc.Content) == 0 {
		return nil
	}
	if doc.Content[0].Kind != yaml.MappingNode {
		return fmt.Errorf("%s:%d: expected lines such as \"profile: standard\"", name, doc.Content[0].Line)
	}
	pairs := doc.Content[0].Content
	seen := make(map[string]bool)
	for i := 0; i < len(pairs); i += 2 {
		key, value := pairs[i], pairs[i+1]
		if seen[key.Value] {
			return fmt.Errorf("%s:%d: %q stands here twice; remove one of them", name, key.Line, key.Value)
		}
		seen[key.Value] = true
		if err := mayStand(cmd, key.Value); err != nil {
			return fmt.Errorf("%s:%d: %w", name, key.Line, err)
		}
		if line, err := setFlag(cmd, key.Value, value); err != nil {
			return fmt.Errorf("%s:%d: %q %w", name, line, key.Value, err)
		}
	}
	return nil
}

func mayStand(cmd *cobra.Command, key string) error {
	switch {
	case slices.Contains(personal, key):
		return fmt.Errorf("%q belongs on the command line, not in a file", key)
	case !known(cmd, key):
		return fmt.Errorf("there is no setting %q; the settings are the names of flags, such as profile or resolver", key)
	}
	return nil
}

// setFlag gives a flag the value or values of a node, and says in which line one
// is wrong. A flag of another command is nil; one said on the command line stays.
func setFlag(cmd *cobra.Command, key string, n *yaml.Node) (line int, err error) {
	flag := cmd.Flags().Lookup(key)
	if flag == nil || flag.Changed {
		return 0, nil
	}
	values := []*yaml.Node{n}
	if _, repeats := flag.Value.(interface{ GetSlice() []string }); repeats && n.Kind == yaml.SequenceNode {
		values = n.Content
	}
	for _, v := range values {
		if v.Kind != yaml.ScalarNode {
			return v.Line, errors.New("needs a plain value here")
		}
		if err := flag.Value.Set(v.Value); err != nil {
			return v.Line, fmt.Errorf("cannot be %q: %w", v.Value, err)
		}
	}
	return 0, nil
}

// known reports whether any command has the flag: one file serves all.
func known(cmd *cobra.Command, key string) bool {
	return slices.ContainsFunc(cmd.Root().Commands(), func(c *cobra.Command) bool {
		return c.Flags().Lookup(strings.TrimSpace(key)) != nil
	})
}

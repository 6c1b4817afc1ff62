package main

import (
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
	for i := 0; i < len(pairs); i += 2 {
		if err := setFlag(cmd, pairs[i].Value, pairs[i+1]); err != nil {
			return fmt.Errorf("%s:%d: %w", name, pairs[i].Line, err)
		}
	}
	return nil
}

func setFlag(cmd *cobra.Command, key string, value *yaml.Node) error {
	flag := cmd.Flags().Lookup(key)
	switch {
	case slices.Contains(personal, key):
		return fmt.Errorf("%q belongs on the command line, not in a file", key)
	case flag == nil && !known(cmd, key):
		return fmt.Errorf("there is no setting %q; the settings are the names of flags, such as profile or resolver", key)
	case flag == nil, flag.Changed: // another command's, or said on the command line
		return nil
	}
	values := []string{value.Value}
	if value.Kind == yaml.SequenceNode {
		values = nil
		for _, v := range value.Content {
			values = append(values, v.Value)
		}
	} else if value.Kind != yaml.ScalarNode {
		return fmt.Errorf("%q needs one value or a list", key)
	}
	for _, v := range values {
		if err := flag.Value.Set(v); err != nil {
			return fmt.Errorf("%q cannot be %q: %w", key, v, err)
		}
	}
	return nil
}

// known reports whether any command has the flag: one file serves all.
func known(cmd *cobra.Command, key string) bool {
	return slices.ContainsFunc(cmd.Root().Commands(), func(c *cobra.Command) bool {
		return c.Flags().Lookup(strings.TrimSpace(key)) != nil
	})
}

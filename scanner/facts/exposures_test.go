package facts

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

func TestExposures(t *testing.T) {
	topics := []Topic{VersionControl, Env, Config, Dump, PrivateKey, Logs, DatabaseAdmin, PHPInfo, Debug, Installer, Listing, Exports}
	seen, used := make(map[string]bool), make(map[string]bool)
	for i, e := range exposures().Rows {
		used[e.Sign] = true
		_, known := exposures().Signs[e.Sign]
		switch {
		case !slices.Contains(topics, e.Topic):
			t.Errorf("%s: topic %q is nobody's", e.Path, e.Topic)
		case seen[e.Path] || !strings.HasPrefix(e.Path, "/") || e.What == "" || e.Rank != i:
			t.Errorf("%s: listed twice, or no path, or without words", e.Path)
		case !known:
			t.Errorf("%s: there is no sign %q", e.Path, e.Sign)
		case (e.Source == "") != e.Memory:
			t.Errorf("%s: from nowhere, or from two places", e.Path)
		}
		seen[e.Path] = true
		for _, id := range e.Platforms {
			if _, ok := PlatformOf(id); !ok {
				t.Errorf("%s: there is no platform %q", e.Path, id)
			}
		}
	}
	for name := range exposures().Signs {
		if !used[name] {
			t.Errorf("no path has the sign %q", name)
		}
	}
}

// TestSigns holds each sign to the texts that it must and must not match.
func TestSigns(t *testing.T) {
	for name, s := range exposures().Signs {
		if _, err := hex.DecodeString(s.Magic); err != nil || s.Magic == "" && s.Match.Regexp == nil || s.Source == "" {
			t.Errorf("%s: nothing can prove it, or nobody says so", name)
		}
		fits(t, name, s.Proves, s.Yes, append(slices.Clone(s.Maybe), s.No...))
		if s.Hint.Regexp != nil {
			fits(t, name+", a hint", s.Hints, s.Maybe, s.No)
		}
		if !s.Page && s.Proves("<!DOCTYPE html>\n<title>Shop</title>\n"+s.Yes[0]) {
			t.Errorf("%s: a web page that quotes it proves it", name)
		}
		if s.Memory = true; s.Proves(s.Yes[0]) {
			t.Errorf("%s: from memory, it would decide a verdict", name)
		}
	}
}

// TestExposuresOf wants every topic to be asked of every shop, whatever others find,
// and a platform's own rows of nobody else.
func TestExposuresOf(t *testing.T) {
	for _, platform := range append(Platforms(), Platform{}) {
		rows := Exposures(platform.ID)
		topics := make(map[Topic]int)
		for _, e := range rows[:25] {
			topics[e.Topic]++
		}
		if len(topics) < 12 {
			t.Errorf("%q: of its first rows, only %v", platform.ID, topics)
		}
		for i, e := range rows {
			if len(e.Platforms) > 0 && !slices.Contains(e.Platforms, platform.ID) || i > 0 && rows[i-1].Rank >= e.Rank {
				t.Errorf("%q: %s is another's, or out of order", platform.ID, e.Path)
			}
		}
	}
}

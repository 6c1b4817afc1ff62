package facts

import (
	"encoding/hex"
	"strings"
	"testing"
)

func TestExposures(t *testing.T) {
	total := 0
	seen := make(map[string]bool)
	for topic, rows := range exposures() {
		switch topic {
		case VersionControl, Env, Dump, PHPInfo:
		default:
			t.Errorf("topic %q is nobody's", topic)
		}
		for _, e := range rows {
			total++
			if seen[e.Path] || !strings.HasPrefix(e.Path, "/") || e.What == "" {
				t.Errorf("%s: listed twice, or no path, or without words", e.Path)
			}
			seen[e.Path] = true
			if _, err := hex.DecodeString(e.Magic); err != nil || e.Magic == "" && e.Match.Regexp == nil {
				t.Errorf("%s: nothing can prove it", e.Path)
			}
			fits(t, e.Path, e.Proves, e.Yes, append(e.Maybe, e.No...))
			if e.Hint.Regexp != nil {
				fits(t, e.Path+", a hint", e.Hints, e.Maybe, e.No)
			}
			if !e.Page && e.Proves("<!DOCTYPE html>\n<title>Shop</title>\n"+e.Yes[0]) {
				t.Errorf("%s: a web page that quotes it proves it", e.Path)
			}
		}
	}
	if total > 25 {
		t.Errorf("%d paths, at most 25 fit a scan", total)
	}
}

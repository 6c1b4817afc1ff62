package facts

import (
	"slices"
	"strings"
	"sync"
)

// Bounds on what is done with one text: how often one pattern is tried, how many
// sightings are returned, and how many bytes are quoted of each.
const (
	maxTries    = 64
	maxSights   = 100
	maxSightLen = 140
)

// A nearIndex finds all texts that patterns stand near to in one pass: groups
// holds them by their first two bytes, and first says which group that is.
type nearIndex struct {
	first  [1 << 16]uint8 // 0: none
	groups [][]nearText
	texts  int
}

type nearText struct {
	*libraryText
	library *library
	number  int
}

var nearTexts = sync.OnceValue(func() *nearIndex {
	index := &nearIndex{groups: make([][]nearText, 1)}
	all := libraries().Libraries
	for i := range all {
		for j := range all[i].Texts {
			t := &all[i].Texts[j]
			pair := uint16(t.Near[0])<<8 | uint16(t.Near[1])
			if index.first[pair] == 0 {
				index.first[pair] = uint8(len(index.groups))
				index.groups = append(index.groups, nil)
			}
			group := &index.groups[index.first[pair]]
			*group = append(*group, nearText{t, &all[i], index.texts})
			index.texts++
		}
	}
	return index
})

// LibrariesIn returns the libraries whose versions a script's text shows, each
// version once, in the order of the text. Its time grows with the text's length
// alone.
func LibrariesIn(text string) []Sighting {
	index := nearTexts()
	tries := make([]int, index.texts)
	var found []Sighting
	for i := 0; i+1 < len(text) && len(found) < maxSights; i++ {
		group := index.first[uint16(text[i])<<8|uint16(text[i+1])]
		if group == 0 {
			continue
		}
		for _, t := range index.groups[group] {
			if tries[t.number] == maxTries || !strings.HasPrefix(text[i:], t.Near) {
				continue
			}
			tries[t.number]++
			s, ok := t.at(text, i)
			if ok && !slices.ContainsFunc(found, func(f Sighting) bool { return f.Library == s.Library && f.Version == s.Version }) {
				found = append(found, s)
			}
		}
	}
	return found
}

// at tries the pattern around a place of its text. A match that ends where the
// look ends may be cut, and does not count.
func (t nearText) at(text string, i int) (Sighting, bool) {
	begin, end := max(i-t.Before, 0), min(i+len(t.Near)+t.After, len(text))
	window := text[begin:end]
	m := t.Match.FindStringSubmatchIndex(window)
	if m == nil || m[1] == len(window) && t.After > 0 && end < len(text) {
		return Sighting{}, false
	}
	var parts []string
	for g := 2; g < len(m); g += 2 {
		if m[g] >= 0 {
			parts = append(parts, window[m[g]:m[g+1]])
		}
	}
	quote := window[m[0]:m[1]]
	if len(quote) > maxSightLen {
		quote = quote[:maxSightLen/2] + "…" + quote[len(quote)-maxSightLen/2:]
	}
	quote = strings.ToValidUTF8(strings.Join(strings.Fields(quote), " "), "")
	return t.library.sight(strings.Join(parts, "."), quote, window, true), true
}

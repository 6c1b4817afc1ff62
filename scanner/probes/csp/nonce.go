package csp

import (
	"slices"

	"shopcheck/scanner/observe"
)

// Nonces returns the nonces that let scripts in, each once.
func (ps Policies) Nonces() []string {
	var found []string
	for _, p := range ps {
		d, _ := p.Governing("script-src-elem")
		for _, s := range d.Sources {
			if s.Kind == Nonce && len(found) < maxNamed && !slices.Contains(found, s.Value) {
				found = append(found, s.Value)
			}
		}
	}
	return found
}

// nonces returns those that can be guessed. A policy's nonce should have 128 bits
// (CSP, section 7.1), which are 22 letters of base64; fewer than 8, or the same few
// over and over, are no secret.
func (ps Policies) nonces() []Weakness {
	var found []Weakness
	for _, n := range ps.Nonces() {
		letters := make(map[rune]bool)
		for _, r := range n {
			letters[r] = true
		}
		switch text := "'nonce-" + n + "'"; {
		case len(found) == maxLines:
			return found
		case len(n) < 8 || len(letters) < 5:
			found = append(found, Weakness{ShortNonce, Weak, "a nonce that can be guessed", text})
		case len(n) < 22:
			found = append(found, Weakness{ShortNonce, Note, "a nonce of less than 128 bits", text})
		}
	}
	return found
}

// Repeated returns the nonces that two looks at one page have in common: a nonce
// is new in each answer (CSP, section 7.1), or a stranger who has seen one knows
// the next. Cached says that the second look came out of a cache.
func Repeated(first, again *observe.Page, cached bool) []Weakness {
	words := "the same nonce in two looks, so whoever has seen the page knows it"
	if cached {
		words = "the same nonce in two looks, because the page came from a cache, where everybody gets the same one"
	}
	before := Of(first).Nonces()
	for _, n := range Of(again).Nonces() {
		if slices.Contains(before, n) {
			return []Weakness{{RepeatedNonce, Weak, words, "'nonce-" + n + "'"}}
		}
	}
	return nil
}

package shop

import (
	"strings"
	"sync"
)

// folded lists letters with the accents that shops' words have, by the letter
// without.
var folded = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for plain, accented := range map[string]string{
		"a": "áàâäãåāăą", "c": "çćčĉ", "d": "ďđ", "e": "éèêëēėęě", "g": "ğģ", "i": "íìîïīįı", "k": "ķ", "l": "ĺļľł",
		"n": "ñńņňŋ", "o": "óòôöõøōő", "r": "ŕř", "s": "śšşș", "t": "ťţț", "u": "úùûüūůűų", "y": "ýÿ", "z": "źżž",
		"α": "ά", "ε": "έ", "η": "ή", "ι": "ίϊ", "ο": "ό", "υ": "ύϋ", "ω": "ώ",
		"ss": "ß", "ae": "æ", "-": "’'",
	} {
		for _, letter := range accented {
			pairs = append(pairs, string(letter), plain)
		}
	}
	return strings.NewReplacer(pairs...)
})

// fold lowers s and takes the accents off, as the words in facts are kept.
func fold(s string) string { return folded().Replace(strings.ToLower(s)) }

package facts

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Imitates returns the well-known host that a host's name seems to imitate, and
// false if it does not, or is itself somebody known. A name imitates another
//
//   - if both look alike: 1 for l, rn for m, letters of other alphabets, hyphens
//     taken out or put in;
//   - if one letter was changed, added, left out, or changed places with its
//     neighbour, in a name of eight letters or more: short ones are too close to
//     honest ones;
//   - if it is the same under another suffix, where the company has one only;
//   - if a technical word stands beside it: "jquery-cdn";
//   - if it stands whole before somebody else's domain.
func Imitates(host string) (string, bool) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil || knownDomains()[domain] {
		return "", false
	}
	if _, known := OwnerOf(host); known {
		return "", false
	}
	for _, im := range skimmers().Imitated {
		if im.shows(host, domain) {
			return im.Host, true
		}
	}
	return "", false
}

// longName is how many letters a name must have for one changed letter to count.
const longName = 8

func (im imitation) shows(host, domain string) bool {
	if strings.HasPrefix(host, im.Host+".") || strings.Contains(host, "."+im.Host+".") {
		return true
	}
	name, theirs := label(domain), label(im.Host)
	switch {
	case name == theirs:
		return im.Only
	case skeleton(name) == skeleton(theirs):
		return true
	case len(theirs) >= longName && oneApart(name, theirs):
		return true
	}
	return im.Words && worded(name, theirs)
}

// label is a domain without its public suffix.
func label(domain string) string {
	name, _, _ := strings.Cut(domain, ".")
	return name
}

// alike are letters, and pairs of them, that look like another one.
var alike = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "l", "i", "l", "5", "s", "3", "e", "-", "", "_", "")

// foreign are letters of other alphabets, and with accents, by those they look
// like (Unicode Technical Standard 39, confusables; the ones in use for Latin).
var foreign = sync.OnceValue(func() *strings.Replacer {
	var pairs []string
	for plain, letters := range map[string]string{
		"a": "аàáâãäåāăąα", "c": "сçćč", "d": "ԁđ", "e": "еèéêëēėęěε", "g": "ɡğģ", "h": "һ", "i": "іìíîïīįıι", "j": "ј",
		"k": "κķ", "l": "ӏĺļľł", "m": "мṃ", "n": "пñńņňη", "o": "оòóôõöøōőο", "p": "рρ", "q": "ԛ", "r": "гŕř", "s": "ѕśšşș",
		"t": "тťţț", "u": "υùúûüūůűų", "v": "ѵν", "w": "ԝω", "x": "хχ", "y": "уýÿγ", "z": "źżž",
	} {
		for _, letter := range letters {
			pairs = append(pairs, string(letter), plain)
		}
	}
	return strings.NewReplacer(pairs...)
})

// skeleton is what a name looks like.
func skeleton(name string) string {
	if plain, err := idna.ToUnicode(name); err == nil {
		name = plain
	}
	return alike.Replace(foreign().Replace(name))
}

// oneApart reports whether one change makes a name the other: a letter more, less
// or another, or two neighbours exchanged.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		if i == len(a) {
			return false
		}
		swapped := i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		return swapped || a[i+1:] == b[i+1:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// technical are words that go well with the name of something to load.
var technical = []string{"cdn", "js", "static", "api", "min", "lib", "libs", "stats", "cloud", "code", "assets"}

// worded reports whether a name is the other with a technical word beside it.
func worded(name, theirs string) bool {
	name, theirs = strings.ReplaceAll(name, "-", ""), strings.ReplaceAll(theirs, "-", "")
	before, isAfter := strings.CutPrefix(name, theirs)
	after, isBefore := strings.CutSuffix(name, theirs)
	return isAfter && slices.Contains(technical, before) || isBefore && slices.Contains(technical, after)
}

// knownDomains are the registrable domains of everybody known, so that nobody is
// taken for an imitation of himself.
var knownDomains = sync.OnceValue(func() map[string]bool {
	known := make(map[string]bool)
	add := func(host string) {
		if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
			known[domain] = true
		}
	}
	for host := range ownersByHost() {
		add(host)
	}
	for _, im := range skimmers().Imitated {
		add(im.Host)
	}
	for _, host := range skimmers().Real {
		add(host)
	}
	return known
})

package observe

import (
	"regexp"
	"strings"
)

// A Key is a secret key that stands in a text for anybody to read. The key itself
// is in none of its fields, and is masked in all that a look keeps.
type Key struct {
	Company string // who gives out such keys: "Stripe"
	Prefix  string // the beginning that all of the kind have: "sk_live_"
	Test    bool   // no money can be moved with it
	At      int    // where in the text it begins
}

// A keyForm is how a company's keys look. The patterns are anchored; what comes
// before and behind must be no part of a longer word.
type keyForm struct {
	company, prefix string
	rest            *regexp.Regexp // of what follows the prefix
	test            bool
	near            string // must stand in the same text, in lower case; empty: the prefix says enough
	// trial is found in a text whose key is for tests, unless the text is earnest
	// too; nil: the prefix says it.
	trial *regexp.Regexp
}

// The parts of keys behind their prefixes. Stripe's have grown from 24 to over
// 100 characters. Of Adyen's the last part, without a form, may be missing.
var (
	alnumKey   = regexp.MustCompile(`^[0-9A-Za-z]{24,247}`)
	thirtyKey  = regexp.MustCompile(`^[0-9A-Za-z]{30}`)
	hexKey     = regexp.MustCompile(`^[0-9a-fA-F]{32}`)
	gatewayKey = regexp.MustCompile(`^[0-9a-z]{16}\$[0-9a-f]{32}`)
	squareApp  = regexp.MustCompile(`^[0-9A-Za-z_-]{43}`)
	squareKey  = regexp.MustCompile(`^[0-9A-Za-z_-]{60}`)
	adyenKey   = regexp.MustCompile(`^[a-zA-Z]hm(?:[0-9A-Za-z+]|\\?/){60,160}={0,2}-(?:[0-9A-Za-z+]|\\?/){40,44}=(?:-[!#-&(-~]{1,16})?`)
	trial      = regexp.MustCompile(`(?i)squareupsandbox|sandbox\.(?:web\.)?square|sandbox-sq0|-test\.adyen\.com|environment["']?\s*[:=]\s*["'](?:test|sandbox)`)
	earnest    = regexp.MustCompile(`(?i)//(?:web\.|js\.|connect\.)square|-live(?:-[a-z]+)?\.adyen\.com|environment["']?\s*[:=]\s*["'](?:live|production)`)
)

// keyForms are the keys that move shops' money, by their companies'
// documentation.
var keyForms = []keyForm{
	{company: "Stripe", prefix: "sk_live_", rest: alnumKey},
	{company: "Stripe", prefix: "rk_live_", rest: alnumKey},
	{company: "Stripe", prefix: "sk_test_", rest: alnumKey, test: true},
	{company: "Stripe", prefix: "rk_test_", rest: alnumKey, test: true},
	{company: "Braintree", prefix: "access_token$production$", rest: gatewayKey},
	{company: "Braintree", prefix: "access_token$sandbox$", rest: gatewayKey, test: true},
	{company: "Square", prefix: "sq0csp-", rest: squareApp},
	{company: "Square", prefix: "EAAA", rest: squareKey, near: "square", trial: trial},
	{company: "Shopify", prefix: "shpat_", rest: hexKey},
	{company: "Shopify", prefix: "shpca_", rest: hexKey},
	{company: "Shopify", prefix: "shppa_", rest: hexKey},
	{company: "Shopify", prefix: "shpss_", rest: hexKey},
	{company: "Mollie", prefix: "live_", rest: thirtyKey, near: "mollie"},
	{company: "Mollie", prefix: "test_", rest: thirtyKey, near: "mollie", test: true},
	{company: "Adyen", prefix: "AQE", rest: adyenKey, trial: trial},
}

// maxKeys bounds the keys of one kind that are told of in one text. All are
// masked.
const maxKeys = 10

// Keys finds the secret keys of payment companies in a text, as it came or as a
// look keeps it. Publishable keys, which belong into pages, are none, and neither
// are placeholders.
func Keys(text string) []Key {
	var found []Key
	for _, form := range keyForms {
		n := 0
		form.find(text, func(at, _ int) {
			if n++; n <= maxKeys {
				found = append(found, Key{form.company, form.prefix, form.test || form.trial != nil && form.trial.MatchString(text) && !earnest.MatchString(text), at})
			}
		})
	}
	return found
}

// find tells of each key of a form where it begins, and where it ends.
func (f keyForm) find(text string, tell func(at, end int)) {
	near := f.near == ""
	for from := 0; ; {
		i := strings.Index(text[from:], f.prefix)
		if i < 0 {
			return
		}
		at := from + i
		from = at + len(f.prefix)
		n := f.length(text[from:])
		if n == 0 || at > 0 && partOfWord(text[at-1]) {
			continue
		}
		if near = near || strings.Contains(strings.ToLower(text), f.near); !near {
			return
		}
		tell(at, from+n)
		from += n
	}
}

// length returns how long a key is behind its prefix, 0 if there is none.
func (f keyForm) length(rest string) int {
	if m := maskedKey.FindString(rest); m != "" {
		return len(m)
	}
	m := f.rest.FindString(rest)
	if m == "" || f.rest != adyenKey && len(rest) > len(m) && partOfWord(rest[len(m)]) || !random(m) {
		return 0
	}
	return len(m)
}

// partOfWord reports whether a letter of a key, or of base64, goes on in c.
func partOfWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("_$-+/", c) >= 0
}

// placeholder is what people write where a key goes, or copy from Stripe's
// documentation, which shows the two keys at the end to everybody.
var placeholder = regexp.MustCompile(`(?i)x{4}|0{5}|1234|abcd|a1b2|1a2b|abc123|9876|zyxw|qwert|your|example|secret|dummy|fake|placeholder|replace|insert|testkey|4ec39hqlyjwdarjtt1zdp7dc|bqokikjovbii2hlwgh4olfq2`)

// random reports whether a text seems to be drawn by lot: it has digits and
// letters, and few of them twice.
func random(s string) bool {
	var seen [128]bool
	distinct, digits := 0, 0
	for i := range len(s) {
		c := s[i]
		if c >= '0' && c <= '9' {
			digits++
		}
		if c < 128 && !seen[c] {
			seen[c] = true
			distinct++
		}
	}
	return digits > 0 && digits < len(s) && distinct >= 9 && !placeholder.MatchString(s)
}

// maskedKey is what stands in a look for a key behind its prefix.
var maskedKey = regexp.MustCompile(`^\[masked-*\]`)

// maskKeys hides the secret keys in a text behind their prefixes. The text stays
// as long as it was, and [Keys] finds them still.
func maskKeys(text string) string {
	for _, form := range keyForms {
		var out strings.Builder
		done := 0
		form.find(text, func(at, end int) {
			at += len(form.prefix)
			out.WriteString(text[done:at] + hiddenKey(end-at))
			done = end
		})
		if done > 0 {
			text = out.String() + text[done:]
		}
	}
	return text
}

// hiddenKey is a mask of n bytes; keys are longer than the word.
func hiddenKey(n int) string { return "[masked" + strings.Repeat("-", n-len(hiddenValue)) + "]" }

// maskTail hides what may be the beginning of a key where a text was cut.
func maskTail(text string) string {
	tail := max(0, len(text)-300)
	for _, form := range keyForms {
		i := strings.LastIndex(text[tail:], form.prefix)
		if i < 0 {
			continue
		}
		rest := text[tail+i+len(form.prefix):]
		if len(rest) >= len(hiddenValue) && !strings.ContainsAny(rest, " \t\r\n\"'`<>,;(){}[]") {
			text = text[:len(text)-len(rest)] + hiddenKey(len(rest))
		}
	}
	return text
}

package payment

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"shopcheck/scanner"
	"shopcheck/scanner/facts"
	"shopcheck/scanner/observe"
)

// A place is where an unfolded text names a host.
type place struct {
	host string // lower case
	at   int    // where the address begins
}

// Bounds of the addresses of one text: distinct hosts, and places of each.
const (
	maxHosts  = 200
	maxPlaces = 4
)

// addresses returns where a text names hosts: behind a scheme, or between
// quotation marks.
func addresses(text string) []place {
	var found []place
	places := make(map[string]int)
	for i := 0; ; {
		n := strings.Index(text[i:], "//")
		if n < 0 {
			return found
		}
		at := i + n
		for i = at + 2; i < len(text) && text[i] == '/'; i++ {
		}
		if at == 0 || text[at-1] != ':' && !quotes(text[at-1]) {
			continue
		}
		host := hostAt(text[i:])
		if host == "" || places[host] >= maxPlaces || places[host] == 0 && len(places) >= maxHosts {
			continue
		}
		places[host]++
		found = append(found, place{host, at})
	}
}

// hostAt returns the host name that a text begins with, in lower case, or "".
func hostAt(text string) string {
	n := 0
	for n < len(text) && n < 254 && (text[n] == '.' || text[n] == '-' || text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z' || text[n] >= '0' && text[n] <= '9') {
		n++
	}
	host := strings.ToLower(strings.TrimRight(text[:n], "."))
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 || len(host)-dot < 3 || strings.Trim(host[dot+1:], "abcdefghijklmnopqrstuvwxyz") != "" && !strings.HasPrefix(host[dot+1:], "xn--") {
		return ""
	}
	return host
}

// What scripts do, in lower case. A card is named by its number, and with it by
// its code or date. Ways to pay ("credit_card"), gestures ("pan") and the dates of
// cookies and stores ("expiry") have the same names without quotation marks.
var (
	cardNumber = regexp.MustCompile(`card[-_ ]?(?:num|nr\b|no\b)|cc[-_]?(?:num|no\b|nr\b)|(?:#|name=\\?["']?|byid\(["'\x60])pan\b|kartennummer|kaartnummer|kortnummer|numero[-_]?(?:de[-_]?)?(?:carte|tarjeta|carta)`)
	cardCode   = regexp.MustCompile(`cvv|cvc|cc-csc|\bcsc\b|card[-_]?code|cc[-_]?cid|security[-_]?code|pruefnummer|(?:cc|card)[-_]?exp|exp(?:iry|iration)?[-_]?(?:month|year)|["'#=]exp(?:iry|iration)?[-_]?(?:date)?["'\]]|ablaufdatum`)
	payForm    = regexp.MustCompile(`["'#.][\w-]*(?:payment|checkout|billing)[\w-]*["'][^;]{0,200}serializ`)
	everyField = regexp.MustCompile(`queryselectorall\(\s*["'\x60](?:[^"'\x60)]{0,40},\s*)?(?:input|select|textarea)\b|getelementsbytagname\(\s*["'\x60](?:input|select|textarea)`)
	reading    = regexp.MustCompile(`\.value\b|["'\x60]value["'\x60]|\.val\(|serializ|formdata`)
	// sending that nobody waits for an answer of, as no payment is made, and any.
	oneWay  = regexp.MustCompile(`new image\b|createelement\(\s*["'\x60]img|sendbeacon|new websocket`)
	sending = regexp.MustCompile(`\bfetch\s*\(|xmlhttprequest|(?:\$|jquery)\.(?:ajax|post|get|getjson)\b|axios|createelement\(\s*["'\x60](?:script|form|iframe)`)
	// carried is what shows that something of the fields goes along.
	carried = regexp.MustCompile(`btoa|stringify|serializ|\.value\b|["'\x60]value["'\x60]|\.val\(|card|cvv|cvc`)
	// direct is what stands before an address that is sent to at once.
	direct = regexp.MustCompile(`(?:\burl["']?\s*:|fetch\(|\.(?:post|get|ajax)\(|\.open\(\s*["'\x60]\w+["'\x60]\s*,|action\s*=)\s*["'\x60](?:https?:)?$`)
	// sparing is what honest scripts say that watch visitors, and leave out cards.
	sparing = regexp.MustCompile(`mask|exclu|ignor|redact|sensitiv|blacklist|blocklist|denylist|scrub|saniti[sz]|suppress|anonymi[sz]`)
)

// cardHints are parts of whatever is looked for of cards: most texts have none.
var cardHints = []string{"card", "cc-", "ccn", "cc_", "cvv", "cvc", "csc", "pan", "kart", "kort", "tarjeta", "carta", "carte", "serializ"}

// How small a script must be to be taken as a whole, and how much of a larger one
// stands near an address.
const (
	smallScript = 6000
	nearAddress = 1200
	closeBy     = 250 // of an address that is not hidden, what goes along stands so close
)

// near returns what stands near a place, and where it begins.
func near(text string, at int) (string, int) {
	if len(text) <= smallScript {
		return text, 0
	}
	from := max(0, at-nearAddress)
	return text[from:min(len(text), at+nearAddress)], from
}

// A leak is a place where a script may send what customers type to a stranger.
type leak struct {
	outcome scanner.Outcome
	host    string
	says    string // "names card fields and sends …"; the end of a sentence
	quote   string
}

// hinted reports whether it is worth looking around a place.
func hinted(text string, at int) bool {
	around, _ := near(text, at)
	around = strings.ToLower(around)
	return slices.ContainsFunc(cardHints, func(hint string) bool { return strings.Contains(around, hint) })
}

// leakAt judges one address of a script that comes from a host (of a text in a
// page: ""). Only what hides its address, or sends without waiting for an answer,
// is certain: an honest shop may send cards to a payment company that we do not
// know, but not in secret.
func leakAt(text string, a place, hidden bool, from string) (leak, bool) {
	around, begin := near(text, a.at)
	around = strings.ToLower(around)
	quick := sending.MatchString(around)
	silent := oneWay.MatchString(around)
	if !quick && !silent {
		return leak{}, false
	}
	number, code := cardNumber.MatchString(around), cardCode.MatchString(around)
	cards := number && code && reading.MatchString(around)
	form := payForm.MatchString(around)
	beside := strings.ToLower(text[max(0, a.at-closeBy):min(len(text), a.at+closeBy)])
	l := leak{host: a.host, quote: defang(text, a.at, begin)}
	at := " to " + observe.Printable(a.host)
	switch {
	case cards && hidden:
		l.outcome, l.says = scanner.Fail, "reads card fields and sends what is in them"+at+", an address that it hides"
	case sparing.MatchString(around) && !hidden:
		return leak{}, false
	case cards && silent && oneWay.MatchString(beside) && takes(sentTo(strings.ToLower(text), a.at), around) && from != domainOf(a.host):
		l.outcome, l.says = scanner.Fail, "reads card fields and silently sends what is in them"+at+", which belongs to nobody that we know"
	case hidden && (number || code || form):
		l.outcome, l.says = scanner.Warn, "names card fields or the form for paying, and sends something"+at+", an address that it hides"
	case cards && carried.MatchString(beside), form && direct.MatchString(strings.ToLower(text[max(0, a.at-60):a.at])):
		l.outcome, l.says = scanner.Warn, "reads card fields or the form for paying, and sends something"+at+", which is no payment company that we know"
	case hidden && everyField.MatchString(around):
		l.outcome, l.says = scanner.Warn, "reads every field of a page and sends something"+at+", an address that it hides"
	default:
		return leak{}, false
	}
	return l, true
}

var (
	// telling shows in what is sent that it is of a card, or made unreadable.
	telling = regexp.MustCompile(`btoa|card|cvv|cvc`)
	word    = regexp.MustCompile(`[a-z_$][\w$]*`)
	// given finds what gets a value, and the beginning of that.
	given = regexp.MustCompile(`([a-z_$][\w$]*)\s*=([^=;,][^;,]{0,200})`)
	// assigned is what stands before an address that is assigned.
	assigned = regexp.MustCompile(`=\s*["'\x60](?:https?:)?$`)
)

// sentTo returns the rest of the expression in which an address stands: what is
// put behind it, or sent along.
func sentTo(text string, at int) string {
	rest, alone := text[at:min(len(text), at+closeBy)], assigned.MatchString(text[max(0, at-20):at])
	depth := 0
	for i := range len(rest) {
		switch rest[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 && strings.HasPrefix(rest[i+1:], ".send(") {
				depth = 0
			}
		case ';', '\n':
			return rest[:i]
		case ',':
			if alone && depth == 0 {
				return rest[:i]
			}
		}
		if depth < 0 {
			return rest[:i]
		}
	}
	return rest
}

// takes reports whether what is sent is of a card: a pixel that stands beside code
// for cards, and tells of the visit or the order, takes none.
func takes(sent, around string) bool {
	if telling.MatchString(sent) {
		return true
	}
	names := word.FindAllString(sent, -1)
	return slices.ContainsFunc(given.FindAllStringSubmatch(around, -1), func(m []string) bool {
		return slices.Contains(names, m[1]) && (cardNumber.MatchString(m[2]) || cardCode.MatchString(m[2]))
	})
}

// domainOf returns the registrable domain of a host, or the host.
func domainOf(host string) string {
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}

// stranger reports whether nobody is known to whom a host belongs: space that
// anybody may rent, and files of many authors, belong to nobody.
func stranger(host string) bool {
	owner, known := facts.OwnerOf(host)
	return (!known || slices.Contains([]string{facts.PublicFiles, facts.Hosting}, owner.Purpose)) && !facts.Document(host)
}

// defang quotes a place in a text, with its addresses made unusable.
func defang(text string, at, begin int) string {
	from, to := max(begin, at-80), min(len(text), at+100)
	return "…" + harmless.Replace(strings.Join(strings.Fields(strings.ToValidUTF8(text[from:to], "")), " ")) + "…"
}

var harmless = strings.NewReplacer("https://", "hxxps://", "http://", "hxxp://", "wss://", "wxs://", "ws://", "wx://", "\"//", "\"xx//", "'//", "'xx//")

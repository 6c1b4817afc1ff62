package payment

import (
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
	"shopcheck/scanner/probes/inventory"
	"shopcheck/scanner/probes/shop"
)

// texts looks into the scripts that stand in pages.
func (s *search) texts() []suspicion {
	var found []suspicion
	for _, script := range s.inline() {
		text := script.Inline
		plain := unfold(text)
		found = append(found, s.inspect(text, plain, script, script.Page)...)
		if by := obfuscated(text); by != "" && (s.nearCards(script) || namesCards(plain)) {
			found = append(found, suspicion{
				scanner.Warn, "A script in the page (" + roles(script) + "), where customers type in their cards, was made unreadable.",
				script.Page.Evidence(by + ": " + defang(text, 0, 0)),
			})
		}
	}
	return found
}

// inline returns each text that pages run as a script, once. Inventories take
// texts for one that only differ in what stands between quotation marks: there
// an address may be.
func (s *search) inline() []inventory.Script {
	var all []inventory.Script
	at := make(map[string]int)
	for _, p := range s.pages {
		for _, r := range p.Document().Resources {
			if r.Kind != "script" || strings.TrimSpace(r.Inline) == "" {
				continue
			}
			i, seen := at[r.Inline]
			if !seen {
				i = len(all)
				at[r.Inline] = i
				all = append(all, inventory.Script{Resource: r, Own: true, Page: p.Page})
			}
			if !slices.Contains(all[i].Roles, p.Role) {
				all[i].Roles = append(all[i].Roles, p.Role)
			}
		}
	}
	return all
}

// files looks into script files.
func (s *search) files() []suspicion {
	var found []suspicion
	for _, b := range s.bodies {
		if b.File == nil || b.File.Status != 200 {
			continue
		}
		text := string(b.File.Body)
		plain := unfold(text)
		found = append(found, s.inspect(text, plain, b.Script, b.File)...)
		if stranger(b.Host) && madeNames(text[:min(len(text), maxInspected)]) >= manyNames && namesCards(plain) {
			found = append(found, suspicion{scanner.Warn, "A script that names card fields was made unreadable.", b.File.Evidence(obfuscated(text))})
		}
	}
	return found
}

// Bounds of one search: the hosts that are looked up, and the places around which
// is looked. Where there are more, nobody can say that there is nothing.
const (
	maxAsked = 3000
	maxLooks = 1000
)

// A repute is what is known of a host.
type repute struct {
	stranger bool
	suspect  func(begin string) (suspicion, bool)
}

// ask looks up a host, once.
func (s *search) ask(host string) (repute, bool) {
	if r, asked := s.asked[host]; asked {
		return r, true
	}
	if len(s.asked) >= maxAsked {
		s.full = true
		return repute{}, false
	}
	if s.asked == nil {
		s.asked = make(map[string]repute)
	}
	r := repute{stranger: stranger(host), suspect: suspect(host)}
	s.asked[host] = r
	return r, true
}

// spelled undoes what honest encoders do to a host's name: they escape all that is
// neither letter nor digit (Twig, Laminas, Django), the dot perhaps too.
var spelled = strings.NewReplacer(`\u002D`, "-", `\u002d`, "-", `\x2D`, "-", `\x2d`, "-", `\u002E`, ".", `\u002e`, ".", `\x2E`, ".", `\x2e`, ".")

// inspect looks at the addresses in a script's text, as it came and unfolded.
func (s *search) inspect(text, plain string, script inventory.Script, where *observe.Page) []suspicion {
	var found []suspicion
	done := make(map[string]bool)
	begin, lower := "A script in the page ("+roles(script)+")", strings.ToLower(spelled.Replace(text))
	for _, a := range addresses(plain) {
		if done[a.host] || s.own(a.host) {
			continue
		}
		host, asked := s.ask(a.host)
		if !asked {
			return found
		}
		if one, is := host.suspect(begin + " names " + observe.Printable(a.host)); is {
			one.evidence = where.Evidence(defang(plain, a.at, 0))
			found, done[a.host] = append(found, one), true
		} else if l, is := s.look(host, plain, lower, a, script); is {
			found, done[a.host] = append(found, suspicion{l.outcome, begin + " " + l.says + ".", where.Evidence(l.quote)}), l.outcome == scanner.Fail
		}
	}
	return found
}

// look looks around an address of a host that nobody knows, if it is hidden or
// something of cards may stand near.
func (s *search) look(host repute, plain, lower string, a place, script inventory.Script) (leak, bool) {
	hidden := host.stranger && !strings.Contains(lower, domainOf(a.host))
	if !host.stranger || !hidden && !hinted(plain, a.at) {
		return leak{}, false
	}
	if s.looks++; s.looks > maxLooks {
		s.full = true
		return leak{}, false
	}
	return leakAt(plain, a, hidden, domainOf(script.Host))
}

// roles names the pages that a script runs on.
func roles(script inventory.Script) string {
	var names []string
	for _, r := range script.Roles {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func namesCards(plain string) bool {
	lower := strings.ToLower(plain)
	return cardNumber.MatchString(lower) && cardCode.MatchString(lower)
}

// nearCards reports whether a script runs where cards are typed in: in the
// checkout, or on a page that asks for one.
func (s *search) nearCards(script inventory.Script) bool {
	return slices.Contains(script.Roles, shop.Checkout) ||
		slices.ContainsFunc(script.Page.Document().Forms, func(f observe.Form) bool { return shop.CardOf(f).Asked() })
}

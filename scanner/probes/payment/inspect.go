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
func (s search) texts() []suspicion {
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
func (s search) inline() []inventory.Script {
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
func (s search) files() []suspicion {
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

// maxLooks bounds the places of one text around which is looked.
const maxLooks = 150

// inspect looks at the addresses in a script's text, as it came and unfolded.
func (s search) inspect(text, plain string, script inventory.Script, where *observe.Page) []suspicion {
	var found []suspicion
	judged := make(map[string]bool)
	lower, looks := "", 0
	for _, a := range addresses(plain) {
		if s.own(a.host) || judged[a.host] {
			continue
		}
		begin := "A script in the page (" + roles(script) + ")"
		if one, is := suspect(a.host, begin+" names "+observe.Printable(a.host)); is {
			one.evidence = where.Evidence(defang(plain, a.at, 0))
			found = append(found, one)
			judged[a.host] = true
			continue
		}
		if !stranger(a.host) {
			judged[a.host] = true
			continue
		}
		if looks++; looks > maxLooks {
			break
		}
		if lower == "" {
			lower = strings.ToLower(text)
		}
		if l, is := leakAt(plain, a, !strings.Contains(lower, domainOf(a.host)), domainOf(script.Host)); is {
			found = append(found, suspicion{l.outcome, begin + " " + l.says + ".", where.Evidence(l.quote)})
			judged[a.host] = l.outcome == scanner.Fail
		}
	}
	return found
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
func (s search) nearCards(script inventory.Script) bool {
	return slices.Contains(script.Roles, shop.Checkout) ||
		slices.ContainsFunc(script.Page.Document().Forms, func(f observe.Form) bool { return shop.CardOf(f).Asked() })
}

package checklist

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// Rules of the items that probes have a say in.

// typingRoles end the subject of a finding about a page into which customers type
// a password, their address or a card.
var typingRoles = []string{"(checkout)", "(login)", "(register)", "(account)"}

func about(f scanner.Finding, roles ...string) bool {
	return slices.ContainsFunc(roles, func(role string) bool { return strings.HasSuffix(f.Subject, role) })
}

// forcesQ1: unencrypted content in a page is a NO where customers type something,
// cookies without protection are one where browsers are not told to use nothing
// but encryption, and a way in without encryption is one at the shop's own hosts.
func forcesQ1(h *hearing, f scanner.Finding) bool {
	switch f.Probe {
	case "https.mixed-active":
		return about(f, typingRoles...)
	case "https.redirect":
		return h.canonical(f)
	case "cookie.secure":
		hsts := h.outcome("hsts.present")
		return hsts == scanner.Fail || hsts == scanner.NotApplicable
	}
	return true
}

// canonical reports whether a finding is about a host at which customers shop or
// pay. These are the hosts whose certificates are judged ("TLS shop.test"), and
// that of the home page. The other of shop.test and www.shop.test is none; the
// probe https.hosts judges it. Where no host is known, every finding counts.
func (h *hearing) canonical(f scanner.Finding) bool {
	var hosts []string
	for _, id := range []scanner.ProbeID{"cert.trust", "hsts.present"} {
		for _, seen := range h.findings[id] {
			hosts = append(hosts, hostOf(seen.Subject))
		}
	}
	hosts = slices.DeleteFunc(hosts, func(host string) bool { return host == "" })
	host := hostOf(f.Subject)
	return host == "" || len(hosts) == 0 || slices.Contains(hosts, host)
}

// hostOf returns the host in a finding's subject, "TLS shop.test" or an address;
// "" if it has none.
func hostOf(subject string) string {
	if host, ok := strings.CutPrefix(subject, "TLS "); ok {
		return host
	}
	address, _, _ := strings.Cut(subject, " ")
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// hearQ1 is the one item that probes can answer YES alone.
func hearQ1(h *hearing) {
	h.refuse("unencrypted-data", ValueYes)
	for _, id := range h.item.Required {
		switch id {
		case "https.forms":
		case "https.redirect":
			all := slices.Clone(h.findings[id])
			h.needOf(id, slices.DeleteFunc(all, func(f scanner.Finding) bool { return !h.canonical(f) }))
		default:
			h.need(id)
		}
	}
	hearForms(h)
	// Only if browsers are told to use nothing but encryption is a cookie
	// without protection no more than a weakness.
	if h.outcome("cookie.secure") == scanner.Fail && !h.holds("hsts.present") {
		h.gaps = append(h.gaps, "hsts.present")
	}
}

// hearForms wants one page to have been examined where customers log in, order or
// pay; the form by which they write to the shop is none of these. A page that does
// not exist, that only opens after a login, or that only a browser can show, does
// not count against the others.
func hearForms(h *hearing) {
	var examined, paid, hidden bool
	unclear := len(h.findings["https.forms"]) == 0
	for _, f := range h.findings["https.forms"] {
		paid = paid || about(f, "(checkout)")
		switch {
		case f.Outcome == scanner.Pass, f.Outcome == scanner.Warn:
			examined = examined || !about(f, "(contact)")
			h.seen = append(h.seen, f)
		case f.Outcome != scanner.Unknown, f.Cause == observe.NotFound:
		case f.Cause == observe.NeedsLogin, f.Cause == observe.NeedsBrowser:
			hidden = true
		default:
			unclear = true
		}
	}
	switch {
	case unclear, hidden && !examined:
		h.gaps = append(h.gaps, "https.forms")
	case !examined:
		h.missing = append(h.missing, "The scan could not find the page where customers enter their address or pay. "+h.whereToPay())
	case !paid && h.unfound("payment.mode"):
		h.against = append(h.against, "The scan could not find the page where customers pay, so this rests on other pages.", h.whereToPay())
	}
}

// unfound reports whether a probe found nothing to judge.
func (h *hearing) unfound(id scanner.ProbeID) bool {
	return slices.ContainsFunc(h.findings[id], func(f scanner.Finding) bool {
		return f.Outcome == scanner.Unknown && f.Cause == observe.NotFound
	})
}

// whereToPay says how the page where customers pay can be found.
func (h *hearing) whereToPay() string {
	if names(h.value("checkout-address")) {
		return "You named its address: check that it is right, and let a new scan look at it."
	}
	h.lacks("checkout-address")
	return h.wish("checkout-address")
}

// hearQ3: either a rented platform that patches itself, or supported software
// as the probes see it, or what a person says of software that hides. That the
// platform installs updates settles the version only where the scan saw a rented
// platform: people also say so of shops that they have to update themselves.
// That urgent updates wait for more than 30 days goes beyond what is wanted for a
// YES: it is a NO. So is a version that its maker has given up, by a person's word:
// the probe that sees as much says so too.
func hearQ3(h *hearing) {
	hosted := h.outcome("software.hosted") == scanner.Pass
	if h.holds("software.platform") {
		h.need("software.platform")
	} else {
		h.wantText("platform")
	}
	h.refuseBeside("software.eol", "supported", ValueNo)
	switch {
	case hosted:
		h.need("software.hosted")
	case h.supported():
		h.need(h.versionProbes()...)
	default:
		hearVersion(h)
	}
	switch {
	case !hosted:
		hearUpdates(h)
	case h.value("updates") == "nobody":
		h.contradict("updates", "software.hosted")
	}
	h.refuse("quick-patches", ValueNo)
	h.want("quick-patches", ValueYes)
	h.want("extensions-listed", ValueYes)
	h.regret("unused-removed")
}

// versionProbes are those that judge the version that the shop shows: whether it
// is looked after, and whether it has the newest patch.
func (h *hearing) versionProbes() []scanner.ProbeID {
	return slices.DeleteFunc(slices.Clone(h.item.Required), func(id scanner.ProbeID) bool {
		return id == "software.platform" || id == "software.hosted"
	})
}

// supported reports whether probes saw the version and found it supported.
func (h *hearing) supported() bool {
	return !slices.ContainsFunc(h.versionProbes(), func(id scanner.ProbeID) bool { return !h.holds(id) })
}

// hearVersion hears what a person says where the probes could not judge it.
func hearVersion(h *hearing) {
	wishes, unseen := len(h.missing), "The scan could not see whether the shop's version still gets security updates. "
	h.wantText("version")
	if h.holds("software.eol") || h.outcome("software.eol") == scanner.Fail {
		h.need("software.eol")
		unseen = "The scan could not see whether the shop has the newest patch. "
	} else {
		h.want("supported", ValueYes)
	}
	if len(h.missing) > wishes {
		h.missing[wishes] = unseen + h.missing[wishes]
	}
}

// hearUpdates goes beyond asking who installs updates: if it is nobody, or the
// last update never was, nothing is patched, and that is a NO. A day of the last update is wanted of everybody
// but those whose platform may well see to it.
func hearUpdates(h *hearing) {
	h.refuse("updates", "nobody")
	h.want("updates", "platform", "agency", "we")
	if h.raw("updates").Value == "platform" { // if too long ago, that is to be confirmed first
		if h.outcome("software.hosted") != scanner.NotApplicable {
			return
		}
		h.contradict("updates", "software.hosted")
	}
	h.refuse("last-update", ValueNever)
	h.wantDay("last-update", lasts("Q3"))
}

// forcesQ7: leaked keys are a NO if they are the payment provider's, and a card
// form of the shop's own is one unless somebody attests that it may be. A key that
// a page itself gives away goes beyond both: whoever reads it can take payments back.
func forcesQ7(h *hearing, f scanner.Finding) bool {
	switch f.Probe {
	case "exposed.env":
		return slices.ContainsFunc(f.Evidence, func(e observe.Evidence) bool { return namesPaymentKey(e.Quote) })
	case "payment.mode":
		return !h.recent("attested", 12)
	}
	return true
}

var (
	keyName      = regexp.MustCompile(`[A-Z0-9]+(?:_[A-Z0-9]+)+`)
	paymentWords = []string{
		"ADYEN", "BRAINTREE", "CARD", "CHECKOUT", "KLARNA", "MERCHANT", "MOLLIE", "PAYMENT", "PAYMENTS",
		"PAYPAL", "PAYU", "RAZORPAY", "REDSYS", "SQUARE", "STRIPE", "SUMUP", "WORLDPAY",
	}
)

// namesPaymentKey reports whether a quote from a file of settings names one
// that belongs to payments, such as STRIPE_SECRET_KEY.
func namesPaymentKey(quote string) bool {
	for _, name := range keyName.FindAllString(quote, -1) {
		if slices.ContainsFunc(strings.Split(name, "_"), func(word string) bool { return slices.Contains(paymentWords, word) }) {
			return true
		}
	}
	return false
}

// hearQ7 rests on Q1, on how cards are taken, and on what only people know. It
// goes beyond wanting that no card numbers are kept: if they are, that is a NO.
func hearQ7(h *hearing) {
	hearEncrypted(h)
	hearCards(h)
	h.refuse("cards-kept", ValueYes)
	h.want("cards-kept", ValueNo)
	h.want("provider-compliant", ValueYes)
}

func hearEncrypted(h *hearing) {
	i := slices.IndexFunc(h.before, func(a Answer) bool { return a.Item == "Q1" })
	if i < 0 || h.before[i].Says != Yes {
		h.after = append(h.after, "Q1")
	}
	switch {
	case i < 0 || h.before[i].Says == DontKnow:
		h.missing = append(h.missing, "Settle Q1 first: it is not known yet whether what customers send is encrypted.")
	case h.before[i].Says == No:
		h.missing = append(h.missing, "Put Q1 right first: what customers send is not encrypted properly.")
	}
}

// hearCards hears how cards are taken. What the probe saw goes before what a
// person says; that the shop's own form takes them never gets too old. A box of
// the provider's on the shop's page needs protection against scripts; the
// provider's own page does not (PCI SSC FAQ 1588 and SAQ A r1 of January 2025).
func hearCards(h *hearing) {
	seen, told := h.outcome("payment.mode"), h.value("how-paid")
	own := h.raw("how-paid").Value == "own-form"
	switch {
	case h.holds("payment.mode"):
		h.need("payment.mode")
	case seen != scanner.Fail:
		h.wantIf("how-paid", told != "")
		if told == "" {
			last := len(h.missing) - 1
			h.missing[last] = "The scan could not see how card numbers are taken. " + h.missing[last]
		}
	}
	switch {
	case own && seen != scanner.Fail && !h.recent("attested", 12):
		h.refuseBeside("payment.mode", "how-paid", "own-form")
	case own || seen == scanner.Fail:
		h.wantDay("attested", 12)
	case told == "embedded" || seen == scanner.Warn:
		h.want("script-protection", ValueYes)
	}
	if told == "redirect" && seen == scanner.Warn || (told == "redirect" || told == "embedded") && seen == scanner.Fail {
		h.contradict("how-paid", "payment.mode")
	}
}

// hearQ8: no door found open, and somebody who would notice. Every kind of file
// that no visitor should get must have been looked for: a scan that stopped half
// way has not seen the doors that it did not try. Records of who did what go beyond
// that: without them a YES is weak.
func hearQ8(h *hearing) {
	h.need(h.item.Required...)
	h.want("Q2/second-step", "all")
	h.want("guesses-limited", ValueYes)
	h.want("alerts", ValueYes)
	h.wantDay("restore-tested", 12)
	h.regret("logs-kept")
}

package checklist

import (
	"fmt"
	"strconv"

	"shopcheck/scanner"
)

// Rules of the items that people answer.

// Lengths of passwords that customers may choose: below shortPassword is NO,
// from goodPassword on is good by itself. Between them the shop has to refuse
// leaked passwords and to limit guesses.
const (
	shortPassword = 8
	goodPassword  = 12
)

// hearQ2 goes beyond asking for lengths of passwords: an account that came with
// the software and was never changed has a password that everybody can read, so
// that is a NO. That leavers keep their accounts makes a YES weak.
func hearQ2(h *hearing) {
	hearCustomers(h)
	h.refuse("second-step", "none")
	h.want("second-step", "all")
	h.refuse("shared-accounts", ValueYes)
	h.want("shared-accounts", ValueNo)
	h.refuse("default-accounts", ValueNo)
	h.want("default-accounts", ValueYes)
	h.regret("leavers")
}

// hearCustomers lets shops whose customers choose no password have none to judge,
// unless the scan saw the form in which they do.
func hearCustomers(h *hearing) {
	if h.raw("customer-passwords").Value == ValueNo {
		if seen := h.outcome("auth.password-rules"); seen == scanner.Unknown || seen == scanner.NotApplicable {
			h.want("customer-passwords", ValueNo)
			return
		}
		if h.value("customer-passwords") != "" {
			h.contradict("customer-passwords", "auth.password-rules")
		}
	}
	shortest, err := strconv.Atoi(h.raw("customer-minimum").Value)
	if err == nil && shortest < shortPassword {
		h.refuseBeside("auth.password-rules", "customer-minimum", h.raw("customer-minimum").Value)
		return
	}
	h.wantIf("customer-minimum", h.value("customer-minimum") != "" && err == nil)
	if err == nil && shortest < goodPassword {
		h.want("leak-check", ValueYes)
		h.want("guess-limit", ValueYes)
	}
}

func hearQ4(h *hearing) {
	h.refuse("written", ValueNo)
	h.want("written", ValueYes)
	h.want("contacts", ValueYes)
	h.wantDay("reviewed", 12)
	if h.value("written") == ValueYes && !h.recent("reviewed", 12) {
		last := len(h.missing) - 1
		h.missing[last] = "A plan exists. " + h.missing[last]
	}
}

// hearQ6 takes "never" for the day of the last training for a NO: it says as
// much as that nobody is trained. Nowhere to report a mail makes a YES weak.
func hearQ6(h *hearing) {
	h.refuse("trained", "none")
	h.want("trained", "all")
	if h.value("trained") == "some" && !h.alone() {
		h.missing[len(h.missing)-1] = "The staff is partly trained: train the others too. A free online course counts."
	}
	if h.value("trained") == "all" && h.raw("last-session").Value == ValueNever {
		h.against = append(h.against, h.quote("trained")+" But then there was a last training, and not never.")
	}
	h.refuse("last-session", ValueNever)
	h.wantDay("last-session", 12)
	h.regret("report-channel")
}

// hearQ9 has two halves: assessments and penetration tests. Only if both are
// known to be absent is it a NO. That shopcheck's own scans were regular settles the
// first, whatever a person says. What a test found and nobody repaired goes
// beyond both: it makes a YES weak.
func hearQ9(h *hearing) {
	absent, scanned := noPentest(h), h.watched()
	if absent != "" && h.raw("outside-scans").Value == ValueNo && !scanned {
		h.refuse("outside-scans", ValueNo)
		h.refuse(absent, h.raw(absent).Value)
	}
	switch {
	case !scanned:
		h.want("outside-scans", ValueYes)
	case h.value("outside-scans") == ValueNo:
		h.contradict("outside-scans", regular)
	}
	if h.recent("pentest", 24) && !h.recent("pentest", 12) {
		hearChanges(h)
	} else {
		h.wantDay("pentest", 12)
	}
	if h.raw("pentest").Value != ValueNever {
		h.regret("findings-closed")
	}
}

// regular is the probe by which it is known that the shop is scanned regularly.
const regular scanner.ProbeID = "process.scans"

// watched reports whether the shop is scanned regularly, and puts that behind a YES. A
// probe that only warns knows of no routine.
func (h *hearing) watched() bool {
	if h.outcome(regular) != scanner.Pass {
		return false
	}
	h.need(regular)
	return true
}

// hearChanges hears of a test that is older than 12 months whether it still counts.
func hearChanges(h *hearing) {
	h.use("pentest")
	h.want("changed-since", ValueNo)
	if h.value("changed-since") == ValueNo {
		h.counts("pentest", 24)
	} else {
		last := len(h.missing) - 1
		h.missing[last] = fmt.Sprintf("“%s” was last confirmed on %s, and after 12 months that counts only if little has changed since. %s",
			h.asked("pentest").Ask, h.raw("pentest").Value, h.missing[last])
	}
}

// noPentest returns the part by which it is known that the last penetration test no
// longer counts, or never was; "" if that is not known.
func noPentest(h *hearing) string {
	last, dated := h.date("pentest")
	changed := h.raw("changed-since")
	switch {
	case h.raw("pentest").Value == ValueNever, dated && !h.recent("pentest", 24):
		return "pentest"
	case dated && !h.recent("pentest", 12) && changed.Value == ValueYes && changed.At.After(last): // not since an earlier test
		return "changed-since"
	}
	return ""
}

// hearQ10 goes beyond rules and dates: data that was never deleted, and devices
// that leave with all that is on them, are a NO. Devices that lie around are not,
// but nothing is disposed of yet.
func hearQ10(h *hearing) {
	h.want("written", ValueYes)
	for _, part := range []string{"accounts", "orders", "exports"} {
		h.refuse(part, ValueNever)
		h.want(part, "within-1-year", "within-3-years", "later")
	}
	h.refuse("last-deleted", ValueNever)
	h.wantDay("last-deleted", 12)
	h.want("backups-included", ValueYes)
	h.refuse("old-devices", "as-is")
	h.want("old-devices", "wiped", "destroyed")
	h.want("requests", ValueYes)
}

// hearQ11 wants a person, a day and something that watches in between: regular scans
// do. What changed because of a review is only shown. A serious fault that nobody mends
// keeps away a YES that nobody claims yet.
func hearQ11(h *hearing) {
	h.wantText("responsible")
	h.wantDay("last-review", 12)
	if !h.watched() {
		h.wantText("monitoring")
	}
	if h.outcome("process.fixes") == scanner.Fail && !h.claimed() {
		h.need("process.fixes")
	}
}

// forcesQ11: a serious fault that nobody mends contradicts whoever says that somebody
// sees to such things, and nobody else.
func forcesQ11(h *hearing, _ scanner.Finding) bool { return h.claimed() }

// claimed reports whether people say YES to the item: to the question itself, or by
// their answers to all that is wanted.
func (h *hearing) claimed() bool {
	lead := h.said[string(h.item.ID)]
	return lead.Value == ValueYes && h.fresh(lead) || lead.Value != ValueNo && len(h.missing) == 0
}

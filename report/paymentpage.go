package report

import (
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

// till is the probe that says how the shop takes cards. Its quotes begin with the
// way: see the probe's page.
const till scanner.ProbeID = "payment.mode"

// scripts is the probe whose evidence is the list of the payment page's scripts.
const scripts scanner.ProbeID = "payment.scripts"

// beside are the other probes about the payment page, by what the sheet calls
// them.
var beside = []struct {
	label string
	probe scanner.ProbeID
}{
	{"The scripts of the page", scripts},
	{"Whether they can be exchanged", "payment.integrity"},
	{"What has changed", "payment.change"},
	{"Frames and forms", "payment.frame"},
	{"Rules for browsers", "header.csp"},
	{"Card thieves", "payment.skimmer"},
	{"Secret keys", "payment.secret"},
}

// paymentPage is the sheet for whoever has to answer for the page where customers
// pay, to a bank or a payment company. It says nothing that no probe saw, and
// claims no compliance.
func (s sources) paymentPage() Section[Point] {
	modes := s.of(till)
	if len(modes) == 0 {
		return Section[Point]{}
	}
	return Section[Point]{
		Heading: "The page where customers pay",
		Intro: "For you, your agency, and your bank or payment company: what was seen of the page on which customers pay, " +
			"and what the card companies' security standard (PCI DSS, edition 4.0.1) asks of a shop that is paid in this way.",
		Entries: slices.Concat(s.paid(modes), s.watched(), s.owed(modes)),
	}
}

// of returns the findings of one probe.
func (s sources) of(id scanner.ProbeID) []scanner.Finding {
	for _, group := range s.groups {
		if group[0].Probe == id {
			return group
		}
	}
	return nil
}

// paid says where and how customers pay, or what is missing to tell.
func (s sources) paid(modes []scanner.Finding) []Point {
	var out []Point
	if at := s.page(modes); at != "" {
		out = append(out, Point{Label: "Where customers pay", Quote: at})
	}
	for _, f := range modes {
		out = append(out, Point{Label: "How cards are taken", Text: dated(f.Message)})
		for _, e := range unlike(f.Evidence) {
			out = append(out, Point{Label: "Seen", Quote: e.Quote})
		}
		if f.Outcome == scanner.Unknown {
			out = append(out, s.missing(f.Cause)...)
		}
	}
	for _, f := range s.of("payment.provider") {
		if f.Outcome != scanner.Unknown {
			out = append(out, Point{Label: "Payment companies", Text: dated(f.Message)})
		}
	}
	return out
}

// page returns the address of the page that was looked at.
func (s sources) page(modes []scanner.Finding) string {
	for _, f := range slices.Concat(s.of(scripts), modes) {
		for _, e := range f.Evidence {
			if at, ok := strings.CutPrefix(e.Source, "GET "); ok {
				return at
			}
		}
	}
	return ""
}

// missing says how a page can be seen that was not.
func (s sources) missing(cause observe.Cause) []Point {
	try := adviceFor(cause).try
	switch {
	case cause == observe.NotFound:
		return []Point{{
			Label: "What to try", Quote: "shopcheck check " + s.Target.String() + " --checkout-url ADDRESS",
			Text: "with the address of that page; nothing is ever put into a cart, so if the page needs one, answer the question about it instead: shopcheck answer",
		}}
	case try != "":
		return []Point{{Label: "What to try", Text: try}}
	}
	return nil
}

// unlike returns what looks showed, each once, and not too much of it.
func unlike(seen []observe.Evidence) []observe.Evidence {
	var out []observe.Evidence
	for _, e := range seen {
		if len(out) < maxDetails && !slices.ContainsFunc(out, func(o observe.Evidence) bool { return o.Quote == e.Quote }) {
			out = append(out, e)
		}
	}
	return out
}

// watched says what the other probes found on the page, with the list of its
// scripts.
func (s sources) watched() []Point {
	var out []Point
	for _, b := range beside {
		for _, f := range s.of(b.probe) {
			if b.probe == "header.csp" && !strings.HasSuffix(f.Subject, "(checkout)") {
				continue
			}
			out = append(out, Point{Label: b.label, Text: dated(f.Message)})
			if b.probe != scripts {
				continue
			}
			for _, e := range f.Evidence[:min(len(f.Evidence), maxLines)] {
				if line, ok := strings.CutPrefix(e.Quote, "script "); ok {
					out = append(out, Point{Label: "Script", Quote: line})
				}
			}
			if more := len(f.Evidence) - maxLines; more > 0 {
				out = append(out, Point{Label: "Left out here", Text: counted(more, "more line") + "; the JSON format has all of them"})
			}
		}
	}
	return out
}

// What the standard's two demands about scripts are, in plain words.
const (
	listing  = "6.4.3 (a list of every script on that page, why it is needed and who allowed it, and something that keeps it from being exchanged)"
	watching = "11.6.1 (noticing, mostly by a look every week, when the page's scripts or security headers change)"
)

// duties says what follows from each way of paying, by the words that quotes of
// the till begin with and by those of the interview: PCI DSS 4.0.1, 6.4.3 and
// 11.6.1; SAQ A r1 (January 2025), SAQ A-EP and SAQ D; PCI SSC FAQ 1588.
var duties = []struct {
	ways []string
	text string
}{
	{
		[]string{"own form", "own-form"},
		"Card numbers reach the shop itself. For such shops the longest questionnaire (SAQ D) is the usual one: the standard as a whole, " +
			"for the server, the people and the network, and of the payment page also " + listing + " and " + watching + ".",
	},
	{
		[]string{"own fields"},
		"Card numbers are typed into the shop's own fields, before a script or the form takes them elsewhere. For such shops the longer questionnaire " +
			"(SAQ A-EP) is the usual one, with " + listing + " and " + watching + ".",
	},
	{
		[]string{"hosted fields", "frame", "embedded"},
		"Where card numbers are typed into parts of the page that belong to the payment company, the short questionnaire (SAQ A) is possible, on a condition " +
			"that it has had since 2025: the shop says that its page is not open to attacks by scripts. For that it needs the payment company's written word " +
			"that its part withstands them, or measures of its own like " + listing + " and " + watching + ".",
	},
	{
		[]string{"redirect"},
		"Card numbers are typed in on the payment company's own page. The short questionnaire (SAQ A) is possible then. Since January 2025 it no longer has " +
			listing + " and " + watching + ", and its condition about attacks by scripts is not for shops that send customers away wholly. " +
			"But whoever changes the page with the button sends customers elsewhere, so both are still worth doing there.",
	},
	{
		[]string{"no card"},
		"Only ways to pay without a card were seen. The standard is about cards; if the shop never takes any, ask your bank whether it concerns you at all.",
	},
}

// owed says what the standard asks of this shop: by what was seen, and else by
// what somebody answered.
func (s sources) owed(modes []scanner.Finding) []Point {
	out := Point{Label: "What the standard asks", Text: "Shops answer a questionnaire about themselves (SAQ), and which one depends on who could see card numbers. " +
		"That cannot be said of this shop by what was seen: have the page where customers pay looked at, or answer the question about it with shopcheck answer."}
	way := ""
	for _, f := range modes {
		if f.Outcome != scanner.Unknown && len(f.Evidence) > 0 && way == "" {
			way, _, _ = strings.Cut(f.Evidence[0].Quote, ":")
		}
	}
	if text := duty(way); text != "" {
		out.Text = text
	} else if text := duty(s.said["Q7/how-paid"].Value); text != "" {
		out.Text = "By the answer that was given, and not by what was seen: " + text
	}
	return []Point{out, {
		Label: "What this sheet is not",
		Text:  "It claims no compliance with any standard. Which questionnaire your shop owes, your bank or payment company decides: ask there.",
	}}
}

// duty returns what follows from a way of paying, or "".
func duty(way string) string {
	for _, d := range duties {
		if slices.Contains(d.ways, way) {
			return d.text
		}
	}
	return ""
}

package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"shopcheck/checklist"
)

// A component of a calendar file: its properties as they stand there, and what is
// within it.
type component struct {
	name       string
	properties map[string]string // "DTSTART;VALUE=DATE": "20261208"
	within     []component
}

// icsRead reads a calendar file as RFC 5545 has it, and fails at whatever is not so.
func icsRead(t *testing.T, file string) component {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(file, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") || line == "" {
			t.Errorf("the line %q has %d octets, or is none", line, len(line))
		}
	}
	stack := []component{{}}
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(file, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		last := len(stack) - 1
		switch {
		case !ok || !regexp.MustCompile(`^[A-Z-]+(;[A-Z]+=[A-Z]+)?$`).MatchString(name):
			t.Fatalf("%q is no property", line)
		case name == "BEGIN":
			stack = append(stack, component{name: value, properties: map[string]string{}})
		case name == "END" && stack[last].name == value:
			stack[last-1].within = append(stack[last-1].within, stack[last])
			stack = stack[:last]
		case stack[last].properties[name] != "" || last == 0 || name == "END":
			t.Fatalf("%q does not belong here", line)
		default:
			stack[last].properties[name] = value
		}
	}
	if len(stack) != 1 || len(stack[0].within) != 1 || len(stack[0].within[0].within) == 0 {
		t.Fatalf("it is not one calendar with something in it: %+v", stack)
	}
	return stack[0].within[0]
}

// icsWords reads a text, RFC 5545, section 3.3.11, and fails at a bare mark.
func icsWords(t *testing.T, value string) string {
	t.Helper()
	var out strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == ',' || c == ';':
			t.Errorf("%q has a bare mark", value)
		case c == '\\' && i+1 < len(value) && strings.IndexByte(`\,;n`, value[i+1]) >= 0:
			i++
			out.WriteString(strings.Replace(value[i:i+1], "n", "\n", 1))
		case c == '\\':
			t.Errorf("%q escapes nothing", value)
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

func TestICS(t *testing.T) {
	got := icsRead(t, agendaOf(t, agenda(), "ics"))
	if got.name != "VCALENDAR" || got.properties["VERSION"] != "2.0" || got.properties["PRODID"] == "" {
		t.Errorf("it is %+v", got)
	}
	var told []string
	for _, e := range got.within {
		var alarms []string
		for _, a := range e.within {
			alarms = append(alarms, a.name+" "+a.properties["ACTION"]+" "+a.properties["TRIGGER"])
			if a.properties["DESCRIPTION"] != e.properties["SUMMARY"] {
				t.Errorf("an alarm says %q", a.properties["DESCRIPTION"])
			}
		}
		p := e.properties
		told = append(told, fmt.Sprintf("%s %s %s %s %s %v %s", e.name, p["DTSTART;VALUE=DATE"], p["DTSTAMP"], p["TRANSP"], p["CLASS"], alarms, icsWords(t, p["SUMMARY"])))
		if p["UID"] == "" || p["SEQUENCE"] != "29925360" || !strings.Contains(p["DESCRIPTION"], "24 November 2026") {
			t.Errorf("%q has %+v", p["SUMMARY"], p)
		}
	}
	const stamp, both, late = " 20261124T120000Z TRANSPARENT ", "[VALARM DISPLAY -P13DT15H VALARM DISPLAY -P0DT15H]", "[VALARM DISPLAY -P0DT15H]"
	want := []string{
		"VEVENT 20261124" + stamp + "PUBLIC [] brot-läden.example (xn--brot-lden-02a.example), over since 1 January 2025: The registration of the domain old.example",
		"VEVENT 20261124" + stamp + "PRIVATE [] bakery.example, over since 1 November 2026: What Ben Ode (host) accepted as not in order: “" + catalog().Probes["mail.spf"].Title() + "”",
		"VEVENT 20261124" + stamp + "PUBLIC [] bakery.example, over since 17 November 2026: The certificate of bakery.example",
		"VEVENT 20261124" + stamp + "PRIVATE [] bakery.example, over since 18 November 2026: Your answer to Q6 “" + catalog().Item("Q6").Title + "”",
		"VEVENT 20261124" + stamp + "PUBLIC [] bakery.example, over since 24 November 2026: The certificate of mail.bakery.example",
		"VEVENT 20261124" + stamp + "PRIVATE [] tea-shop.example, last day: Your answer to Q2 “" + catalog().Item("Q2").Title + "”",
		"VEVENT 20261124" + stamp + "PRIVATE [] tea-shop.example, last day: What Ana accepted as not in order: “never.heard-of”",
		"VEVENT 20261125" + stamp + "PUBLIC [] brot-läden.example (xn--brot-lden-02a.example), last day: The registration of the domain xn--brot-lden-02a.example",
		"VEVENT 20261208" + stamp + "PRIVATE " + late + " tea-shop.example, last day: Your answer to Q1 “" + catalog().Item("Q1").Title + "”",
		"VEVENT 20261208" + stamp + "PUBLIC " + late + " tea-shop.example, last day: The certificate of tea-shop.example",
		"VEVENT 20261208" + stamp + "PUBLIC " + late + " tea-shop.example, last day: The certificate of www.tea-shop.example",
		"VEVENT 20270214" + stamp + "PRIVATE " + both + " bakery.example, last day: Your answer to Q5 “All risks planned for”",
		"VEVENT 20270214" + stamp + "PRIVATE " + both + " tea-shop.example, last day: Your answers to Q4 “Plan for a breach” and Q7 “" + catalog().Item("Q7").Title + "”",
	}
	for i := range max(len(want), len(told)) {
		if i >= len(want) || i >= len(told) || told[i] != want[i] {
			t.Errorf("entry %d: got\n%q, want\n%q", i, told[min(i, len(told)-1)], want[min(i, len(want)-1)])
		}
	}
}

// uids returns what an agenda's entries are known by, in order.
func uids(t *testing.T, a Agenda) []string {
	t.Helper()
	var out []string
	for _, e := range icsRead(t, agendaOf(t, a, "ics")).within {
		if e.name == "VEVENT" {
			out = append(out, e.properties["UID"])
		}
	}
	return out
}

// TestICSNames: what ends keeps its name when its day changes, or is over; and no
// two things have one name.
func TestICSNames(t *testing.T) {
	one := func(domain string, e checklist.Ending) string {
		e.Day = noon.AddDate(0, 0, 30)
		first := uids(t, Agenda{Dues: []Due{{domain, e}}, At: noon})
		e.Day, e.Over = noon.AddDate(0, 0, -30), true
		if moved := uids(t, Agenda{Dues: []Due{{domain, e}}, At: noon.AddDate(0, 1, 0)}); len(moved) != 1 || !slices.Equal(moved, first) {
			t.Errorf("it was called %v, and is called %v", first, moved)
		}
		return first[0]
	}
	waiver := func(by string) checklist.Ending {
		return checklist.Ending{Kind: checklist.EndsWaiver, Waiver: &checklist.Waiver{Probe: "mail.spf", By: by}}
	}
	names := []string{
		one("a.example", checklist.Ending{Kind: checklist.EndsCertificate, Host: "a.example"}),
		one("b.example", checklist.Ending{Kind: checklist.EndsCertificate, Host: "a.example"}),
		one("a.example", checklist.Ending{Kind: checklist.EndsCertificate, Host: "b.example"}),
		one("a.example", checklist.Ending{Kind: checklist.EndsRegistration, Host: "a.example"}),
		one("a.example", checklist.Ending{Kind: checklist.EndsAnswer, Item: "Q1"}),
		one("a.example", checklist.Ending{Kind: checklist.EndsAnswer, Item: "Q2"}),
		one("a.example", waiver("Ana")),
	}
	if again := one("a.example", waiver("Ben")); again != names[6] {
		t.Errorf("accepted by somebody else it is called %s, not %s", again, names[6])
	}
	slices.Sort(names)
	if once := slices.Compact(slices.Clone(names)); len(once) != len(names) || !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(once[0]) {
		t.Errorf("the names are %v", names)
	}
}

// TestICSDays: dates have four digits, and nothing reminds of what lies behind.
func TestICSDays(t *testing.T) {
	at := func(days int) component {
		e := checklist.Ending{Kind: checklist.EndsCertificate, Host: "a.example", Day: noon.AddDate(0, 0, days)}
		return icsRead(t, agendaOf(t, Agenda{Dues: []Due{{"a.example", e}}, At: noon}, "ics")).within[0]
	}
	for days, want := range map[int]int{0: 0, 1: 0, 2: 1, 14: 1, 15: 2, 300: 2} {
		if got := len(at(days).within); got != want {
			t.Errorf("%d days before, %d alarms are left, want %d", days, got, want)
		}
	}
	late := checklist.Ending{Kind: checklist.EndsAnswer, Item: "Q1", Day: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}
	for _, a := range []Agenda{{Dues: []Due{{"a.example", late}}, At: noon, Shops: 1}, {At: noon, Shops: 1}, {}} {
		got := icsRead(t, agendaOf(t, a, "ics"))
		if len(got.within) != 1 || got.within[0].name != "VTIMEZONE" {
			t.Errorf("a calendar without entries has %+v", got.within)
		}
		if says := icsWords(t, got.properties["X-WR-CALDESC"]); a.Dues == nil && says != a.intro(nil) {
			t.Errorf("it says %q", says)
		}
	}
	early := checklist.Ending{Kind: checklist.EndsAnswer, Item: "Q1"}
	if got := icsRead(t, agendaOf(t, Agenda{Dues: []Due{{"a.example", early}}}, "ics")).within[0].properties; got["SEQUENCE"] != "0" || got["DTSTART;VALUE=DATE"] != "00010101" {
		t.Errorf("at the zero time there is %v", got)
	}
}

// TestICSHostile: line ends in a shop's words end no line, begin no property and no
// entry; icsRead fails at what does.
func TestICSHostile(t *testing.T) {
	a := hostileAgenda()
	for _, inject := range []string{"a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:1", "a\nATTACH:https://evil.example", "a\rX-A:1", "a\r\n b", `a\nb\`, "a\u2028B:1\u0085C:1"} {
		a.Dues = append(a.Dues, Due{inject, checklist.Ending{Kind: checklist.EndsWaiver, Day: noon, Waiver: &checklist.Waiver{Probe: "x.y", By: inject, Reason: inject}}})
	}
	got := icsRead(t, agendaOf(t, a, "ics"))
	if len(got.within) != len(a.Dues) {
		t.Errorf("%d endings became %d entries", len(a.Dues), len(got.within))
	}
	for _, e := range got.within {
		if len(e.properties) != 8 || len(e.within) > 2 {
			t.Errorf("an entry has %v", e)
		}
		icsWords(t, e.properties["SUMMARY"])
		if n := strings.Count(icsWords(t, e.properties["DESCRIPTION"]), "\n"); n != 1 {
			t.Errorf("a description has %d line ends", n)
		}
	}
}

// FuzzICS: whatever text a property has, it is read back from lines that are short
// and whole.
func FuzzICS(f *testing.F) {
	for _, a := range attacks {
		f.Add(a)
	}
	f.Add(strings.Repeat("é", 33) + strings.Repeat("漢", 40) + strings.Repeat("😀", 20))
	f.Add(strings.Repeat(`\;,`, 60) + "\r\n\r\t\n")
	f.Fuzz(func(t *testing.T, s string) {
		var c icalendar
		c.line("BEGIN:VCALENDAR")
		c.line("BEGIN:VEVENT")
		c.text("SUMMARY", s)
		c.line("END:VEVENT")
		c.line("END:VCALENDAR")
		var want strings.Builder
		for _, r := range strings.ReplaceAll(s, "\r\n", "\n") {
			switch {
			case r == '\r':
				want.WriteByte('\n')
			case r == '\t' || r == '\n' || !unicode.IsControl(r):
				want.WriteRune(r)
			}
		}
		if got := icsWords(t, icsRead(t, c.String()).within[0].properties["SUMMARY"]); got != want.String() {
			t.Errorf("%q is read back as %q, want %q", s, got, want.String())
		}
	})
}

package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shopcheck/checklist"
)

// A calendar file is read again and again: a program that subscribed to it fetches
// it anew, a person imports the next one over the last.
//
// So an entry has its UID from what ends, not from the day: once a certificate is
// renewed, its entry moves, and no false alarm stays behind on the old day. Answers
// that end on one day have it from the first of them. SEQUENCE counts up with time,
// so that programs believe the newer file.
//
// What is over stands on the day that the file was made, not in the past, where
// nobody looks: it would vanish from people's calendars when it matters most.
//
// What tells of weaknesses is private, so that a shared calendar does not tell it;
// certificates and registrations are there for everybody to see.

// ics writes an iCalendar file (RFC 5545).
func (a Agenda) ics(all []occasion) []byte {
	var c icalendar
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:-//shopcheck//shopcheck//EN")
	c.text("X-WR-CALNAME", "Shop security: what ends when")
	known := map[string]bool{}
	for _, d := range all {
		if uid := d.uid(); !known[uid] && d.Day.Year() <= 9999 { // dates have four digits
			known[uid] = true
			c.event(d, uid, a.At.UTC())
		}
	}
	if len(known) == 0 {
		c.nothing(a.intro(nil))
	}
	c.line("END:VCALENDAR")
	return c.Bytes()
}

// uid names what ends: the same in every file.
func (d occasion) uid() string {
	name := cmp.Or(d.Host, string(d.Item))
	if d.Waiver != nil {
		name = string(d.Waiver.Probe)
	}
	return fmt.Sprintf("%.16x", sha256.Sum256([]byte(d.Domain+"\n"+string(d.Kind)+"\n"+name)))
}

// An icalendar is a file being written.
type icalendar struct{ bytes.Buffer }

func (c *icalendar) event(d occasion, uid string, at time.Time) {
	day, summary, class := d.Day, d.shop+", last day: "+d.What, "PRIVATE"
	if d.Over {
		day, summary = at, d.shop+", over since "+date(shownOn(d.Due.Ending))+": "+d.What
	}
	if d.Kind == checklist.EndsCertificate || d.Kind == checklist.EndsRegistration {
		class = "PUBLIC"
	}
	c.line("BEGIN:VEVENT")
	c.line("UID:" + uid)
	c.line("DTSTAMP:" + at.Format("20060102T150405Z"))
	c.line(fmt.Sprintf("SEQUENCE:%d", max(0, at.Unix()/60))) // minutes: seconds would not fit after 2038
	c.line("DTSTART;VALUE=DATE:" + day.UTC().Format("20060102"))
	c.text("SUMMARY", summary)
	c.text("DESCRIPTION", d.Do+"\nThis was known to shopcheck on "+date(at)+"; a newer calendar may say otherwise.")
	c.line("CLASS:" + class)
	c.line("TRANSP:TRANSPARENT")
	c.alarms(summary, daysTo(day, at))
	c.line("END:VEVENT")
}

// alarms remind at nine in the morning: two weeks before, when there is time still
// to have something done, and a certificate that renews itself has done so; and on
// the day before. What lies behind reminds of nothing.
func (c *icalendar) alarms(summary string, left int) {
	for _, days := range []int{14, 1} {
		if left <= days {
			continue
		}
		c.line("BEGIN:VALARM")
		c.line("ACTION:DISPLAY")
		c.text("DESCRIPTION", summary)
		c.line(fmt.Sprintf("TRIGGER:-P%dDT15H", days-1)) // before the midnight that the day begins with
		c.line("END:VALARM")
	}
}

// nothing stands in an empty calendar: RFC 5545, section 3.6, wants one component at
// least, and some programs refuse a file without.
func (c *icalendar) nothing(why string) {
	c.text("X-WR-CALDESC", why)
	for _, s := range []string{
		"BEGIN:VTIMEZONE", "TZID:Etc/UTC", "BEGIN:STANDARD", "DTSTART:19700101T000000",
		"TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD", "END:VTIMEZONE",
	} {
		c.line(s)
	}
}

// text writes a property that is text (RFC 5545, section 3.3.11).
func (c *icalendar) text(name, value string) {
	value = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !strings.ContainsRune("\t\r\n", r) {
			return -1
		}
		return r
	}, value)
	c.line(name + ":" + icsMarks.Replace(value))
}

var icsMarks = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// maxOctets bounds a line of a calendar file, its end aside.
const maxOctets = 75

// line writes a line, and folds it between characters: what goes on begins with a
// space (RFC 5545, section 3.1).
func (c *icalendar) line(s string) {
	room := maxOctets
	for _, r := range s {
		if room -= utf8.RuneLen(r); room < 0 {
			_, _ = c.WriteString("\r\n ")
			room = maxOctets - 1 - utf8.RuneLen(r)
		}
		_, _ = c.WriteRune(r)
	}
	_, _ = c.WriteString("\r\n")
}

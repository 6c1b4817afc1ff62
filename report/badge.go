package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"shopcheck/checklist"
)

// Badge is a small picture (SVG) of one shop's score, to be shown on a page. It
// needs no font and no request, says its numbers in words for those who cannot see
// it, where the questions come from too, and how wide it is depends on its text alone. It tells of one shop on one
// day; whoever shows it next month shows last month's.
const Badge Format = "badge"

const badgeLabel = "security checklist"

// writeBadge shows how many questions are proven: of a shop that was not seen it
// says so, and nothing else.
func writeBadge(w io.Writer, r Report, _ Settings) error {
	shop := r.rows()
	value, spoken, colour := badgeOf(shop)
	left, right := badgeWidth(badgeLabel), badgeWidth(value)
	title := badgeText(fmt.Sprintf("Security checklist of %s on %s: %s", shop.Domain, date(shop.Started), spoken))
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="20" viewBox="0 0 %[1]d 20" role="img" aria-label="%[2]s">
<title>%[2]s</title>
<desc>%[12]s</desc>
<rect width="%[3]d" height="20" fill="#444"/>
<rect x="%[3]d" width="%[4]d" height="20" fill="%[5]s"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" text-anchor="middle">
<text x="%[6]s" y="14" textLength="%[7]d">%[8]s</text>
<text x="%[9]s" y="14" textLength="%[10]d">%[11]s</text>
</g>
</svg>
`, left+right, title, left, right, colour,
		half(left), left-badgePad, badgeText(badgeLabel),
		half(2*left+right), right-badgePad, badgeText(value), badgeText(checklist.Credit))
	return err
}

// badgeOf returns what a badge says of a shop, the same in words, and the colour
// behind it. White text on each is easy to read (WCAG 2.2, 1.4.3).
func badgeOf(shop rows) (value, spoken, colour string) {
	const grey, red, orange, green = "#5a5a5a", "#b42318", "#a14a00", "#1f7a33"
	switch m := shop.Mark; {
	case shop.Unseen:
		return "not assessed", "not assessed, because the shop could not be looked at", grey
	case m.Of == 0:
		return "not counted", "not counted, because the numbers do not fit the answers", grey
	default:
		value = fmt.Sprintf("%d–%d of %d", m.Proven, m.Possible, m.Of)
		spoken = fmt.Sprintf("%d of %d proven, up to %d possible", m.Proven, m.Of, m.Possible)
		if m.Proven == m.Possible {
			value, spoken = fmt.Sprintf("%d of %d", m.Proven, m.Of), fmt.Sprintf("%d of %d proven", m.Proven, m.Of)
		}
		switch share := float64(m.Proven) / float64(m.Of); {
		case share >= 0.8:
			return value, spoken, green
		case share >= 0.4:
			return value, spoken, orange
		}
		return value, spoken, red
	}
}

// badgePad is what a text has around it, in pixels.
const badgePad = 12

// badgeWidth returns the pixels of a text and what is around it, about as wide as
// Verdana sets it; the picture makes other fonts fit.
func badgeWidth(s string) int {
	tenths := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune("ijl ", r):
			tenths += 34
		case strings.ContainsRune("frt", r):
			tenths += 44
		case strings.ContainsRune("mw", r):
			tenths += 100
		default:
			tenths += 68
		}
	}
	return (tenths+9)/10 + badgePad
}

// half halves a number of pixels.
func half(n int) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/2), ".0") }

// badgeText escapes text for XML, in attributes too.
func badgeText(s string) string {
	var out strings.Builder
	_ = xml.EscapeText(&out, []byte(s))
	return out.String()
}

package checklist

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// waiverHead begins a file of waivers that we make.
const waiverHead = `# What somebody has accepted for now, each with a reason and an end.
# A NO stays a NO, and when its end is over it counts again in full. Change this
# file as you like, or with: shopcheck waive
`

// ErrWaiverFile is what WriteWaivers returns, wrapped, if it can make nothing of
// how a person wrote the file.
var ErrWaiverFile = errors.New("shopcheck cannot change the file of waivers, because of how it is written")

// WriteWaivers returns a shop's file of waivers, changed to hold just these, of
// each probe one at most. A waiver that is not among them becomes a comment, new
// ones are appended, and all else stays as it is, so that nothing a person wrote
// is lost. Of no data it makes a new file.
func WriteWaivers(data []byte, waivers []Waiver, cat Catalog, now time.Time) ([]byte, error) {
	const name = "the file of waivers"
	text, bom := plainText(data)
	old, err := readWaivers([]byte(text), name, cat, now)
	if err != nil {
		return nil, err
	}
	old.br = lineBreak(text)
	var b bytes.Buffer
	b.WriteString(bom)
	if len(data) == 0 {
		b.WriteString(waiverHead)
	}
	b.WriteString(old.without(text, waivers))
	if n := b.Len(); n > len(bom) && !bytes.ContainsRune([]byte("\r\n"), rune(b.Bytes()[n-1])) {
		b.WriteString(old.br)
	}
	if !old.keyed {
		b.WriteString(keyWaivers + ":" + old.br)
	}
	b.WriteString(old.more(waivers))
	got, err := readWaivers(b.Bytes(), name, cat, now)
	if err != nil || len(got.list) != len(waivers) || got.more(waivers) != "" {
		return nil, fmt.Errorf("%w; try each waiver on lines of its own that begin with a dash, as in - %s", ErrWaiverFile, exampleWaiver(now))
	}
	return b.Bytes(), nil
}

// without returns the file with every waiver that is not among those to keep
// turned into a comment.
func (w *waiverReader) without(text string, keep []Waiver) string {
	lines := lines(text)
	var all []splice
	for i, old := range w.list {
		if slices.ContainsFunc(keep, old.same) {
			continue
		}
		first, end := w.seq.Content[i].Line-1, len(lines)
		if i+1 < len(w.list) {
			end = w.seq.Content[i+1].Line - 1
		}
		from := lines[first].from
		all = append(all, splice{from, from, w.indent() + "# Stood here until " + day(w.now) + ":" + w.br})
		for _, l := range lines[first:max(first, end)] {
			all = append(all, w.comment(l.from, text[l.from:l.to])...)
		}
	}
	return spliced(text, all)
}

// comment makes a line of a waiver one, unless it is one or is blank.
func (w *waiverReader) comment(from int, line string) []splice {
	text := strings.TrimSpace(line)
	if text == "" || text[0] == '#' {
		return nil
	}
	to := from
	if strings.HasPrefix(line, w.indent()) {
		to += len(w.indent())
	}
	return []splice{{from, to, w.indent() + "# "}}
}

// more returns, as lines to append, the waivers that the list does not have yet.
func (w *waiverReader) more(waivers []Waiver) string {
	var b strings.Builder
	for _, v := range waivers {
		if !slices.ContainsFunc(w.waivers(), v.same) {
			fmt.Fprintf(&b, "%[1]s- probe: %[2]s%[6]s%[1]s  reason: %[3]s%[6]s%[1]s  by: %[4]s%[6]s%[1]s  until: %[5]s%[6]s",
				w.indent(), v.Probe, quoted(v.Reason), quoted(v.By), day(v.Until), w.br)
		}
	}
	return b.String()
}

// indent stands before the dashes of the list.
func (w *waiverReader) indent() string {
	if w.seq == nil {
		return "  "
	}
	return strings.Repeat(" ", w.seq.Column-1)
}

// same reports whether two waivers read alike.
func (w Waiver) same(other Waiver) bool {
	return w.Probe == other.Probe && w.Reason == other.Reason && w.By == other.By && day(w.Until) == day(other.Until)
}

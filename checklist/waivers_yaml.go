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
	old, err := readWaivers(data, name, cat, now)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if len(data) == 0 {
		b.WriteString(waiverHead)
	}
	b.WriteString(old.without(data, waivers))
	if n := b.Len(); n > 0 && b.Bytes()[n-1] != '\n' {
		b.WriteString("\n")
	}
	if !old.keyed {
		b.WriteString(keyWaivers + ":\n")
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
func (w *waiverReader) without(data []byte, keep []Waiver) string {
	lines := strings.SplitAfter(string(data), "\n")
	for i, old := range w.list {
		if slices.ContainsFunc(keep, old.same) {
			continue
		}
		first, end := w.seq.Content[i].Line-1, len(lines)
		if i+1 < len(w.list) {
			end = w.seq.Content[i+1].Line - 1
		}
		for j := first; j < end; j++ {
			lines[j] = w.comment(lines[j])
		}
		lines[first] = w.indent() + "# Stood here until " + day(w.now) + ":\n" + lines[first]
	}
	return strings.Join(lines, "")
}

// comment makes a line of a waiver one, unless it is one or is blank.
func (w *waiverReader) comment(line string) string {
	text := strings.TrimSpace(line)
	if text == "" || text[0] == '#' {
		return line
	}
	return w.indent() + "# " + strings.TrimPrefix(line, w.indent())
}

// more returns, as lines to append, the waivers that the list does not have yet.
func (w *waiverReader) more(waivers []Waiver) string {
	var b strings.Builder
	for _, v := range waivers {
		if !slices.ContainsFunc(w.waivers(), v.same) {
			fmt.Fprintf(&b, "%[1]s- probe: %[2]s\n%[1]s  reason: %[3]s\n%[1]s  by: %[4]s\n%[1]s  until: %[5]s\n",
				w.indent(), v.Probe, quoted(v.Reason), quoted(v.By), day(v.Until))
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

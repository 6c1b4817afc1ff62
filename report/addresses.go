package report

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/x/ansi"
)

// maxAddress is how wide an address may be in running text, in columns.
const maxAddress = 40

// A footnotes numbers long addresses in running text, so that a sentence can be read
// across them. The list of them stands where the point or the section ends: at the
// end of a report nobody who scrolls would find it. Evidence and commands are not
// running text.
type footnotes struct {
	all   []string // the first is number 1
	below []int    // indexes of those to be listed next
}

// mark returns what stands in the place of an address.
func (f *footnotes) mark(address string) string {
	i := slices.Index(f.all, address)
	if i < 0 {
		i = len(f.all)
		f.all = append(f.all, address)
	}
	if !slices.Contains(f.below, i) {
		f.below = append(f.below, i)
	}
	return fmt.Sprintf(`\[%d\]`, i+1)
}

// long reports whether text is better read without an address.
func long(address string) bool { return ansi.StringWidth(address) > maxAddress }

// addresses lists those that stand above and are not listed yet.
func (m *page) addresses() {
	if m.notes == nil || len(m.notes.below) == 0 {
		return
	}
	if !m.list {
		m.paragraph("**Addresses:**")
	}
	for _, i := range m.notes.below {
		m.line(fmt.Sprintf(`\[%d\] `, i+1) + m.code(m.notes.all[i]))
	}
	m.notes.below = nil
}

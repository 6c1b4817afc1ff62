package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
)

// A row is one shop in the list that a file of several begins with.
type row struct{ ID, Shop, Score, Worst string }

// writeShops writes a list of all shops, and then each. Since the list comes
// first and is known last, the reports wait in a spool; what is kept of each is
// its row.
func writeShops(w io.Writer, reports iter.Seq2[Report, error]) (err error) {
	later := &spool{most: maxSpooled}
	defer func() { err = errors.Join(err, later.close()) }()
	prose, words := newProse(), glossed{all: map[string]bool{}}
	var rows []row
	var first Report
	var out bytes.Buffer
	for r, err := range reports {
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			first = r
		}
		s := sheet{Report: r, Many: true, prefix: fmt.Sprintf("shop%d-", len(rows)+1), prose: prose, known: words.all}
		rows = append(rows, row{s.ID("shop"), r.Shop, pastOf(r.run).both(), r.Worst})
		words.note(r.Words)
		if err := s.article(&out); err != nil {
			return err
		}
		if _, err := out.WriteTo(later); err != nil {
			return err
		}
	}
	list := listOf(rows)
	if err := execute(w, layouts().alone, stage{"head", headOf(list.Title, first.Brand)}, stage{"index", list}); err != nil {
		return err
	}
	if err := later.copyTo(w); err != nil {
		return err
	}
	return execute(w, layouts().alone, stage{"words", words.section()}, stage{"credit", first.Credit}, stage{"foot", first.madeBy()})
}

// article is one report among others.
func (s sheet) article(out *bytes.Buffer) error {
	_, _ = fmt.Fprintf(out, "<article class=\"shop\" aria-labelledby=%q>\n", s.ID("shop"))
	err := execute(out, layouts().among, stage{"report", s})
	_, _ = out.WriteString("</article>\n")
	return err
}

// A shopList is what a file of several shops begins with.
type shopList struct {
	Title, Intro string
	Rows         []row
}

func listOf(rows []row) shopList {
	return shopList{
		Title: "Security check of " + counted(len(rows), "shop"),
		Intro: "One line for each shop. Its name leads to its report, further down in this file.",
		Rows:  rows,
	}
}

// Glossed are the words that several reports explain, each once.
type glossed struct {
	all   map[string]bool // their ids
	words Section[Point]
}

func (g *glossed) note(words Section[Point]) {
	if g.words.Heading == "" {
		g.words.Heading, g.words.Intro = words.Heading, words.Intro
	}
	for _, p := range words.Entries {
		switch id := wordID(p.Label); {
		case !g.all[id]:
			g.all[id] = true
			g.words.Entries = append(g.words.Entries, p)
		case strings.Contains(p.Label, " ("): // perhaps with more letters than before
			i := slices.IndexFunc(g.words.Entries, func(q Point) bool { return wordID(q.Label) == id })
			if len(p.Label) > len(g.words.Entries[i].Label) {
				g.words.Entries[i] = p
			}
		}
	}
}

// section returns the words in the order of the alphabet.
func (g *glossed) section() Section[Point] {
	slices.SortFunc(g.words.Entries, func(a, b Point) int { return strings.Compare(wordID(a.Label), wordID(b.Label)) })
	return g.words
}

// maxSpooled is how much of the reports waits in memory, in bytes; what is more
// waits in a file.
const maxSpooled = 4 << 20

// A spool keeps what is to be written later.
type spool struct {
	most   int // bytes in memory
	memory bytes.Buffer
	file   *os.File
}

func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && s.memory.Len()+len(p) <= s.most {
		return s.memory.Write(p)
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "shopcheck-") // readable by nobody else
		if err != nil {
			return 0, fmt.Errorf("making a file for what does not fit into memory: %w", err)
		}
		s.file = f
	}
	return s.file.Write(p)
}

func (s *spool) copyTo(w io.Writer) error {
	if _, err := s.memory.WriteTo(w); err != nil || s.file == nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(w, s.file)
	return err
}

func (s *spool) close() error {
	if s.file == nil {
		return nil
	}
	return errors.Join(s.file.Close(), os.Remove(s.file.Name()))
}

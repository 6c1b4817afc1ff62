package report

import (
	"encoding/csv"
	"io"
	"iter"
	"regexp"
	"strings"
	"time"
)

// CSV is a table of comma-separated values (RFC 4180) for spreadsheets: one row
// for each finding, of many shops under one header. The eleven answers are not in
// it, since a file holds one kind of row; the other formats have them.
//
// Lines end with CR and LF, as the RFC has it and every spreadsheet takes it. The
// text is UTF-8 without a byte order mark, which programs would read as a part of
// the first heading; where a spreadsheet asks for the encoding, it is UTF-8.
//
// It is the one format without the checklist's credit. Its rows are of findings and
// name questions by their numbers only, and it has no place for a note: programs
// would read a line of words as a shop, and databases refuse a heading as long as
// that. The same sentences in each row would double the file.
const CSV Format = "csv"

var csvHeader = []string{"Shop", "Day", "Probe", "Good state", "Severity", "Outcome", "Cause", "Place", "Found", "To do", "Who", "By", "Questions", "Accepted"}

func writeCSV(w io.Writer, reports iter.Seq2[Report, error], _ Settings) error {
	table := csv.NewWriter(w)
	table.UseCRLF = true
	if err := table.Write(csvHeader); err != nil {
		return err
	}
	for r, err := range reports {
		if err != nil {
			return err
		}
		shop := r.rows()
		for _, r := range shop.Records {
			if err := table.Write(csvRow(shop, r)); err != nil {
				return err
			}
		}
	}
	table.Flush()
	return table.Error()
}

func csvRow(shop rows, r record) []string {
	var items []string
	for _, id := range r.Items {
		items = append(items, string(id))
	}
	row := []string{
		shop.Domain, isoDay(shop.Started), string(r.Probe), r.Title, string(r.Severity), string(r.Outcome), string(r.Cause), r.Subject, r.Message,
		string(r.Do), r.Who, isoDay(r.By), strings.Join(items, " "), r.Accepted,
	}
	for i := range row {
		row[i] = defused(row[i])
	}
	return row
}

// isoDay writes a day as spreadsheets sort it; empty if it is not known.
func isoDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// formula is how what spreadsheets calculate begins: with one of these marks, or
// with a wide form of one, also behind spaces and quotation marks (OWASP, CSV
// Injection).
const formula = `["'“”‘’\f\v\pZ]*[=+\-@|%＝＋－＠﹦﹢﹣﹫−`

var (
	formulaFirst = regexp.MustCompile(`^` + formula + `\t\r\n]`)
	formulaLater = regexp.MustCompile(`[;,\t\n\r]` + formula + `]`) // no two of these overlap
)

// defused keeps a spreadsheet from running text as a formula. One that ends cells at
// other marks than the comma, as in some countries, begins a new one in the middle
// of this.
func defused(s string) string {
	s = formulaLater.ReplaceAllStringFunc(s, func(found string) string { return found[:1] + "'" + found[1:] })
	if formulaFirst.MatchString(s) {
		return "'" + s
	}
	return s
}

package report

import (
	"bytes"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON is the run itself: the document of record, for other programs.
const JSON Format = "json"

// JSONLines is the same, one line a run, as tools for many records read it
// (jsonlines.org).
const JSONLines Format = "jsonl"

// writeJSON writes one run as a document that people can read too, and several as
// lines, since a file holds one document.
func writeJSON(w io.Writer, r Report, set Settings) error {
	if set.Many {
		return writeJSONLine(w, r, set)
	}
	var buf bytes.Buffer
	if err := r.run.Write(&buf); err != nil {
		return err
	}
	_, err := w.Write(visible(buf.Bytes()))
	return err
}

func writeJSONLine(w io.Writer, r Report, _ Settings) error {
	var line bytes.Buffer
	if err := r.run.WriteLine(&line); err != nil {
		return err
	}
	_, err := w.Write(visible(line.Bytes()))
	return err
}

// visible writes a JSON document's invisible characters as escapes, so that it
// can be shown on a terminal. They occur in strings only, so the value stays the
// same. "##" is broken too: see inert.
func visible(doc []byte) []byte {
	var out bytes.Buffer
	for _, r := range string(bytes.ReplaceAll(doc, []byte("##"), []byte(`#\u0023`))) {
		switch {
		case r == '\n' || unicode.IsGraphic(r) && r != utf8.RuneError && !unicode.Is(unicode.Variation_Selector, r):
			_, _ = out.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			_, _ = fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			_, _ = fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.Bytes()
}

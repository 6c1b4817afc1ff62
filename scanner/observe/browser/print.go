package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"time"
)

// Bounds on one print. Chromium ends where a message is longer than 100 MiB
// (content/browser/devtools/devtools_pipe_handler.cc), and in ours a document is
// a third longer than by itself.
const (
	printTime = 2 * time.Minute
	maxPrint  = 64 << 20
	maxPDF    = 64 << 20
	pdfPart   = 1 << 20 // of it is read at a time
)

// ErrLong says that a document is too long to be printed.
var ErrLong = errors.New("the document is too long to be printed")

// printURL is where the document seems to lie: nowhere (RFC 6761, section 6.4).
const printURL = "https://report.invalid/"

// sheet says how to print: on A4 unless the document wants another paper, and with
// the colours of areas. Headings become an outline, and tags tell a screen reader
// what is what (DevTools protocol, Page.printToPDF).
var sheet = json.RawMessage(`{"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true, "printBackground": true,
	"displayHeaderFooter": false, "generateTaggedPDF": true, "generateDocumentOutline": true, "transferMode": "ReturnAsStream"}`)

// Print has the browser print an HTML document as PDF. The document comes through
// the pipe, and so does the PDF: some browsers see other files than we do, and
// nothing of it lies about where this program is killed. No script in it runs, and
// nothing that it asks for is answered. The same document gives the same bytes with
// the same browser. After an error nothing was written, or not all.
func (b *Browser) Print(ctx context.Context, html []byte, to io.Writer) error {
	if len(html) > maxPrint {
		return ErrLong
	}
	v := View{
		URL:    printURL,
		Answer: Answer{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: html},
		Load: func(context.Context, string, http.Header) (Answer, error) {
			return Answer{}, errors.New("it is not in the document")
		},
		Within: printTime,
	}
	return b.show(ctx, v, func(w *rendering) error { return w.print(to) })
}

// print goes to the page, waits for it and prints it.
func (w *rendering) print(to io.Writer) error {
	if err := w.do("Emulation.setScriptExecutionDisabled", map[string]bool{"value": true}); err != nil {
		return err
	}
	if err := w.visit(); err != nil {
		return err
	}
	made, err := call[struct {
		Stream string `json:"stream"`
	}](w.ctx, w.conn, command{Session: w.session, Method: "Page.printToPDF", Params: sheet})
	if err != nil {
		return w.why(err)
	}
	return w.copy(made.Stream, to)
}

// copy writes a PDF that the browser has made.
func (w *rendering) copy(stream string, to io.Writer) error {
	var pdf []byte
	for len(pdf) <= maxPDF {
		part, err := call[struct {
			Data []byte `json:"data"` // as base64
			End  bool   `json:"eof"`
		}](w.ctx, w.conn, command{Session: w.session, Method: "IO.read", Params: reading{stream, pdfPart}})
		if err != nil {
			return w.why(err)
		}
		if pdf = append(pdf, part.Data...); part.End {
			_, err := to.Write(settle(pdf))
			return err
		}
	}
	return ErrLong
}

type reading struct {
	Stream string `json:"handle"`
	Size   int    `json:"size"`
}

// chance is what two prints of one document differ in: when they were made, which
// may be left unsaid (ISO 32000-1, table 317), and the names of table cells, which
// are counted from wherever the browser had got to (table 323, ID).
var chance = regexp.MustCompile(`/(?:CreationDate|ModDate) \(D:[0-9+'-]*\)|\(node[0-9]{8}\)`)

// settle leaves nothing of that: it blanks out the dates, and counts the names from
// one, in their order. All else stays where the PDF says that it is.
func settle(pdf []byte) []byte {
	names := make(map[string]int)
	for _, found := range chance.FindAll(pdf, -1) {
		if found[0] == '(' {
			names[string(found)] = 0
		}
	}
	for i, name := range slices.Sorted(maps.Keys(names)) {
		names[name] = i + 1
	}
	return chance.ReplaceAllFunc(pdf, func(found []byte) []byte {
		if n := names[string(found)]; n > 0 {
			return fmt.Appendf(nil, "(node%08d)", n)
		}
		return bytes.Repeat([]byte(" "), len(found))
	})
}

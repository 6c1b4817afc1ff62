package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
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
// the same browser: they tell no time. What was written before an error is of no
// use.
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
	for size := 0; size <= maxPDF; {
		part, err := call[struct {
			Data []byte `json:"data"` // as base64
			End  bool   `json:"eof"`
		}](w.ctx, w.conn, command{Session: w.session, Method: "IO.read", Params: reading{stream, pdfPart}})
		if err != nil {
			return w.why(err)
		}
		if size == 0 {
			part.Data = timeless(part.Data)
		}
		if _, err := to.Write(part.Data); err != nil || part.End {
			return err
		}
		size += len(part.Data)
	}
	return ErrLong
}

type reading struct {
	Stream string `json:"handle"`
	Size   int    `json:"size"`
}

// made is when a PDF was made and changed, which it may leave unsaid (ISO 32000-1,
// table 317).
var made = regexp.MustCompile(`/(?:CreationDate|ModDate) \(D:[0-9+'-]*\)`)

// timeless blanks out when a PDF was made, in its first part, so that all else
// stays where the PDF says that it is.
func timeless(pdf []byte) []byte {
	return made.ReplaceAllFunc(pdf, func(date []byte) []byte { return bytes.Repeat([]byte(" "), len(date)) })
}

package browser

import (
	"net/http"
	"slices"
	"time"

	"golang.org/x/net/http/httpguts"
)

// later does what takes time, and has the page wait for it.
func (w *rendering) later(f func()) {
	w.waiting++
	w.loading.Go(func() {
		f()
		w.mu.Lock()
		defer w.mu.Unlock()
		w.waiting--
		w.last = time.Now()
	})
}

// load has a request answered.
func (w *rendering) load(h held, kind string, i int) {
	header := make(http.Header)
	if kind == "fetch" {
		for _, name := range []string{"Accept", "Origin"} {
			if v := h.Request.Header[name]; v != "" && len(v) <= maxURL && httpguts.ValidHeaderFieldValue(v) {
				header.Set(name, v)
			}
		}
	}
	a, err := w.Load(w.ctx, h.Request.URL, header)
	if err != nil {
		w.refuse(h.ID, "BlockedByClient")
		return
	}
	w.mu.Lock()
	w.requests[i].Sent, w.requests[i].URL = true, address(h.Request.URL, true)
	w.mu.Unlock()
	if kind == "script" {
		a.Header = h.allowing(a.Header)
	}
	w.fulfill(h.ID, a)
}

// refuse has a request fail.
func (w *rendering) refuse(id, why string) { w.tell("Fetch.failRequest", refusal{id, why}) }

type refusal struct {
	ID     string `json:"requestId"`
	Reason string `json:"errorReason"`
}

type fulfilment struct {
	ID     string  `json:"requestId"`
	Status int     `json:"responseCode"`
	Phrase string  `json:"responsePhrase"`
	Header []field `json:"responseHeaders"`
	Body   []byte  `json:"body,omitempty"` // encoding/json writes bytes as base64
}

type field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// dropped are header fields about the transfer of a body that is decoded already,
// and those that would have the browser keep or send something.
var dropped = []string{
	"Content-Encoding", "Content-Length", "Transfer-Encoding", "Connection", "Set-Cookie", "Clear-Site-Data",
	"Report-To", "Reporting-Endpoints", "Nel", "Alt-Svc",
}

// fulfill answers a request. An answer that the browser does not take, such as one
// with an odd status, counts as refused.
func (w *rendering) fulfill(id string, a Answer) {
	f := fulfilment{ID: id, Status: a.Status, Phrase: "Answered", Header: []field{}, Body: a.Body}
	for name, values := range a.Header {
		for _, v := range values {
			if httpguts.ValidHeaderFieldName(name) && httpguts.ValidHeaderFieldValue(v) && !slices.Contains(dropped, name) {
				f.Header = append(f.Header, field{name, v})
			}
		}
	}
	if w.do("Fetch.fulfillRequest", f) != nil {
		w.refuse(id, "Failed")
	}
}

// allowing returns a header that lets the page's scripts read the answer. We asked
// for scripts and styles as nobody in particular, so that what their servers allow
// to whom is not known.
func (h held) allowing(header http.Header) http.Header {
	origin := h.Request.Header["Origin"]
	if origin == "" {
		return header
	}
	header = header.Clone()
	header.Set("Access-Control-Allow-Origin", origin)
	header.Set("Access-Control-Allow-Credentials", "true")
	return header
}

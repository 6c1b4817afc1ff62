package browser

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"
)

// A Request is something that a page asked for while it was built.
type Request struct {
	Method string `json:"method"`
	URL    string `json:"url"`  // without a query if it is no script's and was not sent
	Type   string `json:"type"` // script, style, fetch, image, font, media, frame, page, beacon, socket, other
	Sent   bool   `json:"sent"` // by us, and answered
}

func (r Request) compare(o Request) int {
	return cmp.Or(cmp.Compare(r.URL, o.URL), cmp.Compare(r.Method, o.Method), cmp.Compare(r.Type, o.Type), first(r.Sent, o.Sent))
}

// first orders true before false.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// maxURL bounds the addresses of requests. A longer one is not sent.
const maxURL = 4 << 10

// types are our words for the protocol's types of resources.
var types = map[string]string{
	"Script": "script", "Stylesheet": "style", "XHR": "fetch", "Fetch": "fetch",
	"Image": "image", "Font": "font", "Media": "media", "Ping": "beacon", "CSPViolationReport": "beacon",
}

// A held is a request that the browser holds until we say what becomes of it.
type held struct {
	ID      string `json:"requestId"`
	Frame   string `json:"frameId"`
	Type    string `json:"resourceType"`
	Request struct {
		Method string            `json:"method"`
		URL    string            `json:"url"`
		Header map[string]string `json:"headers"`
	} `json:"request"`
}

// kind is the request's type in our words. What is only fetched ahead of time is
// of no other type: the page does not wait for it.
func (h held) kind(frame string) string {
	header := func(name string) string { return h.Request.Header[name] }
	switch {
	case strings.Contains(header("Sec-Purpose")+header("Purpose"), "prefetch"):
		return "other"
	case strings.Contains(header("Accept"), "text/event-stream"):
		return "socket" // it never ends
	case h.Type == "Document" && h.Frame == frame:
		return "page"
	case h.Type == "Document":
		return "frame"
	}
	return cmp.Or(types[h.Type], "other")
}

// heed hears of an event. It must not wait: all that the browser says comes
// through here.
func (w *rendering) heed(m message) {
	if m.Session != w.session {
		return
	}
	switch m.Method {
	case "Fetch.requestPaused":
		var h held
		if json.Unmarshal(m.Params, &h) == nil {
			w.decide(h)
		}
	case "Page.javascriptDialogOpening":
		w.tell("Page.handleJavaScriptDialog", map[string]bool{"accept": false})
	case "Page.loadEventFired":
		w.mu.Lock()
		w.loaded = true
		w.mu.Unlock()
	case "Network.webSocketCreated", "Network.webTransportCreated":
		var socket struct {
			URL string `json:"url"`
		}
		if json.Unmarshal(m.Params, &socket) == nil {
			w.mu.Lock()
			w.note(Request{Method: http.MethodGet, URL: plain(socket.URL), Type: "socket"})
			w.mu.Unlock()
		}
	case "Inspector.targetCrashed", "Inspector.detached":
		w.mu.Lock()
		w.lost = ErrEnded
		w.mu.Unlock()
	}
}

// decide says what becomes of a request: see [View].
func (w *rendering) decide(h held) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = time.Now()
	if !w.answered && h.Type == "Document" { // the one that we went to
		w.answered = true
		w.later(func() { w.fulfill(h.ID, w.Answer) })
		return
	}
	r := Request{Method: h.Request.Method, URL: plain(h.Request.URL), Type: h.kind(w.frame)}
	if r.Type == "script" && len(h.Request.URL) <= maxURL {
		r.URL = h.Request.URL
	}
	i := w.note(r)
	get := r.Method == http.MethodGet
	switch {
	case h.Type == "Document":
		w.refuse(h.ID, "Aborted") // which leaves the page where it is
	case get && r.Type == "style":
		w.later(func() {
			w.fulfill(h.ID, Answer{Status: http.StatusOK, Header: h.allowing(http.Header{"Content-Type": {"text/css"}})})
		})
	case get && (r.Type == "script" || r.Type == "fetch") && w.loads < MaxLoads && len(h.Request.URL) <= maxURL:
		w.loads++
		w.later(func() { w.load(h, r.Type, i) })
	default:
		w.refuse(h.ID, "BlockedByClient")
	}
}

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

// note keeps a request, and returns where; -1 if there are too many.
func (w *rendering) note(r Request) int {
	if len(w.requests) >= maxRequests {
		return -1
	}
	w.requests = append(w.requests, r)
	return len(w.requests) - 1
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
	if i >= 0 {
		w.requests[i].Sent, w.requests[i].URL = true, h.Request.URL
	}
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

// plain returns an address without its query and without a password.
func plain(raw string) string {
	u, err := url.Parse(raw[:min(len(raw), maxURL)])
	if err != nil {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return strings.ToValidUTF8(u.String(), "")
}

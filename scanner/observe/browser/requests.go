package browser

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A Request is something that a page asked for while it was built.
type Request struct {
	Method string `json:"method"`
	URL    string `json:"url"`  // without a query if it is no script's and was not sent
	Type   string `json:"type"` // script, style, fetch, image, font, media, frame, page, beacon, socket, other
	Sent   bool   `json:"sent"` // by us, and answered
}

// key orders requests.
func (r Request) key() string { return fmt.Sprint(r.URL, " ", r.Method, " ", r.Type, " ", !r.Sent) }

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
			w.note(Request{Method: http.MethodGet, URL: address(socket.URL, false), Type: "socket"})
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
	if w.over {
		return
	}
	w.last = time.Now()
	if !w.answered && h.Type == "Document" { // the one that we went to
		w.answered = true
		w.later(func() { w.fulfill(h.ID, w.Answer) })
		return
	}
	kind, get := h.kind(w.frame), h.Request.Method == http.MethodGet
	i := w.note(Request{Method: h.Request.Method, URL: address(h.Request.URL, kind == "script" && get), Type: kind})
	switch {
	case h.Type == "Document":
		w.refuse(h.ID, "Aborted") // which leaves the page where it is
		if kind == "page" && w.lost == nil {
			w.lost = &Elsewhere{address(h.Request.URL, false)}
		}
	case i < 0, !get, len(h.Request.URL) > maxURL:
		w.refuse(h.ID, "BlockedByClient")
	case kind == "style":
		w.later(func() {
			w.fulfill(h.ID, Answer{Status: http.StatusOK, Header: h.allowing(http.Header{"Content-Type": {"text/css"}})})
		})
	case (kind == "script" || kind == "fetch") && w.loads < MaxLoads:
		w.loads++
		w.later(func() { w.load(h, kind, i) })
	default:
		w.refuse(h.ID, "BlockedByClient")
	}
}

// note keeps a request, and returns where; -1 if there are too many.
func (w *rendering) note(r Request) int {
	if len(w.requests) >= maxRequests {
		return -1
	}
	w.requests = append(w.requests, r)
	return len(w.requests) - 1
}

// address returns an address without a password, and without its query if that
// is not wanted.
func address(raw string, query bool) string {
	u, err := url.Parse(raw[:min(len(raw), maxURL)])
	if err != nil {
		return ""
	}
	u.User, u.Fragment = nil, ""
	if !query {
		u.RawQuery = ""
	}
	return strings.ToValidUTF8(u.String(), "")
}

package browser

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// results are what a browser that does all we ask says to commands.
var results = map[string]string{
	"Target.createBrowserContext": `{"browserContextId": "c"}`,
	"Target.createTarget":         `{"targetId": "t"}`,
	"Target.attachToTarget":       `{"sessionId": "s"}`,
	"Page.navigate":               `{"frameId": "t"}`,
	"Page.createIsolatedWorld":    `{"executionContextId": 1}`,
	"Runtime.evaluate":            `{"result": {"value": {"at": "https://shop.test/pay#step2", "html": "<p>Pay</p>"}}}`,
}

// silence is the result that is never said.
const silence = "silence"

// A pretence is a browser that is none.
type pretence struct {
	*peer
	results map[string]string   // instead of those
	turns   map[string][]string // instead of both, one after the other
	events  map[string][]string // said after the result: name and parameters in turn

	mu   sync.Mutex
	fate map[string]string // what became of requests
	tags []string          // of dialogs
	told []string          // commands, in order
}

// serve obeys commands. Like a browser, it listens while it speaks.
func (p *pretence) serve() {
	commands := make(chan heard, 10*maxRequests)
	go func() {
		defer close(commands)
		for {
			h, ok := p.hear()
			if !ok {
				return
			}
			commands <- h
		}
	}()
	for heard := range commands {
		var about struct{ RequestID, ErrorReason, Body string }
		_ = json.Unmarshal(heard.Params, &about)
		body, _ := base64.StdEncoding.DecodeString(about.Body)
		p.mu.Lock()
		p.told = append(p.told, heard.Method+" "+string(heard.Params))
		switch heard.Method {
		case "Fetch.failRequest":
			p.fate[about.RequestID] = about.ErrorReason
		case "Fetch.fulfillRequest":
			p.fate[about.RequestID] = "answered " + string(body)
		case "Page.handleJavaScriptDialog":
			p.tags = append(p.tags, string(heard.Params))
		}
		p.mu.Unlock()
		result, special := p.results[heard.Method]
		if !special {
			result = results[heard.Method]
		}
		if turns := p.turns[heard.Method]; len(turns) > 0 {
			result, p.turns[heard.Method] = turns[0], turns[1:]
		}
		switch result {
		case silence:
		case "":
			p.reply(heard.ID, "{}")
		default:
			p.reply(heard.ID, result)
		}
		for i := 0; i+1 < len(p.events[heard.Method]); i += 2 {
			p.event(p.events[heard.Method][i], p.events[heard.Method][i+1])
		}
	}
}

func paused(id, kind, method, address, more string) []string {
	return []string{"Fetch.requestPaused", fmt.Sprintf(
		`{"requestId": %q, "frameId": "t", "resourceType": %q, "request": {"method": %q, "url": %q, "headers": {%s}}}`, id, kind, method, address, more)}
}

// show has a pretence build a page.
func show(t *testing.T, p *pretence, within time.Duration) (*Browser, Page, error) {
	t.Helper()
	c, other := meet(t)
	p.peer, p.fate = other, make(map[string]string)
	go p.serve()
	b := &Browser{conn: c}
	page, err := b.Render(t.Context(), View{
		URL: "https://shop.test/pay", Answer: Answer{Status: 200, Body: []byte("page")}, MaxHTML: 20, Within: within,
		Load: func(_ context.Context, url string, header http.Header) (Answer, error) {
			if strings.Contains(url, "127.0.0.1") {
				return Answer{}, errors.New("no")
			}
			return Answer{Status: 200, Header: http.Header{"Set-Cookie": {"a=b"}}, Body: []byte(url + " " + header.Get("Accept") + " " + header.Get("Cookie"))}, nil
		},
	})
	return b, page, err
}

func TestRequests(t *testing.T) {
	t.Parallel()
	long := "https://shop.test/long.js?" + strings.Repeat("x", maxURL)
	table := []struct {
		id, kind, method, url, header string
		fate                          string
		want                          Request
	}{
		{"script", "Script", "GET", "https://shop.test/a.js?v=1", `"Accept": "*/*"`, "answered https://shop.test/a.js?v=1  ", Request{"GET", "https://shop.test/a.js?v=1", "script", true}},
		{"fetch", "XHR", "GET", "https://api.test/b?x=1", `"Accept": "application/json", "Cookie": "a=b"`, "answered https://api.test/b?x=1 application/json ", Request{"GET", "https://api.test/b?x=1", "fetch", true}},
		{"inside", "XHR", "GET", "http://127.0.0.1/admin?x=1", "", "BlockedByClient", Request{"GET", "http://127.0.0.1/admin", "fetch", false}},
		{"post", "XHR", "POST", "https://shop.test/order?token=1", "", "BlockedByClient", Request{"POST", "https://shop.test/order", "fetch", false}},
		{"head", "XHR", "HEAD", "https://shop.test/order", "", "BlockedByClient", Request{"HEAD", "https://shop.test/order", "fetch", false}},
		{"postscript", "Script", "POST", "https://shop.test/p.js?token=1", "", "BlockedByClient", Request{"POST", "https://shop.test/p.js", "script", false}},
		{"beacon", "Ping", "POST", "https://stats.test/?who=1", "", "BlockedByClient", Request{"POST", "https://stats.test/", "beacon", false}},
		{"style", "Stylesheet", "GET", "https://shop.test/a.css?v=1", "", "answered ", Request{"GET", "https://shop.test/a.css", "style", false}},
		{"image", "Image", "GET", "https://stats.test/pixel?who=1", "", "BlockedByClient", Request{"GET", "https://stats.test/pixel", "image", false}},
		{"font", "Font", "GET", "https://fonts.test/a", "", "BlockedByClient", Request{"GET", "https://fonts.test/a", "font", false}},
		{"media", "Media", "GET", "https://shop.test/a.mp4", "", "BlockedByClient", Request{"GET", "https://shop.test/a.mp4", "media", false}},
		{"stream", "XHR", "GET", "https://shop.test/events", `"Accept": "text/event-stream"`, "BlockedByClient", Request{"GET", "https://shop.test/events", "socket", false}},
		{"ahead", "Fetch", "GET", "https://shop.test/next.js", `"Sec-Purpose": "prefetch"`, "BlockedByClient", Request{"GET", "https://shop.test/next.js", "other", false}},
		{"odd", "Manifest", "GET", "https://shop.test/manifest", "", "BlockedByClient", Request{"GET", "https://shop.test/manifest", "other", false}},
		{"password", "Script", "GET", "https://a:b@shop.test/c.js", "", "answered https://a:b@shop.test/c.js  ", Request{"GET", "https://shop.test/c.js", "script", true}},
		{"long", "Script", "GET", long, "", "BlockedByClient", Request{"GET", address(long, true), "script", false}},
	}
	p := &pretence{events: map[string][]string{
		"Page.navigate": paused("page", "Document", "GET", "https://shop.test/pay", ""),
	}}
	var fates []string
	var want []Request
	for _, tt := range table {
		p.events["Page.navigate"] = append(p.events["Page.navigate"], paused(tt.id, tt.kind, tt.method, tt.url, tt.header)...)
		fates, want = append(fates, tt.fate), append(want, tt.want)
	}
	p.events["Page.navigate"] = append(p.events["Page.navigate"], "Network.webSocketCreated", `{"url": "wss://ws.test/?a=1"}`, "Page.loadEventFired", `{}`)
	want = append(want, Request{"GET", "wss://ws.test/", "socket", false})
	_, page, err := show(t, p, 20*time.Second)
	if err != nil || string(page.HTML) != "<p>Pay</p>" || page.Cut {
		t.Errorf("%q, %v, %v", page.HTML, page.Cut, err)
	}
	var got []string
	for _, tt := range table {
		got = append(got, p.fate[tt.id])
	}
	if diff := cmp.Diff(fates, got); diff != "" || p.fate["page"] != "answered page" {
		t.Errorf("the page is %q; -want +got:\n%s", p.fate["page"], diff)
	}
	for i := range page.Requests[1:] {
		if page.Requests[i].key() > page.Requests[i+1].key() {
			t.Error("the requests are not sorted")
		}
	}
	seen := make(map[Request]bool)
	for _, r := range page.Requests {
		seen[r] = true
	}
	for _, r := range want {
		if !seen[r] {
			t.Errorf("%+v is not among %+v", r, page.Requests)
		}
	}
}

// TestElsewhere: a page that does not stay is not taken for what visitors see, and
// goes nowhere. Frames may.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, frame, method, to, want string }{
		{"another site", "t", "GET", "https://evil.test/?card=1", "https://evil.test/"},
		{"a form", "t", "POST", "https://shop.test/pay", "https://shop.test/pay"},
		{"a frame", "f", "GET", "https://pay.test/", ""},
	} {
		p := &pretence{events: map[string][]string{"Page.navigate": append(
			paused("page", "Document", "GET", "https://shop.test/pay", ""),
			"Fetch.requestPaused", fmt.Sprintf(`{"requestId": "away", "frameId": %q, "resourceType": "Document", "request": {"method": %q, "url": %q}}`, tt.frame, tt.method, tt.to),
			"Page.loadEventFired", "{}",
		)}}
		_, page, err := show(t, p, 20*time.Second)
		var got string
		if elsewhere, leads := errors.AsType[*Elsewhere](err); leads {
			got = elsewhere.URL
		} else if err != nil || len(page.Requests) != 1 || page.Requests[0].Type != "frame" {
			t.Errorf("%s: %+v, %v", tt.name, page.Requests, err)
		}
		if got != tt.want || p.fate["away"] != "Aborted" {
			t.Errorf("%s: leads to %q, want %q; it was %s", tt.name, got, tt.want, p.fate["away"])
		}
	}
}

// TestFloods: a page that asks for ever gets no more than others.
func TestFloods(t *testing.T) {
	t.Parallel()
	events := paused("page", "Document", "GET", "https://shop.test/pay", "")
	for i := range 2 * maxRequests {
		events = append(events, paused(fmt.Sprint("s", i), "Script", "GET", fmt.Sprintf("https://shop.test/%d.js", i), "")...)
		events = append(events, "Page.javascriptDialogOpening", "{}")
	}
	p := &pretence{events: map[string][]string{"Page.navigate": append(events, "Page.loadEventFired", "{}")}}
	_, page, err := show(t, p, 20*time.Second)
	if err != nil || len(page.Requests) != maxRequests {
		t.Fatalf("%d requests, %v", len(page.Requests), err)
	}
	answered := 0
	for _, fate := range p.fate {
		if strings.HasPrefix(fate, "answered https:") {
			answered++
		}
	}
	if answered != MaxLoads || len(p.fate) != 2*maxRequests+1 || len(p.tags) != 2*maxRequests || p.tags[0] != `{"accept":false}` {
		t.Errorf("%d answered, %d decided, %d dialogs", answered, len(p.fate), len(p.tags))
	}
}

// TestOddPages: whatever a page does to its browser, rendering it ends in time,
// and says why.
func TestOddPages(t *testing.T) {
	t.Parallel()
	loaded := []string{"Page.loadEventFired", "{}"}
	value := func(s string) map[string]string { return map[string]string{"Runtime.evaluate": s} }
	for _, tt := range []struct {
		name    string
		results map[string]string
		events  map[string][]string
		html    string
		cut     bool
		err     string // part of it
		ended   bool   // the browser cannot go on
	}{
		{"never loaded", nil, nil, "<p>Pay</p>", false, "", false},
		{"long", value(`{"result": {"value": {"at": "https://shop.test/", "html": "` + strings.Repeat("x", 30) + `", "cut": true}}}`), map[string][]string{"Page.navigate": loaded}, strings.Repeat("x", 20), true, "", false},
		{"many bytes a letter", value(`{"result": {"value": {"at": "https://shop.test/", "html": "` + strings.Repeat("€", 19) + `"}}}`), map[string][]string{"Page.navigate": loaded}, strings.Repeat("€", 6), true, "", false},
		{"gone elsewhere", value(`{"result": {"value": {"at": "about:blank", "html": ""}}}`), map[string][]string{"Page.navigate": loaded}, "", false, "leads its visitors on", false},
		{"another port", value(`{"result": {"value": {"at": "https://shop.test:8443/", "html": ""}}}`), map[string][]string{"Page.navigate": loaded}, "", false, "leads its visitors on", false},
		{"throws", value(`{"result": {}, "exceptionDetails": {"text": "Uncaught"}}`), map[string][]string{"Page.navigate": loaded}, "", false, "Uncaught", false},
		{"no value", value(`{}`), map[string][]string{"Page.navigate": loaded}, "", false, "leads its visitors on", false},
		{"does not open", map[string]string{"Page.navigate": `{"frameId": "t", "errorText": "net::ERR_ABORTED"}`}, nil, "", false, "ERR_ABORTED", false},
		{"crashes", nil, map[string][]string{"Page.navigate": {"Inspector.targetCrashed", "{}"}}, "", false, "ended", false},
		{"hangs", value(silence), map[string][]string{"Page.navigate": loaded}, "", false, "deadline", false},
		{"hangs for good", map[string]string{"Page.createIsolatedWorld": silence, "Target.disposeBrowserContext": silence}, map[string][]string{"Page.navigate": loaded}, "", false, "deadline", true},
		{"no page", map[string]string{"Target.createTarget": silence}, nil, "", false, "opening a page", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &pretence{results: tt.results, events: tt.events}
			began := time.Now()
			b, page, err := show(t, p, 3*time.Second)
			if string(page.HTML) != tt.html || page.Cut != tt.cut || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%q, %v, %v; want %q, %v, %q", page.HTML, page.Cut, err, tt.html, tt.cut, tt.err)
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
			if b.Ended() != tt.ended {
				t.Errorf("the browser ended: %v", b.Ended())
			}
		})
	}
}

package browser

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A View is a page to be built.
//
// Its document comes from Answer, whatever its address would answer now. What else
// it asks for by GET, and needs to build itself, is Load's to answer: scripts, and
// what scripts fetch. All the rest is refused: other methods, beacons, sockets,
// images, fonts, media, frames, downloads, and other pages in place of this one. A
// style sheet is answered with an empty one, because scripts wait for it, and
// because nobody looks at the page.
type View struct {
	URL    string
	Answer Answer
	// Load answers a GET that the page makes, with the page's own header in it as far
	// as it is passed on; an error refuses it. It is called at most MaxLoads times, up
	// to all at once.
	Load    func(ctx context.Context, url string, header http.Header) (Answer, error)
	MaxHTML int           // bytes of the built page that are kept; zero means all that can be read
	Within  time.Duration // zero means 15 s
}

// An Answer is what an address answers, decoded.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// A Page is what became of a View.
type Page struct {
	HTML     []byte
	Cut      bool // there is more of it
	Requests []Request
}

// Bounds on one page.
const (
	MaxLoads    = 60
	maxRequests = 500
	maxHTML     = 2 << 20
)

// How long a page may take: as a whole, and until it is taken as it is so that
// there is time left for that. It is finished when nothing was asked or answered
// for so long, and if it does not say that it is loaded for longer.
const (
	viewTime = 15 * time.Second
	keepBack = 4 // one part of so many is kept for reading the page
	quiet    = 500 * time.Millisecond
	stuck    = 3 * time.Second
)

// A rendering is a View in the making.
type rendering struct {
	View
	ctx     context.Context
	conn    *conn
	session string
	frame   string // the page's own, not one in it
	loading sync.WaitGroup

	mu       sync.Mutex
	requests []Request
	answered bool // the document was
	loads    int
	waiting  int // answers that are on their way
	loaded   bool
	last     time.Time // something was asked or answered
	lost     error     // nothing more is to be expected
	over     bool      // nothing more is heeded
}

// Render has the browser build a page. After an error about the page itself the
// browser may be unable to go on: see [Browser.Ended].
func (b *Browser) Render(ctx context.Context, v View) (Page, error) {
	if v.Within == 0 {
		v.Within = viewTime
	}
	if v.MaxHTML <= 0 || v.MaxHTML > maxHTML {
		v.MaxHTML = maxHTML
	}
	var page Page
	err := b.show(ctx, v, func(w *rendering) (err error) {
		page, err = w.run()
		return err
	})
	return page, err
}

// show opens a page for use, and closes it after that.
func (b *Browser) show(ctx context.Context, v View, use func(*rendering) error) error {
	ctx, cancel := context.WithTimeout(ctx, v.Within)
	defer cancel()
	w := &rendering{View: v, ctx: ctx, conn: b.conn, last: time.Now()}
	tab, err := b.open(ctx)
	if err != nil {
		b.conn.close(ErrEnded) // what was opened of it would stay
		return fmt.Errorf("opening a page: %w", err)
	}
	w.session, w.frame = tab.session, tab.target // which have the same name
	b.conn.watch(w.heed)
	err = use(w)
	b.conn.watch(nil)
	cancel()
	w.end()
	if closed := b.shut(tab); closed != nil { // it hangs, and so would the next page
		b.conn.close(ErrEnded)
	}
	return err
}

// end waits until nothing of it goes on.
func (w *rendering) end() {
	w.mu.Lock()
	w.over = true
	w.mu.Unlock()
	w.loading.Wait()
}

// do gives a command to the page and waits until it is done.
func (w *rendering) do(method string, params any) error {
	return do(w.ctx, w.conn, command{Session: w.session, Method: method, Params: params})
}

// tell gives a command to the page and goes on.
func (w *rendering) tell(method string, params any) {
	_ = w.conn.send(command{Session: w.session, Method: method, Params: params}, nil)
}

// run goes to the page, waits for it and reads it.
func (w *rendering) run() (Page, error) {
	if err := w.visit(); err != nil {
		return Page{}, err
	}
	page, err := w.read()
	page.Requests = w.asked()
	return page, err
}

// visit goes to the page and waits for it.
func (w *rendering) visit() error {
	for _, cmd := range []command{
		{Method: "Inspector.enable"},
		{Method: "Page.enable"},
		{Method: "Network.enable"},
		{Method: "Network.setBypassServiceWorker", Params: map[string]bool{"bypass": true}},
		{Method: "Fetch.enable", Params: json.RawMessage(`{"patterns": [{"urlPattern": "*", "requestStage": "Request"}]}`)},
	} {
		if err := w.do(cmd.Method, cmd.Params); err != nil {
			return err
		}
	}
	// Pages shall not think that they are offline, as the browser is. It is no loss
	// where an older one does not know how.
	w.tell("Network.overrideNetworkState", json.RawMessage(`{"offline": false, "latency": 0, "downloadThroughput": 1e9, "uploadThroughput": 1e9, "connectionType": "ethernet"}`))
	went, err := call[struct {
		Error string `json:"errorText"`
	}](w.ctx, w.conn, command{Session: w.session, Method: "Page.navigate", Params: map[string]string{"url": w.URL}})
	switch {
	case err != nil:
		return err
	case went.Error != "":
		return errors.New("the browser does not show the page: " + went.Error)
	}
	return w.wait()
}

// wait returns when the page is finished, or when it is late.
func (w *rendering) wait() error {
	late := time.NewTimer(w.Within - w.Within/keepBack)
	defer late.Stop()
	look := time.NewTicker(quiet / 10)
	defer look.Stop()
	for {
		select {
		case <-look.C:
			if done, err := w.finished(); done || err != nil {
				return err
			}
		case <-late.C:
			return nil
		case <-w.conn.done:
			return w.conn.err
		case <-w.ctx.Done():
			return context.Cause(w.ctx)
		}
	}
}

func (w *rendering) finished() (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	since := time.Since(w.last)
	return w.waiting == 0 && (w.loaded && since >= quiet || since >= stuck), w.lost
}

// asked returns what the page asked for, sorted, each once: the order is chance.
func (w *rendering) asked() []Request {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := slices.Clone(w.requests)
	slices.SortFunc(all, func(a, b Request) int { return cmp.Compare(a.key(), b.key()) })
	return slices.Compact(all)
}

// Package browser has an installed Chromium build pages, as a visitor's browser
// would, and hands out what scripts made of them and what they asked for.
//
// The browser never reaches the network by itself. Every request that a page
// makes is held (the Fetch domain of the DevTools protocol) until we answer it
// with bytes that we fetched, or refuse it: see [View] for which is which. What
// such holding does not cover, such as WebSockets, speculative loads and service
// workers, meets a proxy that does not exist, a resolver that knows no name, and,
// where Linux permits it, a network namespace in which there is nothing at all.
//
// A page can be hostile. It is built in a context of its own that keeps nothing,
// within a time limit; its messages, requests and text are bounded; dialogs are
// dismissed, and popups, downloads and other pages do not open. A page that makes
// the browser hang or end takes only its own rendering with it: the next one gets
// a new browser. The whole process group is killed at the end. Where this program
// itself is killed, its pipes close, and Chromium ends when they do; only its
// empty profile then stays behind in the temporary directory.
//
// We speak the DevTools protocol ourselves, over two pipes that Chromium inherits
// (--remote-debugging-pipe): JSON messages that end in a zero byte, and no port
// that others could connect to. The dozen commands that this needs are less code
// than the use of chromedp would be, which knows all of them: with it (v0.23.0,
// November 2026) the program would be 2.6 MB larger.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"
)

// An Elsewhere is a page that leads its visitors on as soon as it is open: what it
// shows, nobody sees.
type Elsewhere struct{ URL string }

func (e *Elsewhere) Error() string { return "the page leads its visitors on to " + e.URL }

// ErrEnded says that the browser, or the part of it that had the page, ended.
var ErrEnded = errors.New("the browser ended")

// A Browser is a Chromium that is running. It builds one page at a time: Render must
// not be called before it has returned. Close it after use.
type Browser struct {
	Version string // "Chrome/156.0.8078.108"
	Apart   bool   // the kernel keeps it off the network, not only its own switches

	proc *process
	conn *conn
}

// startTime is how long a browser may take until it answers.
const startTime = 20 * time.Second

// Start starts the program at path. Where it does not start in a network namespace
// it is started without.
func Start(ctx context.Context, path string) (*Browser, error) {
	if runtime.GOOS == "linux" {
		if b, err := start(ctx, path, true); err == nil || ctx.Err() != nil {
			return b, err
		}
	}
	return start(ctx, path, false)
}

func start(ctx context.Context, path string, apart bool) (*Browser, error) {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	proc, out, in, err := launch(path, apart)
	if err != nil {
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	b := &Browser{Apart: apart, proc: proc, conn: talk(out, in)}
	v, err := call[struct {
		Product string `json:"product"`
	}](ctx, b.conn, command{Method: "Browser.getVersion"})
	if err != nil {
		b.Close()
		if said := proc.said.last(); said != "" {
			err = fmt.Errorf("%w: %s", err, said)
		}
		return nil, fmt.Errorf("starting %s: %w", path, err)
	}
	b.Version = v.Product
	return b, nil
}

// Ended reports whether the browser can build no more pages.
func (b *Browser) Ended() bool {
	select {
	case <-b.conn.done:
		return true
	default:
		return false
	}
}

// Close ends the browser and removes all that it wrote.
func (b *Browser) Close() {
	b.conn.close(ErrEnded)
	b.proc.end()
}

// Unguarded reports whether browsers run without their sandbox here: Chromium
// refuses to start in it for root.
func Unguarded() bool { return os.Geteuid() == 0 }

package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Bounds on the talk with a browser. A page's text is the largest message that
// is wanted: JSON may take six bytes for one. A message that is longer is not
// read, as if it had not come.
const (
	maxMessage = 16 << 20
	writeTime  = 10 * time.Second
)

// A command is what we ask of the browser, or of the part of it that has a page.
type command struct {
	ID      int    `json:"id"`
	Session string `json:"sessionId,omitempty"` // empty: the browser itself
	Method  string `json:"method"`
	Params  any    `json:"params,omitempty"`
}

// A message is what the browser says: the result of the command with that ID, or
// an event.
type message struct {
	ID      int             `json:"id"`
	Session string          `json:"sessionId"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
	Result  json.RawMessage `json:"result"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// A pipe is one end of a pipe as [os.Pipe] makes it.
type pipe interface {
	io.ReadWriteCloser
	SetWriteDeadline(time.Time) error
}

// A conn is the talk with one browser.
type conn struct {
	out, in pipe          // of the browser
	done    chan struct{} // closed when nothing more can be said
	once    sync.Once
	err     error // why; valid when done is closed

	patience time.Duration // with a browser that does not listen

	mu      sync.Mutex
	last    int
	waiting map[int]chan message
	heed    func(message) // is told of each event, in order, and must not wait; nil: nobody
}

// talk begins to read what a browser says.
func talk(out, in pipe) *conn {
	c := &conn{out: out, in: in, done: make(chan struct{}), patience: writeTime, waiting: make(map[int]chan message)}
	go c.listen()
	return c
}

// close ends the talk; the first reason counts. Chromium ends when its pipes do.
func (c *conn) close(why error) {
	c.once.Do(func() {
		c.err = why
		close(c.done)
		_ = c.in.Close()
		_ = c.out.Close()
	})
}

// listen reads until the browser falls silent, or says what is no message.
func (c *conn) listen() {
	r := bufio.NewReaderSize(c.out, 64<<10)
	for {
		text, err := readMessage(r)
		if err != nil {
			c.close(ErrEnded)
			return
		}
		if len(text) == 0 {
			continue
		}
		var m message
		if err := json.Unmarshal(text, &m); err != nil {
			c.close(fmt.Errorf("%w: it says what is no message", ErrEnded))
			return
		}
		c.hand(m)
	}
}

// readMessage reads to the next zero byte. It returns nothing for a message that
// is too long.
func readMessage(r *bufio.Reader) ([]byte, error) {
	var text []byte
	long := false
	for {
		part, err := r.ReadSlice(0)
		if long = long || len(text)+len(part) > maxMessage; long {
			text = nil
		} else {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err != nil:
			return nil, err
		case long:
			return nil, nil
		default:
			return text[:len(text)-1], nil
		}
	}
}

// hand gives a message to who waits for it.
func (c *conn) hand(m message) {
	c.mu.Lock()
	heed := c.heed
	var reply chan message
	if m.Method == "" {
		reply, heed = c.waiting[m.ID], nil
		delete(c.waiting, m.ID)
	}
	c.mu.Unlock()
	switch {
	case reply != nil:
		reply <- m // has room for it
	case heed != nil:
		heed(m)
	}
}

// watch has heed told of events from now on.
func (c *conn) watch(heed func(message)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heed = heed
}

// send gives a command without waiting for what comes of it. The reply goes to
// the channel, which has room for it, or to nobody if that is nil.
func (c *conn) send(cmd command, reply chan message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	cmd.ID = c.last
	text, err := json.Marshal(cmd)
	if err != nil {
		return fmt.Errorf("writing %s: %w", cmd.Method, err)
	}
	if reply != nil {
		c.waiting[cmd.ID] = reply
	}
	_ = c.in.SetWriteDeadline(time.Now().Add(c.patience)) // where there are no deadlines, ending it helps
	if _, err := c.in.Write(append(text, 0)); err != nil {
		c.close(ErrEnded) // it may have got half a message
		return ErrEnded
	}
	return nil
}

// call gives a command and waits for its result.
func call[T any](ctx context.Context, c *conn, cmd command) (result T, err error) {
	reply := make(chan message, 1)
	if err := c.send(cmd, reply); err != nil {
		return result, err
	}
	select {
	case m := <-reply:
		if m.Error != nil {
			return result, fmt.Errorf("%s: the browser says: %s", cmd.Method, m.Error.Message)
		}
		if err := json.Unmarshal(m.Result, &result); err != nil {
			return result, fmt.Errorf("reading the result of %s: %w", cmd.Method, err)
		}
		return result, nil
	case <-c.done:
		return result, c.err
	case <-ctx.Done():
		return result, context.Cause(ctx)
	}
}

// do is call for commands of whose result nothing is wanted.
func do(ctx context.Context, c *conn, cmd command) error {
	_, err := call[struct{}](ctx, c, cmd)
	return err
}

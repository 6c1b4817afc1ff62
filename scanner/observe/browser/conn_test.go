package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// A peer is a browser's side of the talk.
type peer struct {
	t       *testing.T
	in, out *os.File // what it reads and writes
	r       *bufio.Reader
}

// meet returns both sides of a talk.
func meet(t *testing.T) (*conn, *peer) {
	t.Helper()
	theirIn, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := talk(out, in)
	t.Cleanup(func() { c.close(ErrEnded); theirIn.Close(); theirOut.Close() })
	return c, &peer{t, theirIn, theirOut, bufio.NewReader(theirIn)}
}

// heard is a command as it arrives.
type heard struct {
	ID     int
	Method string
	Params json.RawMessage
}

// hear returns the next command, and false if there will be none.
func (p *peer) hear() (h heard, ok bool) {
	text, err := p.r.ReadBytes(0)
	if err != nil {
		return h, false
	}
	if err := json.Unmarshal(text[:len(text)-1], &h); err != nil {
		p.t.Errorf("we say %q: %v", text, err)
	}
	return h, true
}

func (p *peer) say(text string) { _, _ = p.out.WriteString(text + "\x00") }

// reply says the result of a command.
func (p *peer) reply(id int, result string) {
	p.say(fmt.Sprintf(`{"id": %d, "result": %s}`, id, result))
}

// event says an event of the page's.
func (p *peer) event(method, params string) {
	p.say(fmt.Sprintf(`{"method": %q, "sessionId": "s", "params": %s}`, method, params))
}

func ask(t *testing.T, c *conn, within time.Duration) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	got, err := call[struct{ Product string }](ctx, c, command{Method: "Browser.getVersion"})
	return got.Product, err
}

// TestCall: whatever the browser says or leaves unsaid, a command ends, with its
// own result or with an error.
func TestCall(t *testing.T) {
	for _, tt := range []struct {
		name  string
		says  func(p *peer, id int)
		want  string
		ended bool   // the talk is over
		err   string // part of the error
	}{
		{"a result", func(p *peer, id int) { p.reply(id, `{"product": "x"}`) }, "x", false, ""},
		{"others' results first", func(p *peer, id int) { p.reply(id+7, `{}`); p.reply(0, `{}`); p.reply(id, `{"product": "x"}`) }, "x", false, ""},
		{"an event first", func(p *peer, id int) {
			p.say(`{"method": "Page.loadEventFired", "params": {}}`)
			p.reply(id, `{"product": "x"}`)
		}, "x", false, ""},
		{"an event with our number first", func(p *peer, id int) {
			p.say(fmt.Sprintf(`{"id": %d, "method": "x"}`, id))
			p.reply(id, `{"product": "x"}`)
		}, "x", false, ""},
		{"an empty message first", func(p *peer, id int) { p.say(""); p.reply(id, `{"product": "x"}`) }, "x", false, ""},
		{"a message that is too long first", func(p *peer, id int) {
			p.say(`{"id": ` + fmt.Sprint(id) + `, "result": {"product": "` + strings.Repeat("y", maxMessage) + `"}}`)
			p.reply(id, `{"product": "x"}`)
		}, "x", false, ""},
		{"a long message", func(p *peer, id int) {
			p.reply(id, `{"ballast": "`+strings.Repeat("y", maxMessage-1000)+`", "product": "x"}`)
		}, "x", false, ""},
		{"an error", func(p *peer, id int) { p.say(fmt.Sprintf(`{"id": %d, "error": {"code": 1, "message": "no"}}`, id)) }, "", false, "says: no"},
		{"a result of another kind", func(p *peer, id int) { p.reply(id, `{"product": 7}`) }, "", false, "reading the result"},
		{"no result", func(p *peer, id int) { p.say(fmt.Sprintf(`{"id": %d}`, id)) }, "", false, "reading the result"},
		{"garbage", func(p *peer, _ int) { p.say("HTTP/1.1 200 OK") }, "", true, "no message"},
		{"another JSON", func(p *peer, _ int) { p.say(`[1, 2]`) }, "", true, "no message"},
		{"half a message", func(p *peer, _ int) { p.out.WriteString(`{"id": 1, "res`); p.out.Close() }, "", true, "ended"},
		{"nothing, and closes", func(p *peer, _ int) { p.out.Close() }, "", true, "ended"},
		{"nothing", func(*peer, int) {}, "", false, "deadline"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, p := meet(t)
			go func() {
				if heard, ok := p.hear(); ok {
					tt.says(p, heard.ID)
				}
			}()
			within := 20 * time.Second
			if tt.err == "deadline" {
				within = 200 * time.Millisecond
			}
			got, err := ask(t, c, within)
			if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%q, %v; want %q, %q", got, err, tt.want, tt.err)
			}
			if errors.Is(err, ErrEnded) != tt.ended {
				t.Errorf("the talk is over: %v", !tt.ended)
			}
		})
	}
}

// TestSendToTheDeaf: a browser that does not listen does not hold us for ever.
func TestSendToTheDeaf(t *testing.T) {
	c, _ := meet(t)
	c.patience = 200 * time.Millisecond
	err := c.send(command{Method: "Fetch.fulfillRequest", Params: strings.Repeat("x", 1<<20)}, nil)
	if !errors.Is(err, ErrEnded) {
		t.Errorf("got %v", err)
	}
	if _, err := ask(t, c, time.Second); !errors.Is(err, ErrEnded) {
		t.Errorf("then %v", err)
	}
}

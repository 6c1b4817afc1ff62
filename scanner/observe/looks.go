package observe

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Looks are a scan's kept looks, sorted by question. As JSON they are one
// string: base64 of gzip, because bodies and certificates are bulky.
type Looks []Look

// A Look is one question and its raw reply, or why there was none.
type Look struct {
	Question string          `json:"question"`          // "GET https://shop.test/"
	Reply    json.RawMessage `json:"reply,omitempty"`   // a Page, Handshake, Records or Session
	Failure  *Failure        `json:"failure,omitempty"` // nil if there was a reply
}

// Bounds on the size of looks, decompressed: what is kept of a scan, and what is
// read back.
const (
	maxKept  = 32 << 20
	maxLooks = 64 << 20
)

// Rendered reports whether a browser built pages.
func (l Looks) Rendered() bool {
	return slices.ContainsFunc(l, func(k Look) bool { return k.renders() && k.Failure == nil })
}

// Plain returns the looks without what a browser built.
func (l Looks) Plain() Looks { return slices.DeleteFunc(slices.Clone(l), Look.renders) }

func (l Look) renders() bool {
	return strings.HasPrefix(strings.TrimPrefix(l.Question, secondRound), renderLook)
}

// Unrendered returns why pages were not built that a browser was to build.
func (l Looks) Unrendered() []*Failure {
	var why []*Failure
	for _, k := range l {
		if k.Failure != nil && strings.HasPrefix(k.Question, renderLook) {
			why = append(why, k.Failure)
		}
	}
	return why
}

// Unseen returns why looks showed nothing of the shop, by what evidence calls them:
// there was no reply, or a page that says nothing (see [Page.Unusable]). Where there
// is no page any more, that is seen.
func (l Looks) Unseen() map[string]Cause {
	out := make(map[string]Cause)
	for _, k := range l {
		why := k.Failure
		if why == nil && strings.HasPrefix(k.Question, "GET ") {
			var p Page
			if json.Unmarshal(k.Reply, &p) == nil && p.Status != http.StatusNotFound && p.Status != http.StatusGone {
				why, _ = errors.AsType[*Failure](p.Unusable())
			}
		}
		if why != nil {
			out[k.Question] = why.Cause
		}
	}
	return out
}

type plainLooks Looks // without the methods

// MarshalJSON packs the looks into one string.
func (l Looks) MarshalJSON() ([]byte, error) {
	plain, err := json.Marshal(plainLooks(l))
	if err != nil {
		return nil, fmt.Errorf("packing looks: %w", err)
	}
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	_, werr := z.Write(plain)
	if err := cmp.Or(werr, z.Close()); err != nil {
		return nil, fmt.Errorf("packing looks: %w", err)
	}
	return json.Marshal(base64.StdEncoding.EncodeToString(buf.Bytes()))
}

// UnmarshalJSON unpacks what MarshalJSON packed.
func (l *Looks) UnmarshalJSON(data []byte) error {
	var packed []byte // encoding/json reads base64 into bytes
	if err := json.Unmarshal(data, &packed); err != nil {
		return fmt.Errorf("unpacking looks: %w", err)
	}
	if len(packed) == 0 {
		*l = nil
		return nil
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("unpacking looks: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxLooks+1))
	if err != nil {
		return fmt.Errorf("unpacking looks: %w", err)
	}
	if len(plain) > maxLooks {
		return fmt.Errorf("unpacking looks: more than %d bytes", maxLooks)
	}
	return json.Unmarshal(plain, (*plainLooks)(l))
}

// looks remembers each question's answer, once.
type looks struct {
	mu     sync.Mutex
	asked  map[string]*asked
	replay bool

	// Of an earlier part of this scan, see Recall: the script files that it fetched,
	// and how many it spent.
	recalled    map[string]bool
	spentBefore int
}

type asked struct {
	done    chan struct{} // closed when reply and failure are set
	reply   any           // a pointer to a Page, Handshake, Records or Session
	raw     json.RawMessage
	decode  sync.Once
	failure *Failure
}

func newLooks() *looks { return &looks{asked: make(map[string]*asked)} }

func replayLooks(kept Looks) *looks {
	l := newLooks()
	l.replay = true
	for _, k := range kept {
		a := &asked{done: make(chan struct{}), raw: k.Reply, failure: k.Failure}
		close(a.done)
		l.asked[k.Question] = a
	}
	return l
}

// look returns the answer to question, asking it if nobody has. The look
// belongs to the scan; ctx bounds only this caller's wait for it.
func look[T any](ctx context.Context, s *Site, question string, ask func(ctx context.Context) (*T, error)) (*T, error) {
	a, first := s.kept.find(s.round + question)
	switch {
	case a == nil:
		return nil, &Failure{NotRecorded, "this was not looked at when the run was made"}
	case first:
		go func() {
			defer close(a.done)
			s.settle(a, s.round+question, func() (any, error) { return ask(s.ctx) })
		}()
	}
	select {
	case <-a.done:
	case <-ctx.Done():
		return nil, explain(ctx, context.Cause(ctx))
	}
	if a.failure != nil {
		return nil, a.failure
	}
	if reply, ok := a.decoded(func() any { return new(T) }).(*T); ok {
		return reply, nil
	}
	return nil, &Failure{Internal, "the kept look is damaged"}
}

// find returns what is kept of a question, and whether the caller is the first
// to ask it and has to make the look. It returns nil for a question that a
// replayed scan never asked.
func (l *looks) find(question string) (a *asked, first bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a, ok := l.asked[question]; ok || l.replay {
		return a, false
	}
	a = &asked{done: make(chan struct{})}
	l.asked[question] = a
	return a, true
}

// has reports whether a question was asked.
func (l *looks) has(question string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked[question] != nil
}

// settle makes one look and keeps its reply or why there was none.
func (s *Site) settle(a *asked, question string, ask func() (any, error)) {
	defer func() {
		if bug := recover(); bug != nil {
			s.log().Error("a look panicked", "question", Printable(question), "bug", bug)
			a.failure = &Failure{Internal, "shopcheck itself failed at this look; please report it"}
		}
	}()
	s.step(question)
	reply, err := ask()
	if err != nil {
		a.failure = explain(s.ctx, err)
		// The error itself is not logged: it may quote the shop.
		s.log().Info("no reply", "question", Printable(question), "cause", a.failure.Cause, "type", fmt.Sprintf("%T", err))
		return
	}
	a.reply = reply
}

// decoded returns the reply, reading it into what empty makes if it was kept as
// JSON; nil if it cannot be read. It is called when the look is done.
func (a *asked) decoded(empty func() any) any {
	a.decode.Do(func() {
		if a.raw == nil || a.reply != nil {
			return
		}
		reply := empty()
		if json.Unmarshal(a.raw, reply) == nil {
			a.reply = reply
		}
	})
	return a.reply
}

// step tells the watcher, in the words of evidence: a second look, or one at a
// path that nobody links to, is a GET like any other.
func (s *Site) step(question string) {
	question = strings.TrimPrefix(question, s.round)
	if s.opts.Watch == nil || question == "TOLD" { // what we are told asks the shop nothing
		return
	}
	for _, ours := range []string{"PEEK-PAGE ", "PEEK-FOR ", "PEEK ", "GLEAN ", "SCRIPT "} {
		if rest, ok := strings.CutPrefix(question, ours); ok {
			question = "GET " + rest
		}
	}
	s.opts.Watch(Step{Question: Printable(question), Used: s.Usage()})
}

// all returns the looks that are done, sorted. Past maxKept replies are left
// out, and are said to be.
func (l *looks) all() Looks {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out Looks
	for q, a := range l.asked {
		select {
		case <-a.done:
		default:
			continue
		}
		raw := a.raw
		if raw == nil && a.failure == nil {
			var err error
			if raw, err = json.Marshal(a.reply); err != nil {
				continue // a reply is plain data; it always marshals
			}
		}
		out = append(out, Look{Question: q, Reply: raw, Failure: a.failure})
	}
	slices.SortFunc(out, func(x, y Look) int { return cmp.Compare(x.Question, y.Question) })
	total := 0
	for i := range out {
		if total += len(out[i].Reply); total > maxKept && out[i].Reply != nil {
			out[i] = Look{Question: out[i].Question, Failure: &Failure{NotRecorded, "the run had grown too large to keep this"}}
		}
	}
	return out
}

package browser

import (
	"context"
	"time"
)

// A tab is one page of the browser, alone in its context.
type tab struct{ context, target, session string }

// open opens an empty one.
func (b *Browser) open(ctx context.Context) (t tab, err error) {
	type params = map[string]string
	made, err := call[struct {
		ID string `json:"browserContextId"`
	}](ctx, b.conn, command{Method: "Target.createBrowserContext"})
	if err != nil {
		return t, err
	}
	t.context = made.ID
	if err := do(ctx, b.conn, command{Method: "Browser.setDownloadBehavior", Params: params{"behavior": "deny", "browserContextId": t.context}}); err != nil {
		return t, err
	}
	target, err := call[struct {
		ID string `json:"targetId"`
	}](ctx, b.conn, command{Method: "Target.createTarget", Params: params{"url": "about:blank", "browserContextId": t.context}})
	if err != nil {
		return t, err
	}
	t.target = target.ID
	session, err := call[struct {
		ID string `json:"sessionId"`
	}](ctx, b.conn, command{Method: "Target.attachToTarget", Params: attach{t.target, true}})
	t.session = session.ID
	return t, err
}

type attach struct {
	Target  string `json:"targetId"`
	Flatten bool   `json:"flatten"` // its messages come with its session's name
}

// closeTime is how long a page may take to go away.
const closeTime = 3 * time.Second

func (b *Browser) shut(t tab) error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	return do(ctx, b.conn, command{Method: "Target.disposeBrowserContext", Params: map[string]string{"browserContextId": t.context}})
}

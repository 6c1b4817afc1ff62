package browser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// reader is run in the page, in a world of its own whose functions the page
// cannot have changed. It returns the document with its open shadow trees, as
// HTML, no longer than asked for. Browsers hide nonces from the text of a page
// whose policy came in its header (HTML, on the nonce attribute): they are put back.
const reader = `((most) => {
	for (const e of document.querySelectorAll("[nonce]")) e.setAttribute("nonce", e.nonce);
	const roots = [];
	const walk = (tree) => {
		for (const e of tree.querySelectorAll("*")) if (e.shadowRoot) { roots.push(e.shadowRoot); walk(e.shadowRoot); }
	};
	walk(document);
	const top = document.documentElement;
	const html = top ? "<!DOCTYPE html>" + top.cloneNode(false).outerHTML.replace(/<\/html>$/, "") + top.getHTML({shadowRoots: roots}) + "</html>" : "";
	return {at: document.URL, html: html.slice(0, most), cut: html.length > most};
})`

// read reads the built page.
func (w *rendering) read() (Page, error) {
	world, err := call[struct {
		ID int `json:"executionContextId"`
	}](w.ctx, w.conn, command{Session: w.session, Method: "Page.createIsolatedWorld", Params: map[string]string{"frameId": w.frame}})
	if err != nil {
		return Page{}, w.why(err)
	}
	got, err := call[struct {
		Result struct {
			Value struct {
				At, HTML string
				Cut      bool
			} `json:"value"`
		} `json:"result"`
		Exception *struct {
			Text string `json:"text"`
		} `json:"exceptionDetails"`
	}](w.ctx, w.conn, command{Session: w.session, Method: "Runtime.evaluate", Params: evaluation{fmt.Sprintf("%s(%d)", reader, w.MaxHTML), world.ID, true}})
	page := got.Result.Value
	switch {
	case err != nil:
		return Page{}, w.why(err)
	case got.Exception != nil:
		return Page{}, errors.New("the page cannot be read: " + got.Exception.Text)
	case !sameSite(page.At, w.URL):
		return Page{}, &Elsewhere{address(page.At, false)}
	}
	most := min(len(page.HTML), w.MaxHTML)
	return Page{HTML: []byte(strings.ToValidUTF8(page.HTML[:most], "")), Cut: page.Cut || most < len(page.HTML)}, nil
}

type evaluation struct {
	Expression string `json:"expression"`
	World      int    `json:"contextId"`
	ByValue    bool   `json:"returnByValue"`
}

// why prefers what befell the page to a time-out that comes of it.
func (w *rendering) why(err error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lost != nil && errors.Is(err, context.DeadlineExceeded) {
		return w.lost
	}
	return err
}

// sameSite reports whether two addresses have the same scheme and host: scripts
// may change the rest without leaving the page.
func sameSite(a, b string) bool {
	u, err := url.Parse(a)
	v, err2 := url.Parse(b)
	return err == nil && err2 == nil && u.Scheme == v.Scheme && strings.EqualFold(u.Host, v.Host)
}

package observe

import (
	"bytes"
	"errors"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/html"
)

// Bounds on what is read of a page's HTML.
const (
	maxTokens = 50_000
	maxItems  = 2_000     // links, forms, resources and metas, each
	maxInputs = 200       // of one form
	maxInline = 256 << 10 // bytes of one inline script, for those who look into it
	maxText   = 64 << 10
)

// A Document is what a page's HTML says, as far as probes need it. Addresses
// are absolute; those that are no http or https address are left out.
type Document struct {
	Title     string
	Links     []Link
	Forms     []Form
	Resources []Resource
	Metas     []Meta
	Text      string // visible text, bounded
	Cut       bool   // the page has more than was read or is kept here
}

// A Link is an anchor's address and words.
type Link struct{ URL, Text string }

// A Form is where a form sends what, and by which method (upper case).
type Form struct {
	Action, Method string
	Spelled        bool     // the page names the action's scheme, itself or by its base element
	Buttons        []string // where buttons send it instead (formaction)
	Inputs         []Input
}

// An Input is one field of a form: its attributes, lower-case type. Fields
// outside of any form belong to a form without an action: scripts send those.
type Input struct {
	Type, Name, ID, Autocomplete, Placeholder, Title string
	MinLength, MaxLength, Pattern                    string
	Data                                             []string       // names of its data- attributes
	Numbers                                          map[string]int // those with a whole number below 65536; nil: none
	// Of fields for passwords: the visible text beside them, up to the next field or
	// label, and what describes them (aria-describedby).
	Before, After, Described string
}

// A Resource is something a page makes the browser load, or data that scripts
// find in it.
type Resource struct {
	// Kind is script, style, frame, image, media, object, icon; background or font
	// of what styles name, used or not; data of a script element that does not run.
	Kind        string
	URL         string // empty for inline scripts and data
	Inline      string // their text, bounded
	Hash        string // of the whole text of an inline script, as a policy would name it: "sha256-…"
	Integrity   string
	Nonce       string
	CrossOrigin bool // asked for with CORS, without which integrity is not checked for other hosts
	Async       bool // of scripts with an address: runs when it has come
	Defer       bool // runs when the page is there; modules do so anyway
	Module      bool
	Hint        bool   // is only fetched ahead of time (preload, modulepreload), not run by this element
	Allow       string // of frames: which of the browser's abilities they may use
}

// A Meta is one meta element; Name holds its name, property or http-equiv, lower
// case. Of http-equiv only what browsers obey is kept, and where they obey it: a
// content security policy in the head alone. The same words as a mere name are
// left out: browsers ignore those.
type Meta struct{ Name, Content string }

// documents holds each page's parsed HTML: pages are shared, and so is this.
type documents struct {
	once     sync.Once
	doc      *Document
	scaffold scaffold
}

// Document reads the page's HTML. It is read by tokens and not into a tree, so
// that depth costs nothing; a page without HTML has an empty Document.
func (p *Page) Document() *Document {
	p.parsed.once.Do(func() {
		r := &reading{doc: &Document{Cut: p.Cut}, page: p.URL, base: &url.URL{}, form: -1}
		if u, err := url.Parse(p.URL); err == nil {
			r.base = u
		}
		r.read(p.Body)
		r.settle()
		r.shown.settle()
		p.parsed.doc, p.parsed.scaffold = r.doc, r.shown
	})
	return p.parsed.doc
}

// room reports whether there is room for one more where n are kept. What is left
// out may be what somebody looks for.
func (r *reading) room(n int) bool {
	r.doc.Cut = r.doc.Cut || n >= maxItems
	return n < maxItems
}

// A reading is a document being read.
type reading struct {
	doc    *Document
	page   string // the document's own address: a base element does not change it
	base   *url.URL
	based  bool
	fixed  bool           // the base element names a scheme
	form   int            // index of the open form, or -1
	loose  int            // index+1 of the form that stands for fields outside of forms
	ids    map[string]int // forms by their id
	owed   []part         // of forms that are named by their id
	inert  int            // templates that are open: what is in them is no part of the page
	body   bool           // the head is over
	aside  bool           // in noscript: what is in it is no part of the page where scripts run
	anchor int            // index+1 of the open link
	inside string         // the open element that has text and no tags
	script int            // index+1 of the open script that has no address
	module bool           // it may import others
	css    bool           // the open style element is one
	text   strings.Builder
	shown  scaffold
	beside beside
}

func (r *reading) read(body []byte) {
	z := html.NewTokenizer(bytes.NewReader(body))
	z.SetMaxBuf(1 << 20)
	for range maxTokens {
		switch z.Next() {
		case html.ErrorToken:
			r.doc.Text = r.text.String()
			r.doc.Cut = r.doc.Cut || !errors.Is(z.Err(), io.EOF) // a tag or script longer than is read
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			name, attrs := tag(z)
			if !r.template(name, attrs) {
				r.open(name, attrs)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if !r.inertEnd(string(name)) {
				r.close(string(name))
			}
		case html.TextToken:
			if r.inert == 0 {
				r.words(string(z.Text()))
			}
		}
	}
	r.doc.Text, r.doc.Cut = r.text.String(), true
}

// tag returns the current tag's name and its attributes; of several alike the
// first counts.
func tag(z *html.Tokenizer) (string, map[string]string) {
	name, more := z.TagName()
	attrs := make(map[string]string)
	for more {
		var k, v []byte
		k, v, more = z.TagAttr()
		if _, had := attrs[string(k)]; !had && len(attrs) < 100 {
			attrs[string(k)] = string(v)
		}
	}
	return string(name), attrs
}

// template reports whether a start tag is, or stands in, a template. One that
// becomes a shadow tree is shown, and is none (HTML, section 4.12.3).
func (r *reading) template(name string, a map[string]string) bool {
	if name == "template" {
		if mode := strings.ToLower(a["shadowrootmode"]); r.inert > 0 || mode != "open" && mode != "closed" {
			r.inert++
		}
	}
	return r.inert > 0
}

func (r *reading) inertEnd(name string) bool {
	if r.inert == 0 {
		return false
	}
	if name == "template" {
		r.inert--
	}
	return true
}

// open takes note of a start tag.
func (r *reading) open(name string, a map[string]string) {
	r.shown.open(name, a)
	r.heads(name)
	r.note(name, a)
	r.styled(a["style"], true)
	switch name {
	case "base": // only the first counts (HTML, section 4.2.3)
		if u, err := r.base.Parse(a["href"]); err == nil && a["href"] != "" && !r.based {
			r.base, r.based, r.fixed = u, true, spelled(a["href"])
		}
	case "a", "area":
		if at := r.absolute(a["href"]); at != "" && len(r.doc.Links) < maxItems {
			r.doc.Links = append(r.doc.Links, Link{URL: at})
			r.anchor = len(r.doc.Links)
		}
	case "form":
		r.openForm(a)
	case "input", "select", "textarea", "button":
		r.control(name, a)
	case "meta":
		r.meta(a)
	case "title", "style", "noscript":
		r.inside = name
		r.css = lower(a["type"]) == "" || lower(a["type"]) == "text/css"
	case "script":
		r.inside = name
		r.openScript(a)
	default:
		r.resource(name, a)
	}
}

// obeyed are the values of http-equiv that browsers act on and that matter here,
// a policy only in the head (HTML, section 4.2.5.3).
var obeyed = []string{"content-security-policy", "refresh"}

func (r *reading) meta(a map[string]string) {
	for _, key := range []string{"name", "property", "http-equiv"} {
		name := strings.ToLower(strings.TrimSpace(a[key]))
		if name == "content-security-policy" && (r.body || r.aside) {
			continue
		}
		if name != "" && (key == "http-equiv") == slices.Contains(obeyed, name) && len(r.doc.Metas) < maxItems {
			r.doc.Metas = append(r.doc.Metas, Meta{Name: name, Content: a["content"]})
		}
	}
}

func (r *reading) close(name string) {
	r.shown.close(name)
	switch name {
	case "form":
		r.form = -1
		r.mark(false)
	case "a":
		r.anchor = 0
	case r.inside:
		r.inside, r.script = "", 0
	}
	r.aside = r.aside && name != "noscript"
}

// words adds text to whatever it stands in.
func (r *reading) words(text string) {
	switch r.inside {
	case "script":
		r.scriptText(text)
		return
	case "style":
		if r.css {
			r.imports("style", sheetImports(text))
			r.styled(text, false)
		}
		return
	case "title":
		if r.doc.Title == "" {
			r.doc.Title = strings.Join(strings.Fields(text), " ")
		}
		return
	}
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return
	}
	r.shown.words(text)
	r.body = r.body || !r.aside
	if r.anchor > 0 {
		link := &r.doc.Links[r.anchor-1]
		link.Text = strings.TrimSpace((link.Text + " " + text)[:min(len(link.Text)+1+len(text), 200)])
	}
	if r.text.Len() < maxText {
		r.text.WriteString(text[:min(len(text), maxText)] + "\n")
	}
}

func lower(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// overlooked takes out of an address what browsers overlook in it (URL standard,
// section 4.4).
var overlooked = strings.NewReplacer("\t", "", "\n", "", "\r", "")

// absolute resolves an address as browsers do; "" if it is none of the web's.
func (r *reading) absolute(at string) string {
	at = strings.TrimSpace(at)
	if at == "" {
		return ""
	}
	u, err := r.base.Parse(overlooked.Replace(at))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.Host = strings.ToLower(u.Host)
	if u.Path == "" {
		u.Path = "/"
	}
	return defragment(u.String())
}

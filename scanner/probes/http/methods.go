package http

import (
	"context"
	_ "embed"
	"fmt"
	"mime"
	nethttp "net/http"
	"net/url"
	"slices"
	"strings"

	"shopcheck/scanner"
	"shopcheck/scanner/observe"
)

//go:embed methods.md
var methodsDoc string

// Methods asks whether the shop's server answers methods that no shop needs and
// that give something away or change something.
var Methods = scanner.Probe{
	ID:       "http.methods",
	Severity: scanner.Low,
	Class:    scanner.Standard,
	Stage:    scanner.Last, // some firewalls ban whoever sends TRACE
	Doc:      methodsDoc,
	Run: func(ctx context.Context, site *observe.Site) ([]scanner.Finding, error) {
		home, err := site.Home(ctx)
		if err != nil {
			return nil, err
		}
		root := "/"
		if u, err := url.Parse(home.URL); err == nil {
			root = u.Scheme + "://" + u.Host + "/"
		}
		f, err := judgeMethods(answered(site.Options(ctx, root)), answered(site.Trace(ctx, root)))
		if err != nil {
			f = scanner.CouldNot("", err)
		}
		f.Subject = root
		return []scanner.Finding{f}, nil
	},
}

// An answer is a server's to one request: its page, or why there is none.
type answer struct {
	page *observe.Page
	err  error
}

// answered takes a page for no answer if it says nothing of the server behind: a
// challenge, or too many requests. A refusal is one: that is what is asked for.
func answered(page *observe.Page, err error) answer {
	if err == nil && (page.Challenge() || page.Status == nethttp.StatusTooManyRequests || page.Status == nethttp.StatusServiceUnavailable) {
		err = page.Unusable()
	}
	return answer{page, err}
}

// judgeMethods fails a server only for a TRACE that it really sent back. What it
// says of others may not be true, and is but a warning.
func judgeMethods(options, trace answer) (scanner.Finding, error) {
	if trace.err == nil && echoes(trace.page) {
		line, _, _ := strings.Cut(string(trace.page.Body), "\n")
		return scanner.Finding{
			Outcome: scanner.Fail, Evidence: []observe.Evidence{trace.page.Evidence("status 200, Content-Type: message/http, and our own request: " + strings.TrimSpace(line))},
			Message: "The server sends requests back as it got them, also what somebody on the way has added to them or should stay hidden from scripts.",
		}, nil
	}
	var quotes []observe.Evidence
	var listed []string
	for _, a := range []answer{options, trace} {
		if a.err == nil {
			quotes = append(quotes, a.page.Evidence(says(a.page)))
			listed = append(listed, offered(a.page)...)
		}
	}
	needless := []string{"CONNECT", "DELETE", "PUT", "TRACK"}
	if trace.err != nil { // if it was refused, the list is not true
		needless = append(needless, "TRACE")
	}
	switch odd := slices.DeleteFunc(needless, func(m string) bool { return !slices.Contains(listed, m) }); {
	case len(odd) > 0:
		return scanner.Finding{Outcome: scanner.Warn, Evidence: quotes, Message: "The server says that it takes requests which change or remove what is on it, or that no shop needs (" + strings.Join(odd, ", ") + ")."}, nil
	case trace.err != nil:
		return scanner.Finding{}, trace.err
	case options.err != nil:
		return scanner.Finding{}, options.err
	}
	return scanner.Finding{Outcome: scanner.Pass, Evidence: quotes, Message: "The server sends no requests back, and does not say that it takes any which change or remove what is on it."}, nil
}

// echoes reports whether a server sent our TRACE back (RFC 9110, section 9.3.8).
// One that answers with a page has not understood it.
func echoes(p *observe.Page) bool {
	kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
	return err == nil && p.Status == nethttp.StatusOK && kind == "message/http" && strings.HasPrefix(string(p.Body), "TRACE ")
}

// lists are the headers in which servers list methods: that of the standard (RFC
// 9110, section 10.2.1), and IIS's older one.
var lists = []string{"Allow", "Public"}

// offered returns the methods that a response lists; their case counts.
func offered(p *observe.Page) []string {
	var out []string
	for _, name := range lists {
		for method := range strings.SplitSeq(strings.Join(p.Header.Values(name), ","), ",") {
			out = append(out, strings.TrimSpace(method))
		}
	}
	return out
}

// says quotes what a response says of methods.
func says(p *observe.Page) string {
	quote := fmt.Sprintf("status %d", p.Status)
	for _, name := range lists {
		if values := p.Header.Values(name); len(values) > 0 {
			quote += ", " + name + ": " + strings.Join(values, ", ")
		}
	}
	return quote
}

package main

import (
	"fmt"
	"sync"

	"golang.org/x/term"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/observe"
)

// progress returns a watcher that shows on one line of standard error what is
// being looked at, and a function that wipes the line. Without a terminal, or
// with --quiet, both do nothing.
func (a *app) progress(o cli.Common) (watch func(observe.Step), done func()) {
	if o.Quiet || o.Verbose || !term.IsTerminal(int(a.errOut.Fd())) {
		return nil, func() {}
	}
	var mu sync.Mutex
	width, _, err := term.GetSize(int(a.errOut.Fd()))
	if err != nil {
		width = 80
	}
	watch = func(s observe.Step) {
		mu.Lock()
		defer mu.Unlock()
		line := fmt.Sprintf("Looking: %d of %d requests used · %s",
			s.Used.Used.Requests, s.Used.Allowed.Requests, observe.Printable(s.Question))
		if runes := []rune(line); len(runes) > width-1 {
			line = string(runes[:width-1])
		}
		_, _ = fmt.Fprint(a.errOut, "\r\x1b[K"+line)
	}
	return watch, func() {
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Fprint(a.errOut, "\r\x1b[K")
	}
}

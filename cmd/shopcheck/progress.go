package main

import (
	"fmt"
	"sync"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"

	"shopcheck/cmd/shopcheck/cli"
	"shopcheck/scanner/observe"
)

// wipe goes to the start of the line and empties it.
const wipe = "\r\x1b[K"

// progress returns a watcher that shows on one line of standard error what is
// being looked at, and a function that wipes the line. Without a terminal, or
// with --quiet, both do nothing.
func (a *app) progress(o cli.Progress) (watch func(observe.Step), done func()) {
	if o.Quiet || o.Verbose || o.LogJSON || !term.IsTerminal(int(a.errOut.Fd())) {
		return nil, func() {}
	}
	width, _, err := term.GetSize(int(a.errOut.Fd()))
	if err != nil {
		width = 0
	}
	var mu sync.Mutex
	show := func(line string) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Fprint(a.errOut, wipe+line)
	}
	return func(s observe.Step) { show(progressLine(s, width)) }, func() { show("") }
}

// progressLine says what is being looked at, in less than width columns, so that
// the cursor stays on the line. A terminal that tells no width to speak of has 80.
func progressLine(s observe.Step, width int) string {
	if width < 20 {
		width = 80
	}
	line := fmt.Sprintf("Looking: %d of %d requests used · %s",
		s.Used.Used.Requests, s.Used.Allowed.Requests, observe.Printable(s.Question))
	return ansi.Truncate(line, width-1, "…")
}

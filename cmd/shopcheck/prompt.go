package main

import (
	"context"
	"io"
)

// An untilDone is a reader that gives up when its context ends: a person who
// presses Ctrl-C at a prompt need not press Enter as well. The read that it
// waits for is left behind.
type untilDone struct {
	ctx context.Context
	in  io.Reader
}

// Read reads from in, or returns why the context ended.
func (u untilDone) Read(p []byte) (int, error) {
	type reply struct {
		n   int
		err error
	}
	own := make([]byte, len(p)) // a read left behind must not write into p
	came := make(chan reply, 1)
	go func() {
		n, err := u.in.Read(own)
		came <- reply{n, err}
	}()
	select {
	case r := <-came:
		return copy(p, own[:r.n]), r.err
	case <-u.ctx.Done():
		return 0, context.Cause(u.ctx)
	}
}

// readLine reads up to the end of a line and not a byte further: what was typed
// ahead belongs to the interview.
func readLine(in io.Reader) (string, error) {
	var line []byte
	for b := make([]byte, 1); len(line) < 1000; {
		if _, err := in.Read(b); err != nil {
			return "", err
		}
		if b[0] == '\n' {
			break
		}
		line = append(line, b[0])
	}
	return string(line), nil
}

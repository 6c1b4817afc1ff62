package main

import (
	"errors"
	"strings"
)

// The exit codes. For many shops the worst is taken: 2, then 3, then 1.
const (
	exitDone        = 0
	exitPolicy      = 1 // --fail-on was reached
	exitWrong       = 2 // wrong usage, a broken file, a fault of ours
	exitNotAssessed = 3 // unreachable, blocked, interrupted
)

// errStopped ends a command that was interrupted before it had begun.
var errStopped = &exitError{exitNotAssessed, errors.New("stopped; nothing was sent and nothing was written")}

// An exitError ends the program with a code of its own.
type exitError struct {
	code int
	err  error // nil if everything has been said
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// weight orders the exit codes by how much they matter.
var weight = [...]int{exitDone: 0, exitPolicy: 1, exitNotAssessed: 2, exitWrong: 3}

// worse returns the exit code that matters more.
func worse(a, b int) int {
	if weight[b] > weight[a] {
		return b
	}
	return a
}

// exitCode returns the code that an error ends the program with: of joined errors
// the one that matters most.
func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	if joined := apart(err); joined != nil {
		worst := exitDone
		for _, e := range joined {
			worst = worse(worst, exitCode(e))
		}
		return worst
	}
	if e, ok := errors.AsType[*exitError](err); ok {
		return e.code
	}
	return exitWrong
}

// apart are the errors that errors.Join made one of, not deeper: an exitError decides
// for what it holds, and a sentence is one with what it is made of.
func apart(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return nil
	}
	var texts []string
	for _, e := range joined.Unwrap() {
		texts = append(texts, e.Error())
	}
	if err.Error() != strings.Join(texts, "\n") {
		return nil
	}
	return joined.Unwrap()
}

// sayError tells what ended a command: each error that has not been said.
func (a *app) sayError(err error) {
	if joined := apart(err); joined != nil {
		for _, e := range joined {
			a.sayError(e)
		}
	} else if err.Error() != "" {
		a.say("shopcheck: %v", err)
	}
}

// A tally collects what went wrong with one shop or several. Of several it is said
// at once, since the others follow.
type tally struct {
	app  *app
	many *bool
	held error // not said yet
	code int   // of what was said
}

func (t *tally) add(err error) {
	switch {
	case err == nil:
	case *t.many:
		t.app.sayError(err)
		t.code = worse(t.code, exitCode(err))
	default:
		t.held = errors.Join(t.held, err)
	}
}

// err is all of it, for the end of the program.
func (t *tally) err() error {
	if t.code == exitDone {
		return t.held
	}
	return errors.Join(t.held, &exitError{code: t.code})
}

package main

import (
	"errors"
	"io/fs"
	"os"
	"time"
)

// turnFile is there while a process changes a shop's files.
const turnFile = ".busy"

// How long a process waits for its turn: much longer than any takes to write. Then
// it goes on: the other has ended without a word.
const (
	turnWait = 10 * time.Second
	turnStep = 10 * time.Millisecond
)

// inTurn does what reads a shop's files and then writes them, while no other process
// does, so that neither loses what the other writes. Within do it can be called
// again. Where no file can be made do is done at once: it will say so itself.
func (k keep) inTurn(do func() error) error {
	if k.book.turn {
		return do()
	}
	if err := os.MkdirAll(k.dir, 0o700); err == nil && k.await() {
		defer func() { _ = os.Remove(k.path(turnFile)) }()
	}
	k.book.turn = true
	defer func() { k.book.turn = false }()
	return do()
}

// await takes the turn, and reports whether it is to be given back.
func (k keep) await() bool {
	for range turnWait / turnStep {
		f, err := os.OpenFile(k.path(turnFile), os.O_CREATE|os.O_EXCL, 0o600)
		if err == nil {
			return f.Close() == nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return false
		}
		time.Sleep(turnStep)
	}
	return true
}

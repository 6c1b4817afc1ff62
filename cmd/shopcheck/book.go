package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"shopcheck/checklist"
)

// answersFile is the file of a shop's answers, which people edit too.
const answersFile = "answers.yaml"

// A book is what one command knows of a shop's file of answers.
type book struct {
	said  []checklist.Statement // what was known when the file was last read or written
	aside string                // the file that answers are kept in instead; "" while it is answersFile
	why   error                 // why answersFile cannot be changed
	turn  bool                  // it is this command's turn to change the shop's files
}

// answers returns what was said about the shop before, or nothing.
func (k keep) answers(cat checklist.Catalog, now time.Time) ([]checklist.Statement, error) {
	said, err := readAnswers(k.path(answersFile), cat, now, true)
	k.book.said = said
	return said, err
}

func readAnswers(name string, cat checklist.Catalog, now time.Time, mayMiss bool) ([]checklist.Statement, error) {
	f, err := os.Open(name)
	if mayMiss && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading answers: %w", err)
	}
	defer func() { _ = f.Close() }()
	return checklist.ReadAnswers(f, name, cat, now)
}

// saveAnswers keeps what is said now and returns all that the file then says: it is
// read again, so that what somebody changed in it meanwhile is not lost. A file that
// cannot be read any more, or not be changed, stays as it is, and answers are kept
// beside it; see [keep.misplaced].
func (k keep) saveAnswers(said []checklist.Statement, cat checklist.Catalog, now time.Time) (all []checklist.Statement, err error) {
	err = k.inTurn(func() error {
		all, err = k.addAnswers(said, cat, now)
		return err
	})
	return all, err
}

// addAnswers is saveAnswers, once it is this command's turn.
func (k keep) addAnswers(said []checklist.Statement, cat checklist.Catalog, now time.Time) ([]checklist.Statement, error) {
	if k.book.aside != "" {
		return said, k.saveAside(said, cat)
	}
	file, there, err := k.reread(cat, now)
	all := carried(there, k.book.said, said)
	var edited []byte
	if err == nil {
		edited, err = checklist.EditAnswers(file, k.path(answersFile), all, cat, now)
	}
	if err != nil {
		k.book.why, k.book.aside = err, "answers-"+now.UTC().Format("20060102-150405")+".yaml"
		return said, k.saveAside(said, cat)
	}
	if file == nil || !bytes.Equal(file, edited) {
		err = k.save(answersFile, func(w io.Writer) error {
			_, err := w.Write(edited)
			return err
		})
	}
	if err == nil {
		k.book.said = said
	}
	return all, err
}

// reread returns what the file holds now, and what it says. One that is gone says
// what was known: nobody unsays all answers by that.
func (k keep) reread(cat checklist.Catalog, now time.Time) ([]byte, []checklist.Statement, error) {
	f, err := os.Open(k.path(answersFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, k.book.said, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading answers: %w", err)
	}
	defer func() { _ = f.Close() }()
	var file bytes.Buffer
	there, err := checklist.ReadAnswers(io.TeeReader(f, &file), k.path(answersFile), cat, now)
	return file.Bytes(), there, err
}

// carried returns what is there, changed as what was said before was until now.
func carried(there, before, now []checklist.Statement) []checklist.Statement {
	in := func(all []checklist.Statement, same func(a, b checklist.Statement) bool) func(checklist.Statement) bool {
		return func(s checklist.Statement) bool {
			return slices.ContainsFunc(all, func(other checklist.Statement) bool { return same(s, other) })
		}
	}
	whose := func(a, b checklist.Statement) bool { return a.Key() == b.Key() && strings.EqualFold(a.By, b.By) }
	alike := func(a, b checklist.Statement) bool { return whose(a, b) && a.Value == b.Value }
	takenBack := slices.DeleteFunc(slices.Clone(before), in(now, whose))
	there = slices.DeleteFunc(slices.Clone(there), in(takenBack, alike))
	said := slices.DeleteFunc(slices.Clone(now), in(before, func(a, b checklist.Statement) bool { return alike(a, b) && a.At.Equal(b.At) }))
	return checklist.Merge(there, said)
}

func (k keep) saveAside(said []checklist.Statement, cat checklist.Catalog) error {
	return k.save(k.book.aside, func(w io.Writer) error { return checklist.WriteAnswers(w, said, cat) })
}

// misplaced says where answers are kept that could not be kept where they belong;
// nil if there are none.
func (k keep) misplaced() error {
	if k.book.aside == "" {
		return nil
	}
	return fmt.Errorf("the file of answers could not be changed, so it was left as it is:\n%w\nWhat you answered is in %s. Mend the first file, then: shopcheck answer %s --answers %s",
		k.book.why, k.path(k.book.aside), k.shop.Domain, k.path(k.book.aside))
}

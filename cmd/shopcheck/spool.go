package main

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"

	"shopcheck/checklist"
)

// A spool keeps runs until files are written from them: one in memory, several in a
// private temporary file, as JSON Lines. The nil spool keeps none.
type spool struct {
	one  []checklist.Run
	file *os.File // nil: one in memory
	size int64    // of what is whole in the file, in bytes
}

// newSpool makes a spool if there are files to be written.
func newSpool(wanted, several bool) (*spool, error) {
	if !wanted {
		return nil, nil
	}
	if !several {
		return &spool{}, nil
	}
	f, err := os.CreateTemp("", "shopcheck-*.jsonl")
	if err != nil {
		return nil, unkept("the reports", err)
	}
	_ = os.Remove(f.Name()) // where a file that is open may go, nothing stays of it whatever ends us
	return &spool{file: f}, nil
}

// add keeps a run. One that is of several is in the file when add returns.
func (s *spool) add(run checklist.Run) error {
	switch {
	case s == nil:
		return nil
	case s.file == nil:
		s.one = append(s.one, run)
		return nil
	}
	var line bytes.Buffer
	err := run.WriteLine(&line)
	if err == nil {
		_, err = s.file.Write(line.Bytes())
	}
	if err != nil {
		return unkept("the report of "+run.Target.String(), err)
	}
	s.size += int64(line.Len())
	return nil
}

// unkept says why something could not be kept.
func unkept(what string, err error) error {
	return fmt.Errorf("keeping %s until all are there, in the folder %s: %w; the variable TMPDIR (on Windows TMP) can name another", what, os.TempDir(), reason(err))
}

// runs are those that were kept, in order; anybody may read them, one at a time.
func (s *spool) runs() iter.Seq2[checklist.Run, error] {
	if s.file != nil {
		return checklist.ReadRuns(s.file.Name(), io.NewSectionReader(s.file, 0, s.size))
	}
	return func(yield func(checklist.Run, error) bool) {
		for _, run := range s.one {
			if !yield(run, nil) {
				return
			}
		}
	}
}

// close gives up what was kept.
func (s *spool) close() {
	if s == nil || s.file == nil {
		return
	}
	_ = s.file.Close()
	_ = os.Remove(s.file.Name())
}

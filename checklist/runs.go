package checklist

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// WriteLine writes what Write writes as one line: a record of JSON Lines
// (jsonlines.org).
func (r Run) WriteLine(w io.Writer) error {
	var plain, line bytes.Buffer
	if err := r.Write(&plain); err != nil {
		return err
	}
	if err := json.Compact(&line, plain.Bytes()); err != nil {
		return fmt.Errorf("writing the run: %w", err)
	}
	_ = line.WriteByte('\n')
	_, err := w.Write(line.Bytes())
	return err
}

// ReadRuns reads the runs of a file one after the other, never more than one at a
// time: a run as Write writes it, or JSON Lines. Each is read and bounded as by
// [ReadRun]. A line that is no run comes as an error that begins with the file's
// name and the line's number, and the next line follows; an error of reading ends
// the runs.
func ReadRuns(name string, r io.Reader) iter.Seq2[Run, error] {
	return func(yield func(Run, error) bool) {
		in := bufio.NewReaderSize(r, 64<<10)
		line, err := readLine(in)
		if !strings.HasSuffix(name, ".jsonl") && !isLines(line, in) {
			run, err := ReadRun(io.MultiReader(bytes.NewReader(line), in))
			yield(run, at(name, err))
			return
		}
		for n := 1; ; n++ {
			if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errLong) {
				yield(Run{}, fmt.Errorf("reading %s: %w", name, err))
				return
			}
			if len(bytes.TrimSpace(line)) > 0 {
				run, wrong := parseRun(line)
				if !yield(run, at(fmt.Sprintf("%s:%d", name, n), wrong)) {
					return
				}
			}
			if err != nil {
				return
			}
			line, err = readLine(in)
		}
	}
}

// at says where an error is, if there is one.
func at(where string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", where, err)
}

// isLines reports whether a file that begins with a line holds JSON Lines: the line
// is a document, or no document that goes on as the next line does.
func isLines(first []byte, rest *bufio.Reader) bool {
	next, _ := rest.Peek(1)
	return json.Valid(first) || bytes.HasSuffix(bytes.TrimSpace(first), []byte("}")) && string(next) == "{"
}

// readLine reads a line with its end, or as much of it as a run may have and a
// little more; then the error is errLong. At the end of the file it is io.EOF.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxRun:
			return line, errLong
		case !errors.Is(err, bufio.ErrBufferFull):
			return line, err
		}
	}
}

// errLong ends lines, one of which is longer than any run.
var errLong = errors.New("the line is too long")

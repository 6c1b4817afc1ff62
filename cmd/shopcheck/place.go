package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// A place is somewhere that reports go.
type place struct {
	name   string // a file's, as it was given; empty: standard output
	format format
	// put has a report written, all of it or nothing, after every shop was looked at.
	// It is nil for standard output, where reports go as they come.
	put func(fill func(io.Writer) error) error
}

// flag is what asked for the place, for sentences about it.
func (p place) flag() string {
	if p.name == "" {
		return "--format " + string(p.format.Format)
	}
	return "-o " + p.name
}

// newFile is who may do what with a report in a file: as with any other text.
const newFile = 0o644

// file returns the place that -o names, if it is certain that it can be written
// before any shop is looked at.
func (a *app) file(name string) (place, error) {
	format, err := a.formatFor(name)
	if info, gone := os.Stat(name); err != nil && gone == nil && info.IsDir() {
		err = fmt.Errorf("-o %s: %w", name, folder(name, ".md"))
	}
	if err != nil {
		return place{}, err
	}
	if err := writable(name); err != nil {
		return place{}, fmt.Errorf("-o %s: %w", name, err)
	}
	put := func(fill func(io.Writer) error) error { return replace(name, fill) }
	return place{name: name, format: format, put: put}, nil
}

// writable says why a file cannot be written, or put in the place of the one that
// is there. A link is not replaced, since what it leads to would stay as it was.
func writable(name string) error {
	info, err := os.Lstat(name)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return unwritable(name, err)
	case err == nil && info.Mode()&fs.ModeSymlink != 0:
		return errors.New("that is a link to another place; name the file that it leads to")
	case err == nil && info.IsDir():
		return folder(name, filepath.Ext(name))
	case err == nil && !info.Mode().IsRegular():
		return errors.New("that is no file but a device or a pipe; try -o - for standard output")
	case err == nil:
		f, err := os.OpenFile(name, os.O_WRONLY, 0) //nolint:gosec // a file that the user names; nothing is written
		if err != nil {
			return fmt.Errorf("the file that is there must not be written: %w", reason(err))
		}
		if err := f.Close(); err != nil {
			return unwritable(name, err)
		}
	}
	trial, err := create(name, newFile)
	if err != nil {
		return unwritable(name, err)
	}
	return errors.Join(trial.Close(), os.Remove(trial.Name()))
}

// folder says what to name in place of a folder.
func folder(name, ending string) error {
	return fmt.Errorf("that is a folder; name a file in it, such as %s", filepath.Join(name, "report"+ending))
}

func unwritable(name string, err error) error {
	dir := filepath.Dir(name)
	if info, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return fmt.Errorf("there is no folder %s", dir)
	}
	return fmt.Errorf("nothing can be written in the folder %s: %w", dir, reason(err))
}

// replace writes a file whole or leaves what is there. The permissions of a file
// that is there stay.
func replace(name string, fill func(io.Writer) error) error {
	perm, old := fs.FileMode(newFile), false
	if info, err := os.Lstat(name); err == nil {
		perm, old = info.Mode().Perm(), true
	}
	err := writeWhole(name, perm, func(w io.Writer) error {
		b := bufio.NewWriter(w)
		if err := fill(b); err != nil {
			return err
		}
		if f, ok := w.(*os.File); ok && old { // the umask took its part
			return errors.Join(b.Flush(), f.Chmod(perm))
		}
		return b.Flush()
	})
	switch {
	case err != nil && old:
		return fmt.Errorf("the report could not be written to %s, where the old one still is: %w", name, reason(err))
	case err != nil:
		return fmt.Errorf("the report could not be written to %s: %w", name, reason(err))
	}
	return nil
}

// reason returns what the system says, without the name of the file and of the
// call: those are ours.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

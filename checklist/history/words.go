package history

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// A failure is an error in words for the store's owner. Those of the database are
// not among them, since they may hold a password.
type failure struct {
	words string
	err   error
}

func (f failure) Error() string { return f.words }
func (f failure) Unwrap() error { return f.err }

// explain says what kept a store from doing something, where, and what to try.
func (s *Store) explain(doing string, err error) error { return s.place.explain(doing, err) }

func (p place) explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	where := doing
	if p.name != "" {
		where += " (" + p.name + ")"
	}
	for _, own := range []error{ErrNewer, ErrForeign, ErrRefused, ErrAmbiguous, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, own) {
			return fmt.Errorf("%s: %w", where, err)
		}
	}
	return failure{where + ": " + p.words(err), err}
}

// words says what an error means.
func (p place) words(err error) string {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return fileWords(e.Code()&0xff, e)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return serverWords(e.Code, p.scrub(e.Message))
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return "the server cannot be reached, or does not answer; see that it runs and that the address is right. Nothing was changed there"
	}
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "it may not be written: " + reason(err).Error() + "; see who may write to the file and its folder, or name another place. What is kept there is untouched"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return full
	}
	return p.scrub(reason(err).Error())
}

const full = "the disk is full. What was kept before is whole, and this was not kept; make room and try again"

// Primary result codes of SQLite: sqlite.org/rescode.html.
const (
	codePerm     = 3
	codeBusy     = 5
	codeLocked   = 6
	codeReadonly = 8
	codeIO       = 10
	codeCorrupt  = 11
	codeFull     = 13
	codeCantOpen = 14
	codeNotADB   = 26
)

func fileWords(code int, err error) string {
	switch code {
	case codePerm, codeReadonly, codeCantOpen:
		return "it may not be written; see who may write to the file and its folder, or name another place. What is kept there is untouched"
	case codeBusy, codeLocked:
		return "another program has been writing to it all the time; try again later, or see which program that is. What is kept there is untouched"
	case codeFull:
		return full
	case codeIO:
		return "the disk cannot be read or written (" + err.Error() + "); see that it is sound and has room. What was kept before is as it was"
	case codeCorrupt, codeNotADB:
		return "the file is damaged, and was left as it is; move it away and try again, which begins a new one, and import an export if you have one"
	}
	return err.Error()
}

// Codes of PostgreSQL: its manual, appendix A.
const (
	codeAuthorization = "28" // the class
	codeNoDatabase    = "3D000"
	codeReadOnly      = "25006"
	codeForbidden     = "42501"
	codeDiskFull      = "53100"
	codeTooMany       = "53300"
)

func serverWords(code, says string) string {
	says = "the server says: " + says
	switch {
	case strings.HasPrefix(code, codeAuthorization):
		return says + "; see that user and password are right"
	case code == codeNoDatabase:
		return says + "; make it with createdb, or name another one"
	case code == codeReadOnly, code == codeForbidden:
		return says + "; the user needs to be the owner of the database, and the server one that may be written to. What is kept there is untouched"
	case code == codeDiskFull:
		return says + ". What was kept before is whole, and this was not kept; make room and try again"
	case code == codeTooMany:
		return says + "; try again later, or let it take more"
	}
	return says
}

// scrub removes the password from what others say.
func (p place) scrub(says string) string {
	if p.secret == "" {
		return says
	}
	return strings.ReplaceAll(says, p.secret, "…")
}

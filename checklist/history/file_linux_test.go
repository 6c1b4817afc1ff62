package history

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"shopcheck/checklist"
)

func init() { tasks["poor"], tasks["full"] = beNobody, fillUp }

// TestOpenMakesAFile holds what a store in a file looks like, whatever its name.
func TestOpenMakesAFile(t *testing.T) {
	for _, name := range []string{"runs.db", "a b/c?d#e%20/runs.db", "ü.db", "x;y'z\".db", "file:runs.db", "C:\\runs.db"} {
		dir := t.TempDir()
		place := filepath.Join(dir, name)
		s := opened(t, place)
		add(t, s, runOn(shop, 1, fail))
		for _, file := range []string{place, place + "-wal", place + "-shm"} {
			if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
				t.Errorf("%s: %v, %v", file, info, err)
			}
		}
		for at := filepath.Dir(place); at != dir; at = filepath.Dir(at) {
			if info, err := os.Stat(at); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("%s: %v, %v", at, info, err)
			}
		}
		same(t, opened(t, place), runOn(shop, 1, fail))
	}
	t.Chdir(t.TempDir())
	add(t, opened(t, "runs.db"), runOn(shop, 1, fail))
	if _, err := os.Stat("runs.db"); err != nil {
		t.Error(err)
	}
}

// TestOpenIsDurable holds that what is kept is synced, in a log beside the file.
func TestOpenIsDurable(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "runs.db"))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "busy_timeout": "10000", "auto_vacuum": "2"} {
		if got, _, err := first(t.Context(), s.db, scanOne[string], "PRAGMA "+pragma); got != want || err != nil {
			t.Errorf("%s is %s, %v", pragma, got, err)
		}
	}
}

// TestOpenLeavesOthersAlone holds that what is no store is not written to.
func TestOpenLeavesOthersAlone(t *testing.T) {
	dir := t.TempDir()
	text, other, short, pipe := filepath.Join(dir, "notes.txt"), filepath.Join(dir, "places.db"), filepath.Join(dir, "short"), filepath.Join(dir, "pipe")
	for name, content := range map[string]string{text: strings.Repeat("Buy tea.\n", 1000), short: "SQL"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", other)
	if err != nil {
		t.Fatal(err)
	}
	do(t, db, "CREATE TABLE run (a INT); INSERT INTO run VALUES (1);")
	if err := errors.Join(db.Close(), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{text, other, short} {
		before, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), name); !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if after, err := os.ReadFile(name); !bytes.Equal(before, after) || err != nil {
			t.Errorf("%s is not what it was, %v", name, err)
		}
	}
	for _, name := range []string{pipe, dir, text + "/runs.db", ""} {
		if _, err := Open(t.Context(), name); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, err := os.ReadDir(dir); len(left) != 4 || err != nil {
		t.Errorf("there are files now that were not there: %v, %v", left, err)
	}
	if _, err := Open(t.Context(), "mysql://user:word@host/db"); err == nil || strings.Contains(err.Error(), "word@") {
		t.Errorf("another server: %v", err)
	}
}

// TestLocked holds what is said when another program is writing all the time, and
// that what was kept stays.
func TestLocked(t *testing.T) {
	name := filepath.Join(t.TempDir(), "runs.db")
	s := opened(t, name)
	add(t, s, runOn(shop, 1, fail))
	tx, err := s.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	hasty, err := open(t.Context(), name, time.Millisecond, migrations())
	if err != nil {
		t.Fatal(err) // reading needs no lock
	}
	says(t, hasty.Add(t.Context(), runOn(shop, 2, fail)), name, "another program", "try again")
	same(t, hasty, runOn(shop, 1, fail))
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	add(t, hasty, runOn(shop, 2, fail))
	if err := hasty.Close(); err != nil {
		t.Error(err)
	}
}

// TestDamaged holds what is said of a file that is damaged, and that it is not
// touched.
func TestDamaged(t *testing.T) {
	name := filepath.Join(t.TempDir(), "runs.db")
	s := opened(t, name)
	for n := range 28 {
		add(t, s, runOn(shop, n+1, fail))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	bad := slices.Clone(good)
	for i := 100; i < 4096; i++ {
		bad[i] ^= 0x5a // the list of tables
	}
	damage := func(content []byte) {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	damage(bad)
	_, err = Open(t.Context(), name)
	says(t, err, name, "damaged", "left as it is", "move it away")
	if now, err := os.ReadFile(name); !bytes.Equal(now, bad) || err != nil {
		t.Errorf("it was touched, %v", err)
	}
	bad = slices.Clone(good)
	for i := len(bad) - 3*4096; i < len(bad); i++ {
		bad[i] = 0xff
	}
	damage(bad)
	if st, err := opened(t, name).Status(t.Context()); st.Damage == "" || err != nil {
		t.Errorf("no damage was found: %+v, %v", st, err)
	}
	damage(good)
	if st, err := opened(t, name).Status(t.Context()); st.Damage != "" || err != nil {
		t.Errorf("it is sound, but %q, %v", st.Damage, err)
	}
}

// TestStranger holds that a store made by somebody who means harm is read within the
// bounds of a run.
func TestStranger(t *testing.T) {
	s := opened(t, filepath.Join(t.TempDir(), "runs.db"))
	run := runOn(shop, 1, fail)
	add(t, s, withLooks(run))
	bomb := func(plain string) []byte {
		return s.out.EncodeAll(append([]byte(plain), bytes.Repeat([]byte(" "), maxPlain)...), nil)
	}
	many := runOn(shop, 1)
	many.Assessment.Tips = make([]int, 1000)
	tips, err := s.packRun(many)
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.packRun(runOn("other.example", 1))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := s.packRun(run)
	if err != nil {
		t.Fatal(err)
	}
	for what, report := range map[string][]byte{"a bomb": bomb(""), "more than a run has": tips, "another shop": other, "no zstd": []byte("x"), "nothing": {}} {
		if _, err := s.db.ExecContext(t.Context(), "UPDATE run SET report = $1", report); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Last(t.Context(), shop); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := s.db.ExecContext(t.Context(), "UPDATE run SET report = $1", whole); err != nil {
		t.Fatal(err)
	}
	for table, plain := range map[string]string{"looks SET looks": "[]", "finding_state SET states": "{}"} {
		if _, err := s.db.ExecContext(t.Context(), "UPDATE "+table+" = $1", bomb(plain)); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = s.Last(t.Context(), shop)
	_, err2 := s.States(t.Context(), shop)
	for _, err := range []error{err, err2} {
		says(t, err, "damaged")
	}
}

// TestNotOurs holds what is said where somebody may not write, and that nothing is
// lost there. Root may write anywhere: so another process does it, as nobody.
func TestNotOurs(t *testing.T) {
	dir, err := os.MkdirTemp("", "history")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	locked, file, hidden := filepath.Join(dir, "locked"), filepath.Join(dir, "file", "runs.db"), filepath.Join(dir, "hidden", "runs.db")
	for _, name := range []string{file, hidden, filepath.Join(locked, "runs.db")} {
		s := opened(t, name)
		add(t, s, runOn(shop, 1, fail))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, mode := range map[string]os.FileMode{
		dir: 0o755, locked: 0o555, filepath.Join(locked, "runs.db"): 0o444,
		filepath.Dir(file): 0o777, file: 0o444, filepath.Dir(hidden): 0o000,
	} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{file, hidden, filepath.Join(locked, "runs.db"), filepath.Join(locked, "new.db"), filepath.Join(locked, "new", "new.db")} {
		out, err := another(t.Context(), "poor", "", name).CombinedOutput()
		if err == nil {
			t.Errorf("%s was written", name)
		}
		says(t, errors.New(string(out)), name, "may not be written", "name another place", "untouched")
	}
	for _, back := range []string{filepath.Dir(hidden), locked} {
		if err := os.Chmod(back, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{hidden, file, filepath.Join(locked, "runs.db")} {
		if err := os.Chmod(name, 0o600); err != nil {
			t.Fatal(err)
		}
		same(t, opened(t, name), runOn(shop, 1, fail))
	}
}

const nobody = 65534

// beNobody adds a run as somebody who may do little.
func beNobody(ctx context.Context, place string) error {
	if os.Getuid() == 0 {
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			return err
		}
	}
	s, err := Open(ctx, place)
	if err != nil {
		return err
	}
	return s.Add(ctx, runOn(shop, 2, fail))
}

// TestFullDisk holds what is said when the disk is full, that what was kept before is
// whole, and that all is well once there is room. Another process does it, on a small
// disk that only that one sees.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	cmd := another(t.Context(), "full", "", dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	says(t, errors.New(string(out)), filepath.Join(dir, "runs.db"), "the disk is full", "kept before is whole", "make room")
}

// fillUp keeps runs on a small disk until there is no room, says what was said, and
// checks what is there then and after there is room again.
func fillUp(ctx context.Context, dir string) error {
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("having disks of one's own: %w", err)
	}
	if err := syscall.Mount("small", dir, "tmpfs", 0, "size=600k"); err != nil {
		return fmt.Errorf("making a small disk: %w", err)
	}
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 100<<10), 0o600); err != nil {
		return err
	}
	s, err := Open(ctx, filepath.Join(dir, "runs.db"))
	if err != nil {
		return err
	}
	kept := []string{}
	for n := 0; ; n++ {
		run := numbered(n)
		if err := s.Add(ctx, run); err != nil {
			fmt.Println(err)
			break
		}
		kept = append(kept, run.ID)
	}
	if _, err := Open(ctx, filepath.Join(dir, "other.db")); err != nil {
		fmt.Println(err)
	}
	if err := hasAll(ctx, s, kept); err != nil {
		return fmt.Errorf("while it is full: %w", err)
	}
	if err := errors.Join(s.Close(), os.Remove(ballast)); err != nil {
		return err
	}
	if s, err = Open(ctx, filepath.Join(dir, "runs.db")); err != nil {
		return err
	}
	more := numbered(len(kept))
	if err := s.Add(ctx, more); err != nil {
		return err
	}
	return hasAll(ctx, s, append(kept, more.ID))
}

func numbered(n int) checklist.Run {
	run := runOn(shop, 1, fail)
	run.ID = fmt.Sprint("run", n)
	run.Scan.Started = day(1).Add(time.Duration(n) * time.Minute)
	return run
}

func hasAll(ctx context.Context, s *Store, ids []string) error {
	list, err := s.Runs(ctx, shop, 0)
	if err != nil || len(list) != len(ids) || len(ids) < 10 {
		return fmt.Errorf("%d runs were kept and %d are there: %w", len(ids), len(list), err)
	}
	for _, id := range ids {
		if _, ok, err := s.Run(ctx, shop, id); !ok || err != nil {
			return fmt.Errorf("%s is there: %t: %w", id, ok, err)
		}
	}
	if st, err := s.Status(ctx); st.Damage != "" || err != nil {
		return fmt.Errorf("damage: %s: %w", st.Damage, err)
	}
	return nil
}

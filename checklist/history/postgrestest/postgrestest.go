//go:build unix

// Package postgrestest starts a server of PostgreSQL for tests: Debian's, with a
// folder and a socket of its own, gone when the test ends. Nobody else reaches it.
package postgrestest

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// Owner and Password are who owns the server's databases. The password holds what
// addresses must escape.
const (
	Owner    = "owner"
	Password = "p@ss/w:rd%?#"
)

// most is how long a server runs, whatever becomes of the test.
const most = "1800"

// A Server is a server that runs. Make one with [Start].
type Server struct {
	dir string
	n   *int // databases that were made
}

// Start starts a server and stops it when the test ends. Where there is no
// PostgreSQL, the test fails and says how to get it. Text is sorted there as people
// sort it, as in most databases. Settings are as in the server's configuration file:
// "fsync=off" saves time.
func Start(t testing.TB, settings ...string) Server {
	t.Helper()
	bin := programs(t)
	dir, err := os.MkdirTemp("", "pg") // short: a socket's path may have 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	as := owner(t, dir)
	word := filepath.Join(dir, "word")
	if err := os.WriteFile(word, []byte(Password), 0o644); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	run(t, as, filepath.Join(bin, "initdb"), "-D", data, "-U", Owner, "--pwfile", word, "--auth=scram-sha-256",
		"-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync", "--no-instructions")
	args := []string{"-s", "INT", most, filepath.Join(bin, "postgres"), "-D", data, "-k", dir}
	for _, set := range append([]string{"listen_addresses=", "max_connections=50"}, settings...) {
		args = append(args, "-c", set)
	}
	s := Server{dir, new(int)}
	s.start(t, as, args)
	s.await(t)
	return s
}

// start starts the server, and ends it by its process when the test ends.
func (s Server) start(t testing.TB, as *syscall.SysProcAttr, args []string) {
	t.Helper()
	log, err := os.Create(s.log())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	server := exec.CommandContext(ctx, "timeout", args...)
	server.SysProcAttr, server.Stdout, server.Stderr, server.Dir = as, log, log, s.dir
	server.Cancel = func() error { return server.Process.Signal(os.Interrupt) }
	server.WaitDelay = time.Minute
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = server.Wait()
		_ = log.Close()
	})
}

func (s Server) log() string { return filepath.Join(s.dir, "log") }

// programs returns the folder of the newest server's programs.
func programs(t testing.TB) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		t.Fatalf("there is no PostgreSQL to test with: make postgres installs Debian's (%v)", err)
	}
	version := func(dir string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir)))
		return n
	}
	return slices.MaxFunc(found, func(a, b string) int { return cmp.Compare(version(a), version(b)) })
}

// owner gives the folder to whom the server runs as: it refuses to be root's.
func owner(t testing.TB, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return &syscall.SysProcAttr{}
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	if err := os.Chown(dir, uid, gid); err != nil {
		t.Fatal(err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

func run(t testing.TB, as *syscall.SysProcAttr, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.SysProcAttr, cmd.Dir = as, "/"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}

// await waits until the server answers.
func (s Server) await(t testing.TB) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		err := s.do(t, "SELECT 1")
		if err == nil {
			return
		}
		if time.Now().After(end) {
			said, _ := os.ReadFile(s.log())
			t.Fatalf("the server does not answer: %v\n%s", err, said)
		}
	}
}

// do runs a statement as the owner.
func (s Server) do(t testing.TB, text string) error {
	t.Helper()
	db, err := sql.Open("pgx", s.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(t.Context(), text)
	return err
}

// URL returns the address of a database, which may not be there.
func (s Server) URL(database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(Owner, Password), Path: "/" + database, RawQuery: "host=" + s.dir}
	return u.String()
}

// Database makes an empty database and returns its address.
func (s Server) Database(t testing.TB) string {
	t.Helper()
	*s.n++
	name := fmt.Sprintf("test%d", *s.n)
	if err := s.do(t, "CREATE DATABASE "+name); err != nil {
		t.Fatal(strings.ReplaceAll(err.Error(), Password, "…"))
	}
	return s.URL(name)
}

package main

import (
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/pretend"
)

// TestMain lets scripts run this very program as "shopcheck", and a benchmark as
// one that takes a survey.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"shopcheck": main, "later": later, "newborn": newborn, "unborn": unborn, surveyCommand: takeSurvey})
}

// TestScripts runs the commands as a person would type them.
func TestScripts(t *testing.T) { testscript.Run(t, scripts("../../testdata/script", nil)) }

// scripts returns how to run the scripts of a folder, with a command more.
func scripts(dir string, talk func(*testscript.TestScript, bool, []string)) testscript.Params {
	return testscript.Params{
		Dir: dir,
		Setup: func(env *testscript.Env) error {
			runs, err := filepath.Abs("../../testdata/runs")
			env.Setenv("RUNS", runs)
			env.Values[shopKey{}] = &running{}
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_DATA_HOME", env.WorkDir+"/data")
			env.Setenv("LATELY", time.Now().AddDate(0, -1, 0).Format("2006-01")) // a month that anything counts from
			env.Setenv("TODAY", time.Now().UTC().Format(time.DateOnly))
			env.Setenv("SOON", time.Now().AddDate(0, 2, 0).Format(time.DateOnly))
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"shop": startShop, "changed": changedSo, "library": startLibrary, "exits": exits, "talk": talk, "mode": mode, "founded": founded,
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	}
}

// exits is the script command "exits CODE COMMAND ...": the command must end with
// just that code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		code = e.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("%s ended with %d", strings.Join(args[1:], " "), code)
	}
}

// mode is the script command "mode PERMISSIONS FILE...": the files have those
// permissions, as far as the umask lets a file have them.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	perm, err := strconv.ParseUint(args[0], 8, 9)
	ts.Check(err)
	like := ts.MkAbs("like-" + args[0])
	ts.Check(os.WriteFile(like, nil, os.FileMode(perm)))
	want, err := os.Stat(like)
	ts.Check(err)
	for _, name := range args[1:] {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if info.Mode() != want.Mode() {
			ts.Fatalf("%s has mode %v, want %v", name, info.Mode(), want.Mode())
		}
	}
}

// A running shop is a script's, which starts with none.
type running struct {
	shop  *pretend.Shop
	since time.Time // its present
}

type shopKey struct{}

// startShop is the script command "shop FILE...": it starts the pretend shop that
// files of the script describe ("demo" is the demo's), where what a later one has
// replaces what an earlier one has, and writes shop.yaml, a
// config file that leads a scan to it. The script's shop before becomes this one. A
// shop's own files begin with ">--", since a txtar archive cannot hold another.
func startShop(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: shop FILE...|demo")
	}
	ar := &txtar.Archive{}
	for _, name := range args {
		part := pretend.Demo()
		if name != "demo" {
			part = txtar.Parse([]byte(strings.ReplaceAll(ts.ReadFile(name), "\n>--", "\n--")))
		}
		for _, f := range part.Files {
			ar.Files = slices.DeleteFunc(ar.Files, func(old txtar.File) bool { return old.Name == f.Name })
			ar.Files = append(ar.Files, f)
		}
	}
	now := ts.Value(shopKey{}).(*running)
	if now.since.IsZero() {
		now.since = time.Now()
		ts.Defer(func() { now.shop.Close() })
	}
	shop, err := pretend.Start(ar, pretend.Settings{Now: now.since, Before: now.shop})
	ts.Check(err)
	if now.shop != nil {
		now.shop.Close()
	}
	now.shop = shop
	opts := shop.Options()
	var b, roots strings.Builder
	fmt.Fprintf(&b, "resolver: [%q]\nrate: 1000000\ntimeout: 5s\nca-file: %s\nconnect-to:\n", opts.Resolvers[0], ts.MkAbs("ca.pem"))
	for _, r := range opts.ConnectTo {
		fmt.Fprintf(&b, "  - %q\n", fmt.Sprintf("%s:%d:%s", r.Host, r.Port, r.Addr))
	}
	for _, c := range opts.Roots {
		ts.Check(pem.Encode(&roots, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	}
	ts.Check(os.WriteFile(ts.MkAbs("shop.yaml"), []byte(b.String()), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), []byte(roots.String()), 0o600))
}

package main

import (
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_DATA_HOME", env.WorkDir+"/data")
			env.Setenv("LATELY", time.Now().AddDate(0, -1, 0).Format("2006-01")) // a month that anything counts from
			env.Setenv("TODAY", time.Now().UTC().Format(time.DateOnly))
			env.Setenv("SOON", time.Now().AddDate(0, 2, 0).Format(time.DateOnly))
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"shop": startShop, "library": startLibrary, "exits": exits, "talk": talk, "mode": mode, "founded": founded,
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

// startShop is the script command "shop FILE": it starts the pretend shop that a
// file of the script describes ("demo" is the demo's) and writes shop.yaml, a
// config file that leads a scan to it. A shop's own files begin with ">--", since
// a txtar archive cannot hold another.
func startShop(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: shop FILE|demo")
	}
	ar := pretend.Demo()
	if args[0] != "demo" {
		ar = txtar.Parse([]byte(strings.ReplaceAll(ts.ReadFile(args[0]), "\n>--", "\n--")))
	}
	shop, err := pretend.Start(ar, pretend.Settings{})
	ts.Check(err)
	ts.Defer(shop.Close)
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

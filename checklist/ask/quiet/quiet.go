// Package quiet keeps a program from questioning the terminal before its main
// function begins.
//
// bubbletea's init function asks the terminal for its background colour, in
// every command and whether or not anybody is interviewed; a terminal that does
// not answer costs five seconds. It asks none that calls itself dumb. So this
// package, which imports nothing but os and is therefore initialised before
// bubbletea (Go specification, "Program initialization": by import path, once
// all imports are; bubbletea waits for unicode), calls the terminal dumb, and
// [Restore] puts its name back.
package quiet

import "os"

var name, named = os.LookupEnv("TERM")

func init() { _ = os.Setenv("TERM", "dumb") }

// Restore gives the terminal its name back. Who imports bubbletea calls it from
// an init function.
func Restore() {
	if named {
		_ = os.Setenv("TERM", name)
		return
	}
	_ = os.Unsetenv("TERM")
}

package cli

import (
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// init answers help, version and completion before the packages that take long
// to start. It is the only init that does work, and only in the program itself.
func init() {
	if !isShopcheck() || !quick(os.Args[1:]) {
		return
	}
	root := Tree(Work{})
	root.SetArgs(os.Args[1:])
	if root.Execute() != nil {
		return // main says it properly
	}
	os.Exit(0)
}

// isShopcheck is false in test programs that link this package.
func isShopcheck() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && strings.HasSuffix(info.Path, "/cmd/shopcheck")
}

// quick reports whether args ask for nothing but words about the program.
func quick(args []string) bool {
	if len(args) == 0 {
		return true
	}
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	first := slices.Contains([]string{"version", "help", "completion", "--version", "__complete", "__completeNoDesc"}, args[0])
	return first || slices.Contains(args, "--help") || slices.Contains(args, "-h")
}

// Facts is the date of the embedded facts, repeated from scanner/facts, which
// this package must not import; a test keeps them equal.
const Facts = "2026-11-22"

// Version is the program's version: a tag, a commit, or "development".
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}

// line is what the version command prints.
func line() string { return "shopcheck " + Version() + ", facts of " + Facts }

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "shopcheck/"

// mayNot says which of our trees a tree must not import.
var mayNot = map[string][]string{
	"scanner/observe": {"scanner", "checklist", "report", "cmd"},
	"scanner/facts":   {"scanner", "checklist", "report", "cmd"},
	"scanner/probes":  {"scanner/pretend", "checklist", "report", "cmd"},
	"scanner":         {"checklist", "report", "cmd"},
	"checklist":       {"report", "cmd", "scanner/probes", "scanner/pretend"},
	"report":          {"cmd", "scanner/probes", "scanner/pretend", "checklist/ask"},
}

// only says which trees alone may import a module.
var only = map[string][]string{
	"github.com/projectdiscovery/":   {"scanner/observe"},
	"github.com/miekg/dns":           {"scanner/observe", "scanner/pretend"},
	"github.com/charmbracelet/glam":  {"report"},
	"github.com/charmbracelet/huh":   {"checklist/ask"},
	"github.com/charmbracelet/bub":   {"checklist/ask"},
	"github.com/charmbracelet/lipgl": {"checklist/ask"},
	"github.com/spf13/cobra":         {"cmd"},
	"database/sql":                   {"checklist/history"},
	"github.com/jackc/":              {"checklist/history"},
	"github.com/pressly/goose":       {"checklist/history"},
	"modernc.org/sqlite":             {"checklist/history"},
	"shopcheck/scanner/probes":       {"cmd", "scanner/probes"},
	"net":                            {"scanner/observe", "scanner/pretend", "cmd"},
	"net/http":                       {"scanner/observe", "scanner/pretend", "scanner"},
}

// TestImports keeps the arrows pointing one way: cmd -> report -> checklist ->
// scanner -> scanner/observe. If it fails, move the code, not the test.
func TestImports(t *testing.T) {
	for name, f := range sources(t) {
		pkg := path.Dir(name)
		for _, spec := range f.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			for tree, banned := range mayNot {
				for _, b := range banned {
					dep, ours := strings.CutPrefix(imp, module)
					if ours && within(pkg, tree) && within(dep, b) && !within(dep, tree) {
						t.Errorf("%s imports %s", name, imp)
					}
				}
			}
			for lib, trees := range only {
				fits := imp == lib || strings.HasPrefix(imp, lib) && strings.Contains(lib, ".") || strings.HasPrefix(imp, lib+"/") && strings.HasPrefix(lib, module)
				if fits && !slices.ContainsFunc(trees, func(tree string) bool { return within(pkg, tree) }) {
					t.Errorf("%s imports %s, which belongs to %v", name, imp, trees)
				}
			}
		}
	}
}

// TestHttpxIsFenced keeps httpx in one file.
func TestHttpxIsFenced(t *testing.T) {
	for name, f := range sources(t) {
		for _, spec := range f.Imports {
			if strings.Contains(spec.Path.Value, "projectdiscovery/httpx") && name != "scanner/observe/web.go" {
				t.Errorf("%s imports httpx; only scanner/observe/web.go may", name)
			}
		}
	}
}

// TestPackageDocs asks every package for a comment that says what it is for, and
// every exported name for one.
func TestPackageDocs(t *testing.T) {
	documented := make(map[string]bool)
	for name, f := range sources(t) {
		pkg := path.Dir(name)
		documented[pkg] = documented[pkg] || f.Doc != nil
		for _, d := range f.Decls {
			undocumented(t, name, d)
		}
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("package %s has no comment", pkg)
		}
	}
}

func undocumented(t *testing.T, name string, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(receiver(d))) && !slices.Contains([]string{"Error", "Unwrap", "String"}, d.Name.Name) {
			t.Errorf("%s: %s has no comment", name, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
				t.Errorf("%s: type %s has no comment", name, ts.Name.Name)
			}
		}
	}
}

func receiver(d *ast.FuncDecl) string {
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if id, ok := typ.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// TestTopLevel keeps the visible top level as it was given.
func TestTopLevel(t *testing.T) {
	allowed := []string{"cmd", "scanner", "checklist", "report", "testdata", "go.mod", "go.sum", "Makefile", "README.md", "LICENSE"}
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); !strings.HasPrefix(name, ".") && !slices.Contains(allowed, name) && name != "shopcheck" {
			t.Errorf("%s does not belong at the top level", name)
		}
	}
}

// sources parses the program's own files, tests left out. It reads them itself,
// so that go test's cache notices when they change.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := make(map[string]*ast.File)
	err := fs.WalkDir(os.DirFS("../.."), ".", func(name string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && name != ".") {
			return fs.SkipDir
		}
		if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		files[name], err = parser.ParseFile(token.NewFileSet(), "../../"+name, nil, parser.ParseComments|parser.SkipObjectResolution)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d files were found: this test looks in the wrong place", len(files))
	}
	return files
}

func within(pkg, tree string) bool { return pkg == tree || strings.HasPrefix(pkg, tree+"/") }

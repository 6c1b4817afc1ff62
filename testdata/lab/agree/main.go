// Command agree holds what shopcheck says of the lab's servers against what they
// are configured to be, and compares it with what other tools say of the same
// servers: with sslscan and testssl.sh of their encryption, with MDN HTTP
// Observatory of their pages' headers.
//
//	agree [-all] LAB RESULTS
//	agree -pages [-all] LAB RESULTS
//	agree -nginx ADDRESS LAB WORK
//
// LAB is the folder of the lab, with tls/hosts, tls/NAME.txt, pages/sets and the
// known differences in agree. RESULTS has NAME.run.json (shopcheck), NAME.xml
// (sslscan), NAME.testssl.json and NAME.observatory.json for each server; of the
// peers' those that are missing are not compared. It prints a table of the facts
// on which not all agree, with -all of every fact, then each difference and why it
// is one. -nginx writes the configuration of the servers with pages.
//
// It ends with 1 if shopcheck differs from the configuration, or if a peer
// differs from it and nobody has written down why.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	all := flag.Bool("all", false, "list every fact, not only the differences")
	headers := flag.Bool("pages", false, "compare what is said of pages")
	nginx := flag.String("nginx", "", "write the configuration of the servers with pages, for `ADDRESS`")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: agree [-pages] [-all] LAB RESULTS, or agree -nginx ADDRESS LAB WORK")
		os.Exit(2)
	}
	good, err := true, error(nil)
	switch {
	case *nginx != "":
		err = writeNginx(os.Stdout, flag.Arg(0), *nginx, flag.Arg(1))
	case *headers:
		good, err = pages.compare(flag.Arg(0), flag.Arg(1), *all)
	default:
		good, err = encryption.compare(flag.Arg(0), flag.Arg(1), *all)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "agree:", err)
		os.Exit(2)
	}
	if !good {
		os.Exit(1)
	}
}

// A peer is a tool that shopcheck is compared with.
type peer struct {
	name, suffix string
	read         func([]byte) (facts, error)
}

// A kind of comparison is one about the same facts of servers.
type kind struct {
	known      string // the file with the known differences
	names      func(lab string) ([]string, error)
	configured func(lab, name string) (facts, error)
	read       func(run []byte) (facts, error)
	derive     func(facts) // adds what peers tell in a form of their own
	peers      []peer
}

// encryption compares what is said of TLS.
var encryption = kind{
	known: "differences.txt",
	names: func(lab string) ([]string, error) { return hosts(filepath.Join(lab, "tls", "hosts")) },
	configured: func(lab, name string) (facts, error) {
		return readConfigured(filepath.Join(lab, "tls", name+".txt"))
	},
	read: readShopcheck, derive: facts.derive,
	peers: []peer{{"sslscan", ".xml", readSSLScan}, {"testssl.sh", ".testssl.json", readTestSSL}},
}

// compare reports whether all servers are as they should be.
func (k kind) compare(lab, results string, all bool) (bool, error) {
	known, err := readDifferences(filepath.Join(lab, "agree", k.known))
	if err != nil {
		return false, err
	}
	servers, err := k.names(lab)
	if err != nil {
		return false, err
	}
	t := table{kind: k, known: known, all: all, complete: true}
	for _, name := range servers {
		if err := t.server(lab, results, name); err != nil {
			return false, err
		}
	}
	return t.conclude(os.Stdout), nil
}

// server compares what is said of one server.
func (t *table) server(lab, results, name string) error {
	configured, err := t.kind.configured(lab, name)
	if err != nil {
		return err
	}
	run, err := os.ReadFile(filepath.Join(results, name+".run.json"))
	if err != nil {
		return fmt.Errorf("reading what shopcheck found: %w", err)
	}
	ours, err := t.kind.read(run)
	if err != nil {
		return fmt.Errorf("reading what shopcheck found of %s: %w", name, err)
	}
	t.own(name, configured, ours)
	t.kind.derive(configured)
	for _, p := range t.kind.peers {
		data, err := os.ReadFile(filepath.Join(results, name+p.suffix))
		if errors.Is(err, fs.ErrNotExist) {
			t.complete = false
			continue
		}
		if err != nil {
			return fmt.Errorf("reading what %s found: %w", p.name, err)
		}
		said, err := p.read(data)
		if err != nil {
			return fmt.Errorf("reading what %s found of %s: %w", p.name, name, err)
		}
		t.peer(name, p.name, configured, said)
	}
	return nil
}

// hosts returns the names of the servers.
func hosts(file string) ([]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the list of servers: %w", err)
	}
	var out []string
	for line := range strings.Lines(string(data)) {
		if f := strings.Fields(line); len(f) >= 3 && f[0] != "#" {
			out = append(out, f[1])
		}
	}
	return out, nil
}

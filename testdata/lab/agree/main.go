// Command agree holds what shopcheck says of the lab's TLS servers against what
// they are configured to be, and compares it with what sslscan and testssl.sh say
// of the same servers.
//
//	agree [-all] LAB RESULTS
//
// LAB is the folder of the lab, with tls/hosts, tls/NAME.txt and
// agree/differences.txt. RESULTS has NAME.run.json (shopcheck), NAME.xml
// (sslscan) and NAME.testssl.json for each server; of the last two those that
// are missing are not compared. It prints a table of the facts on which not all
// agree, with -all of every fact, then each difference and why it is one.
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
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: agree [-all] LAB RESULTS")
		os.Exit(2)
	}
	good, err := compare(flag.Arg(0), flag.Arg(1), *all)
	if err != nil {
		fmt.Fprintln(os.Stderr, "agree:", err)
		os.Exit(2)
	}
	if !good {
		os.Exit(1)
	}
}

// peers are the tools that shopcheck is compared with.
var peers = []struct {
	name, suffix string
	read         func([]byte) (facts, error)
}{
	{"sslscan", ".xml", readSSLScan},
	{"testssl.sh", ".testssl.json", readTestSSL},
}

// compare reports whether all servers are as they should be.
func compare(lab, results string, all bool) (bool, error) {
	known, err := readDifferences(filepath.Join(lab, "agree", "differences.txt"))
	if err != nil {
		return false, err
	}
	servers, err := hosts(filepath.Join(lab, "tls", "hosts"))
	if err != nil {
		return false, err
	}
	t := table{known: known, all: all, complete: true}
	for _, name := range servers {
		if err := t.server(lab, results, name); err != nil {
			return false, err
		}
	}
	return t.conclude(os.Stdout), nil
}

// server compares what is said of one server.
func (t *table) server(lab, results, name string) error {
	configured, err := readConfigured(filepath.Join(lab, "tls", name+".txt"))
	if err != nil {
		return err
	}
	run, err := os.ReadFile(filepath.Join(results, name+".run.json"))
	if err != nil {
		return fmt.Errorf("reading what shopcheck found: %w", err)
	}
	ours, err := readShopcheck(run)
	if err != nil {
		return fmt.Errorf("reading what shopcheck found of %s: %w", name, err)
	}
	t.own(name, configured, ours)
	configured.derive()
	for _, p := range peers {
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

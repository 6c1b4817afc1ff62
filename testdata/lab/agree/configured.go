package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// readConfigured reads what a server is configured to be: lines "fact: words".
// A line "like: NAME" takes over what stands in NAME.txt, and "fact: -" takes one
// of those away.
// Where the words of suites are "openssl CIPHERS" and perhaps "with RSA", they
// are what this machine's OpenSSL makes of such a string, for a server that has
// certificates of that kind: long lists are computed, by OpenSSL alone, so that
// they are the truth whatever was compiled into it.
func readConfigured(file string) (facts, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading what a server is configured to be: %w", err)
	}
	out := make(facts)
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, words, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("%s: line %q is no fact", file, line)
		}
		if err := out.configure(filepath.Dir(file), key, strings.Fields(words)); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return out, nil
}

// configure takes in one line.
func (f facts) configure(folder, key string, words []string) error {
	switch {
	case key == "like":
		like, err := readConfigured(filepath.Join(folder, words[0]+".txt"))
		maps.Copy(f, like)
		return err
	case words[0] == "-":
		delete(f, key)
		return nil
	case words[0] == "openssl":
		suites, err := openssl(key, words[1:])
		f.set(key, suites...)
		return err
	}
	f.set(key, words...)
	return nil
}

// flags are how OpenSSL names versions.
var flags = map[string]string{"TLS 1.0": "-tls1", "TLS 1.1": "-tls1_1", "TLS 1.2": "-tls1_2"}

// openssl asks for the suites of a cipher string in one version. words are the
// string and what the server can prove itself with; anonymous suites need nothing.
func openssl(key string, words []string) ([]string, error) {
	flag := flags[strings.TrimSuffix(key, " suites")]
	if flag == "" || len(words) != 3 || words[1] != "with" {
		return nil, fmt.Errorf("%q is not about suites, or not like \"openssl ALL with RSA\"", key)
	}
	said, err := exec.Command("openssl", "ciphers", "-s", flag, "-v", "-stdname", words[0]).Output()
	if err != nil {
		return nil, fmt.Errorf("asking OpenSSL for %s: %w", words[0], err)
	}
	var out []string
	for line := range strings.Lines(string(said)) {
		f := strings.Fields(line)
		if strings.Contains(line, " Au="+words[2]+" ") || strings.Contains(line, " Au=None ") {
			out = append(out, f[0])
		}
	}
	return out, nil
}

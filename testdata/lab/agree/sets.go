package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A set is a shop of lab/pages/sets: how it is served, and what of it is not in
// order.
type set struct {
	name, page, plain string
	options           bool
	headers           [][2]string
	flawed            []string
}

// judged are the facts that are told of each set: sound or flawed.
var judged = []string{"policy", "cookies", "cors", "redirect", "referrer", "hsts", "integrity", "sniffing", "frames", "resource"}

func readSets(lab string) ([]set, error) {
	file := filepath.Join(lab, "pages", "sets")
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the sets of headers: %w", err)
	}
	var out []set
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if name, ok := strings.CutPrefix(line, "["); ok {
			out = append(out, set{name: strings.TrimSuffix(name, "]"), page: "common"})
			continue
		}
		key, value, ok := strings.Cut(line, ": ")
		if !ok || len(out) == 0 {
			return nil, fmt.Errorf("%s: line %q is of no set", file, line)
		}
		out[len(out)-1].take(key, value)
	}
	return out, nil
}

func (s *set) take(key, value string) {
	switch key {
	case "page":
		s.page = value
	case "plain":
		s.plain = value
	case "options":
		s.options = value == "answered"
	case "flawed":
		s.flawed = strings.Fields(value)
	case "why": // for whoever reads the file
	default:
		s.headers = append(s.headers, [2]string{key, value})
	}
}

// setNames are the servers of a comparison of pages.
func setNames(lab string) ([]string, error) {
	sets, err := readSets(lab)
	var names []string
	for _, s := range sets {
		names = append(names, s.name)
	}
	return names, err
}

// setFacts returns what the standards say of a set.
func setFacts(lab, name string) (facts, error) {
	sets, err := readSets(lab)
	if err != nil {
		return nil, err
	}
	out := make(facts)
	for _, s := range sets {
		if s.name != name {
			continue
		}
		for _, f := range judged {
			out[f] = "sound"
		}
		for _, f := range s.flawed {
			if out[f] == "" {
				return nil, fmt.Errorf("set %s: there is no fact %q", name, f)
			}
			out[f] = "flawed"
		}
	}
	return out, nil
}

// writeNginx writes the servers of all sets, for an address and a folder that has
// pki and www.
func writeNginx(w io.Writer, lab, at, work string) error {
	sets, err := readSets(lab)
	if err != nil {
		return err
	}
	for _, s := range sets {
		if err := s.nginx(w, at, work); err != nil {
			return err
		}
	}
	return nil
}

func (s set) nginx(w io.Writer, at, work string) error {
	host := s.name + ".pages-lab.test"
	plain := "return 301 https://$host$request_uri;"
	body := fmt.Sprintf("root %s/pages/www;\n  location / { try_files /%s$uri.html /%[2]s$uri /%[2]s${uri}index.html /common$uri.html /common${uri}index.html =404; }\n", work, s.page)
	for _, h := range s.headers {
		body += fmt.Sprintf("  add_header %s %q always;\n", h[0], h[1])
	}
	if s.options {
		body += "  if ($request_method = OPTIONS) { return 204; }\n"
	}
	switch s.plain {
	case "serves":
		plain = body
	case "elsewhere":
		plain = "return 301 https://right.pages-lab.test$request_uri;"
	case "around":
		plain = "if ($uri = /) { return 301 http://$host/start; }\n  return 301 https://$host/;"
	}
	_, err := fmt.Fprintf(w, "server {\n  listen %s:80;\n  server_name %s;\n  %s\n}\nserver {\n  listen %[1]s:443 ssl;\n  server_name %[2]s;\n  %[4]s}\n", at, host, plain, body)
	return err
}

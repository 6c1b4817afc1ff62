package pretend

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// A site is all the responses of a shop: its own, and those of the right shop
// under them.
type site struct {
	layers [2]map[string]*response // own first; by "GET https://shop.test/path"
}

// readSite reads the responses of both archives. A name without a host means
// base ("https://shop.test").
func readSite(own, right []txtar.File, base string) (*site, error) {
	s := &site{}
	for i, files := range [][]txtar.File{own, right} {
		s.layers[i] = make(map[string]*response)
		for _, f := range files {
			method, target, ok := strings.Cut(f.Name, " ")
			if !ok {
				continue // shop.yaml and its like
			}
			key, err := request(method, strings.TrimSpace(target), base)
			if err != nil {
				return nil, fmt.Errorf("file %q: %w", f.Name, err)
			}
			if s.layers[i][key] != nil {
				return nil, fmt.Errorf("file %q is there twice", f.Name)
			}
			if s.layers[i][key], err = parseResponse(f.Data); err != nil {
				return nil, fmt.Errorf("file %q: %w", f.Name, err)
			}
		}
	}
	return s, nil
}

// request makes the key of a file's name.
func request(method, target, base string) (string, error) {
	switch {
	case target == "*":
		target = base + "/*"
	case strings.HasPrefix(target, "/"):
		target = base + target
	}
	u, err := url.Parse(target)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || method != strings.ToUpper(method) {
		return "", errors.New("not a request such as \"GET /path\", \"GET https://www.shop.test/path\" or \"GET *\"")
	}
	if u.Path == "" {
		target += "/"
	}
	return method + " " + target, nil
}

// find returns what answers a request, or nil: the exact address, with its
// query or without, before "*"; own responses before the right shop's. A HEAD
// is answered as its GET is.
func (s *site) find(method, origin, uri string) *response {
	methods := []string{method}
	if method == http.MethodHead {
		methods = append(methods, http.MethodGet)
	}
	path, _, _ := strings.Cut(uri, "?")
	for _, layer := range s.layers {
		for _, m := range methods {
			for _, at := range []string{uri, path} {
				if r := layer[m+" "+origin+at]; r != nil {
					return r
				}
			}
		}
	}
	for _, layer := range s.layers {
		for _, m := range methods {
			if r := longest(layer, m+" "+origin+path); r != nil {
				return r
			}
		}
	}
	return nil
}

// longest finds the entry that ends in "*" and fits key most closely.
func longest(layer map[string]*response, key string) *response {
	for i := len(key); i > 0; i-- {
		if r := layer[key[:i]+"*"]; r != nil {
			return r
		}
	}
	return nil
}

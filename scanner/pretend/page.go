package pretend

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A response is one HTTP response as a shop's file has it.
type response struct {
	raw []byte // with placeholders
}

// placeholder is what is filled in when a response is sent.
var placeholder = regexp.MustCompile(`\{\{(path|date [+-]\d+d|hex [0-9a-fA-F]+|request [A-Za-z-]+)\}\}`)

// fill replaces the placeholders as of now, for one request.
func fill(raw []byte, now time.Time, r *http.Request) []byte {
	return placeholder.ReplaceAllFunc(raw, func(m []byte) []byte {
		word, arg, _ := strings.Cut(string(m[2:len(m)-2]), " ")
		switch word {
		case "path":
			return []byte(r.RequestURI)
		case "request":
			return []byte(r.Header.Get(arg))
		case "hex":
			b, err := hex.DecodeString(arg)
			if err != nil {
				return m
			}
			return b
		}
		days, err := strconv.Atoi(strings.TrimSuffix(arg, "d"))
		if err != nil {
			return m
		}
		return []byte(now.UTC().AddDate(0, 0, days).Format(time.RFC3339))
	})
}

// parseResponse checks the little that a response must have.
func parseResponse(raw []byte) (*response, error) {
	if !bytes.HasPrefix(raw, []byte("HTTP/")) {
		return nil, errors.New("a response begins with its status line: HTTP/1.1 200 OK")
	}
	return &response{raw: raw}, nil
}

// A reply is a response made ready to be sent.
type reply struct {
	head   []string // lines as written, the status line first
	body   []byte
	behave string // of X-Pretend
}

func (p *response) reply(now time.Time, r *http.Request) reply {
	head, body, _ := strings.Cut(strings.ReplaceAll(string(fill(p.raw, now, r)), "\r\n", "\n"), "\n\n")
	if i := bytes.Index(p.raw, []byte("\n\n")); i >= 0 && !bytes.Contains(p.raw[:i], []byte("\r\n")) {
		body = string(fill(p.raw[i+2:], now, r)) // a body keeps its own line ends
	}
	out := reply{body: []byte(body)}
	for line := range strings.SplitSeq(strings.TrimRight(head, "\n"), "\n") {
		if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(name, "X-Pretend") {
			out.behave = strings.TrimSpace(value)
			continue
		}
		out.head = append(out.head, line)
	}
	return out
}

// has reports whether the head has a header of this name.
func (p *reply) has(name string) bool { return p.value(name) != nil }

func (p *reply) value(name string) *string {
	for _, line := range p.head[1:] {
		if n, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(n, name) {
			v = strings.TrimSpace(v)
			return &v
		}
	}
	return nil
}

// partial cuts the body to the range that r asks for, if this response says
// that it can (RFC 9110, section 14).
func (p *reply) partial(r *http.Request) {
	var from, to int
	accepts := p.value("Accept-Ranges")
	if n, _ := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &from, &to); n != 2 || accepts == nil || *accepts != "bytes" || from > to || from >= len(p.body) {
		return
	}
	to = min(to, len(p.body)-1)
	p.head[0] = strings.Replace(p.head[0], "200 OK", "206 Partial Content", 1)
	p.head = append(p.head, fmt.Sprintf("Content-Range: bytes %d-%d/%d", from, to, len(p.body)))
	p.body = p.body[from : to+1]
}

// complete adds what a client needs and the response does not say. An endless
// body has no length.
func (p *reply) complete(now time.Time) {
	add := func(name, value string) {
		if !p.has(name) {
			p.head = append(p.head, name+": "+value)
		}
	}
	add("Date", now.UTC().Format(http.TimeFormat))
	if !p.has("Transfer-Encoding") && p.behave == "" && !slices.Contains([]string{"204", "304"}, status(p.head[0])) {
		add("Content-Length", strconv.Itoa(len(p.body)))
	}
	add("Connection", "close")
}

func status(line string) string {
	fields := append(strings.Fields(line), "", "")
	return fields[1]
}

// bytes is the reply as it goes over the wire.
func (p *reply) bytes() []byte {
	return append([]byte(strings.Join(p.head, "\r\n")+"\r\n\r\n"), p.body...)
}

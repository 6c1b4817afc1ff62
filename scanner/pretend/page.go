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

// A response is one HTTP response as a shop's file has it, with placeholders.
type response struct {
	head, body []byte
}

// blank is the line between head and body.
var blank = regexp.MustCompile(`\r?\n\r?\n`)

// parseResponse checks the little that a response must have.
func parseResponse(raw []byte) (*response, error) {
	if !bytes.HasPrefix(raw, []byte("HTTP/")) {
		return nil, errors.New("a response begins with its status line: HTTP/1.1 200 OK")
	}
	if at := blank.FindIndex(raw); at != nil {
		return &response{head: raw[:at[0]], body: raw[at[1]:]}, nil
	}
	return &response{head: bytes.TrimRight(raw, "\r\n")}, nil
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

// A reply is a response made ready to be sent.
type reply struct {
	head   []string // lines as written, the status line first
	body   []byte
	behave string // of X-Pretend
}

func (p *response) reply(now time.Time, r *http.Request) reply {
	out := reply{body: fill(p.body, now, r)}
	for line := range strings.SplitSeq(string(fill(p.head, now, r)), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if name, value, _ := strings.Cut(line, ":"); strings.EqualFold(name, "X-Pretend") {
			out.behave = strings.TrimSpace(value)
			continue
		}
		out.head = append(out.head, line)
	}
	return out
}

// value returns the first header of a name, and whether there is one.
func (p *reply) value(name string) (string, bool) {
	for _, line := range p.head[1:] {
		if n, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(n, name) {
			return strings.TrimSpace(v), true
		}
	}
	return "", false
}

// partial cuts the body to the range that r asks for, if this response says
// that it can (RFC 9110, section 14).
func (p *reply) partial(r *http.Request) {
	var from, to int
	accepts, _ := p.value("Accept-Ranges")
	if n, _ := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &from, &to); n != 2 || accepts != "bytes" || from > to || from >= len(p.body) {
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
		if _, ok := p.value(name); !ok {
			p.head = append(p.head, name+": "+value)
		}
	}
	add("Date", now.UTC().Format(http.TimeFormat))
	_, chunked := p.value("Transfer-Encoding")
	if !chunked && p.behave == "" && !slices.Contains([]string{"204", "304"}, status(p.head[0])) {
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

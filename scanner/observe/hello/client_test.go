package hello

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// offer writes a ClientHello of TLS 1.2 with extensions given in hex.
func offer(t *testing.T, extensions string) []byte {
	t.Helper()
	n := len(strings.ReplaceAll(extensions, " ", "")) / 2
	return flight(t, "01 0303"+random32+"00 0002 c02f 01 00"+hex.EncodeToString([]byte{byte(n >> 8), byte(n)})+extensions)
}

// TestReadClientReads is what our own hellos are not like.
func TestReadClientReads(t *testing.T) {
	for _, tt := range []struct {
		name string
		p    []byte
		want Client
	}{
		{
			"a new version in the form of SSL 2", []byte("\x80\x16\x01\x03\x01\x00\x09\x00\x00\x00\x04\x00\x00\x05\x01\x00\x80\x00\x00\xffabcd"),
			Client{Version: TLS10, Suites: []Suite{5, 0x010080}},
		},
		{
			"a version to come", flight(t, "01 03ff"+random32+"00 0002 c02f 01 00"),
			Client{Version: TLS12, Suites: []Suite{0xc02f}},
		},
		{
			"versions in any order", offer(t, "002b 0009 08 0303 0304 0302 7a7a"),
			Client{Version: TLS13, Suites: []Suite{0xc02f}},
		},
		{
			"versions of old only", offer(t, "002b 0003 02 0301"),
			Client{Version: TLS10, Suites: []Suite{0xc02f}},
		},
		{
			"versions nobody knows", offer(t, "002b 0003 02 7a7a"),
			Client{Version: TLS12, Suites: []Suite{0xc02f}},
		},
		{
			"heartbeat", offer(t, "000f 0001 02"),
			Client{Version: TLS12, Suites: []Suite{0xc02f}, Extras: true},
		},
		{
			"an unknown extension", offer(t, "7777 0002 0102"),
			Client{Version: TLS12, Suites: []Suite{0xc02f}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, n, err := ReadClient(tt.p)
			if n != len(tt.p) || err != nil {
				t.Fatalf("took %d of %d bytes, %v", n, len(tt.p), err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadClientInPieces(t *testing.T) {
	want := clients()["TLS 1.3"]
	p := mustBytes(t, want)
	for _, size := range []int{1, 2, 100, maxPlaintext} {
		cut := rewrap(t, p, size)
		got, n, err := ReadClient(cut)
		if n != len(cut) || err != nil {
			t.Fatalf("records of %d bytes: took %d of %d bytes, %v", size, n, len(cut), err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("records of %d bytes (-want +got):\n%s", size, diff)
		}
	}
}

// TestReadClientErrors is what no client may send.
func TestReadClientErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		p    []byte
		want error
	}{
		{"an alert", []byte{21, 3, 3, 0, 2, 2, 40}, ErrMalformed},
		{"an empty record", []byte{22, 3, 1, 0, 0}, ErrMalformed},
		{"a large record", []byte{22, 3, 1, 0xff, 0xff}, ErrMalformed},
		{"a large hello", records(recordHandshake, TLS10, []byte{1, 1, 0, 0}), ErrTooLarge},
		{"a server's hello", flight(t, hello12), ErrMalformed},
		{"something behind it", flight(t, "01 0303"+random32+"00 0002 c02f 01 00", "0e"), ErrMalformed},
		{"another protocol in the middle", append(records(recordHandshake, TLS10, []byte{1, 0, 0, 9}), "GET /"...), ErrMalformed},
		{"a version of another world", flight(t, "01 0200"+random32+"00 0002 c02f 01 00"), ErrMalformed},
		{"no suites", flight(t, "01 0303"+random32+"00 0000 01 00"), ErrMalformed},
		{"half a suite", flight(t, "01 0303"+random32+"00 0001 c0 01 00"), ErrMalformed},
		{"no compression, not even none", flight(t, "01 0303"+random32+"00 0002 c02f 00"), ErrMalformed},
		{"a tail of one byte", flight(t, "01 0303"+random32+"00 0002 c02f 01 00 00"), ErrMalformed},
		{"an extension twice", offer(t, "0023 0000 0023 0000"), ErrMalformed},
		{"half an extension", offer(t, "0023 0001"), ErrMalformed},
		{"65 extensions", offer(t, many(65)), ErrTooLarge},
		{"a name without bytes", offer(t, "0000 0005 0003 00 0000"), ErrMalformed},
		{"two names", offer(t, "0000 000a 0008 00 0001 61 00 0001 62"), ErrMalformed},
		{"a name of no kind", offer(t, "0000 0006 0004 01 0001 61"), ErrMalformed},
		{"no groups", offer(t, "000a 0002 0000"), ErrMalformed},
		{"half a group", offer(t, "000a 0003 0001 00"), ErrMalformed},
		{"schemes with a tail", offer(t, "000d 0005 0002 0401 00"), ErrMalformed},
		{"no protocols", offer(t, "0010 0002 0000"), ErrMalformed},
		{"a protocol without a name", offer(t, "0010 0003 0001 00"), ErrMalformed},
		{"no versions", offer(t, "002b 0001 00"), ErrMalformed},
		{"half a version", offer(t, "002b 0002 01 03"), ErrMalformed},
		{"a share without bytes", offer(t, "0033 0006 0004 001d 0000"), ErrMalformed},
		{"heartbeat in mode 0", offer(t, "000f 0001 00"), ErrMalformed},
		{"SSL 2: another message", []byte("\x80\x01\x04"), ErrMalformed},
		{"SSL 2: half a kind", []byte("\x80\x0b\x01\x00\x02\x00\x02\x00\x00\x00\x00\x01\x00"), ErrMalformed},
		{"SSL 2: a version of its own", []byte("\x80\x0c\x01\x00\x01\x00\x03\x00\x00\x00\x00\x01\x00\x80"), ErrMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if c, n, err := ReadClient(tt.p); n != 0 || !errors.Is(err, tt.want) {
				t.Errorf("took %d bytes, %+v, %v; want %v", n, c, err, tt.want)
			}
		})
	}
	if _, n, err := ReadClient([]byte("GET / HTTP/1.1\r\n")); n != 0 {
		t.Errorf("HTTP: took %d bytes, %v", n, err)
	} else if e, ok := errors.AsType[*NotTLSError](err); !ok || string(e.First) != "GET / HTTP/1.1\r\n" {
		t.Errorf("HTTP: %v", err)
	}
}

package hello

import (
	"encoding/hex"
	"strings"
	"testing"
)

// TestServerBytes looks at the bytes that the standards fix.
func TestServerBytes(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    Server
		want string // in hex; .. is any byte
	}{
		{
			"SSL 2",
			Server{Version: SSL2, Kinds: []Suite{0x010080}, Chain: [][]byte{{0x30, 0}}},
			"8020 04 00 01 0002 0002 0003 0010 3000 010080" + strings.Repeat("..", 16),
		},
		{"an error of SSL 2", Server{Version: SSL2, Alert: new(NoCipherSSL2)}, "8003 00 0001"},
		{"an alert", Server{Version: TLS12, Alert: new(HandshakeFailure), Chain: [][]byte{{0x30}}}, "15 0303 0002 02 28"},
		{"a warning and goodbye", Server{Alert: new(CloseNotify), Warnings: []Alert{UnrecognizedName}}, "15 0300 0002 01 70 15 0300 0002 01 00"},
		{
			"TLS 1.0",
			Server{Version: TLS10, Suite: 0x000a, Chain: [][]byte{{0x30}}},
			"16 0301 002a 02 000026 0301" + strings.Repeat("..", 32) + "00 000a 00" +
				"16 0301 000b 0b 000007 000004 000001 30" + "16 0301 0004 0e 000000",
		},
		{
			"a retry",
			Server{Version: TLS13, Suite: 0x1301, Group: 23, Retry: true},
			"16 0303 0038 02 000034 0303" + hex.EncodeToString(retryRandom) + "00 1301 00 000c 002b 0002 0304 0033 0002 0017",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := hex.EncodeToString(mustBytes(t, tt.s))
			want := strings.ReplaceAll(tt.want, " ", "")
			if len(got) != len(want) {
				t.Fatalf("%d bytes, want %d:\n%s", len(got)/2, len(want)/2, got)
			}
			for i := range len(want) {
				if want[i] != '.' && want[i] != got[i] {
					t.Fatalf("byte %d of\n%s\nwant\n%s", i/2, got, want)
				}
			}
		})
	}
}

// TestServerAddsWhatFieldsNeed finds the extensions that nobody listed.
func TestServerAddsWhatFieldsNeed(t *testing.T) {
	s := Server{Version: TLS12, Suite: 0xc02f, ALPN: "h2", Staple: []byte{1}}
	r := reader(s)
	if done, err := r.Feed(mustBytes(t, s)); !done || err != nil {
		t.Fatalf("done %v, %v", done, err)
	}
	got := r.Server()
	if got.ALPN != "h2" || len(got.Staple) != 1 || len(got.Extensions) != 2 {
		t.Errorf("read %+v", got)
	}
}

func TestServerBytesErrors(t *testing.T) {
	for name, s := range map[string]Server{
		"a kind of SSL 2 in TLS": {Version: TLS12, Suite: 0x010080},
		"a long protocol":        {Version: TLS12, ALPN: strings.Repeat("h", 256)},
		"a long certificate":     {Version: SSL2, Chain: [][]byte{make([]byte, 40000)}},
		"a long prime":           {Version: TLS12, Suite: 0x009e, Prime: make([]byte, 70000)},
	} {
		if p, err := s.Bytes(); err == nil {
			t.Errorf("%s: no error but %d bytes", name, len(p))
		}
	}
}

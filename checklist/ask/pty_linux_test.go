package ask

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"
	"unsafe"
)

// A desk is a pseudo-terminal: far is what a program talks to, and what it shows
// is painted on glass.
type desk struct {
	t         *testing.T
	near, far *os.File
	before    syscall.Termios // how the terminal was set when nobody used it yet
	mu        sync.Mutex
	glass     [][]rune
	row, col  int
	odd       []string // escape sequences that no screen of ours needs
	off       []string // modes that a screen of ours switches off at last, as long as they are on
	painted   chan struct{}
	unwatched chan struct{} // closed once nobody reads near any more
}

func newDesk(t *testing.T, width, height int) *desk {
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	var locked, number uint32
	size := [4]uint16{uint16(height), uint16(width)}
	control(t, near, syscall.TIOCSPTLCK, unsafe.Pointer(&locked))
	control(t, near, syscall.TIOCGPTN, unsafe.Pointer(&number))
	control(t, near, syscall.TIOCSWINSZ, unsafe.Pointer(&size))
	far, err := os.OpenFile("/dev/pts/"+strconv.Itoa(int(number)), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, near: near, far: far, painted: make(chan struct{}, 1), unwatched: make(chan struct{})}
	for range height {
		d.glass = append(d.glass, []rune(strings.Repeat(" ", width)))
	}
	d.before = d.settings()
	go d.watch()
	t.Cleanup(func() {
		near.Close()
		<-d.unwatched
		far.Close()
	})
	return d
}

func control(t *testing.T, f *os.File, request uintptr, arg unsafe.Pointer) {
	raw, err := f.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var errno syscall.Errno
	if err := raw.Control(func(fd uintptr) { _, _, errno = syscall.Syscall(syscall.SYS_IOCTL, fd, request, uintptr(arg)) }); err != nil || errno != 0 {
		t.Fatal(err, errno)
	}
}

// watch paints until the terminal is gone.
func (d *desk) watch() {
	defer close(d.unwatched)
	var rest []byte
	buf := make([]byte, 4096)
	for {
		n, err := d.near.Read(buf)
		if err != nil {
			return
		}
		d.mu.Lock()
		rest = d.paint(append(rest, buf[:n]...))
		d.mu.Unlock()
		select {
		case d.painted <- struct{}{}:
		default:
		}
	}
}

// paint obeys b and returns what is still incomplete.
func (d *desk) paint(b []byte) []byte {
	for len(b) > 0 {
		if b[0] == 0x1b {
			end := 2
			for end < len(b) && (b[end] < 0x40 || b[end] > 0x7e) {
				end++
			}
			if end >= len(b) {
				return b
			}
			d.obey(string(b[1:end]), b[end])
			b = b[end+1:]
			continue
		}
		if !utf8.FullRune(b) {
			return b
		}
		r, n := utf8.DecodeRune(b)
		b = b[n:]
		d.put(r)
	}
	return nil
}

func (d *desk) put(r rune) {
	switch {
	case r == '\r':
		d.col = 0
	case r == '\n':
		if d.row++; d.row == len(d.glass) {
			d.row--
			d.glass = append(d.glass[1:], []rune(strings.Repeat(" ", len(d.glass[0]))))
		}
	case r < ' ' || r == 0x7f:
		d.odd = append(d.odd, fmt.Sprintf("%q", r))
	case d.col < len(d.glass[0]):
		d.glass[d.row][d.col] = r
		d.col++
	default:
		d.odd = append(d.odd, fmt.Sprintf("%q behind the edge", r))
	}
}

// obey moves and clears as ECMA-48 says, as far as a screen of ours needs it.
func (d *desk) obey(start string, final byte) {
	wipe := func(row, from int) {
		for i := from; i < len(d.glass[row]); i++ {
			d.glass[row][i] = ' '
		}
	}
	switch start + string(final) {
	case "[H":
		d.row, d.col = 0, 0
	case "[K":
		wipe(d.row, d.col)
	case "[2K":
		wipe(d.row, 0)
	case "[J", "[2J":
		for row := range d.glass {
			if row > d.row || start == "[2" {
				wipe(row, 0)
			}
		}
		wipe(d.row, d.col)
	case "[?25l", "[?1049h", "[?2004h": // no cursor, another screen, pasting in brackets
		d.off = append(d.off, start[1:])
	case "[?25h", "[?1049l", "[?2004l":
		d.off = slices.DeleteFunc(d.off, func(on string) bool { return on == start[1:] })
	case "[?1002l", "[?1003l", "[?1006l", "[?1h", "[?1l":
	default:
		switch params := strings.Split(start[1:], ";"); final {
		case 'm':
		case 'H':
			d.row, _ = strconv.Atoi(params[0])
			d.row, d.col = max(0, d.row-1), 0
		default:
			d.odd = append(d.odd, start+string(final))
		}
	}
}

// strange returns what the terminal was sent that no screen of ours needs.
func (d *desk) strange() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.odd)
}

// screen returns what is on the glass.
func (d *desk) screen() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var b strings.Builder
	for _, row := range d.glass {
		b.WriteString(strings.TrimRight(string(row), " ") + "\n")
	}
	return b.String()
}

// wait returns as soon as all the texts are on the glass.
func (d *desk) wait(texts ...string) {
	d.t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		missing := ""
		for screen, i := d.screen(), 0; i < len(texts) && missing == ""; i++ {
			if !strings.Contains(screen, texts[i]) {
				missing = texts[i]
			}
		}
		if missing == "" {
			return
		}
		select {
		case <-d.painted:
		case <-deadline:
			d.t.Fatalf("%q does not appear on\n%s", missing, d.screen())
		}
	}
}

// settings returns how the terminal treats what is typed and shown.
func (d *desk) settings() syscall.Termios {
	var t syscall.Termios
	control(d.t, d.far, syscall.TCGETS, unsafe.Pointer(&t))
	return t
}

// on returns the modes that are still on.
func (d *desk) on() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.off)
}

// restored tells whether the terminal is as it was before, once all that a program
// has sent at last is painted.
func (d *desk) restored() {
	d.t.Helper()
	for deadline := time.After(20 * time.Second); len(d.on()) > 0; {
		select {
		case <-d.painted:
		case <-deadline:
			d.t.Fatalf("the terminal is left with %q", d.on())
		}
	}
	if after := d.settings(); after != d.before {
		d.t.Errorf("the terminal is left with %+v; before %+v", after, d.before)
	}
}

// resize gives the terminal another size, for a program to be told.
func (d *desk) resize(width, height int) {
	size := [4]uint16{uint16(height), uint16(width)}
	d.mu.Lock()
	d.glass, d.row, d.col = nil, 0, 0
	for range height {
		d.glass = append(d.glass, []rune(strings.Repeat(" ", width)))
	}
	d.mu.Unlock()
	control(d.t, d.near, syscall.TIOCSWINSZ, unsafe.Pointer(&size))
}

func (d *desk) press(keys string) {
	if _, err := d.near.WriteString(keys); err != nil {
		d.t.Fatal(err)
	}
}

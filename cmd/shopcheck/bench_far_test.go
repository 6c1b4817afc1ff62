package main

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A far is a way to a server that seems to be one round trip away: each
// connection waits that long before it is served, and again whenever the server
// begins to speak, or hangs up, after it listened.
type far struct {
	addr        string
	connections atomic.Int64
}

// farAway leads connections to a server through a new port, until the benchmark
// ends.
func farAway(b *testing.B, dial func() (net.Conn, error), rtt time.Duration) *far {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	f := &far{addr: l.Addr().String()}
	var serving sync.WaitGroup
	b.Cleanup(func() {
		_ = l.Close()
		serving.Wait()
	})
	serving.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			f.connections.Add(1)
			serving.Go(func() {
				time.Sleep(rtt)
				join(&farConn{Conn: client, rtt: rtt}, dial)
			})
		}
	})
	return f
}

// join copies between a client and a server of its own until either hangs up.
func join(client *farConn, dial func() (net.Conn, error)) {
	defer func() { _ = client.Close() }()
	server, err := dial()
	if err != nil {
		return
	}
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	_, _ = io.Copy(client, server)
	client.wait() // hanging up is an answer, too
	_ = server.Close()
}

// A farConn is the client's end.
type farConn struct {
	net.Conn
	rtt   time.Duration
	heard atomic.Bool
}

// Read notes that something was heard.
func (c *farConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.heard.Store(true)
	}
	return n, err
}

func (c *farConn) Write(p []byte) (int, error) {
	c.wait()
	return c.Conn.Write(p)
}

func (c *farConn) wait() {
	if c.heard.Swap(false) {
		time.Sleep(c.rtt)
	}
}

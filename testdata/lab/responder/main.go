// Command responder lets the lab scan a pretend shop as a real server: it starts
// the shop of a file and leads an address to its HTTPS port, until it is ended.
//
//	responder ssl.txtar 127.0.7.41:443 root.pem
package main

import (
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"

	"github.com/rogpeppe/go-internal/txtar"

	"shopcheck/scanner/pretend"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: responder SHOP.txtar ADDRESS ROOT.pem")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "responder:", err)
		os.Exit(1)
	}
}

// run writes the shop's root to a file, listens at an address, and serves.
func run(file, address, root string) error {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		return fmt.Errorf("reading the shop: %w", err)
	}
	shop, err := pretend.Start(archive, pretend.Settings{})
	if err != nil {
		return fmt.Errorf("starting the shop: %w", err)
	}
	defer shop.Close()
	to, err := https(shop)
	if err != nil {
		return err
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: shop.Options().Roots[0].Raw})
	if err := os.WriteFile(root, cert, 0o644); err != nil {
		return fmt.Errorf("writing the root: %w", err)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			return fmt.Errorf("waiting for a client: %w", err)
		}
		go forward(conn, to)
	}
}

// https returns where the shop's pages are served.
func https(shop *pretend.Shop) (string, error) {
	for _, r := range shop.Options().ConnectTo {
		if r.Host == shop.Domain() && r.Port == 443 {
			return r.Addr.String(), nil
		}
	}
	return "", errors.New("the shop has no HTTPS port")
}

// forward passes everything on, in both directions, until either side ends.
func forward(client net.Conn, to string) {
	server, err := net.Dial("tcp", to)
	if err != nil {
		_ = client.Close()
		return
	}
	pass := func(to, from net.Conn) {
		_, _ = io.Copy(to, from)
		_ = client.Close()
		_ = server.Close()
	}
	go pass(server, client)
	pass(client, server)
}

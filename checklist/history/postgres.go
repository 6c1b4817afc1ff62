package history

import (
	"database/sql"
	"errors"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// connections is how many connections to a server one process has at most.
const connections = 4

// openServer opens a database of a server of PostgreSQL. What libpq reads from the
// environment and from its files counts too.
func openServer(where string, patience time.Duration) (*sql.DB, place, error) {
	at := place{kind: PostgreSQL}
	config, err := pgx.ParseConfig(where)
	if err != nil { // its words may hold the password
		return nil, at, errors.New("the address of the server cannot be read; it is like postgres://USER:PASSWORD@HOST/DATABASE, where / and @ in a password are written %2F and %40")
	}
	at.name, at.secret = shown(where), config.Password
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = patience
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "shopcheck"
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(connections)
	return db, at, nil
}

// shown returns a server's address without passwords and without settings but the
// host's.
func shown(where string) string {
	u, err := url.Parse(where)
	if err != nil {
		return "the server"
	}
	name := url.URL{Scheme: "postgres", Host: u.Host, Path: u.Path}
	if u.User != nil {
		name.User = url.User(u.User.Username())
	}
	if host := u.Query().Get("host"); host != "" {
		name.RawQuery = "host=" + host
	}
	return name.String()
}

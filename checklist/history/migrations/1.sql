-- One text for both: on PostgreSQL, BLOB is BYTEA, TEXT is compared byte by byte,
-- and there are rowids nowhere. Times are microseconds since 1970. Text columns
-- hold domains and IDs only.

CREATE TABLE shop (
	domain TEXT PRIMARY KEY,
	latest TEXT NOT NULL,         -- the newest run that saw it, or else the newest
	ends   BLOB NOT NULL          -- JSON: what ends when, as that run knows it
) WITHOUT ROWID;

CREATE TABLE run (
	domain  TEXT NOT NULL,
	id      TEXT NOT NULL,
	started BIGINT NOT NULL,
	seen    BIGINT NOT NULL,      -- 1: it saw the shop
	entry   BLOB NOT NULL,        -- JSON: its line in lists
	report  BLOB NOT NULL,        -- zstd of JSON: the run without looks
	PRIMARY KEY (domain, id)
);
CREATE INDEX run_order ON run (domain, seen, started, id);

CREATE TABLE looks (
	domain TEXT NOT NULL,
	id     TEXT NOT NULL,
	looks  BLOB NOT NULL,         -- zstd of JSON
	PRIMARY KEY (domain, id)
);

CREATE TABLE change (
	domain     TEXT NOT NULL,
	id         TEXT NOT NULL,     -- the run's
	place      BIGINT NOT NULL,   -- in the run's list
	regression BIGINT NOT NULL,   -- 1: it is one
	change     BLOB NOT NULL,     -- JSON
	PRIMARY KEY (domain, id, place)
) WITHOUT ROWID;

CREATE TABLE finding_state (
	domain TEXT PRIMARY KEY,
	states BLOB NOT NULL,         -- zstd of JSON: what is remembered of its findings
	base   BLOB                   -- the same as of the newest run that was pruned; NULL if none was
);

CREATE TABLE baseline (
	domain TEXT PRIMARY KEY,
	id     TEXT NOT NULL,         -- the run's
	note   BLOB NOT NULL          -- JSON: who accepted it, when and why
) WITHOUT ROWID;

# make demo     build, start a pretend shop on this machine, check it, show the report
# make test     everything: unit, pretend shops, goldens, commands, the interview, real servers
# make check    gofmt, vet, linters, tidy go.mod
# make bench    figures, also of other tools if they are installed; they print and never gate
# make lab      real servers on loopback; needs Debian and root; LAB_PARTS=walks runs only owners' walks, formats only reports for programs, html only reports in a browser, schedule only the files for schedules
# make postgres install Debian's PostgreSQL, which tests and figures of the history need; they do so by themselves
# make pictures take README's pictures of reports anew; needs what make lab does
# make golden   rewrite expected outputs; read the diff before committing it
# make fuzz     every fuzz target for FUZZTIME each

GO ?= go
BIN := .bin
SHELL := bash
FUZZTIME ?= 20s
TOOLS := $(GO) tool -modfile=.tools.mod

.PHONY: demo build check test unit lab postgres pictures bench golden fuzz

demo: build
	@$(BIN)/shopcheck demo

build:
	@$(GO) build -trimpath -o $(BIN)/shopcheck ./cmd/shopcheck

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "gofmt: run gofmt -w on these"; exit 1; }
	$(GO) vet -tags lab ./...
	$(GO) mod tidy -diff
	$(TOOLS) golangci-lint run --allow-parallel-runners ./...

test: unit lab

# Only -v tells of skipped tests. Where none may be (.ci/run), it runs so; the
# whole story is shown if something fails.
unit: postgres
ifndef SHOPCHECK_MUST_RUN
	$(GO) test -race -shuffle=on -timeout 30m ./...
else
	@mkdir -p $(BIN); set -o pipefail; \
	$(GO) test -v -race -shuffle=on -timeout 30m ./... 2>&1 | tee $(BIN)/unit.log | grep -E '^(ok|FAIL|\?)|^ *--- (FAIL|SKIP)' || \
	{ grep -vE '^ *(===|--- PASS)' $(BIN)/unit.log; exit 1; }
endif

lab:
	@testdata/lab/run

postgres:
	@testdata/lab/postgres

pictures:
	@LAB_PARTS=pictures testdata/lab/run

bench: postgres
	$(GO) test -run '^$$$$' -bench . -benchtime 5x -timeout 30m ./cmd/shopcheck

golden:
	$(GO) test ./report ./scanner/probes -update
	UPDATE_SCRIPTS=1 $(GO) test ./cmd/shopcheck -run TestScripts

fuzz:
	@for pkg in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done; done

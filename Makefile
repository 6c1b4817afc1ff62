# make demo     build, start a pretend shop on this machine, check it, show the report
# make test     everything: unit, pretend shops, goldens, commands, the interview, real servers
# make check    gofmt, vet, linters, tidy go.mod
# make bench    figures; they print and never gate
# make lab      real servers on loopback; needs Debian and root
# make golden   rewrite expected outputs; read the diff before committing it
# make fuzz     every fuzz target for FUZZTIME each

GO ?= go
BIN := .bin
FUZZTIME ?= 20s
TOOLS := $(GO) tool -modfile=.tools.mod

.PHONY: demo build check test unit lab bench golden fuzz

demo: build
	@$(BIN)/shopcheck demo

build:
	@$(GO) build -trimpath -o $(BIN)/shopcheck ./cmd/shopcheck

check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo "gofmt: run gofmt -w on these"; exit 1; }
	$(GO) vet ./...
	$(GO) mod tidy -diff
	$(TOOLS) golangci-lint run ./...

test: unit lab

unit:
	$(GO) test -race -shuffle=on ./...

lab:
	@testdata/lab/run

bench:
	$(GO) test -run '^$$$$' -bench . -benchtime 5x ./cmd/shopcheck

golden:
	$(GO) test ./report ./scanner/probes ./cmd/shopcheck -update

fuzz:
	@for pkg in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done; done

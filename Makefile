# The commands of this project; `make help` lists them. Each one installs what it needs first (.ci/setup).

SHELL := /bin/bash
GO ?= go

# The normal program. migrated_fynedo: the toolkit trusts that its calls come from the right goroutine, as the unit tests check.
TAGS := migrated_fynedo
# As in the packages (.ci/package), so that the toolkit is compiled only once, and no path of this machine is inside.
BUILD := -trimpath -buildvcs=false -buildmode=pie
# Unit tests run without a screen and without the C parts of the toolkit.
UNIT_TAGS := ci,migrated_fynedo
# What is looked at without being run here: also what only the desktop test, the benchmarks, make platforms and make wine have.
LINT_TAGS := $(UNIT_TAGS),desktop,bench,platforms,wine

# The version stands in FyneApp.toml alone; the app embeds that file.
VERSION := $(shell sed -n 's/^ *Version *= *"\(.*\)"/\1/p' FyneApp.toml)

BOKGU := build/bokgu
BOKGUCTL := build/bokguctl
DEB := $(CURDIR)/build/package/bokgu-$(VERSION)-linux-$(shell $(GO) env GOARCH).deb

.DEFAULT_GOAL := help
.PHONY: help run build test lint unit desktop screenshots bench bench-start bench-package bench-memory bench-commit bench-frame bench-idle bench-hour bench-day bench-screen bench-source windows wine platforms package package-check release directory soak verify clean \
	setup-build setup-screen setup-test setup-package setup-windows setup-wine setup-platforms FORCE

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Without a display make run takes these: one look of each language, in some twenty seconds.
PICTURES := build/pictures
SOME := ^(status|service|recovery|guidance|learn|diary|settings)-(ko-light|en-dark)-desktop$$

run: setup-build $(BOKGU) ## builds and starts the app on the embedded replay; without a display, takes pictures of the screens
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ] || [ "$$(uname -s)" = Darwin ]; then \
		exec $(BOKGU) --replay kakao-2022; \
	else \
		echo "There is no display here: walking through the screens on a virtual one."; \
		$(MAKE) --no-print-directory setup-screen setup-test; \
		rm -rf $(PICTURES); \
		$(GO) run ./app/desktop/gallery -app $(BOKGU) -out $(PICTURES) -only '$(SOME)' && echo "They are in $(CURDIR)/$(PICTURES)"; \
	fi

build: setup-build $(BOKGU) $(BOKGUCTL) ## builds build/bokgu and build/bokguctl

# Go knows best what is up to date.
$(BOKGU): FORCE
	@mkdir -p build
	$(GO) build $(BUILD) -tags $(TAGS) -o $@ .

$(BOKGUCTL): FORCE
	@mkdir -p build
	$(GO) build $(BUILD) -ldflags "-X main.version=$(VERSION)" -o $@ ./cmd/bokguctl

test: setup-build setup-screen setup-test ## all checks: lint, unit tests with -race, the desktop test on the built app
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory desktop

lint: ## gofumpt, vet, staticcheck, and actionlint over the workflows
	@echo "gofumpt"; unformatted=$$($(GO) tool gofumpt -l .) || exit 1; \
	if [ -n "$$unformatted" ]; then printf 'not formatted (go tool gofumpt -w FILE):\n%s\n' "$$unformatted" >&2; exit 1; fi
	$(GO) vet -tags $(LINT_TAGS) ./...
	$(GO) tool staticcheck -tags $(LINT_TAGS) ./...
	$(GO) tool actionlint

# The store's other tests and the views' use one goroutine and are three to fourteen times slower under the race detector:
# make verify has them with it, in shuffled rounds.
unit: ## unit tests, with the race detector where goroutines meet; nothing here needs a screen
	$(GO) test -vet=off -race -tags $(UNIT_TAGS) $$($(GO) list -tags $(UNIT_TAGS) ./... | grep -v -e /sync/store -e bokgu/views)
	$(GO) test -vet=off -race -tags $(UNIT_TAGS) -run 'Concurrent|Context' ./sync/store
	$(GO) test -vet=off -tags $(UNIT_TAGS) ./sync/store ./views/...

desktop: setup-build setup-screen setup-test $(BOKGU) $(BOKGUCTL) package ## the built app on a virtual desktop, watched from outside
	BOKGU_BIN=$(CURDIR)/$(BOKGU) BOKGUCTL_BIN=$(CURDIR)/$(BOKGUCTL) BOKGU_DEB=$(DEB) $(GO) test -vet=off -count=1 -timeout 8m -tags desktop ./app/desktop

screenshots: setup-build setup-screen setup-test $(BOKGU) ## docs/screenshots and docs/screens.md: every screen and state, from the real window
	@rm -f docs/screenshots/*.png
	$(GO) run ./app/desktop/gallery -app $(BOKGU) -out docs/screenshots -page docs/screens.md

bench: bench-start bench-package bench-memory bench-commit bench-frame bench-idle bench-hour bench-day bench-screen bench-source ## all figures of docs/benchmarks.md

bench-start: setup-build setup-screen setup-test $(BOKGU) $(BOKGUCTL) ## start to first painted board, as a ratio to a bare window
	$(GO) run ./app/desktop/bench -app $(BOKGU) start
	$(GO) run ./app/desktop/bench -app $(BOKGU) big

bench-memory: setup-build setup-screen setup-test $(BOKGU) $(BOKGUCTL) ## resident memory, as a ratio to a bare window
	$(GO) run ./app/desktop/bench -app $(BOKGU) memory

bench-package: setup-build setup-screen setup-test package ## sizes of the packages and cold start of what they install, as ratios to a bare window packaged alike
	$(GO) run ./app/desktop/bench -ctl build/package/bin/bokguctl packaged

bench-commit: ## Diff and commit of a document with 400 components
	$(GO) test -run '^$$' -bench DiffCommit400 -benchmem -count 5 ./sync/store

bench-frame: ## from a frame of 400 functions to the screen: verified, stored, drawn
	$(GO) test -tags $(UNIT_TAGS) -run '^$$' -bench FrameToView -benchtime 1000x ./app

bench-idle: setup-build setup-screen setup-test $(BOKGU) $(BOKGUCTL) ## processor time and wake-ups while nothing happens, as ratios to a bare window
	$(GO) run ./app/desktop/bench -app $(BOKGU) -runs 5 cpu
	$(GO) run ./app/desktop/bench -app $(BOKGU) -runs 5 wakeups

bench-hour: ## bytes and frames of an hour in which nothing happens, against asking every minute
	$(GO) test -run '^$$' -bench IdleHour ./sync/subscribe

bench-day: ## the heap over a simulated day of news
	$(GO) test -count=1 -v -tags $(UNIT_TAGS) -run ADayOfNews ./app

bench-screen: ## screens of 400 functions and 2,000 updates: first paint, a change, a keystroke, a step of the wheel, memory
	$(GO) test -tags $(UNIT_TAGS) -run '^$$' -bench 'Screen$$' -benchtime 300x -timeout 1h ./app
	$(GO) test -tags $(UNIT_TAGS) -run '^$$' -bench ScreenMemory -benchtime 3x -timeout 1h ./app

bench-source: ## status pages: the largest read, converted and compared; fifty polled for an hour; fifty merged by a bridge
	$(GO) test -run '^$$' -bench Page -benchmem -count 5 ./sync/source
	BOKGU_LONG=1 $(GO) test -count=1 -v -run FiftyPagesAnHour ./sync/source
	$(GO) test -run '^$$' -bench Merge -benchmem -count 5 ./sync/bridge

directory: ## the list of public status pages inside the app, from the npm package that assets/gen/statuspages/own.json names
	@mkdir -p build
	cd build && npm pack --silent @sentry/status-page-list@$$(sed -n 's/^ *"version": "\(..*\)",$$/\1/p' ../assets/gen/statuspages/own.json)
	cd assets && $(GO) run ./gen/statuspages ../build/sentry-status-page-list-*.tgz && $(GO) run ./gen/licences
	rm build/sentry-status-page-list-*.tgz

windows: setup-build setup-windows ## the Windows packages, a zip and an installer, into build/package, and build/bokgu.exe
	GO="$(GO)" .ci/windows $(VERSION) $(TAGS)

wine: windows setup-screen setup-test setup-wine ## installs, uses and removes the Windows package, under wine
	BOKGU_SETUP=$(CURDIR)/build/package/bokgu-$(VERSION)-windows-amd64-setup.exe \
		$(GO) test -vet=off -count=1 -timeout 15m -tags wine ./app/desktop/wine

platforms: setup-build setup-platforms ## what the phones, macOS and Windows have of their own: type-checked, and run against stand-ins
	$(GO) test -count=1 -timeout 20m -tags platforms -run 'EveryPlatform|Android' .
	$(GO) test -count=1 -tags platforms ./app/native

package: setup-build ## the Linux packages, .deb and .rpm, into build/package
	GO="$(GO)" .ci/package $(VERSION) $(TAGS)

package-check: package setup-package ## lintian and other validators over the packages, and a second build that has to give the same bytes
	GO="$(GO)" .ci/package-check $(VERSION) $(TAGS)

# Signed where BOKGU_MINISIGN_KEY names a key; docs/release.md tells how. What make windows has built goes along.
release: package ## build/release: the packages, the list of what is in them, checksums, and their signature
	GO="$(GO)" .ci/release $(VERSION)

# The soak's length and seed can be set: make soak SOAK=1h SEED=42
SOAK ?= 10m
SEED ?=
soak: setup-build setup-screen setup-test ## the feed in bad weather: faults in the network, restarts of the edge, kills of the client, and a checker
	BOKGU_SOAK=$(SOAK) BOKGU_SEED=$(SEED) $(GO) test -count=1 -timeout 0 -v -run TestSoak ./app/delivery/soak

# Length of each fuzz target, that of the four that read what comes from the network, and the number of shuffled rounds of the
# unit tests; all can be set: make verify FUZZTIME=10m ROUNDS=20
FUZZTIME ?= 1m
FUZZWIRE ?= 10m
ROUNDS ?= 5
verify: setup-build setup-screen setup-test setup-package setup-windows setup-wine setup-platforms $(BOKGU) $(BOKGUCTL) ## long runs: shuffled rounds, every fuzz target, the desktop test again and again
	@GO="$(GO)" UNIT_TAGS="$(UNIT_TAGS)" FUZZTIME="$(FUZZTIME)" FUZZWIRE="$(FUZZWIRE)" ROUNDS="$(ROUNDS)" .ci/verify

clean: ## removes build/
	rm -rf build

setup-build:
	@.ci/setup build
setup-screen:
	@.ci/setup screen
setup-test:
	@.ci/setup test
setup-package:
	@.ci/setup package
setup-windows:
	@.ci/setup windows
setup-wine:
	@.ci/setup wine
setup-platforms:
	@.ci/setup platforms

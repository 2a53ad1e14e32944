# Caduca. `make help` lists the targets. One Makefile, and a build folder for each flavour:
# build/ (cc), build/clang/ (CC=clang), build/san/ (SAN=1).

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

SAN ?=
ifeq ($(origin CC),default)
CC := $(if $(SAN),clang,cc)
endif
# What a compiler knows is remembered in its own folder.
BUILD ?= build$(if $(SAN),/san$(if $(findstring clang,$(CC)),,/$(notdir $(CC))),$(if $(findstring clang,$(CC)),/clang))
# Objects of pattern rules are kept, and none is passed over because it was never made.
.PRECIOUS: $(BUILD)/obj/%.o
PREFIX ?= /usr/local
DESTDIR ?=

# ---- what must be on the machine, and Debian's names for it ----
PKGS := openssl sqlite3 jansson libconfig libcares libidn2 libcurl libsystemd libzip expat xlsxwriter ncursesw cmocka vterm
TOOLS := $(CC) pkg-config msgfmt xgettext prove
PERL_MODULES := IO::Socket::SSL
DEBS := gcc libc6-dev pkg-config libssl-dev libsqlite3-dev libjansson-dev libconfig-dev libc-ares-dev \
	libidn2-dev libcurl4-openssl-dev libsystemd-dev libzip-dev libexpat1-dev libxlsxwriter-dev libncurses-dev libcmocka-dev libvterm-dev gettext perl libio-socket-ssl-perl \
	ca-certificates \
	$(if $(SAN)$(findstring clang,$(CC)),clang libclang-rt-dev)

missing_of = $(foreach t,$1,$(if $(shell command -v $t),,$t))
MISSING = $(strip $(call missing_of,$(TOOLS)) \
	$(if $(shell command -v pkg-config),$(foreach p,$(PKGS),$(if $(shell pkg-config --exists $p && echo y),,$p))) \
	$(foreach m,$(PERL_MODULES),$(if $(shell perl -M$m -e 'print 1' 2>/dev/null),,$m)))

# ---- rooms, and which other rooms each may include (tests/house/layers.t reads these lines) ----
ROOMS := base wire importing words expiry pki inspect files tickets mail probe store procedure inventory exporting daemon ctl tui
USES_base :=
USES_wire := base
USES_importing := base
USES_words := expiry base
USES_expiry := base
USES_pki := base
USES_inspect := pki wire base
USES_files := wire base
USES_tickets := wire base
USES_mail := base
USES_probe := pki wire base
USES_store := base
USES_procedure := expiry base
USES_inventory := expiry wire base
USES_exporting := inventory words expiry wire base
USES_daemon := exporting inspect files tickets mail probe store procedure inventory pki words expiry wire base
USES_ctl := exporting procedure words inventory importing mail expiry wire base
USES_tui := words importing expiry wire base
# Rooms inside a room in the same way; `top` are the files of its own folder without main.c, which joins all;
# a name without a folder is one file and its header.
INNER_tui := term keys model view top screens
USES_tui_term :=
USES_tui_keys := term
USES_tui_model := term
USES_tui_view := term keys model
USES_tui_top := term keys model view
USES_tui_screens := term keys model view top
INNER_daemon := state probing ticketing inspectors trail_checks clock_watch backups backup_worker membership identity colleagues declared listening operation limits stream news server_setup untaken session_inside push session people server systemd daemon receiving receive_worker operations restore parts
USES_daemon_state :=
USES_daemon_probing := state
USES_daemon_ticketing := probing state
USES_daemon_inspectors := probing
USES_daemon_backups := probing state
USES_daemon_backup_worker :=
USES_daemon_receive_worker :=
USES_daemon_receiving := daemon session operation inspectors state
USES_daemon_operation :=
USES_daemon_limits := operation
USES_daemon_trail_checks :=
USES_daemon_clock_watch :=
USES_daemon_restore :=
USES_daemon_parts := state probing ticketing inspectors receiving trail_checks clock_watch backups identity colleagues push session server daemon operations
USES_daemon_stream := limits state
USES_daemon_membership :=
USES_daemon_identity := membership
USES_daemon_colleagues := membership
USES_daemon_declared :=
USES_daemon_listening :=
USES_daemon_news :=
USES_daemon_untaken :=
USES_daemon_server_setup := news
USES_daemon_session_inside := server_setup limits news stream state
USES_daemon_push := session_inside news
USES_daemon_session := session_inside push declared identity operation limits news stream state untaken
USES_daemon_people := session_inside push news
USES_daemon_server := server_setup session session_inside identity limits listening untaken
USES_daemon_systemd :=
USES_daemon_daemon := state
USES_daemon_operations := daemon colleagues people push session identity operation inspectors trail_checks backups ticketing probing state limits clock_watch

ifeq ($(filter help clean deps,$(MAKECMDGOALS)),)
include $(BUILD)/machine.mk
endif

folder_of = $(if $(filter tui,$1),tui,backend/$1)
folders_of = $(foreach d,/ /*/ /*/*/,$(call folder_of,$1)$d)
sources_of = $(sort $(wildcard $(addsuffix *.c,$(call folders_of,$1))))
objects_of = $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out %/main.c,$(call sources_of,$1)))

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes \
	-Wvla -Wformat=2 -Wundef -Wswitch-enum -Werror
ifdef SAN
OPT := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LDOPT := -fsanitize=address,undefined -pie
else
OPT := -O2 -g -D_FORTIFY_SOURCE=3
LDOPT := -pie -Wl,-z,relro,-z,now
endif
HARDEN := -fPIE -fstack-protector-strong $(HARDEN_IF_KNOWN)
FLAGS = -std=c17 -D_GNU_SOURCE -DCADUCA_PREFIX='"$(PREFIX)"' $(OPT) $(HARDEN) $(WARN) \
	-Ibackend -I. -I$(BUILD)/gen -include backend/base/banned.h $(PKG_CFLAGS) $(CFLAGS)

PROGRAMS := $(BUILD)/caducad $(BUILD)/caducactl $(BUILD)/caduca
CATALOGUE := $(BUILD)/locale/ca/LC_MESSAGES/caduca.mo

.PHONY: all run demo test check bench san fuzz fuzzers analyze format manual install uninstall deb deb-check clean help deps FORCE
all: $(PROGRAMS) $(CATALOGUE)

help:
	@echo 'make run      build, and open the console'
	@echo 'make demo     the console on about forty hosts of its own, with every kind of trouble'
	@echo 'make test     build, and run every test'
	@echo 'make check T=unit/urgency_test    one test'
	@echo 'make san      the tests under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make bench    measure speed and memory'
	@echo 'make fuzz     strangers of every kind, FUZZ_SECONDS=600 for each target'
	@echo 'make deps     install the packages of Debian that are missing'
	@echo 'make deb      the package of Debian, build/caduca_VERSION_ARCH.deb'
	@echo 'make install uninstall deb-check analyze format manual clean'

# ---- the machine: install what is missing, remember the flags ----
# $(call install_debs,what is missing,packages)
install_debs = missing='$(strip $1)'; if [ -n "$$missing" ]; then \
	echo "missing: $$missing"; \
	if [ "$$(id -u)" = 0 ]; then as=; else as=sudo; fi; \
	echo "$$as apt-get install --no-install-recommends $2"; \
	command -v apt-get >/dev/null || { echo 'no apt-get here: install the packages above by hand' >&2; exit 1; }; \
	$$as apt-get update -q && \
	$$as env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $2; fi

deps:
	@$(call install_debs,$(MISSING),$(DEBS))

ifneq ($(MISSING),)
$(BUILD)/machine.mk: FORCE
endif
$(BUILD)/machine.mk: Makefile
	@$(call install_debs,$(MISSING),$(DEBS))
	@mkdir -p $(@D)
	@for f in -fstack-clash-protection -ftrivial-auto-var-init=zero -fcf-protection; do \
		if echo 'int main(void) { return 0; }' | $(CC) -Werror $$f -x c -c -o /dev/null - 2>/dev/null; \
		then printf '%s ' $$f; fi; done | sed 's/^/HARDEN_IF_KNOWN := /' >$@.new
	@echo >>$@.new
	@for p in $(PKGS); do \
		echo "CFLAGS_$$p := $$(pkg-config --cflags $$p)"; echo "LIBS_$$p := $$(pkg-config --libs $$p)"; done >>$@.new
	@echo 'PKG_CFLAGS := $(foreach p,$(filter-out ncursesw,$(PKGS)),$$(CFLAGS_$p))' >>$@.new
	@mv $@.new $@

# ---- objects and rooms ----
# The console is compiled with the names of what it must not touch poisoned.
$(BUILD)/obj/tui/%.o: FLAGS += -include tui/poison.h
$(BUILD)/obj/tui/term/term.o: FLAGS += $(CFLAGS_ncursesw)

$(BUILD)/obj/%.o: %.c $(BUILD)/machine.mk
	@mkdir -p $(@D)
	@echo '  cc $<'
	@$(CC) $(FLAGS) -MMD -MP -c -o $@ $<

define room
$(BUILD)/$1.a: $(call objects_of,$1)
	@rm -f $$@
	@ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room,$r)))

# ---- what is made from data ----
$(BUILD)/gen/store_queries.h: backend/store/queries.sql backend/store/embed.awk
	@mkdir -p $(@D)
	awk -f backend/store/embed.awk $< >$@
$(BUILD)/gen/store_schema.h: backend/store/schema.sql backend/store/embed.awk
	@mkdir -p $(@D)
	awk -v prefix=schema -f backend/store/embed.awk $< >$@
$(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard backend/store/*.c)): $(BUILD)/gen/store_queries.h $(BUILD)/gen/store_schema.h
$(BUILD)/gen/default_keys.h: keybindings.conf Makefile
	@mkdir -p $(@D)
	{ echo 'static const char *const default_keys[] = {'; sed -e 's/[\\"]/\\&/g' -e 's/^/    "/' -e 's/$$/",/' $<; echo '};'; } >$@
$(BUILD)/obj/tui/keys/keys_read.o: $(BUILD)/gen/default_keys.h

$(CATALOGUE): tui/po/ca.po
	@mkdir -p $(@D)
	msgfmt --check-format -o $@ $<

# ---- programs ----
archives = $(foreach r,$1,$(BUILD)/$r.a)
LIBS_caducad := $(foreach p,openssl sqlite3 jansson libconfig libcares libidn2 libcurl libsystemd libzip expat xlsxwriter,$(LIBS_$p))
LIBS_caducactl := $(foreach p,jansson libconfig libidn2 xlsxwriter,$(LIBS_$p))
LIBS_caduca := $(foreach p,jansson libconfig ncursesw,$(LIBS_$p))

$(BUILD)/caducad: $(BUILD)/obj/backend/daemon/main.o $(call archives,daemon $(USES_daemon))
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_caducad) $(LDFLAGS)
# The same backend with a crash planted in what reads a certificate (tests/e2e/crash.t).
$(BUILD)/crash/%.o: %.c $(BUILD)/machine.mk
	@mkdir -p $(@D)
	@$(CC) $(FLAGS) -DCADUCA_PLANT_CRASH -c -o $@ $<
$(BUILD)/crash/caducad: $(BUILD)/obj/backend/daemon/main.o $(BUILD)/daemon.a $(BUILD)/probe.a \
		$(patsubst %.c,$(BUILD)/crash/%.o,$(call sources_of,pki)) $(call archives,$(filter-out probe pki,$(USES_daemon)))
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_caducad) $(LDFLAGS)
# The same backend and command line, of whose calls to the system one fails when a test says so (tests/e2e/faults.t).
FAULTS := $(foreach f,fork __libc_malloc __libc_calloc __libc_realloc,-Wl,--wrap=$f)
$(BUILD)/caducad-fault: $(BUILD)/obj/backend/daemon/main.o $(BUILD)/obj/tests/e2e/fault.o $(call archives,daemon $(USES_daemon))
	@echo '  ld $@'
	@$(CC) $(LDOPT) $(FAULTS) -o $@ $^ $(LIBS_caducad) $(LDFLAGS)
$(BUILD)/caducactl-fault: $(BUILD)/obj/backend/ctl/main.o $(BUILD)/obj/tests/e2e/fault.o $(call archives,ctl $(USES_ctl))
	@echo '  ld $@'
	@$(CC) $(LDOPT) $(FAULTS) -o $@ $^ $(LIBS_caducactl) $(LDFLAGS)
$(BUILD)/caducactl: $(BUILD)/obj/backend/ctl/main.o $(call archives,ctl $(USES_ctl))
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_caducactl) $(LDFLAGS)
$(BUILD)/caduca: $(BUILD)/obj/tui/main.o $(call archives,tui $(USES_tui))
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_caduca) $(LDFLAGS)

# ---- tests ----
# A unit test names the rooms it links, most dependent first, in its first line: /* rooms: expiry base */
UNIT_SOURCES := $(sort $(wildcard tests/unit/*_test.c tests/fleet/*_test.c))
UNIT_TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(UNIT_SOURCES))
# What is read in the sources, and the fuzz targets, which have sanitizers of their own, are the same in each flavour.
SHELL_TESTS := $(sort $(if $(SAN),,$(wildcard tests/house/*.t)) $(filter-out $(if $(SAN),tests/e2e/fuzz.t),$(wildcard tests/e2e/*.t)) $(wildcard tests/screen/*.t))
rooms_of = $(shell sed -n '1s|^/\* rooms: \([a-z ]*\) \*/.*|\1|p' $1)
LIBS_tests := $(foreach p,openssl sqlite3 jansson libconfig libcares libidn2 libcurl libzip expat xlsxwriter ncursesw cmocka vterm,$(LIBS_$p))

FLEET_OBJECTS := $(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out %_test.c %/main.c,$(wildcard tests/fleet/*.c)))

define unit_test
$(BUILD)/tests/$(1:tests/%.c=%): $(BUILD)/obj/$(1:%.c=%.o) $(if $(filter tests/fleet/%,$1),$(FLEET_OBJECTS)) \
		$(call archives,$(call rooms_of,$1))
	@mkdir -p $$(@D)
	@echo '  ld $$@'
	@$$(CC) $$(LDOPT) -o $$@ $$^ $$(LIBS_tests) $$(LDFLAGS)
endef
$(foreach t,$(UNIT_SOURCES),$(eval $(call unit_test,$t)))

# Programs that tests use: the fleet of TLS hosts, the pseudo-terminal reader, the peers of the benchmark.
$(BUILD)/fleet: $(BUILD)/obj/tests/fleet/main.o $(FLEET_OBJECTS) $(call archives,base)
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_openssl) $(LIBS_jansson) $(LIBS_libconfig) $(LDFLAGS)
$(BUILD)/screen: $(BUILD)/obj/tests/screen/screen.o $(BUILD)/obj/tests/screen/doing.o $(BUILD)/obj/tests/screen/pty.o $(BUILD)/obj/tests/screen/random.o $(BUILD)/obj/tests/screen/moment.o $(call archives,base)
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_vterm) $(LIBS_jansson) $(LIBS_libconfig) -lutil $(LDFLAGS)
$(BUILD)/termtool: $(BUILD)/obj/tests/screen/termtool.o $(call archives,tui words expiry base)
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_ncursesw) $(LIBS_jansson) $(LIBS_libconfig) $(LDFLAGS)
$(BUILD)/fake: $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/screen/fake*.c)) $(call archives,expiry wire base)
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_jansson) $(LIBS_libconfig) $(LDFLAGS)
$(BUILD)/load: $(BUILD)/obj/tests/e2e/load.o $(call archives,base)
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_sqlite3) $(LIBS_jansson) $(LIBS_libconfig) $(LDFLAGS)
$(BUILD)/sheets: $(BUILD)/obj/tests/e2e/sheets.o $(call archives,inventory $(USES_inventory))
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_caducad) $(LDFLAGS)
$(BUILD)/operations: $(BUILD)/obj/tests/manual/operations.o $(call archives,daemon $(USES_daemon))
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_caducad) $(LDFLAGS)
$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(call archives,base)
	@mkdir -p $(@D)
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(BENCH_LIBS) $(LIBS_openssl) $(LIBS_jansson) $(LIBS_libconfig) $(LDFLAGS)
$(BUILD)/bench/filter: $(BUILD)/obj/tests/bench/filter.o $(call archives,tui $(USES_tui))
	@mkdir -p $(@D)
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_caduca) $(LIBS_libidn2) $(LDFLAGS)
$(BUILD)/bench/closed: $(BUILD)/obj/tests/bench/closed.o $(call archives,store base)
	@mkdir -p $(@D)
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_sqlite3) $(LIBS_openssl) $(LIBS_jansson) $(LIBS_libconfig) $(LDFLAGS)
$(BUILD)/bench/console: BENCH_LIBS = $(LIBS_vterm)
TOOLS_OF_TESTS := $(BUILD)/crash/caducad $(BUILD)/caducad-fault $(BUILD)/caducactl-fault $(if $(wildcard tests/fleet/*.c),$(BUILD)/fleet) $(BUILD)/screen $(BUILD)/termtool $(BUILD)/fake $(BUILD)/load $(BUILD)/sheets $(BUILD)/operations
BENCHES := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(wildcard tests/bench/*.c))

# Fuzz targets (tests/fuzz), in a folder of their own where every room is built with libFuzzer's eyes.
FUZZ := build/fuzz
FUZZ_SECONDS ?= 600
FUZZ_TARGETS := $(filter-out seeds,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
define fuzz_target
$(BUILD)/$1: $(BUILD)/obj/tests/fuzz/$1.o $(call archives,$(call rooms_of,tests/fuzz/$1.c))
	@echo '  ld $$@'
	@$$(CC) $$(LDOPT) -fsanitize=fuzzer -o $$@ $$^ $$(LIBS_tests) $$(LDFLAGS)
endef
ifeq ($(BUILD),$(FUZZ))
$(foreach t,$(FUZZ_TARGETS),$(eval $(call fuzz_target,$t)))
$(BUILD)/seeds_make: $(BUILD)/obj/tests/fuzz/seeds.o \
		$(patsubst %.c,$(BUILD)/obj/%.o,$(filter-out %/main.c %_test.c,$(wildcard tests/fleet/*.c))) $(call archives,base)
	@echo '  ld $@'
	@$(CC) $(LDOPT) -o $@ $^ $(LIBS_openssl) $(LIBS_jansson) $(LIBS_libconfig) $(LDFLAGS)
fuzzers: $(addprefix $(BUILD)/,$(FUZZ_TARGETS) seeds_make)
else
fuzzers:
	+@$(MAKE) SAN=1 CC=clang BUILD=$(FUZZ) CFLAGS=-fsanitize=fuzzer-no-link $@
endif
fuzz: fuzzers
	sh tests/fuzz/run.sh $(FUZZ) seconds $(FUZZ_SECONDS)

PROVE = BUILD=$(BUILD) CC='$(CC)' CMOCKA_MESSAGE_OUTPUT=TAP prove $(PROVE_FLAGS) --exec 'sh tests/run.sh'

# What measures is built, too, so that it goes on to build.
test: all $(UNIT_TESTS) $(TOOLS_OF_TESTS) $(if $(SAN),,$(BENCHES))
	$(PROVE) $(UNIT_TESTS) $(SHELL_TESTS)
check: $(if $(filter %_test,$(T)),$(BUILD)/tests/$(T),all $(TOOLS_OF_TESTS))
	$(PROVE) -v $(if $(filter %_test,$(T)),$(BUILD)/tests/$(T),tests/$(T).t)
san:
	+$(MAKE) SAN=1 test
bench: all $(BENCHES) $(TOOLS_OF_TESTS)
	BUILD=$(BUILD) sh tests/bench/run.sh

# ---- for people ----
run: all
	$(BUILD)/caduca
demo: all $(BUILD)/fleet
	BUILD=$(BUILD) sh tests/fleet/demo.sh

analyze:
	clang-tidy --quiet $(foreach r,$(ROOMS),$(call sources_of,$r)) -- $(filter-out -Werror,$(FLAGS))
format:
	clang-format -i $(foreach r,$(ROOMS),$(call sources_of,$r) $(wildcard $(addsuffix *.h,$(call folders_of,$r))))

# The tables of operations, fields and errors, into the manual of the protocol.
manual: $(BUILD)/operations
	awk '/^\.\\" [a-z]+: end/ { inside = 0 } !inside; \
		/^\.\\" [a-z]+: begin/ { inside = 1; make = "$< " substr($$2, 1, length($$2) - 1); while ((make | getline line) > 0) print line }' \
		backend/man/caduca-protocol.7 >$(BUILD)/caduca-protocol.7
	cp $(BUILD)/caduca-protocol.7 backend/man/caduca-protocol.7

MANUALS := $(wildcard backend/man/*.[1-8] tui/man/*.[1-8])
MANUALS_ca := $(wildcard backend/man/ca/*.[1-8] tui/man/ca/*.[1-8])
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/locale/ca/LC_MESSAGES $(DESTDIR)$(PREFIX)/share/doc/caduca
	install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(CATALOGUE) $(DESTDIR)$(PREFIX)/share/locale/ca/LC_MESSAGES
	install -d $(DESTDIR)$(PREFIX)/share/caduca/procedures/templates
	install -m 644 backend/procedures/*.procedure backend/procedures/site.conf $(DESTDIR)$(PREFIX)/share/caduca/procedures
	install -m 644 backend/procedures/templates/* $(DESTDIR)$(PREFIX)/share/caduca/procedures/templates
	for m in $(MANUALS); do install -D -m 644 $$m $(DESTDIR)$(PREFIX)/share/man/man$${m##*.}/$${m##*/} || exit 1; done
	for m in $(MANUALS_ca); do install -D -m 644 $$m $(DESTDIR)$(PREFIX)/share/man/ca/man$${m##*.}/$${m##*/} || exit 1; done
	install -m 644 keybindings.conf README.md LICENSE $(DESTDIR)$(PREFIX)/share/doc/caduca
	install -d $(DESTDIR)$(PREFIX)/share/doc/caduca/examples
	install -m 644 backend/packaging/examples/* $(DESTDIR)$(PREFIX)/share/doc/caduca/examples
	install -D -m 644 backend/packaging/caducactl.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/caducactl
	install -d $(addprefix $(DESTDIR)$(PREFIX)/lib/,systemd/system sysusers.d tmpfiles.d)
	sed 's|@PREFIX@|$(PREFIX)|' backend/packaging/caducad.service.in >$(DESTDIR)$(PREFIX)/lib/systemd/system/caducad.service
	chmod 644 $(DESTDIR)$(PREFIX)/lib/systemd/system/caducad.service
	install -m 644 backend/packaging/sysusers.conf $(DESTDIR)$(PREFIX)/lib/sysusers.d/caduca.conf
	install -m 644 backend/packaging/tmpfiles.conf $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/caduca.conf
uninstall:
	rm -f $(patsubst $(BUILD)/%,$(DESTDIR)$(PREFIX)/bin/%,$(PROGRAMS))
	rm -f $(DESTDIR)$(PREFIX)/share/locale/ca/LC_MESSAGES/caduca.mo
	for m in $(MANUALS); do rm -f $(DESTDIR)$(PREFIX)/share/man/man$${m##*.}/$${m##*/}; done
	for m in $(MANUALS_ca); do rm -f $(DESTDIR)$(PREFIX)/share/man/ca/man$${m##*.}/$${m##*/}; done
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/lib/,systemd/system/caducad.service sysusers.d/caduca.conf tmpfiles.d/caduca.conf)
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/caducactl
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/caduca $(DESTDIR)$(PREFIX)/share/caduca

# The package of Debian; deb-check: whether two builds of it are the same, and lintian finds no error.
deb:
	@$(call install_debs,$(call missing_of,dh dpkg-buildpackage),debhelper dpkg-dev)
	@sh backend/packaging/deb.sh $(BUILD)
deb-check: deb
	@$(call install_debs,$(call missing_of,lintian),lintian)
	@sh tests/package/check.sh $(BUILD)

clean:
	rm -rf build

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

-- What is kept (store.h says what it means). Each block runs once, in one transaction, and leaves
-- its number in user_version; a block that was ever released is never edited, a new one is added.
--
-- What a person says (monitor) stands apart from what the machine notes at every probe (schedule,
-- observation_time): those rows are a few bytes long, so a batch of results dirties few pages.
-- Words (kind, outcome...) are the texts of base/terms.h: a version that adds one adds a migration
-- too, if only "SELECT 1;", so that an older program refuses the database instead of meeting a word
-- that it does not know.

-- migration: 1
CREATE TABLE monitor (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    name TEXT NOT NULL CHECK (name <> ''),
    host TEXT NOT NULL CHECK (host <> ''),
    port INTEGER NOT NULL CHECK (port BETWEEN 1 AND 65535),
    protocol TEXT NOT NULL,
    sni TEXT,                             -- NULL: the host; '': none
    kind TEXT NOT NULL,
    environment TEXT NOT NULL,
    service TEXT NOT NULL,
    tags TEXT NOT NULL,
    lead INTEGER NOT NULL CHECK (lead >= -1),
    created_at INTEGER NOT NULL,
    retired_at INTEGER NOT NULL DEFAULT 0 -- 0: watched
) STRICT;
-- NULLs would be distinct from one another, hence the two last terms.
CREATE UNIQUE INDEX monitor_watched ON monitor (host, port, protocol, sni IS NULL, ifnull(sni, ''))
    WHERE retired_at = 0;

CREATE TABLE schedule (
    monitor INTEGER PRIMARY KEY REFERENCES monitor (id),
    next_probe_at INTEGER NOT NULL,
    checked_at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL,
    failures INTEGER NOT NULL
) STRICT;

CREATE TABLE certificate (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    facts TEXT NOT NULL
) STRICT;

CREATE TABLE observation (
    id INTEGER PRIMARY KEY,
    monitor INTEGER NOT NULL REFERENCES monitor (id),
    address TEXT NOT NULL,
    key_type TEXT NOT NULL,
    outcome TEXT NOT NULL,
    sha256 TEXT REFERENCES certificate (sha256), -- NULL: none seen yet
    detail TEXT NOT NULL,
    chain TEXT NOT NULL,
    path_end INTEGER NOT NULL,
    problems INTEGER NOT NULL,
    tls TEXT NOT NULL,
    good_until INTEGER NOT NULL,
    trust TEXT NOT NULL,
    UNIQUE (monitor, address, key_type)
) STRICT;

CREATE TABLE observation_time (
    observation INTEGER PRIMARY KEY REFERENCES observation (id) ON DELETE CASCADE,
    checked_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT;

CREATE TABLE change (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    monitor INTEGER NOT NULL REFERENCES monitor (id),
    address TEXT NOT NULL,
    key_type TEXT NOT NULL,
    outcome TEXT NOT NULL,                -- of terms.h, or 'gone'
    sha256 TEXT REFERENCES certificate (sha256)
) STRICT;
CREATE INDEX change_of_monitor ON change (monitor);

CREATE TABLE event (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    uid INTEGER NOT NULL,
    login TEXT NOT NULL,
    proven INTEGER NOT NULL CHECK (proven IN (0, 1)),
    what TEXT NOT NULL,
    subject INTEGER NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE TRIGGER event_never_updated BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER event_never_deleted BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- INSERT OR REPLACE deletes without firing the trigger above: only the next number may be inserted.
CREATE TRIGGER event_in_order BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM event)
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;

-- migration: 2
-- AUTOINCREMENT: the audit trail goes on naming a service that was removed, so no other gets its number.
CREATE TABLE service (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    head TEXT NOT NULL,                   -- cap de servei
    head_mail TEXT NOT NULL,
    head_user TEXT NOT NULL,              -- of Jira
    project_head TEXT NOT NULL,           -- cap de projecte
    notes TEXT NOT NULL,
    patterns TEXT NOT NULL                -- 'seu.cat *.seu.cat', sorted
) STRICT;

-- Whole texts of procedures as they were when a renewal began to follow them, each once.
CREATE TABLE pin (
    digest TEXT PRIMARY KEY CHECK (length(digest) = 64),
    text TEXT NOT NULL
) STRICT;

CREATE TABLE renewal (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    procedure TEXT NOT NULL,              -- the name of the one that is followed now
    snapshot TEXT NOT NULL,               -- JSON of procedure/renewal.h
    opened_at INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,           -- 0: open
    owner TEXT NOT NULL,                  -- login; '': nobody
    waiting_on TEXT NOT NULL,             -- '': us
    follow_up INTEGER NOT NULL            -- 0: none
) STRICT;
CREATE INDEX renewal_open ON renewal (id) WHERE closed_at = 0;

CREATE TABLE renewal_pin (
    renewal INTEGER NOT NULL REFERENCES renewal (id),
    position INTEGER NOT NULL,
    digest TEXT NOT NULL REFERENCES pin (digest),
    PRIMARY KEY (renewal, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE renewal_monitor (
    renewal INTEGER NOT NULL REFERENCES renewal (id),
    position INTEGER NOT NULL,
    monitor INTEGER NOT NULL REFERENCES monitor (id),
    PRIMARY KEY (renewal, position),
    UNIQUE (monitor, renewal)
) STRICT, WITHOUT ROWID;

-- One ticket may serve several renewals.
CREATE TABLE ticket (
    renewal INTEGER NOT NULL REFERENCES renewal (id),
    position INTEGER NOT NULL,
    key TEXT NOT NULL CHECK (key <> ''),  -- 'SIS-904', or a number of Remedy
    kind TEXT NOT NULL,
    PRIMARY KEY (renewal, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_by_key ON ticket (key);

-- What is known of a file; never what is in it. The place is a hint for people.
CREATE TABLE document (
    renewal INTEGER NOT NULL REFERENCES renewal (id),
    position INTEGER NOT NULL,
    role TEXT NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    spki_sha256 TEXT NOT NULL CHECK (length(spki_sha256) IN (0, 64)),
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (renewal, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_by_spki ON document (spki_sha256);

-- migration: 3
-- The protocols of STARTTLS are new words; how a host is reached, and what DNS does not name of it.
ALTER TABLE monitor ADD COLUMN proxy TEXT NOT NULL DEFAULT ''; -- its name in the configuration
ALTER TABLE monitor ADD COLUMN nodes TEXT NOT NULL DEFAULT ''; -- '192.0.2.1:8443/name ...'

-- migration: 4
-- Leads that a person adopted in the place of the configured ones.
CREATE TABLE lead (
    kind TEXT PRIMARY KEY,                -- of monitors: base/terms.h
    days INTEGER NOT NULL CHECK (days >= 0)
) STRICT, WITHOUT ROWID;

-- migration: 5
-- A certificate that is in a file is watched too; its host is its name, and its port says nothing.
ALTER TABLE monitor ADD COLUMN type TEXT NOT NULL DEFAULT 'endpoint';

-- migration: 6
-- What a person was asked once and need not be asked again: a choice of a procedure that says so.
CREATE TABLE answer (
    login TEXT NOT NULL,
    question TEXT NOT NULL,               -- key of the step: 'cds-cesicat/permis-remedy'
    value TEXT NOT NULL,                  -- of the option
    PRIMARY KEY (login, question)
) STRICT, WITHOUT ROWID;

-- migration: 7
-- Why a path is refused has bits of its own among the problems of an observation.
SELECT 1;

-- migration: 8
-- Of what kind the certificate is, as site.conf lists them: CDS-1, segell.
ALTER TABLE monitor ADD COLUMN certificate_kind TEXT NOT NULL DEFAULT '';

-- migration: 9
-- A problem that a person took upon himself, for the certificates that were served then.
CREATE TABLE acceptance (
    monitor INTEGER NOT NULL REFERENCES monitor (id),
    problem TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    login TEXT NOT NULL,
    at INTEGER NOT NULL,
    until TEXT NOT NULL CHECK (length(until) = 10), -- '2026-12-31', the last day
    certificates TEXT NOT NULL,           -- their digests, a space between
    PRIMARY KEY (monitor, problem)
) STRICT, WITHOUT ROWID;

-- A certificate that took the place of another one without a renewal of ours behind it.
CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    monitor INTEGER NOT NULL REFERENCES monitor (id),
    at INTEGER NOT NULL,                  -- when it was first seen
    "before" TEXT NOT NULL REFERENCES certificate (sha256),
    "after" TEXT NOT NULL REFERENCES certificate (sha256),
    changes TEXT NOT NULL CHECK (changes <> ''), -- 'issuer lost-names', of base/terms.h
    addresses TEXT NOT NULL,              -- where it was seen, a space between
    seen_at INTEGER NOT NULL,             -- the last time that it was met
    acknowledged_at INTEGER NOT NULL,     -- 0: open
    login TEXT NOT NULL,                  -- who did that
    note TEXT NOT NULL,
    UNIQUE (monitor, "before", "after")
) STRICT;

-- migration: 10
-- What renewals held of tickets until now: in the steps and values of their JSON, and in a table that was derived from
-- it. The ids of the steps were all that said what a ticket was for.
ALTER TABLE ticket RENAME TO ticket_before;
CREATE TABLE ticket_held (
    renewal INTEGER NOT NULL,
    position INTEGER NOT NULL,
    system TEXT NOT NULL,
    key TEXT NOT NULL,
    step TEXT NOT NULL,
    role TEXT NOT NULL
) STRICT;
INSERT INTO ticket_held
SELECT r.id, s.id, 'jira', s.value ->> 'ticket', s.key,
    CASE substr(s.key, instr(s.key, '/') + 1) WHEN 'tiquet-csr' THEN 'csr' WHEN 'tiquet-cap' THEN 'head'
        WHEN 'tiquet-installacio' THEN 'install' WHEN 'tiquet-servidor' THEN 'install' ELSE 'other' END
FROM renewal AS r, json_each(CASE json_valid(snapshot) WHEN 1 THEN snapshot ELSE '{}' END, '$.steps') AS s
WHERE s.type = 'object' AND s.value ->> 'ticket' <> '';
INSERT INTO ticket_held
SELECT r.id, 100000 + v.id,
    CASE v.key WHEN 'remedy-numero' THEN 'remedy' WHEN 'eacat-numero' THEN 'eacat' WHEN 'altra-numero' THEN 'other'
        ELSE 'jira' END,
    v.value ->> 'value',
    CASE v.key WHEN 'tiquet-origen' THEN '' WHEN 'eacat-numero' THEN 'dispositiu-eacat/eacat-numero'
        ELSE 'cds-cesicat/' || v.key END,
    CASE v.key WHEN 'tiquet-origen' THEN 'origin' ELSE 'request' END
FROM renewal AS r, json_each(CASE json_valid(snapshot) WHEN 1 THEN snapshot ELSE '{}' END, '$.values') AS v
WHERE v.key IN ('tiquet-origen', 'remedy-numero', 'eacat-numero', 'altra-numero') AND v.type = 'object'
    AND v.value ->> 'value' <> '';
INSERT INTO ticket_held
SELECT id, 300000, 'jira', snapshot ->> '$.ticket', '', 'origin' FROM renewal
WHERE json_valid(snapshot) AND snapshot ->> '$.ticket' <> '';
INSERT INTO ticket_held
SELECT renewal, 200000 + position, 'jira', key, '', 'other' FROM ticket_before AS b
WHERE NOT EXISTS (SELECT 1 FROM ticket_held AS h WHERE h.renewal = b.renewal AND h.key = b.key);
DROP TABLE ticket_before;
UPDATE ticket_held SET key = substr(key, instr(key, '/browse/') + 8) WHERE instr(key, '/browse/') > 0;
UPDATE ticket_held SET key = substr(key, 1, instr(key, '?') - 1) WHERE system = 'jira' AND instr(key, '?') > 1;
UPDATE ticket_held SET system = 'other'
WHERE system = 'jira' AND (key NOT GLOB '[A-Z]*-[1-9]*' OR key GLOB '*[^A-Z0-9_-]*');

-- migration: 11
-- A ticket is known once; its uses say what for.
CREATE TABLE ticket (
    id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    system TEXT NOT NULL,                 -- jira, remedy, eacat, other
    key TEXT NOT NULL CHECK (key <> ''),  -- 'SIS-904', or a number of Remedy
    title TEXT NOT NULL,
    status TEXT NOT NULL,                 -- as the system says it
    category TEXT NOT NULL,               -- new, doing, done, unknown
    needs_answer INTEGER NOT NULL CHECK (needs_answer IN (0, 1)), -- it is our turn there
    assignee TEXT NOT NULL,
    number INTEGER NOT NULL,              -- that the system knows it by whatever its key is; 0
    known_at INTEGER NOT NULL,            -- when it came to be known here
    created_at INTEGER NOT NULL,          -- there; 0: not known
    changed_at INTEGER NOT NULL,          -- there; 0: not known
    looked_at INTEGER NOT NULL,           -- 0: never
    looked_by TEXT NOT NULL,
    UNIQUE (system, key)
) STRICT;
CREATE INDEX ticket_by_key ON ticket (key);

-- A key that it had, or that was mistyped; it may be that of another ticket by now.
CREATE TABLE ticket_former_key (
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    key TEXT NOT NULL CHECK (key <> ''),
    at INTEGER NOT NULL,
    login TEXT NOT NULL,
    PRIMARY KEY (ticket, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_former_key_by_key ON ticket_former_key (key);

CREATE TABLE ticket_use (
    id INTEGER PRIMARY KEY,
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    renewal INTEGER REFERENCES renewal (id), -- or a monitor, with no renewal yet
    monitor INTEGER REFERENCES monitor (id),
    step TEXT NOT NULL,                   -- its key; '': of the whole
    role TEXT NOT NULL,                   -- origin, csr, head, request, install, answer, other
    by_hand INTEGER NOT NULL CHECK (by_hand IN (0, 1)), -- 0: follows the JSON of the renewal
    position INTEGER NOT NULL,
    at INTEGER NOT NULL,
    login TEXT NOT NULL,                  -- '' where not by hand
    CHECK ((renewal IS NULL) <> (monitor IS NULL))
) STRICT;
CREATE UNIQUE INDEX ticket_use_once
    ON ticket_use (ticket, ifnull(renewal, 0), ifnull(monitor, 0), step, role, by_hand);
CREATE INDEX ticket_use_of_renewal ON ticket_use (renewal) WHERE renewal IS NOT NULL;
CREATE INDEX ticket_use_of_monitor ON ticket_use (monitor) WHERE monitor IS NOT NULL;

-- Of two tickets, the one that was known first first.
CREATE TABLE ticket_link (
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    other INTEGER NOT NULL REFERENCES ticket (id),
    how TEXT NOT NULL,                    -- jira, hand, owed
    renewal INTEGER REFERENCES renewal (id), -- that owes it; NULL: a person said so
    at INTEGER NOT NULL,
    login TEXT NOT NULL,
    PRIMARY KEY (ticket, other),
    CHECK (ticket < other)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_link_of_other ON ticket_link (other);
CREATE INDEX ticket_link_of_renewal ON ticket_link (renewal) WHERE renewal IS NOT NULL;

INSERT INTO ticket (version, system, key, title, status, category, needs_answer, assignee, number, known_at, created_at,
    changed_at, looked_at, looked_by)
SELECT 1, system, key, '', '', 'unknown', 0, '', 0, min(opened_at), 0, 0, 0, ''
FROM ticket_held JOIN renewal ON renewal.id = ticket_held.renewal
WHERE key <> '' GROUP BY system, key ORDER BY min(renewal), min(position);
INSERT OR IGNORE INTO ticket_use (ticket, renewal, step, role, by_hand, position, at, login)
SELECT t.id, h.renewal, h.step, h.role, 0, h.position, r.opened_at, ''
FROM ticket_held AS h JOIN ticket AS t ON t.system = h.system AND t.key = h.key JOIN renewal AS r ON r.id = h.renewal
ORDER BY h.renewal, h.position;
DROP TABLE ticket_held;

-- migration: 12
-- What is asked of Jira, written before it is sent. AUTOINCREMENT: the audit trail goes on naming each.
CREATE TABLE ticket_request (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,                   -- create, link, comment, attach
    state TEXT NOT NULL,                  -- queued, sending, uncertain, done, failed, needs-attention, dropped
    login TEXT NOT NULL CHECK (login <> ''), -- with whose token
    ticket INTEGER REFERENCES ticket (id),   -- NULL: it is the one to be created
    renewal INTEGER REFERENCES renewal (id), -- on whose account; NULL
    step TEXT NOT NULL,                   -- of the renewal: its key; ''
    project TEXT NOT NULL,
    payload TEXT NOT NULL,                -- JSON: what is to be in it
    marker TEXT NOT NULL,                 -- by which it is found again in Jira; ''
    reason TEXT NOT NULL,                 -- why it is so: a code; ''
    reason_args TEXT NOT NULL,            -- JSON, or ''
    tries INTEGER NOT NULL,               -- how often it was sent
    looks INTEGER NOT NULL,               -- how often it was looked for since it is uncertain
    next_at INTEGER NOT NULL,             -- when it goes on by itself; 0: it does not, or at once
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ticket_request_open ON ticket_request (id) WHERE state NOT IN ('done', 'dropped');
CREATE INDEX ticket_request_of_renewal ON ticket_request (renewal) WHERE renewal IS NOT NULL;
-- Two people who ask at once for the ticket of a step make one.
CREATE UNIQUE INDEX ticket_request_once ON ticket_request (renewal, step)
    WHERE kind = 'create' AND state NOT IN ('done', 'dropped');

-- migration: 13
-- Which version of Caduca was the last to open it, for an older one to name.
CREATE TABLE program (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version TEXT NOT NULL
) STRICT;

-- migration: 14
-- What Jira said of a ticket, by whose token it was read: '' the service's, which everybody is shown.
CREATE TABLE ticket_read (
    ticket INTEGER NOT NULL REFERENCES ticket (id),
    login TEXT NOT NULL,
    read_at INTEGER NOT NULL,             -- when it was last seen to be otherwise than before
    answered_at INTEGER NOT NULL,         -- somebody there has answered, and nobody here has looked since; 0
    missing INTEGER NOT NULL,             -- how often in a row it was not there
    facts TEXT NOT NULL,                  -- JSON
    PRIMARY KEY (ticket, login)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_read_answered ON ticket_read (ticket) WHERE answered_at > 0;

-- migration: 15
-- What others did with the renewals of somebody who may not have been there, until he says that he has seen it. Of one
-- renewal the last alone.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- one that was seen is never taken for a later one
    login TEXT NOT NULL CHECK (login <> ''), -- who is to be told
    renewal INTEGER NOT NULL REFERENCES renewal (id),
    what TEXT NOT NULL,                   -- taken-over, handed-over
    at INTEGER NOT NULL,
    by TEXT NOT NULL,                     -- login
    UNIQUE (login, renewal)
) STRICT;
-- Who is in the trail is asked for by name, and for all of them.
CREATE INDEX event_by_login ON event (login);

-- migration: 16
-- What a list or a person says of a certificate that was not seen; problems have a word more for where it is otherwise.
ALTER TABLE monitor ADD COLUMN declared_issued TEXT NOT NULL DEFAULT ''; -- '2025-12-19'
ALTER TABLE monitor ADD COLUMN declared_expiry TEXT NOT NULL DEFAULT ''; -- the same
ALTER TABLE monitor ADD COLUMN declared_issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE monitor ADD COLUMN holder TEXT NOT NULL DEFAULT '';
ALTER TABLE monitor ADD COLUMN responsible TEXT NOT NULL DEFAULT '';
ALTER TABLE monitor ADD COLUMN folder TEXT NOT NULL DEFAULT '';
ALTER TABLE monitor ADD COLUMN declared_at INTEGER NOT NULL DEFAULT 0; -- when that was last said; 0: never

-- migration: 17
-- What the last list that named a monitor said of it: what is otherwise now was edited here since.
CREATE TABLE imported (
    monitor INTEGER PRIMARY KEY REFERENCES monitor (id),
    said TEXT NOT NULL,                   -- JSON: fields, as monitors have them
    earlier TEXT,                         -- what the list before it said; NULL: none
    since INTEGER NOT NULL                -- the first line of the trail of the part that said it
) STRICT;
-- An import has one line in the trail, by whose number it is known; each of its parts wrote the lines from first to last.
CREATE TABLE import_part (
    import INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (import, first)
) STRICT, WITHOUT ROWID;

-- migration: 18
-- Imports that were begun and are not whole yet: what was written of one whose client went, or that the backend ended with, is
-- taken back.
CREATE TABLE import_unfinished (
    import INTEGER PRIMARY KEY
) STRICT;

-- migration: 19
-- Names in certificates that somebody said are not to be watched: they are offered to nobody.
CREATE TABLE name_not_wanted (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''), -- as hosts are kept
    login TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- migration: 20
-- What somebody said that the columns of a list are: for the next one that has the same titles.
CREATE TABLE list_columns (
    shape TEXT PRIMARY KEY,               -- SHA-256 of the titles
    columns TEXT NOT NULL                 -- JSON: the field of each; '' where it is left out
) STRICT;

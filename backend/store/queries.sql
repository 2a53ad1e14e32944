-- Every statement that the store steps, prepared at the opening and kept (statement.h). C binds the
-- parameters and takes the columns by position, in the order written here; queries that share their
-- parameters share the function that binds them.

-- name: begin
BEGIN IMMEDIATE;

-- name: commit
COMMIT;

-- name: rollback
ROLLBACK;


-- What a person says, in one order in both; a new field stands after the tags in all four.
-- name: monitor_insert
INSERT INTO monitor (version, name, host, port, protocol, sni, kind, environment, service, tags,
    certificate_kind, lead, proxy, nodes, type, declared_issued, declared_expiry, declared_issuer,
    holder, responsible, folder, declared_at,
    created_at)
VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    ?, ?, ?, ?, ?, ?, ?, ?,
    ?, ?, ?, ?,
    ?);

-- name: monitor_update
UPDATE monitor SET version = version + 1, name = ?, host = ?, port = ?, protocol = ?,
    sni = ?, kind = ?, environment = ?, service = ?, tags = ?,
    certificate_kind = ?, lead = ?, proxy = ?, nodes = ?, type = ?,
    declared_issued = ?, declared_expiry = ?, declared_issuer = ?, holder = ?, responsible = ?,
    folder = ?, declared_at = ?
WHERE id = ? AND version = ? AND retired_at = 0;

-- name: monitor_retire
UPDATE monitor SET version = version + 1, retired_at = ?3
WHERE id = ?1 AND version = ?2 AND retired_at = 0;

-- name: monitor_restore
UPDATE monitor SET version = version + 1, retired_at = 0
WHERE id = ?1 AND version = ?2 AND retired_at <> 0;

-- name: monitor_same
SELECT id FROM monitor
WHERE host = ?1 AND port = ?2 AND protocol = ?3 AND (sni IS NULL) = (?4 IS NULL)
    AND ifnull(sni, '') = ifnull(?4, '') AND retired_at = 0;

-- name: monitor_watched
SELECT 1 FROM monitor WHERE id = ?1 AND retired_at = 0;

-- name: monitor_get
SELECT id, version, name, host, port, protocol, sni, kind, environment, service, tags,
    certificate_kind, lead, proxy, nodes, type, declared_issued, declared_expiry, declared_issuer,
    holder, responsible, folder, declared_at,
    created_at, retired_at, next_probe_at, checked_at, outcome, detail, failures
FROM monitor JOIN schedule ON schedule.monitor = monitor.id
WHERE id = ?1;

-- name: monitor_each
SELECT id, version, name, host, port, protocol, sni, kind, environment, service, tags,
    certificate_kind, lead, proxy, nodes, type, declared_issued, declared_expiry, declared_issuer,
    holder, responsible, folder, declared_at,
    created_at, retired_at, next_probe_at, checked_at, outcome, detail, failures
FROM monitor JOIN schedule ON schedule.monitor = monitor.id
WHERE retired_at = 0
ORDER BY id;

-- name: schedule_insert
INSERT INTO schedule (next_probe_at, checked_at, outcome, detail, failures, monitor)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- Without an address there is no observation whose change would tell: that the name could not be
-- looked up, and that it could again, stands in the history of the address ''.
-- name: change_of_name
INSERT INTO change (monitor, address, key_type, outcome, at)
SELECT monitor, '', '', CASE ?3 WHEN 'dns-failure' THEN ?3 ELSE 'gone' END, ?2 FROM schedule
WHERE monitor = ?1 AND outcome <> ?3 AND 'dns-failure' IN (outcome, ?3);

-- name: schedule_update
UPDATE schedule SET next_probe_at = ?1, checked_at = ?2, outcome = ?3, detail = ?4, failures = ?5
WHERE monitor = ?6;


-- name: certificate_known
SELECT id FROM certificate WHERE sha256 = ?1;

-- name: certificate_insert
INSERT INTO certificate (sha256, not_before, not_after, facts) VALUES (?1, ?2, ?3, ?4);

-- name: certificate_get
SELECT id, sha256, not_before, not_after, facts FROM certificate WHERE sha256 = ?1;

-- name: certificate_each
SELECT id, sha256, not_before, not_after, facts FROM certificate
WHERE sha256 IN (SELECT observation.sha256 FROM observation
    JOIN monitor ON monitor.id = observation.monitor WHERE retired_at = 0)
ORDER BY id;


-- ?1..?13 are the same in the next three. The first column of the comparison is what makes history.
-- name: observation_compare
SELECT id, outcome = ?4 AND sha256 IS ?5,
    detail = ?6 AND chain = ?7 AND path_end = ?8 AND problems = ?9 AND tls = ?10
        AND good_until = ?11 AND trust = ?12
FROM observation WHERE monitor = ?1 AND address = ?2 AND key_type = ?3;

-- name: observation_insert
INSERT INTO observation (monitor, address, key_type, outcome, sha256, detail, chain, path_end,
    problems, tls, good_until, trust)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12);

-- name: observation_update
UPDATE observation SET outcome = ?4, sha256 = ?5, detail = ?6, chain = ?7, path_end = ?8,
    problems = ?9, tls = ?10, good_until = ?11, trust = ?12
WHERE monitor = ?1 AND address = ?2 AND key_type = ?3;

-- name: observation_time_insert
INSERT INTO observation_time (checked_at, seen_at, observation) VALUES (?1, ?2, ?3);

-- name: observation_time_update
UPDATE observation_time SET checked_at = ?1, seen_at = ?2 WHERE observation = ?3;

-- ?3 is the key type, NULL for every one; in change_gone too.
-- name: observation_drop
DELETE FROM observation WHERE monitor = ?1 AND address = ?2 AND key_type = ifnull(?3, key_type);

-- name: observation_each
SELECT o.monitor, address, key_type, o.outcome, o.sha256, o.detail, chain, path_end, problems, tls,
    good_until, trust, t.checked_at, t.seen_at
FROM observation AS o
JOIN observation_time AS t ON t.observation = o.id
JOIN monitor ON monitor.id = o.monitor
WHERE retired_at = 0
ORDER BY o.monitor, address, key_type;

-- name: observation_of
SELECT o.monitor, address, key_type, o.outcome, o.sha256, o.detail, chain, path_end, problems, tls,
    good_until, trust, t.checked_at, t.seen_at
FROM observation AS o
JOIN observation_time AS t ON t.observation = o.id
WHERE o.monitor = ?1
ORDER BY address, key_type;


-- name: change_insert
INSERT INTO change (monitor, address, key_type, outcome, sha256, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: change_gone
INSERT INTO change (monitor, address, key_type, outcome, sha256, at)
SELECT monitor, address, key_type, 'gone', sha256, ?4 FROM observation
WHERE monitor = ?1 AND address = ?2 AND key_type = ifnull(?3, key_type)
ORDER BY key_type;

-- name: change_each
SELECT at, monitor, address, key_type, outcome, change.sha256, ifnull(not_after, 0),
    CASE WHEN json_valid(facts) THEN facts ->> '$.issuer' END
FROM change LEFT JOIN certificate ON certificate.sha256 = change.sha256
WHERE monitor = ?1
ORDER BY change.id DESC
LIMIT ?2;


-- name: program_get
SELECT version FROM program;

-- name: program_put
INSERT OR REPLACE INTO program (id, version) VALUES (1, ?1);

-- name: event_head
SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1;

-- Numbers first, then texts, as they are hashed (events.c).
-- name: event_insert
INSERT INTO event (seq, at, uid, proven, subject, login, what, "before", "after", hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- name: event_each
SELECT seq, at, uid, proven, subject, login, what, "before", "after", hash
FROM event WHERE seq < ?1
ORDER BY seq DESC
LIMIT ?2;

-- ?1 to ?2 are looked at; the same conditions in both. What is of a monitor (?8) is also what is of its renewals, and
-- what is of a renewal (?9) also what is of its tickets.
-- name: event_find
SELECT seq, at, uid, proven, subject, login, what, "before", "after", hash
FROM event
WHERE seq > ?1 AND seq < ?2 AND (?3 = '' OR (instr(?3, ',' || login || ',') > 0) <> ?10)
    AND (?4 = '' OR (instr(?4, ',' || what || ',') > 0
        OR instr(?4, ',' || substr(what, 1, instr(what, '.') - 1) || ',') > 0) <> ?11) AND at >= ?5 AND at < ?6
    AND (?7 = 0 OR subject = ?7)
    AND (?8 = 0 OR (what GLOB 'monitor.*' OR what GLOB 'alert.*') AND subject = ?8
        OR what GLOB 'renewal.*' AND subject IN (SELECT renewal FROM renewal_monitor WHERE monitor = ?8)
        OR what GLOB 'ticket.*' AND subject IN (SELECT ticket FROM ticket_use WHERE monitor = ?8
            OR renewal IN (SELECT renewal FROM renewal_monitor WHERE monitor = ?8))
        OR what GLOB 'request.*' AND subject IN (SELECT id FROM ticket_request
            WHERE renewal IN (SELECT renewal FROM renewal_monitor WHERE monitor = ?8)))
    AND (?9 = 0 OR what GLOB 'renewal.*' AND subject = ?9
        OR what GLOB 'ticket.*' AND subject IN (SELECT ticket FROM ticket_use WHERE renewal = ?9)
        OR what GLOB 'request.*' AND subject IN (SELECT id FROM ticket_request WHERE renewal = ?9))
ORDER BY seq DESC;

-- name: event_find_forward
SELECT seq, at, uid, proven, subject, login, what, "before", "after", hash
FROM event
WHERE seq > ?1 AND seq < ?2 AND (?3 = '' OR (instr(?3, ',' || login || ',') > 0) <> ?10)
    AND (?4 = '' OR (instr(?4, ',' || what || ',') > 0
        OR instr(?4, ',' || substr(what, 1, instr(what, '.') - 1) || ',') > 0) <> ?11) AND at >= ?5 AND at < ?6
    AND (?7 = 0 OR subject = ?7)
    AND (?8 = 0 OR (what GLOB 'monitor.*' OR what GLOB 'alert.*') AND subject = ?8
        OR what GLOB 'renewal.*' AND subject IN (SELECT renewal FROM renewal_monitor WHERE monitor = ?8)
        OR what GLOB 'ticket.*' AND subject IN (SELECT ticket FROM ticket_use WHERE monitor = ?8
            OR renewal IN (SELECT renewal FROM renewal_monitor WHERE monitor = ?8))
        OR what GLOB 'request.*' AND subject IN (SELECT id FROM ticket_request
            WHERE renewal IN (SELECT renewal FROM renewal_monitor WHERE monitor = ?8)))
    AND (?9 = 0 OR what GLOB 'renewal.*' AND subject = ?9
        OR what GLOB 'ticket.*' AND subject IN (SELECT ticket FROM ticket_use WHERE renewal = ?9)
        OR what GLOB 'request.*' AND subject IN (SELECT id FROM ticket_request WHERE renewal = ?9))
ORDER BY seq;

-- Of one kind, newest first, of the last hundred thousand: a trail grows for years.
-- name: event_of_kind
SELECT seq, at, uid, proven, subject, login, what, "before", "after", hash
FROM event
WHERE seq > (SELECT ifnull(max(seq), 0) - 100000 FROM event) AND what = ?1 AND at > ?2
ORDER BY seq DESC;

-- Each once, from one to the next by the index: a trail grows for years, the team does not. And when each did something
-- last.
-- name: people_each
WITH RECURSIVE who (login) AS (
    SELECT min(login) FROM event
    UNION ALL
    SELECT (SELECT min(login) FROM event WHERE login > who.login) FROM who WHERE who.login IS NOT NULL
)
SELECT login, (SELECT at FROM event WHERE event.login = who.login ORDER BY seq DESC LIMIT 1)
FROM who WHERE login IS NOT NULL;

-- name: people_have
SELECT 1 FROM event WHERE login = ?1 LIMIT 1;

-- name: event_chain
SELECT seq, at, uid, proven, subject, login, what, "before", "after", hash
FROM event WHERE seq > ?1 ORDER BY seq LIMIT ?2;


-- ?1..?7 are the same in both.
-- name: service_insert
INSERT INTO service (version, name, head, head_mail, head_user, project_head, notes, patterns)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: service_update
UPDATE service SET version = version + 1, name = ?1, head = ?2, head_mail = ?3, head_user = ?4,
    project_head = ?5, notes = ?6, patterns = ?7
WHERE id = ?8 AND version = ?9;

-- name: service_delete
DELETE FROM service WHERE id = ?1 AND version = ?2;

-- name: service_known
SELECT 1 FROM service WHERE id = ?1;

-- name: service_each
SELECT id, version, name, head, head_mail, head_user, project_head, notes, patterns FROM service
ORDER BY id;


-- name: pin_put
INSERT INTO pin (digest, text) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING;

-- name: pin_get
SELECT text FROM pin WHERE digest = ?1;

-- ?1..?7 are the same in both.
-- name: renewal_insert
INSERT INTO renewal (version, procedure, snapshot, opened_at, closed_at, owner, waiting_on,
    follow_up)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: renewal_update
UPDATE renewal SET version = version + 1, procedure = ?1, snapshot = ?2, opened_at = ?3,
    closed_at = ?4, owner = ?5, waiting_on = ?6, follow_up = ?7
WHERE id = ?8 AND version = ?9;

-- name: renewal_known
SELECT 1 FROM renewal WHERE id = ?1;

-- The next four share their columns.
-- name: renewal_get
SELECT id, version, procedure, snapshot, opened_at, closed_at, owner, waiting_on, follow_up
FROM renewal WHERE id = ?1;

-- name: renewal_each_open
SELECT id, version, procedure, snapshot, opened_at, closed_at, owner, waiting_on, follow_up
FROM renewal WHERE closed_at = 0
ORDER BY id;

-- Of all of them at once nobody asks what was done in each, nor in the one before it, which is most of what is kept.
-- name: renewal_each
SELECT id, version, procedure,
    CASE WHEN json_valid(snapshot) THEN json_remove(snapshot, '$.trail', '$.undo', '$.last') ELSE snapshot END,
    opened_at, closed_at, owner, waiting_on, follow_up
FROM renewal WHERE id > ?1
ORDER BY id;

-- name: renewal_of_monitor
SELECT id, version, procedure, snapshot, opened_at, closed_at, owner, waiting_on, follow_up
FROM renewal
WHERE id IN (SELECT renewal FROM renewal_monitor WHERE monitor = ?1)
ORDER BY id DESC;

-- name: renewal_closed
SELECT closed_at, ifnull(json_extract(snapshot, '$.outcome'), '') FROM renewal WHERE closed_at >= ?1 AND closed_at > 0;

-- name: renewal_closed_last
SELECT id FROM renewal WHERE closed_at > 0 ORDER BY id DESC LIMIT ?1;

-- name: renewal_pin_clear
DELETE FROM renewal_pin WHERE renewal = ?1;

-- name: renewal_pin_insert
INSERT INTO renewal_pin (renewal, position, digest) VALUES (?1, ?2, ?3);

-- name: renewal_pin_each
SELECT digest FROM renewal_pin WHERE renewal = ?1 ORDER BY position;

-- name: renewal_monitor_clear
DELETE FROM renewal_monitor WHERE renewal = ?1;

-- name: renewal_monitor_insert
INSERT INTO renewal_monitor (renewal, position, monitor) VALUES (?1, ?2, ?3);

-- name: renewal_monitor_each
SELECT monitor FROM renewal_monitor WHERE renewal = ?1 ORDER BY position;

-- Those that a person linked stay.
-- name: ticket_use_clear
DELETE FROM ticket_use WHERE renewal = ?1 AND by_hand = 0;

-- name: ticket_use_put
INSERT INTO ticket_use (ticket, renewal, monitor, step, role, by_hand, position, at, login)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- name: ticket_use_delete
DELETE FROM ticket_use WHERE id = ?1 AND by_hand = 1;

-- name: ticket_of_renewal
SELECT t.system, t.key, u.step, u.role, u.by_hand FROM ticket_use AS u JOIN ticket AS t ON t.id = u.ticket
WHERE u.renewal = ?1 ORDER BY by_hand, position, u.id;

-- name: ticket_former_of_renewal
SELECT DISTINCT key FROM ticket_former_key
WHERE ticket IN (SELECT ticket FROM ticket_use WHERE renewal = ?1) ORDER BY key;

-- Those that name a ticket that has or had the key.
-- name: ticket_renewals
SELECT DISTINCT renewal FROM ticket_use
WHERE renewal IS NOT NULL AND ticket IN (SELECT id FROM ticket WHERE key = ?1
    UNION SELECT ticket FROM ticket_former_key WHERE key = ?1)
ORDER BY renewal;

-- name: ticket_insert
INSERT INTO ticket (system, key, title, status, category, needs_answer, assignee, number, created_at, changed_at,
    looked_at, looked_by, known_at, version)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 1);

-- name: ticket_update
UPDATE ticket SET version = version + 1, system = ?1, key = ?2, title = ?3, status = ?4, category = ?5,
    needs_answer = ?6, assignee = ?7, number = ?8, created_at = ?9, changed_at = ?10, looked_at = ?11, looked_by = ?12
WHERE id = ?13 AND version = ?14;

-- name: ticket_known
SELECT 1 FROM ticket WHERE id = ?1;

-- The next four share their columns.
-- name: ticket_get
SELECT id, version, system, key, title, status, category, needs_answer, assignee, number, created_at, changed_at,
    looked_at, looked_by, known_at
FROM ticket WHERE id = ?1;

-- ?1 NULL: of any system. First those that have the key now.
-- name: ticket_find
SELECT id, version, system, key, title, status, category, needs_answer, assignee, number, created_at, changed_at,
    looked_at, looked_by, known_at
FROM ticket
WHERE system = ifnull(?1, system) AND id IN (SELECT id FROM ticket WHERE key = ?2
    UNION SELECT ticket FROM ticket_former_key WHERE key = ?2)
ORDER BY key = ?2 DESC, id;

-- name: ticket_numbered
SELECT id, version, system, key, title, status, category, needs_answer, assignee, number, created_at, changed_at,
    looked_at, looked_by, known_at
FROM ticket WHERE system = ?1 AND number = ?2 ORDER BY id;

-- name: ticket_each
SELECT id, version, system, key, title, status, category, needs_answer, assignee, number, created_at, changed_at,
    looked_at, looked_by, known_at
FROM ticket WHERE id > ?1
ORDER BY id;

-- name: ticket_former_put
INSERT INTO ticket_former_key (ticket, key, at, login) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (ticket, key) DO UPDATE SET at = excluded.at, login = excluded.login;

-- name: ticket_former_each
SELECT key, at, login FROM ticket_former_key WHERE ticket = ?1 ORDER BY at, key;

-- The next three share their columns.
-- name: ticket_use_each
SELECT id, ticket, ifnull(renewal, 0), ifnull(monitor, 0), step, role, by_hand, at, login
FROM ticket_use WHERE ticket = ?1 ORDER BY ifnull(renewal, 0), position, id;

-- name: ticket_use_of_renewal
SELECT id, ticket, ifnull(renewal, 0), ifnull(monitor, 0), step, role, by_hand, at, login
FROM ticket_use WHERE renewal = ?1 ORDER BY by_hand, position, id;

-- name: ticket_use_of_monitors
SELECT ticket_use.id, ticket, ifnull(renewal, 0), ifnull(monitor, 0), step, role, by_hand, at, login
FROM ticket_use JOIN monitor ON monitor.id = ticket_use.monitor
WHERE monitor IS NOT NULL AND retired_at = 0 ORDER BY monitor, ticket_use.id;

-- name: ticket_link_put
INSERT INTO ticket_link (ticket, other, how, renewal, at, login) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (ticket, other) DO UPDATE SET how = excluded.how, renewal = excluded.renewal, at = excluded.at,
    login = excluded.login;

-- name: ticket_link_owe
INSERT INTO ticket_link (ticket, other, how, renewal, at, login) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (ticket, other) DO NOTHING;

-- name: ticket_link_settle
DELETE FROM ticket_link WHERE renewal = ?1 AND how = 'owed';

-- name: ticket_link_delete
DELETE FROM ticket_link WHERE ticket = ?1 AND other = ?2;

-- name: ticket_link_each
SELECT ticket, other, how, ifnull(renewal, 0), at, login FROM ticket_link WHERE ticket = ?1
UNION ALL SELECT ticket, other, how, ifnull(renewal, 0), at, login FROM ticket_link WHERE other = ?1;

-- One ticket becomes another: the next five, in this order.
-- name: ticket_use_move
UPDATE OR IGNORE ticket_use SET ticket = ?2 WHERE ticket = ?1;

-- name: ticket_use_drop
DELETE FROM ticket_use WHERE ticket = ?1;

-- name: ticket_link_drop
DELETE FROM ticket_link WHERE ticket = ?1 OR other = ?1;

-- name: ticket_former_move
UPDATE OR IGNORE ticket_former_key SET ticket = ?2 WHERE ticket = ?1;

-- name: ticket_former_drop
DELETE FROM ticket_former_key WHERE ticket = ?1;

-- name: ticket_request_move
UPDATE ticket_request SET ticket = ?2 WHERE ticket = ?1;

-- name: ticket_request_move_other
UPDATE ticket_request SET payload = json_set(payload, '$.other', ?2)
WHERE kind = 'link' AND json_extract(payload, '$.other') = ?1;

-- The two that were to be linked are one.
-- name: ticket_request_drop_own
UPDATE ticket_request SET state = 'dropped', next_at = 0, version = version + 1
WHERE kind = 'link' AND state NOT IN ('done', 'dropped') AND ticket = ?1 AND json_extract(payload, '$.other') = ?1;

-- name: ticket_delete
DELETE FROM ticket WHERE id = ?1 AND version = ?2;

-- name: ticket_read_put
INSERT INTO ticket_read (ticket, login, read_at, answered_at, missing, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (ticket, login) DO UPDATE SET read_at = excluded.read_at, answered_at = excluded.answered_at,
    missing = excluded.missing, facts = excluded.facts;

-- name: ticket_read_get
SELECT read_at, answered_at, missing, facts FROM ticket_read WHERE ticket = ?1 AND login = ?2;

-- name: ticket_read_looked
UPDATE ticket_read SET answered_at = 0 WHERE ticket = ?1 AND answered_at > 0;

-- name: ticket_read_drop
DELETE FROM ticket_read WHERE ticket = ?1;

-- name: ticket_read_answered
SELECT u.step, r.answered_at FROM ticket_use AS u JOIN ticket_read AS r ON r.ticket = u.ticket
WHERE u.renewal = ?1 AND r.login = '' AND r.answered_at > 0;

-- ?1 1: those that are not resolved and of an open renewal; 0: the others that may still matter.
-- name: ticket_followed
SELECT id, key, number FROM ticket AS t
WHERE system = 'jira' AND ?1 = (category <> 'done' AND EXISTS (SELECT 1 FROM ticket_use AS u
        JOIN renewal AS n ON n.id = u.renewal WHERE u.ticket = t.id AND n.closed_at = 0))
    AND EXISTS (SELECT 1 FROM ticket_use AS u LEFT JOIN renewal AS n ON n.id = u.renewal
        WHERE u.ticket = t.id AND (u.monitor IS NOT NULL OR n.closed_at = 0 OR category <> 'done'))
ORDER BY id;

-- name: ticket_request_insert
INSERT INTO ticket_request (kind, state, login, ticket, renewal, step, project, payload, marker, reason, reason_args,
    tries, looks, next_at, changed_at, created_at, version)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15, 1);

-- name: ticket_request_update
UPDATE ticket_request SET version = version + 1, kind = ?1, state = ?2, login = ?3, ticket = ?4, renewal = ?5, step = ?6,
    project = ?7, payload = ?8, marker = ?9, reason = ?10, reason_args = ?11, tries = ?12, looks = ?13, next_at = ?14,
    changed_at = ?15
WHERE id = ?16 AND version = ?17;

-- name: ticket_request_known
SELECT 1 FROM ticket_request WHERE id = ?1;

-- The next four share their columns.
-- name: ticket_request_get
SELECT id, version, kind, state, login, ifnull(ticket, 0), ifnull(renewal, 0), step, project, payload, marker, reason,
    reason_args, tries, looks, next_at, created_at, changed_at
FROM ticket_request WHERE id = ?1;

-- name: ticket_request_open
SELECT id, version, kind, state, login, ifnull(ticket, 0), ifnull(renewal, 0), step, project, payload, marker, reason,
    reason_args, tries, looks, next_at, created_at, changed_at
FROM ticket_request WHERE state NOT IN ('done', 'dropped') ORDER BY id;

-- ?2 0: of every renewal, and of none.
-- name: ticket_request_each
SELECT id, version, kind, state, login, ifnull(ticket, 0), ifnull(renewal, 0), step, project, payload, marker, reason,
    reason_args, tries, looks, next_at, created_at, changed_at
FROM ticket_request WHERE id > ?1 AND (?2 = 0 OR renewal = ?2 OR EXISTS (SELECT 1 FROM json_each(payload, '$.renewals') WHERE value = ?2))
ORDER BY id;

-- name: ticket_request_of_step
SELECT id, version, kind, state, login, ifnull(ticket, 0), ifnull(renewal, 0), step, project, payload, marker, reason,
    reason_args, tries, looks, next_at, created_at, changed_at
FROM ticket_request
WHERE kind = 'create' AND state NOT IN ('done', 'dropped') AND step = ?2
    AND (renewal = ?1 OR EXISTS (SELECT 1 FROM json_each(payload, '$.renewals') WHERE value = ?1))
ORDER BY id;

-- name: ticket_request_made
SELECT 1 FROM ticket_request WHERE kind = 'create' AND state = 'done' AND ticket = ?1;

-- name: document_clear
DELETE FROM document WHERE renewal = ?1;

-- name: document_insert
INSERT INTO document (renewal, position, role, sha256, spki_sha256, name, place, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- name: document_each
SELECT role, sha256, spki_sha256, name, place, at FROM document WHERE renewal = ?1
ORDER BY position;

-- name: document_by_spki
SELECT renewal, role, sha256, spki_sha256, name, place, at FROM document
WHERE spki_sha256 = ?1 AND renewal <> ?2
ORDER BY renewal DESC;


-- name: lead_put
INSERT INTO lead (kind, days) VALUES (?1, ?2) ON CONFLICT (kind) DO UPDATE SET days = excluded.days;

-- name: lead_delete
DELETE FROM lead WHERE kind = ?1;

-- name: lead_each
SELECT kind, days FROM lead;

-- name: answer_put
INSERT INTO answer (login, question, value) VALUES (?1, ?2, ?3)
ON CONFLICT (login, question) DO UPDATE SET value = excluded.value;

-- name: answer_get
SELECT value FROM answer WHERE login = ?1 AND question = ?2;


-- name: acceptance_put
INSERT INTO acceptance (monitor, problem, reason, login, at, until, certificates)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (monitor, problem) DO UPDATE SET reason = excluded.reason, login = excluded.login,
    at = excluded.at, until = excluded.until, certificates = excluded.certificates;

-- name: acceptance_delete
DELETE FROM acceptance WHERE monitor = ?1 AND problem = ?2;

-- name: acceptance_each
SELECT acceptance.monitor, problem, reason, login, at, until, certificates FROM acceptance
JOIN monitor ON monitor.id = acceptance.monitor
WHERE retired_at = 0
ORDER BY acceptance.monitor, problem;

-- The same change may be met again after it was acknowledged: it stays so.
-- name: finding_put
INSERT INTO finding (monitor, "before", "after", at, changes, addresses, seen_at, acknowledged_at,
    login, note)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (monitor, "before", "after") DO UPDATE SET addresses = excluded.addresses,
    seen_at = excluded.seen_at, acknowledged_at = excluded.acknowledged_at,
    login = excluded.login, note = excluded.note
RETURNING id;

-- name: finding_each
SELECT finding.id, monitor, "before", "after", at, changes, addresses, seen_at, acknowledged_at,
    login, note
FROM finding JOIN monitor ON monitor.id = finding.monitor
WHERE retired_at = 0
ORDER BY finding.id;

-- name: notice_put
INSERT OR REPLACE INTO notice (login, renewal, what, at, by) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: notice_drop
DELETE FROM notice WHERE login = ?1 AND renewal = ?2;

-- name: notice_seen
DELETE FROM notice WHERE login = ?1 AND id = ?2;

-- name: notice_each
SELECT id, renewal, what, at, by, ifnull((SELECT CASE WHEN json_valid(e.after) THEN e.after ->> '$.note' END FROM event e
    WHERE e.login = notice.by AND e.subject = notice.renewal AND e.at <= notice.at
        AND e.what = CASE notice.what WHEN 'taken-over' THEN 'renewal.take-over' ELSE 'renewal.hand-over' END
    ORDER BY e.seq DESC LIMIT 1), '')
FROM notice WHERE login = ?1 ORDER BY id;

-- name: imported_get
SELECT said, since FROM imported WHERE monitor = ?1;

-- name: imported_put
INSERT INTO imported (monitor, said, since) VALUES (?1, ?2, ?3)
ON CONFLICT (monitor) DO UPDATE
SET earlier = CASE since WHEN ?3 THEN earlier ELSE said END, said = ?2, since = ?3
WHERE said <> ?2 OR since IN (SELECT import FROM import_unfinished);

-- name: imported_last
SELECT ifnull(max(monitor), 0) FROM imported;

-- Of the monitors from ?1 to ?2.
-- name: imported_drop
DELETE FROM imported WHERE monitor BETWEEN ?1 AND ?2 AND since IN (?3, ?4) AND earlier IS NULL;

-- name: imported_back
UPDATE imported SET said = earlier, earlier = NULL, since = 0
WHERE monitor BETWEEN ?1 AND ?2 AND since IN (?3, ?4);

-- name: import_part_put
INSERT INTO import_part (import, first, last) VALUES (?1, ?2, ?3);

-- name: import_part_each
SELECT first, last FROM import_part WHERE import = ?1 ORDER BY first;

-- name: import_part_last
SELECT first, last FROM import_part WHERE import = ?1 ORDER BY first DESC LIMIT 1;

-- name: import_part_drop
DELETE FROM import_part WHERE import = ?1 AND first = ?2;

-- name: import_unfinished_put
INSERT INTO import_unfinished (import) VALUES (?1);

-- name: import_unfinished_drop
DELETE FROM import_unfinished WHERE import = ?1;

-- name: import_unfinished_each
SELECT import FROM import_unfinished ORDER BY import;

-- name: name_not_wanted_put
INSERT OR IGNORE INTO name_not_wanted (name, login, at) VALUES (?1, ?2, ?3);

-- name: name_not_wanted_delete
DELETE FROM name_not_wanted WHERE name = ?1;

-- name: name_not_wanted_have
SELECT 1 FROM name_not_wanted WHERE name = ?1;

-- name: name_not_wanted_each
SELECT id, name, login, at FROM name_not_wanted WHERE id > ?1 ORDER BY id;

-- name: list_columns_put
INSERT INTO list_columns (shape, columns) VALUES (?1, ?2) ON CONFLICT (shape) DO UPDATE SET columns = excluded.columns;

-- name: list_columns_delete
DELETE FROM list_columns WHERE shape = ?1;

-- name: list_columns_of
SELECT columns FROM list_columns WHERE shape = ?1;

-- name: next_number$
-- The number of the next one, before its row, because what is sealed is sealed for it.
select nextval(pg_get_serial_sequence('approvals', 'approval_id'))::int;

-- name: add_approval!
-- What a leader asks for.
insert into approvals
    (approval_id, kind, subject, details, sealed, asked_by, asked_at, reason, expires_at, status)
overriding system value
values (:approval_id, :kind, :subject, :details, :sealed, :asked_by, :asked_at, :reason, :expires_at, 'open');

-- name: find_approval^
-- One of them.
select approval_id, kind, subject, details, sealed, asked_by, asked_at, reason, expires_at, status, decided_by,
    decided_at, decision, outcome, taken_at
from approvals
where approval_id = :approval_id;

-- name: hold_approval^
-- The same, and nobody else decides it meanwhile.
select approval_id, kind, subject, details, sealed, asked_by, asked_at, reason, expires_at, status, decided_by,
    decided_at, decision, outcome, taken_at
from approvals
where approval_id = :approval_id
for update;

-- name: open_approvals
-- What waits, the longest first.
select approval_id, kind, subject, details, sealed, asked_by, asked_at, reason, expires_at, status, decided_by,
    decided_at, decision, outcome, taken_at
from approvals
where status = 'open' and expires_at > :at
order by approval_id;

-- name: latest_approvals
-- What was asked for by a leader (by anybody, where that is null) and waits no longer, the latest first.
select approval_id, kind, subject, details, sealed, asked_by, asked_at, reason, expires_at, status, decided_by,
    decided_at, decision, outcome, taken_at
from approvals
where status <> 'open' and (:asked_by::int is null or asked_by = :asked_by)
order by decided_at desc, approval_id desc
limit :limit;

-- name: askers
-- Who asked for what waits.
select asked_by from approvals where status = 'open' and expires_at > :at;

-- name: take!
-- The file that was approved is taken now, unless it was already.
update approvals set taken_at = :at
where approval_id = :approval_id and status = 'approved' and taken_at is null;

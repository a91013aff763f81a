-- name: hold_head^
-- The head of the chain, until the transaction ends; and the details as the database writes them.
select lines, newest, hash, (:details::jsonb)::text as details from audit_head for update;

-- name: add_line!
-- One more line.
insert into audit (audit_id, at, leader_id, act, subject, details, reason, address, previous, hash)
values (:audit_id, :at, :leader_id, :act, :subject, :details, :reason, :address, :previous, :hash);

-- name: move_head!
-- The new line is the newest.
update audit_head set lines = lines + 1, newest = :newest, hash = :hash;

-- name: lines
-- Lines, newest first, older than a given one.
select audit_id, at, leader_id, act, subject, details, reason, address, hash
from audit
where audit_id < :before
order by audit_id desc
limit :limit;

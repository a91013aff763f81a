-- name: add_line$
-- One more line.
insert into audit (at, leader_id, act, subject, details, reason, address)
values (:at, :leader_id, :act, :subject, :details, :reason, :address)
returning audit_id;

-- name: lines
-- Lines, newest first, older than a given one.
select audit_id, at, leader_id, act, subject, details, reason, address
from audit
where audit_id < :before
order by audit_id desc
limit :limit;

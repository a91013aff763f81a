-- name: decide!
-- What became of it.
update approvals
set status = :status, decided_by = :decided_by, decided_at = :at, decision = :decision, outcome = :outcome
where approval_id = :approval_id;

-- name: overdue
-- What waited too long.
select approval_id from approvals where status = 'open' and expires_at <= :at order by approval_id;

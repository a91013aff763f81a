-- name: head^
-- How many lines there are, the newest's number, and its hash.
select lines, newest, hash from audit_head;

-- name: links
-- Lines with their hashes, in order, from the one after a given one on.
select audit_id, at, leader_id, act, subject, details, reason, address, previous, hash
from audit
where audit_id > :after
order by audit_id
limit :limit;

-- name: pending
-- How many signatures of each demand wait for their mailbox's owner.
select demand_id, count(*) as pending
from signatures
where status = 'pending'
group by demand_id;

-- name: waiting_for_letters
-- Signers who have signed and got no letter yet, each with what they signed.
select s.bucket, s.signer_key, array_agg(g.demand_id order by g.demand_id) as demand_ids
from signers s
join signatures g on g.bucket = s.bucket and g.signer_key = s.signer_key and g.status = 'pending'
where not exists (select from outbox o where o.bucket = s.bucket and o.signer_key = s.signer_key)
group by s.bucket, s.signer_key;

-- name: count_unsent
-- How many letters stand how, of those that are not sent.
select status, count(*) as number from outbox where status <> 'sent' group by status;

-- name: settle!
-- What PostgreSQL does by itself within minutes.
vacuum (analyze) outbox;

-- name: growth
-- Verified signatures of a demand by the hour or day of their verification.
select date_trunc(:step, verified_at, 'UTC') as since, count(*) as verified
from signatures
where demand_id = :demand_id and status = 'verified'
group by 1
order by 1;

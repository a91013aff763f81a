-- name: sees$
-- Which transactions this one sees the changes of, said by this connection's server: equal as long as no other
-- transaction has changed anything.
select pg_backend_pid() || ' ' || pg_current_snapshot();

-- name: demands
-- What is counted: every demand that is not a draft.
select demand_id, slug, goal from demands where status <> 'draft' order by position, demand_id;

-- name: sums
-- Verified signatures by demand, state and channel, over all buckets.
select demand_id, state, channel, sum(verified)::bigint as verified
from tallies
group by demand_id, state, channel
having sum(verified) > 0;

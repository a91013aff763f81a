-- name: sees$
-- Which transactions this one sees the changes of, said by this connection's server: equal as long as no other
-- transaction has changed anything.
select pg_backend_pid() || ' ' || pg_current_snapshot();

-- name: demands
-- What is counted: every demand that is not a draft.
select demand_id, slug, goal, kind from demands where status <> 'draft' order by position, demand_id;

-- name: sums
-- Verified signatures by demand, state and channel, over all buckets.
select demand_id, state, channel, sum(verified)::bigint as verified
from tallies
group by demand_id, state, channel
having sum(verified) > 0;

-- name: act_sums
-- Verified pledges by act and state, over all buckets; an act that nobody promised has a row without a state.
select d.slug, a.code, t.state, coalesce(sum(t.verified), 0)::bigint as verified
from acts a
join demands d on d.demand_id = a.demand_id and d.kind = 'pledge' and d.status <> 'draft'
left join act_tallies t on t.act_id = a.act_id
group by d.slug, a.position, a.act_id, a.code, t.state
order by d.slug, a.position, a.act_id, t.state;

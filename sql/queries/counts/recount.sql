-- name: differences
-- Slots where the tally is not the number of verified signatures.
select coalesce(t.bucket, s.bucket) as bucket, d.slug as demand, coalesce(t.state, s.state) as state,
    coalesce(t.channel, s.channel) as channel,
    coalesce(t.verified, 0) as tally, coalesce(s.verified, 0) as signatures
from tallies t
full join (
    select bucket, demand_id, state, channel, count(*) as verified
    from signatures
    where status = 'verified'
    group by 1, 2, 3, 4
) s on s.bucket = t.bucket and s.demand_id = t.demand_id and s.state = t.state and s.channel = t.channel
join demands d on d.demand_id = coalesce(t.demand_id, s.demand_id)
where coalesce(t.verified, 0) <> coalesce(s.verified, 0)
order by 2, 3, 1, 4;

-- name: act_differences
-- Slots where the tally of an act is not the number of verified signatures that promise it.
select coalesce(t.bucket, s.bucket) as bucket, d.slug as demand, coalesce(t.state, s.state) as state, '' as channel,
    coalesce(t.verified, 0) as tally, coalesce(s.verified, 0) as signatures, a.code as act
from act_tallies t
full join (
    select g.bucket, p.act, g.state, count(*) as verified
    from signatures g, jsonb_to_recordset(g.promises) as p (act int)
    where g.status = 'verified' and g.promises is not null
    group by 1, 2, 3
) s on s.bucket = t.bucket and s.act = t.act_id and s.state = t.state
join acts a on a.act_id = coalesce(t.act_id, s.act)
join demands d on d.demand_id = a.demand_id
where coalesce(t.verified, 0) <> coalesce(s.verified, 0)
order by 2, 3, 1, 7;

-- name: totals^
-- What there is to recount.
select
    (select coalesce(sum(verified), 0)::bigint from tallies) as counted,
    (select count(*) from signatures where status = 'verified') as verified,
    (select count(*) from signatures where status = 'pending') as pending,
    (select count(*) from signers) as signers;

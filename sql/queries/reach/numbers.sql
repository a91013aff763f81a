-- What a partner brought: what was ever confirmed of its signatures, together with its arrivals. Nobody but the mailbox's
-- owner makes a signature count as confirmed; and an arrival is the same whether somebody had signed before. A signature
-- that waits is not looked at: it is this partner's only if it was nobody's before, and no number may tell that.

-- name: people_by_source
-- How many people a partner brought, who is not confirmed only if they arrived until a moment: all of them in the row of
-- which `is_all`, and by source, those without first, then the ten that brought most of the confirmed, but none with a
-- few of them only. `recent` are those who arrived since another moment, and until that one.
with brought as materialized (
    select bucket, signer_key, case when s.status is null then a.source else s.source end as source,
        bool_or(coalesce(s.status = 'verified', false)) as confirmed, bool_or(a.arrived_at is not null) as recent,
        bool_or(coalesce(s.status = 'verified' and s.status_at >= a.arrived_at, false)) as recent_confirmed
    from (select * from signatures where partner_id = :partner_id and verified_at is not null) s
    full join (
        select * from arrivals where partner_id = :partner_id and arrived_at >= :since and arrived_at < :until
    ) a using (bucket, signer_key, demand_id)
    group by 1, 2, 3
)
select true as is_all, null as source, 0::bigint as sources, count(*) as people, count(*) filter (where confirmed) as confirmed,
    count(*) filter (where recent) as recent, count(*) filter (where recent_confirmed) as recent_confirmed
from (
    select bool_or(confirmed) as confirmed, bool_or(recent) as recent, bool_or(recent_confirmed) as recent_confirmed
    from brought
    group by bucket, signer_key
) as everybody
union all (
    select false, source, count(source) over (), count(*), count(*) filter (where confirmed),
        count(*) filter (where recent), count(*) filter (where recent_confirmed)
    from brought
    group by source
    having source is null or count(*) filter (where confirmed) >= :few
    order by source is not null, 5 desc, 4 desc, source
    limit 11
);

-- name: signatures_by_demand
-- The same by demand, channel and the UTC day of their verification, null for those that are not verified.
select demand_id, coalesce(s.channel, a.channel) as channel,
    case when s.status = 'verified' then (s.verified_at at time zone 'UTC')::date end as verified_on,
    count(*) as signatures, count(a.arrived_at) as recent,
    count(*) filter (where s.status = 'verified' and s.status_at >= a.arrived_at) as recent_confirmed
from (select * from signatures where partner_id = :partner_id and verified_at is not null) s
full join (
    select * from arrivals where partner_id = :partner_id and arrived_at >= :since and arrived_at < :until
) a using (bucket, signer_key, demand_id)
group by 1, 2, 3;

-- name: verified_by_state
-- A partner's verified signatures by state.
select state, count(*) as verified
from signatures
where partner_id = :partner_id and status = 'verified'
group by 1
order by 1;

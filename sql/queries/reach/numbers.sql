-- name: people_by_source
-- How many people a partner brought, who is not confirmed only if they signed until a moment: all of them in the row of
-- which `is_all`, and by source, those without first, then the ten that brought most of the confirmed, but none with a
-- few of them only. `recent` are those who signed since another moment, and until that one.
with brought as materialized (
    select bucket, signer_key, source, bool_or(status = 'verified') as confirmed,
        bool_or(signed_at >= :since and signed_at < :until) as recent
    from signatures
    where partner_id = :partner_id and (status = 'verified' or signed_at < :until)
    group by 1, 2, 3
)
select true as is_all, null as source, 0::bigint as sources, count(*) as people, count(*) filter (where confirmed) as confirmed,
    count(*) filter (where recent) as recent, count(*) filter (where recent and confirmed) as recent_confirmed
from (
    select bool_or(confirmed) as confirmed, bool_or(recent) as recent from brought group by bucket, signer_key
) as everybody
union all (
    select false, source, count(source) over (), count(*), count(*) filter (where confirmed),
        count(*) filter (where recent), count(*) filter (where recent and confirmed)
    from brought
    group by source
    having source is null or count(*) filter (where confirmed) >= :few
    order by source is not null, 5 desc, 4 desc, source
    limit 11
);

-- name: signatures_by_demand
-- A partner's signatures by demand, channel and the UTC day of their verification, null for those that are not verified;
-- of these only those from before a moment. `recent` are those since another moment, and until that one.
select demand_id, channel,
    case when status = 'verified' then (verified_at at time zone 'UTC')::date end as verified_on, count(*) as signatures,
    count(*) filter (where signed_at >= :since and signed_at < :until) as recent
from signatures
where partner_id = :partner_id and (status = 'verified' or signed_at < :until)
group by 1, 2, 3;

-- name: verified_by_state
-- A partner's verified signatures by state.
select state, count(*) as verified
from signatures
where partner_id = :partner_id and status = 'verified'
group by 1
order by 1;

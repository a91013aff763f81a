-- name: let_count_in_memory
-- Room for what is added up below, until the transaction ends; nothing of it is written to disk then.
select set_config('work_mem', '64MB', true);

-- name: counted
-- A demand's signatures in one look at them: by channel, by partner, by the UTC day of their verification (null for those
-- that are not verified), and by source, those without first, then the ten that brought most of the confirmed.
-- `recent` are those who signed since a moment.
with counted as (
    select source, partner_id, channel, verified_on, grouping(source) = 0 as is_source,
        case when grouping(channel) = 0 then 'channel' when grouping(partner_id) = 0 then 'partner' else 'day' end as kind,
        count(*) as signatures, count(verified_on) as confirmed, count(*) filter (where recent) as recent,
        count(verified_on) filter (where recent) as recent_confirmed
    from (
        select source, partner_id, channel, signed_at >= :since as recent,
            case when status = 'verified' then (verified_at at time zone 'UTC')::date end as verified_on
        from signatures
        where demand_id = :demand_id
    ) as signed
    group by grouping sets ((channel), (partner_id), (verified_on), (source))
)
select kind, channel, partner_id, verified_on, source, signatures, confirmed, recent, recent_confirmed, 0::bigint as sources
from counted
where not is_source
union all (
    select 'source', null, null, null, source, signatures, confirmed, recent, recent_confirmed, count(source) over ()
    from counted
    where is_source
    order by source is not null, confirmed desc, signatures desc, source
    limit 11
);

-- name: came_by_friends$
-- How many people came through a supporter's own link and confirmed, whatever they signed.
select coalesce(sum(verified), 0)::bigint from invitations;

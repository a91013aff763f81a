-- name: published
-- What became of deliveries that reached somebody and, but for drafts, are published; one, or the latest first.
select d.delivery_id, d.code, d.demand_ids, d.cutoff, d.since_last, d.language, d.counts, p.all, p.sent, p.handed,
    p.answered, p.kinds, p.first, p.last
from deliveries d
cross join lateral (
    select count(*) as all, count(sent_at) as sent, count(handed_at) as handed, count(answered_at) as answered,
        array_agg(addressee ->> 'kind') filter (where sent_at is not null or handed_at is not null) as kinds,
        min(least(sent_at, handed_at)) as first, max(greatest(sent_at, handed_at)) as last
    from packets
    where delivery_id = d.delivery_id
) p
where (:code::text is null or d.code = :code) and (d.published_at is not null or :drafts::bool)
    and d.counts is not null and p.first is not null
order by p.first desc, d.delivery_id desc;

-- name: latest_published
-- The same of those that were published last for their demands: read every second, it looks at few packets.
select d.delivery_id, d.code, d.demand_ids, d.cutoff, d.since_last, d.language, d.counts, p.all, p.sent, p.handed,
    p.answered, p.kinds, p.first, p.last
from deliveries d
cross join lateral (
    select count(*) as all, count(sent_at) as sent, count(handed_at) as handed, count(answered_at) as answered,
        array_agg(addressee ->> 'kind') filter (where sent_at is not null or handed_at is not null) as kinds,
        min(least(sent_at, handed_at)) as first, max(greatest(sent_at, handed_at)) as last
    from packets
    where delivery_id = d.delivery_id
) p
where d.delivery_id in (
        select distinct on (demand_id) l.delivery_id
        from deliveries l
        cross join unnest(l.demand_ids) as demand_id
        where l.published_at is not null
        order by demand_id, l.published_at desc
    )
    and d.counts is not null and p.first is not null
order by d.published_at desc, d.delivery_id desc;

-- name: find_manifest$
-- What one packet of a delivery says of its seal.
select manifest from packets where delivery_id = :delivery_id and manifest is not null order by position limit 1;

-- name: publish!
-- Everybody may read of it from now on.
update deliveries set published_at = :at where delivery_id = :delivery_id and published_at is null;

-- name: take_down!
-- Nobody but leaders may read of it from now on.
update deliveries set published_at = null where delivery_id = :delivery_id and published_at is not null;

-- name: is_published$
-- Whether a delivery is to be read of.
select published_at is not null from deliveries where delivery_id = :delivery_id;

-- name: sort_in_memory!
-- More than usual for sorting; the rest goes to the database's temporary files, sealed as it is.
set local work_mem = '64MB';

-- name: verified_rows*
-- The signatures on a demand that were verified by the cut-off and still are, in these states or in all; of nobody erased.
-- With the moves of their signers after a time, if one is given: when, in microseconds since 1970, and from where.
select g.signer_key, r.sealed, g.state, coalesce(g.zip, '') as zip, (g.signed_at at time zone 'UTC')::date as signed_on,
    g.verified_at, g.status_at, case when :moved_after::timestamptz is not null then (
        select jsonb_agg(
            jsonb_build_array((extract(epoch from c.at) * 1000000)::bigint, c.was, coalesce(c.was_zip, ''))
            order by c.at, c.change_id
        )
        from changes c
        where c.bucket = g.bucket and c.signer_key = g.signer_key and c.demand_id = g.demand_id and c.what = 'place'
            and c.was is not null and c.at > :moved_after
    ) end as moves
from signatures g
join signers r on r.bucket = g.bucket and r.signer_key = g.signer_key
where g.demand_id = :demand_id and g.status = 'verified' and g.verified_at <= :cutoff and r.sealed is not null
    and (:states::text[] is null or g.state = any(:states))
order by g.state collate "C", coalesce(g.zip, '') collate "C", g.signer_key;

-- name: counts*
-- Signatures on these demands that were verified by the cut-off, by state: how many still are, in states alone; and how
-- many were taken back after it, with their ZIP codes. Of one that was taken back and typed again nobody knows when that
-- was: it was counted, like everything that changed after the cut-off.
select g.demand_id, g.state, s.zip, count(*) as number
from signatures g
join signers r on r.bucket = g.bucket and r.signer_key = g.signer_key
cross join lateral (
    select case when g.status = 'verified' and r.sealed is not null then null else coalesce(g.zip, '') end as zip
) s
where g.demand_id = any(:demand_ids::int[]) and g.verified_at <= :cutoff
    and (g.status = 'verified' or g.status_at > :cutoff)
group by g.demand_id, g.state, s.zip
order by g.demand_id, g.state, s.zip;

-- name: demands
-- Demands in the campaign's order, with their titles in a language or else in English.
select d.demand_id, d.slug, d.goal, t.title
from demands d
join lateral (
    select title from demand_texts
    where demand_id = d.demand_id and language in (:language, 'en')
    order by language = :language desc
    limit 1
) t on true
where d.demand_id = any(:demand_ids::int[])
order by d.position, d.demand_id;

-- name: last_before
-- For each official of a delivery the latest cut-off of another delivery with all of these demands that reached them, and
-- when its rows were fixed.
select distinct on (p.official_id) p.official_id, e.cutoff as since, e.gathered_at as since_gathered
from packets p
join packets q on q.official_id = p.official_id and q.delivery_id <> p.delivery_id
    and (q.sent_at is not null or q.handed_at is not null)
join deliveries e on e.delivery_id = q.delivery_id and e.demand_ids @> :demand_ids::int[] and e.gathered_at is not null
    and e.cutoff <= :cutoff
where p.delivery_id = :delivery_id
order by p.official_id, e.cutoff desc, e.gathered_at desc;

-- name: note_since!
-- From when on the packet for each of these officials lists signatures.
update packets p set since = n.since, since_gathered = n.since_gathered
from unnest(:official_ids::int[], :since::timestamptz[], :since_gathered::timestamptz[])
    as n (official_id, since, since_gathered)
where p.delivery_id = :delivery_id and p.official_id = n.official_id;

-- name: note_gathered!
-- The rows are fixed.
update deliveries
set gathered_at = :at, counts = :counts::jsonb, anchor = :anchor::jsonb, attempts = 0
where delivery_id = :delivery_id;

-- name: note_rows!
-- How many rows each packet will have.
update packets p set rows = n.rows
from unnest(:official_ids::int[], :rows::int[]) as n (official_id, rows)
where p.delivery_id = :delivery_id and p.official_id = n.official_id;

-- name: campaign$
-- The campaign's name in a language, or else in English.
select name from campaign_texts where language in (:language, 'en') order by language = :language desc limit 1;

-- name: by_state
-- Signatures on these demands verified by the cut-off, and after an earlier one where it is given, by state.
select state, count(*) as signatures
from signatures
where demand_id = any(:demand_ids::int[]) and status = 'verified' and verified_at <= :cutoff
    and (:since::timestamptz is null or verified_at > :since)
group by state;

-- name: by_zip
-- The same by state and ZIP code, in these states.
select state, coalesce(zip, '') as zip, count(*) as signatures
from signatures
where demand_id = any(:demand_ids::int[]) and status = 'verified' and verified_at <= :cutoff
    and (:since::timestamptz is null or verified_at > :since) and state = any(:states::text[])
group by state, zip;

-- name: last_before
-- For each of these officials the latest cut-off of a delivery with all of these demands that reached them.
select p.official_id, max(d.cutoff) as since
from packets p
join deliveries d on d.delivery_id = p.delivery_id and d.demand_ids @> :demand_ids::int[] and d.gathered_at is not null
    and d.cutoff <= :cutoff
where p.official_id = any(:official_ids::int[]) and (p.sent_at is not null or p.handed_at is not null)
group by p.official_id;

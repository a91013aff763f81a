-- name: add_arrivals!
-- Note each of these, or keep the first time that the same partner brought the same person to the same demand.
insert into arrivals (bucket, partner_id, signer_key, demand_id, source, channel, arrived_at)
select n.bucket, n.partner_id, n.signer_key, d.demand_id, n.source, n.channel, :at
from unnest(
    :buckets::smallint[], :partner_ids::int[], :signer_keys::bytea[], :demand_ids::text[], :sources::text[],
    :channels::text[]
) as n (bucket, partner_id, signer_key, demand_ids, source, channel)
cross join unnest(n.demand_ids::int[]) as d (demand_id)
order by 1, 2, 3, 4
on conflict (bucket, partner_id, signer_key, demand_id) do nothing;

-- name: add_arrivals_of_all!
-- Note what partners brought since a moment by the signatures that there are.
insert into arrivals (bucket, partner_id, signer_key, demand_id, source, channel, arrived_at)
select bucket, partner_id, signer_key, demand_id, source, channel, signed_at
from signatures
where partner_id is not null and signed_at >= :since
order by 1, 2, 3, 4
on conflict (bucket, partner_id, signer_key, demand_id) do nothing;

-- name: forget_old!
-- Take away those from before a moment.
delete from arrivals
where bucket = :bucket and ctid = any(array(
    select ctid from arrivals where bucket = :bucket and arrived_at < :before order by arrived_at limit :most
));

-- name: forget_of!
-- Take away all of a signer.
delete from arrivals
where bucket = :bucket and signer_key = :signer_key and partner_id = any(array(select partner_id from partners));

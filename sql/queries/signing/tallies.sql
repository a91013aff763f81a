-- name: add_to_tallies!
-- Add to a few tallies, in the order given.
insert into tallies as t (bucket, demand_id, state, partner_id, channel, verified)
select c.bucket, c.demand_id, c.state, c.partner_id, c.channel, c.change
from unnest(
    :buckets::smallint[], :demand_ids::int[], :states::text[], :partner_ids::int[], :channels::text[],
    :changes::bigint[]
) with ordinality as c (bucket, demand_id, state, partner_id, channel, change, place)
order by c.place
on conflict (bucket, demand_id, state, partner_id, channel)
do update set verified = t.verified + excluded.verified;

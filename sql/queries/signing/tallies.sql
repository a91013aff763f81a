-- name: add_to_tallies!
-- Add to a few tallies, in the order given.
insert into tallies as t (bucket, demand_id, state, channel, verified)
select c.bucket, c.demand_id, c.state, c.channel, c.change
from unnest(
    :buckets::smallint[], :demand_ids::int[], :states::text[], :channels::text[], :changes::bigint[]
) with ordinality as c (bucket, demand_id, state, channel, change, place)
order by c.place
on conflict (bucket, demand_id, state, channel)
do update set verified = t.verified + excluded.verified;

-- What became of those who signed in a frame.

-- name: find_counted
-- Of these signers those of whom one of these signatures was verified after it was signed there.
select distinct s.signer_key
from unnest(:buckets::smallint[], :signer_keys::bytea[], :demand_ids::int[], :sinces::timestamptz[])
    as k (bucket, signer_key, demand_id, since)
join signatures s on s.bucket = k.bucket and s.demand_id = k.demand_id and s.signer_key = k.signer_key
where s.status = 'verified' and s.status_at > k.since;

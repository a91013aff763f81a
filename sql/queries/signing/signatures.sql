-- What a batch of submissions does, each statement once for all of them. Rows are touched in the order of their keys, so
-- that two batches wait for each other and never in a circle.

-- name: add_signers
-- New signers; the keys of those that there were not.
insert into signers (bucket, signer_key, sealed, language, created_at)
select n.bucket, n.signer_key, n.sealed, n.language, :at
from unnest(:buckets::smallint[], :signer_keys::bytea[], :sealed::bytea[], :languages::text[])
    with ordinality as n (bucket, signer_key, sealed, language, place)
order by n.place
on conflict (bucket, signer_key) do nothing
returning signer_key;

-- name: lock_signers
-- Signers, locked until the transaction ends, and whether any signature of theirs was ever verified. The demands are
-- named so that servers before version 18, which can't skip a column of the index, find the few rows too.
select s.signer_key, s.sealed is not null as named, s.mail_stopped_at is not null as stopped,
    exists (
        select 1 from signatures v
        where v.bucket = s.bucket and v.signer_key = s.signer_key and v.verified_at is not null
            and v.demand_id = any(array(select demand_id from demands))
    ) as verified
from unnest(:buckets::smallint[], :signer_keys::bytea[]) as k (bucket, signer_key)
join signers s on s.bucket = k.bucket and s.signer_key = k.signer_key
order by s.bucket, s.signer_key
for update of s;

-- name: reseal_signers!
-- Replace who unverified signers say they are.
update signers s set sealed = n.sealed, language = n.language
from unnest(:buckets::smallint[], :signer_keys::bytea[], :sealed::bytea[], :languages::text[])
    as n (bucket, signer_key, sealed, language)
where s.bucket = n.bucket and s.signer_key = n.signer_key;

-- name: add_signatures!
-- A pending signature in each row; one that is pending or was withdrawn takes what was typed now.
insert into signatures as s (
    bucket, demand_id, signer_key, status, state, zip, partner_id, channel, public, news, consents, signed_at, status_at
)
select n.bucket, n.demand_id, n.signer_key, 'pending', n.state, n.zip, n.partner_id, n.channel, n.public, n.news,
    n.consents::int[], :at, :at
from unnest(
    :buckets::smallint[], :demand_ids::int[], :signer_keys::bytea[], :states::text[], :zips::text[], :partner_ids::int[],
    :channels::text[], :publics::bool[], :news::bool[], :consents::text[]
) with ordinality as n (
    bucket, demand_id, signer_key, state, zip, partner_id, channel, public, news, consents, place
)
order by n.place
on conflict (bucket, demand_id, signer_key)
do update set status = 'pending', state = excluded.state, zip = excluded.zip, public = excluded.public,
    news = excluded.news, consents = excluded.consents, status_at = excluded.status_at
where s.status in ('pending', 'withdrawn');

-- name: statuses
-- Where these signatures stand.
select s.signer_key, s.demand_id, s.status
from unnest(:buckets::smallint[], :signer_keys::bytea[], :demand_ids::int[]) as k (bucket, signer_key, demand_id)
join signatures s on s.bucket = k.bucket and s.demand_id = k.demand_id and s.signer_key = k.signer_key
order by s.bucket, s.signer_key, s.demand_id;

-- name: lock_signatures
-- Those of these signatures that have one of these statuses, locked in order.
select s.bucket, s.signer_key, s.demand_id, s.status, s.state, s.partner_id, s.channel, s.news, s.consents
from unnest(:buckets::smallint[], :signer_keys::bytea[], :demand_ids::int[]) as k (bucket, signer_key, demand_id)
join signatures s on s.bucket = k.bucket and s.demand_id = k.demand_id and s.signer_key = k.signer_key
where s.status = any(:statuses)
order by s.bucket, s.signer_key, s.demand_id
for update of s;

-- name: set_status!
-- Give signatures a status; the first verification keeps its time.
update signatures s
set status = :status, status_at = :at,
    verified_at = case when :status = 'verified' then coalesce(s.verified_at, :at) else s.verified_at end
from unnest(:buckets::smallint[], :signer_keys::bytea[], :demand_ids::int[]) as k (bucket, signer_key, demand_id)
where s.bucket = k.bucket and s.demand_id = k.demand_id and s.signer_key = k.signer_key;

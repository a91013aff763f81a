-- name: skip_foreign_keys!
-- Rows that are made together need no look at each other, which is most of what a row costs; superusers only.
set local session_replication_role = replica;

-- name: demand_ids
-- The demands with these slugs, in their order.
select demand_id from demands where slug = any(:slugs) order by position, demand_id;

-- name: partners
-- Who could have brought a signature, and where they are at home.
select partner_id, state from partners order by position, partner_id;

-- name: open_earlier!
-- Let the demands have been open since the crowd's first day.
update demands set opened_at = :at where opened_at > :at;

-- name: add_signers!
-- Signers, in the order of their key, so that neighbors in the index are neighbors on disk.
insert into signers (bucket, signer_key, sealed, language, created_at)
select s.bucket, s.signer_key, s.sealed, 'en', s.signed_at
from unnest(:bucket::smallint[], :signer_key::bytea[], :sealed::bytea[], :signed_at::timestamptz[])
    as s (bucket, signer_key, sealed, signed_at)
order by s.bucket, s.signer_key;

-- name: add_signatures!
-- A signature of each signer on each of their demands; verified where there is a time of it.
insert into signatures (
    bucket, demand_id, signer_key, status, state, zip, partner_id, channel, public, news, consents,
    signed_at, status_at, verified_at
)
select s.bucket, d.demand_id, s.signer_key, case when s.verified_at is null then 'pending' else 'verified' end, s.state,
    s.zip, nullif(s.partner_id, 0), s.channel, false, false, '{}', s.signed_at, coalesce(s.verified_at, s.signed_at),
    s.verified_at
from unnest(
    :bucket::smallint[], :signer_key::bytea[], :demand_ids::text[], :state::text[], :zip::text[],
    :partner_id::int[], :channel::text[], :signed_at::timestamptz[], :verified_at::timestamptz[]
) as s (bucket, signer_key, demand_ids, state, zip, partner_id, channel, signed_at, verified_at)
cross join unnest(s.demand_ids::int[]) as d (demand_id)
order by s.bucket, d.demand_id, s.signer_key;

-- name: settle!
-- What PostgreSQL does by itself within minutes after a site has grown: count it, and note what everybody may see.
vacuum (analyze) signers, signatures, tallies;

-- name: wait_for_turn!
-- One crowd at a time, until the transaction ends.
lock table site_facts in share row exclusive mode;

-- name: are_there_signers$
-- Whether anybody ever signed here.
select exists (select 1 from signers);

-- name: demand_ids
-- The demands in their order.
select demand_id from demands order by position, demand_id;

-- name: partner_ids
-- The partners in their order.
select partner_id from partners order by position, partner_id;

-- name: open_earlier!
-- Let the demands have been open since the crowd's first day.
update demands set opened_at = :at where opened_at > :at;

-- name: add_signers!
-- The crowd.
insert into signers (bucket, signer_key, sealed, language, created_at)
select s.bucket, s.signer_key, s.sealed, 'en', :at
from unnest(:buckets::smallint[], :signer_keys::bytea[], :sealed::bytea[]) as s (bucket, signer_key, sealed);

-- name: add_signatures!
-- What the crowd signed.
insert into signatures (
    bucket, demand_id, signer_key, status, state, zip, partner_id, channel, public, news, consents,
    signed_at, status_at, verified_at
)
select s.bucket, s.demand_id, s.signer_key, s.status, s.state, s.zip, s.partner_id, s.channel, false, false, '{}',
    s.signed_at, coalesce(s.verified_at, s.signed_at), s.verified_at
from unnest(
    :bucket::smallint[], :demand_id::int[], :signer_key::bytea[], :status::text[], :state::text[], :zip::text[],
    :partner_id::int[], :channel::text[], :signed_at::timestamptz[], :verified_at::timestamptz[]
) as s (bucket, demand_id, signer_key, status, state, zip, partner_id, channel, signed_at, verified_at);

-- name: note_demo!
-- Remember that this site's crowd is invented.
insert into site_facts (name, value) values ('demo', :value);

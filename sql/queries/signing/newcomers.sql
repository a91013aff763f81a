-- name: sign_newcomers
-- Form tokens, signers, signatures, arrivals and letters of all who are here for the first time, in one statement; the
-- keys of those. Touched in the same order as by everybody else: tokens, signers, signatures, each by its key. Should
-- somebody else bring the same signer at this very moment, the division fails the statement, and each is tried alone.
with typed as materialized (
    select * from unnest(
        :buckets::smallint[], :signer_keys::bytea[], :sealed::bytea[], :languages::text[], :token_buckets::smallint[],
        :nonces::bytea[], :demand_ids::text[], :states::text[], :zips::text[], :partner_ids::int[], :sources::text[],
        :channels::text[], :publics::bool[], :initials::bool[], :news::bool[], :consents::text[], :inviters::bytea[],
        :letter_ids::uuid[], :pledge_ids::int[], :promises::text[]
    ) as t (
        bucket, signer_key, sealed, language, token_bucket, nonce, demand_ids, state, zip, partner_id, source, channel,
        public, initial, news, consents, invited_by, letter_id, pledge_id, promises
    )
),
spent as (
    insert into submissions (bucket, nonce, signer_key, submitted_at)
    select t.token_bucket, t.nonce, t.signer_key, :at from typed t
    where not exists (select 1 from signers s where s.bucket = t.bucket and s.signer_key = t.signer_key)
    order by t.token_bucket, t.nonce
    on conflict (bucket, nonce) do nothing
    returning signer_key
),
added as (
    insert into signers (bucket, signer_key, sealed, language, created_at)
    select t.bucket, t.signer_key, t.sealed, t.language, :at from typed t join spent using (signer_key)
    order by t.bucket, t.signer_key
    on conflict (bucket, signer_key) do nothing
    returning signer_key
),
signed as (
    insert into signatures (
        bucket, demand_id, signer_key, status, state, zip, partner_id, source, channel, public, initial, news, consents,
        invited_by, signed_at, promises, status_at
    )
    select t.bucket, d.demand_id, t.signer_key, 'pending', t.state, t.zip, t.partner_id, t.source, t.channel, t.public,
        t.initial, t.news, t.consents::int[], t.invited_by, :at, case when d.demand_id = t.pledge_id then t.promises::jsonb end, :at
    from typed t join added using (signer_key) cross join unnest(t.demand_ids::int[]) as d (demand_id)
),
arrived as (
    insert into arrivals (bucket, partner_id, signer_key, demand_id, source, channel, arrived_at)
    select t.bucket, t.partner_id, t.signer_key, d.demand_id, t.source, t.channel, :at
    from typed t join added using (signer_key) cross join unnest(t.demand_ids::int[]) as d (demand_id)
    where t.partner_id is not null
),
written as (
    insert into outbox (bucket, letter_id, signer_key, kind, demand_ids, language, status, created_at, due_at, status_at)
    select t.bucket, t.letter_id, t.signer_key, 'confirmation', t.demand_ids::int[], t.language, 'waiting', :at, :at, :at
    from typed t join added using (signer_key)
)
select spent.signer_key, 1 / (added.signer_key is not null)::int as whole
from spent left join added using (signer_key);

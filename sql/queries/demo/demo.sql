-- name: wait_for_turn!
-- One crowd at a time, until the transaction ends.
lock table site_facts in share row exclusive mode;

-- name: are_there_signers$
-- Whether anybody ever signed here.
select exists (select 1 from signers);

-- name: demand_ids
-- The petitions in their order.
select demand_id from demands where kind = 'petition' order by position, demand_id;

-- name: coalition
-- The partners in their order, each with what it asks supporters for.
select p.partner_id, p.state, max(w.wording_id) as wording_id
from partners p join wordings w on w.partner_id = p.partner_id
group by p.partner_id, p.state, p.position
order by p.position, p.partner_id;

-- name: open_earlier!
-- Let the demands have been open since the crowd's first day.
update demands set opened_at = :at where opened_at > :at;

-- name: add_signers!
-- The crowd.
insert into signers (bucket, signer_key, sealed, language, created_at)
select s.bucket, s.signer_key, s.sealed, 'en', :at
from unnest(:buckets::smallint[], :signer_keys::bytea[], :sealed::bytea[]) as s (bucket, signer_key, sealed);

-- name: add_signatures!
-- What the crowd signed. A quarter agree to be shown by name; of those who came by themselves, some by a friend's link.
insert into signatures (
    bucket, demand_id, signer_key, status, state, zip, partner_id, source, channel, public, initial, news, consents,
    signed_at, status_at, verified_at, promises
)
select s.bucket, s.demand_id, s.signer_key, s.status, s.state, s.zip, s.partner_id,
    case
        when s.partner_id is null and s.channel = 'web' and get_byte(s.signer_key, 7) < 110
        then ('{whatsapp,whatsapp,whatsapp,sms,sms,facebook,copy,email}'::text[])[1 + get_byte(s.signer_key, 8) % 8]
        else s.source
    end,
    s.channel, s.channel <> 'paper' and get_byte(s.signer_key, 5) % 4 = 0,
    s.channel <> 'paper' and get_byte(s.signer_key, 5) % 8 = 0, false,
    array_remove(array[s.wording_id], null), s.signed_at, coalesce(s.verified_at, s.signed_at), s.verified_at,
    s.promises::jsonb
from unnest(
    :bucket::smallint[], :demand_id::int[], :signer_key::bytea[], :status::text[], :state::text[], :zip::text[],
    :partner_id::int[], :source::text[], :channel::text[], :wording_id::int[], :signed_at::timestamptz[],
    :verified_at::timestamptz[], :promises::text[]
) as s (
    bucket, demand_id, signer_key, status, state, zip, partner_id, source, channel, wording_id, signed_at, verified_at,
    promises
);

-- name: add_consents!
-- Whom the crowd allowed to write, by what is verified.
insert into consents (bucket, signer_key, partner_id, wording_id, given_at)
select s.bucket, s.signer_key, w.partner_id, max(w.wording_id), min(s.verified_at)
from signatures s, unnest(s.consents) as t (wording_id) join wordings w on w.wording_id = t.wording_id
where s.status = 'verified'
group by 1, 2, 3;

-- name: add_act_tallies!
-- How many of the crowd promise each act, by what is verified.
insert into act_tallies (bucket, act_id, state, verified)
select s.bucket, p.act, s.state, count(*)
from signatures s, jsonb_to_recordset(s.promises) as p (act int)
where s.status = 'verified'
group by 1, 2, 3;

-- name: note_demo!
-- Remember that this site's crowd is invented.
insert into site_facts (name, value) values ('demo', :value);

-- name: find_signer^
-- A signer who is not erased.
select sealed, language, created_at, news_at, mail_stopped_at, invited from signers
where bucket = :bucket and signer_key = :signer_key and sealed is not null;

-- name: all_signatures
-- Everything a signer signed, the latest first.
select demand_id, status, status_at, signed_at, verified_at, state, zip, partner_id, source, channel, public, initial, news,
    consents, promises, invited_by is not null as invited
from signatures
where bucket = :bucket and signer_key = :signer_key and demand_id = any(array(select demand_id from demands))
order by signed_at desc, demand_id;

-- name: all_consents
-- Whom a signer ever allowed to write, and with which wording.
select partner_id, wording_id, given_at, withdrawn_at, listed_in from consents
where bucket = :bucket and signer_key = :signer_key;

-- name: all_arrivals
-- By whom a signer was brought lately, the latest first.
select partner_id, demand_id, source, channel, arrived_at from arrivals
where bucket = :bucket and signer_key = :signer_key and partner_id = any(array(select partner_id from partners))
order by arrived_at desc, partner_id, demand_id;

-- name: all_letters
-- What was written to a signer, the latest first.
select kind, status, created_at, status_at from outbox
where bucket = :bucket and signer_key = :signer_key
order by created_at desc, letter_id desc;

-- name: all_changes
-- What a signer changed, the latest first.
select at, what, demand_id, was, was_zip from changes
where bucket = :bucket and signer_key = :signer_key
order by at desc, change_id desc;

-- name: all_reminders
-- What a signer is reminded of, and was.
select demand_id, act_id, day, due_at, written_at from reminders
where bucket = :bucket and signer_key = :signer_key
order by due_at, act_id;

-- name: find_signer^
-- A signer who is not erased.
select sealed, news_at, mail_stopped_at is not null as stopped from signers
where bucket = :bucket and signer_key = :signer_key and sealed is not null;

-- name: all_signatures
-- Everything a signer signed, the latest first.
select demand_id, status, status_at, signed_at, verified_at, partner_id, news, consents from signatures
where bucket = :bucket and signer_key = :signer_key and demand_id = any(array(select demand_id from demands))
order by signed_at desc, demand_id;

-- name: all_consents
-- Whom a signer ever allowed to write, and with which wording.
select partner_id, wording_id, given_at, withdrawn_at from consents
where bucket = :bucket and signer_key = :signer_key;

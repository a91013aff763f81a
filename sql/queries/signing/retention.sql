-- name: lock_late_signers
-- Signers who have not confirmed in time and hold no link that is still good, each locked.
select signer_key from signers r
where r.bucket = :bucket
  and exists (
    select 1 from signatures s
    where s.bucket = :bucket and s.signer_key = r.signer_key and s.status = 'pending' and s.status_at < :before
  )
  and not exists (
    select 1 from outbox o
    where o.bucket = :bucket and o.signer_key = r.signer_key and o.kind = 'confirmation'
      and (o.status = 'waiting' or (o.status = 'sent' and o.status_at > :links_since))
  )
limit :most
for update skip locked;

-- name: typed_again
-- What was confirmed once and taken back, and then typed again, maybe by somebody else, and not confirmed in time.
select signer_key, demand_id from signatures
where bucket = :bucket and signer_key = any(:signer_keys) and status = 'pending' and status_at < :before
  and verified_at is not null and demand_id = any(array(select demand_id from demands))
order by signer_key, demand_id;

-- name: forget_signatures!
-- Take away what was not confirmed in time.
delete from signatures
where bucket = :bucket and signer_key = any(:signer_keys) and status = 'pending' and status_at < :before
  and demand_id = any(array(select demand_id from demands));

-- name: without_signatures
-- Those of these signers who have no signature left.
select signer_key from signers r
where r.bucket = :bucket and r.signer_key = any(:signer_keys)
  and not exists (
    select 1 from signatures s
    where s.bucket = :bucket and s.signer_key = r.signer_key and s.demand_id = any(array(select demand_id from demands))
  );

-- name: forget_signers!
-- Take away signers; those who want no mail, and those whom a partner was told of, are known no further than by their
-- key. Their arrivals go with them; those whose key stays go by their age alone, as everybody's.
with gone as (
    delete from signers s
    where s.bucket = :bucket and s.signer_key = any(:signer_keys) and s.erased_at is null and s.mail_stopped_at is null
        and not exists (select 1 from consents c where c.bucket = s.bucket and c.signer_key = s.signer_key)
    returning s.signer_key
)
delete from arrivals a
using gone
where a.bucket = :bucket and a.signer_key = gone.signer_key
    and a.partner_id = any(array(select partner_id from partners));

-- name: bury_signers!
-- Forget who these signers are and keep the key, so that they are left in peace.
update signers set sealed = null, news_at = null
where bucket = :bucket and signer_key = any(:signer_keys);

-- name: forget_submissions!
-- Take away form tokens that are too old to be sent again.
delete from submissions
where bucket = :bucket and nonce = any(array(
    select nonce from submissions where bucket = :bucket and submitted_at < :before limit :most
));

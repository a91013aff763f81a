-- name: add_signer!
-- A new signer; nothing when there is one.
insert into signers (bucket, signer_key, sealed, language, created_at)
values (:bucket, :signer_key, :sealed, :language, :at)
on conflict (bucket, signer_key) do nothing;

-- name: lock_signer^
-- A signer, locked until the transaction ends, and whether any signature of theirs was ever verified. The demands are
-- named so that servers before version 18, which can't skip a column of the index, find the few rows too.
select s.sealed, s.mail_stopped_at,
    exists (
        select 1 from signatures v
        where v.bucket = s.bucket and v.signer_key = s.signer_key and v.verified_at is not null
            and v.demand_id = any(array(select demand_id from demands))
    ) as verified
from signers s
where s.bucket = :bucket and s.signer_key = :signer_key
for update of s;

-- name: reseal_signer!
-- Replace who an unverified signer says they are.
update signers set sealed = :sealed, language = :language
where bucket = :bucket and signer_key = :signer_key;

-- name: add_signatures!
-- A pending signature on each demand; one that is pending or was withdrawn takes what was typed now.
insert into signatures as s (
    bucket, demand_id, signer_key, status, state, zip, partner_id, channel, public, news, consents, signed_at, status_at
)
select :bucket, d.demand_id, :signer_key, 'pending', :state, :zip, :partner_id, :channel, :public, :news, :consents, :at, :at
from unnest(:demand_ids::int[]) as d (demand_id)
on conflict (bucket, demand_id, signer_key)
do update set status = 'pending', state = excluded.state, zip = excluded.zip, public = excluded.public,
    news = excluded.news, consents = excluded.consents, status_at = excluded.status_at
where s.status in ('pending', 'withdrawn');

-- name: statuses
-- Where a signer's signatures on these demands stand.
select demand_id, status from signatures
where bucket = :bucket and signer_key = :signer_key and demand_id = any(:demand_ids)
order by demand_id;

-- name: lock_signatures
-- Those of a signer's signatures that have one of these statuses, locked in order.
select demand_id, status, state, partner_id, channel, news, consents from signatures
where bucket = :bucket and signer_key = :signer_key and demand_id = any(:demand_ids) and status = any(:statuses)
order by demand_id
for update;

-- name: set_status!
-- Give signatures a status; the first verification keeps its time.
update signatures
set status = :status, status_at = :at,
    verified_at = case when :status = 'verified' then coalesce(verified_at, :at) else verified_at end
where bucket = :bucket and signer_key = :signer_key and demand_id = any(:demand_ids);

-- name: standing_in
-- A signer's signatures with one of these statuses.
select demand_id from signatures
where bucket = :bucket and signer_key = :signer_key and status = any(:statuses::text[])
    and demand_id = any(array(select demand_id from demands))
order by demand_id;

-- name: forget_reminders!
-- Remind an erased signer of nothing.
delete from reminders where bucket = :bucket and signer_key = :signer_key;

-- name: strip!
-- Keep no more of an erased signer's signatures than that there were some, in which state.
update signatures
set zip = null, source = null, partner_id = null, public = false, initial = false, news = false, consents = '{}',
    promises = null, invited_by = null
where bucket = :bucket and signer_key = :signer_key and status <> 'verified'
    and demand_id = any(array(select demand_id from demands));

-- name: verified_page
-- The next verified signatures of a demand in one bucket, by signer key, with what is sealed of their signers; those
-- that were verified after a moment, where one is named.
select g.signer_key, r.sealed, g.state, g.zip, (g.signed_at at time zone 'UTC')::date as signed_on
from signatures g
join signers r on r.bucket = g.bucket and r.signer_key = g.signer_key
where g.bucket = :bucket and g.demand_id = :demand_id and g.signer_key > :after and r.signer_key > :after
    and g.status = 'verified' and (:state::text is null or g.state = :state)
    and (:since::timestamptz is null or g.verified_at > :since)
order by g.signer_key
limit :most;

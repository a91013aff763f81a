-- name: every_signature
-- All signatures with where they stand.
select signer_key, demand_id, state, status from signatures;

-- name: count_letters
-- How many letters each of those signers has who have more than one.
select count(*) as letters from outbox group by bucket, signer_key having count(*) > 1;

-- name: sealed_bytes$
-- How long the sealed data of a signer usually are.
select coalesce(percentile_disc(0.5) within group (order by length(sealed)), 100) from signers;

-- name: signatures
-- All signatures, or those since then, with where they stand.
select signer_key, demand_id, state, status from signatures
where :since::timestamptz is null or signed_at >= :since;

-- name: statuses_before
-- How many signatures from before then stand how.
select status, count(*) as number from signatures where signed_at < :since::timestamptz group by status;

-- name: count_letters
-- How many letters each of those signers has who have more than one.
select count(*) as letters from outbox group by bucket, signer_key having count(*) > 1;

-- name: sealed_bytes$
-- How long the sealed data of a signer usually are.
select coalesce(percentile_disc(0.5) within group (order by length(sealed)), 100) from signers;

-- name: spend
-- Note that form tokens were used; the nonces of those that had not been.
insert into submissions (bucket, nonce, signer_key, submitted_at)
select n.bucket, n.nonce, n.signer_key, :at
from unnest(:buckets::smallint[], :nonces::bytea[], :signer_keys::bytea[])
    with ordinality as n (bucket, nonce, signer_key, place)
order by n.place
on conflict (bucket, nonce) do nothing
returning nonce;

-- name: spenders
-- Who used these form tokens.
select s.nonce, s.signer_key
from unnest(:buckets::smallint[], :nonces::bytea[]) as k (bucket, nonce)
join submissions s on s.bucket = k.bucket and s.nonce = k.nonce;

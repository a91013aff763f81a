-- name: spend!
-- Note that a form token was used; nothing when it had been.
insert into submissions (bucket, nonce, signer_key, submitted_at)
values (:bucket, :nonce, :signer_key, :at)
on conflict (bucket, nonce) do nothing;

-- name: spender$
-- Who used a form token.
select signer_key from submissions where bucket = :bucket and nonce = :nonce;

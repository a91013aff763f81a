-- name: add_key!
-- Keep a new key, unless another process was first.
insert into keyring (purpose, sealed, created_at)
values (:purpose, :sealed, :at)
on conflict (purpose) do nothing;

-- name: find_key$
-- The sealed key of a purpose.
select sealed from keyring where purpose = :purpose;

-- name: reseal_key!
-- Put a key under newer secret keys.
update keyring set sealed = :sealed where purpose = :purpose;

-- name: keys_of
-- The keys whose purposes begin so, the first first.
select purpose, sealed, created_at from keyring
where starts_with(purpose, :beginning)
order by created_at, purpose;

-- name: drop_codes!
-- Take a leader's codes away.
delete from recovery_codes where leader_id = :leader_id;

-- name: add_codes!
-- New codes, as hashes.
insert into recovery_codes (leader_id, code_hash)
select :leader_id, code_hash from unnest(:hashes::bytea[]) as code_hash;

-- name: count_left$
-- How many codes a leader has that are not used up.
select count(*)::int from recovery_codes where leader_id = :leader_id and used_at is null;

-- name: spend_code!
-- Use a code up.
update recovery_codes set used_at = :at
where leader_id = :leader_id and code_hash = :code_hash and used_at is null;

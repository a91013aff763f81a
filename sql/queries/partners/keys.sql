-- name: good_keys
-- Keys that programs may use now: not ended, and of a partner that was not stopped.
select k.key_hash, k.partner_id
from partner_keys k
join partners p on p.partner_id = k.partner_id
where k.ended_at is null and p.status = 'active';

-- name: note_use!
-- The day that a key was used last; again on the same day, nothing is written.
update partner_keys set used_on = :today
where key_hash = :key_hash and used_on is distinct from :today;

-- name: keys_of
-- A partner's keys: those in use first, the newest before others, and the last that were ended.
select k.hint, k.created_at, k.created_by, k.used_on, k.ended_at
from partner_keys k
where k.partner_id = :partner_id
order by k.ended_at is not null, k.created_at desc, k.key_hash
limit :limit;

-- name: count_keys$
-- How many of a partner's keys have not ended.
select count(*) from partner_keys where partner_id = :partner_id and ended_at is null;

-- name: add_key!
-- A new key.
insert into partner_keys (key_hash, partner_id, hint, created_at, created_by)
values (:key_hash, :partner_id, :hint, :at, :leader_id);

-- name: end_key!
-- End a key that has not ended.
update partner_keys set ended_at = :at
where partner_id = :partner_id and hint = :hint and ended_at is null;

-- name: note_joined!
-- The first second factor makes a leader who was invited one who has joined.
update leaders set joined_at = :at where leader_id = :leader_id and joined_at is null;

-- name: hold_leader!
-- One change of a leader's factors at a time.
select 1 from leaders where leader_id = :leader_id for no key update;

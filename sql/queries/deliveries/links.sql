-- name: add_link!
-- A link to files for a leader.
insert into file_links (token_hash, leader_id, delivery_id, official_id, what, made_at, expires_at)
values (:token_hash, :leader_id, :delivery_id, :official_id, :what::jsonb, :now, :expires_at);

-- name: find_link^
-- A leader's own link to files of a delivery.
select official_id, what ->> 'file' as file, expires_at, used_at from file_links
where token_hash = :token_hash and leader_id = :leader_id and delivery_id = :delivery_id;

-- name: use_link!
-- Take what a link leads to, which is possible once.
update file_links set used_at = :now
where token_hash = :token_hash and used_at is null and expires_at > :now;

-- name: forget_links!
-- Links that nobody can use any more; the audit trail tells of them.
delete from file_links where expires_at < :before;

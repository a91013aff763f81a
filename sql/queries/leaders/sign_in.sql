-- name: drop_unused_links!
-- A newer link takes the place of those that nobody used.
delete from sign_in_links where leader_id = :leader_id and used_at is null;

-- name: add_link!
-- A new link.
insert into sign_in_links (token_hash, leader_id, expires_at) values (:token_hash, :leader_id, :expires_at);

-- name: is_link_good$
-- Whether a link would sign somebody in.
select exists (
    select 1 from sign_in_links where token_hash = :token_hash and used_at is null and expires_at > :at
);

-- name: spend_link$
-- Use a link up and learn whose it was; nothing when it is spent, too old or unknown.
update sign_in_links set used_at = :at
where token_hash = :token_hash and used_at is null and expires_at > :at
returning leader_id;

-- name: forget_links!
-- Take away links that are good no longer.
delete from sign_in_links where expires_at < :before;

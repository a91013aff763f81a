-- name: drop_unused_links!
-- A link made by command takes the place of those that nobody used.
delete from sign_in_links where leader_id = :leader_id and used_at is null;

-- name: add_link!
-- A new link.
insert into sign_in_links (token_hash, leader_id, expires_at) values (:token_hash, :leader_id, :expires_at);

-- name: is_link_good$
-- Whether a link would sign somebody in.
select exists (
    select 1 from sign_in_links k join leaders l on l.leader_id = k.leader_id
    where k.token_hash = :token_hash and k.used_at is null and k.expires_at > :at and l.stopped_at is null
);

-- name: spend_link$
-- Use a link up and learn whose it was; nothing when it is spent, too old or unknown, or its leader was stopped.
update sign_in_links k set used_at = :at
from leaders l
where k.token_hash = :token_hash and k.used_at is null and k.expires_at > :at
    and l.leader_id = k.leader_id and l.stopped_at is null
returning k.leader_id;

-- name: is_stopped$
-- Whether a leader can't come in any more.
select stopped_at is not null from leaders where leader_id = :leader_id;

-- name: forget_links!
-- Take away links that are good no longer.
delete from sign_in_links where expires_at < :before;

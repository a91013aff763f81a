-- name: add_session!
-- A new session.
insert into sessions (token_hash, leader_id, created_at, expires_at)
values (:token_hash, :leader_id, :at, :expires_at);

-- name: find_session^
-- The leader of a session that has neither ended nor grown too old.
select l.leader_id, l.email_key, l.sealed, l.role, coalesce(p.code, '') as partner, l.states
from sessions s
join leaders l on l.leader_id = s.leader_id
left join partners p on p.partner_id = l.partner_id
where s.token_hash = :token_hash and s.ended_at is null and s.expires_at > :at;

-- name: end_session$
-- End a session that still lasts.
update sessions set ended_at = :at
where token_hash = :token_hash and ended_at is null and expires_at > :at
returning leader_id;

-- name: forget_sessions!
-- Take away sessions that are over.
delete from sessions where expires_at < :before;

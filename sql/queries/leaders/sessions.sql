-- name: add_session!
-- A new session, with or without its second factor.
insert into sessions (token_hash, leader_id, created_at, expires_at, last_seen_at, factor_at, address, agent)
values (:token_hash, :leader_id, :at, :expires_at, :at, :factor_at, :address, :agent);

-- name: find_session^
-- A session that has neither ended nor grown too old nor been left alone, with its leader, unless stopped.
select s.session_id, s.created_at, s.last_seen_at, s.factor_at,
    l.leader_id, l.email_key, l.sealed, l.role, coalesce(p.code, '') as partner, l.states
from sessions s
join leaders l on l.leader_id = s.leader_id
left join partners p on p.partner_id = l.partner_id
where s.token_hash = :token_hash and s.ended_at is null and s.expires_at > :at and s.last_seen_at > :idle_since
    and l.stopped_at is null;

-- name: note_seen!
-- When a session was used last.
update sessions set last_seen_at = :at where session_id = :session_id and last_seen_at < :at;

-- name: sessions_of
-- The sessions of a leader that last, the one used last first.
select session_id, created_at, last_seen_at, factor_at, address, agent from sessions
where leader_id = :leader_id and ended_at is null and expires_at > :at and last_seen_at > :idle_since
order by last_seen_at desc, created_at desc;

-- name: prove_session!
-- A session whose second factor is proven, under another token: the one before opens nothing any more.
update sessions
set token_hash = :token_hash, factor_at = :at, last_seen_at = :at, wrong_codes = 0,
    expires_at = case when factor_at is null then :expires_at else expires_at end
where session_id = :session_id and ended_at is null;

-- name: hold_session$
-- One proof of a session at a time; nothing for one that has ended.
select 1 from sessions where session_id = :session_id and ended_at is null for update;

-- name: note_wrong_code$
-- One more wrong code in a row; how many there are. The session ends with the last that it may.
update sessions
set wrong_codes = wrong_codes + 1, ended_at = case when wrong_codes + 1 >= :most then :at::timestamptz end
where session_id = :session_id and ended_at is null
returning wrong_codes;

-- name: end_session$
-- End a session that still lasts.
update sessions set ended_at = :at
where token_hash = :token_hash and ended_at is null and expires_at > :at
returning leader_id;

-- name: end_one!
-- End one of a leader's sessions.
update sessions set ended_at = :at
where session_id = :session_id and leader_id = :leader_id and ended_at is null;

-- name: end_all!
-- End every session of a leader.
update sessions set ended_at = :at where leader_id = :leader_id and ended_at is null;

-- name: forget_sessions!
-- Take away sessions that are over.
delete from sessions where expires_at < :before;

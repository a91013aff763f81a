-- name: members
-- Every leader with what became of them.
select l.leader_id, l.email_key, l.sealed, l.role, coalesce(p.code, '') as partner, l.states,
    l.created_at, l.joined_at, l.stopped_at,
    greatest(
        (select a.at from audit a where a.leader_id = l.leader_id order by a.audit_id desc limit 1),
        (select max(s.last_seen_at) from sessions s where s.leader_id = l.leader_id)
    ) as seen_at
from leaders l
left join partners p on p.partner_id = l.partner_id
order by l.leader_id;

-- name: find_member^
-- The same about one.
select l.leader_id, l.email_key, l.sealed, l.role, coalesce(p.code, '') as partner, l.states,
    l.created_at, l.joined_at, l.stopped_at,
    greatest(
        (select a.at from audit a where a.leader_id = l.leader_id order by a.audit_id desc limit 1),
        (select max(s.last_seen_at) from sessions s where s.leader_id = l.leader_id)
    ) as seen_at
from leaders l
left join partners p on p.partner_id = l.partner_id
where l.leader_id = :leader_id;

-- name: hold_owners!
-- Lock the owners, in order; but not against lines of the audit trail that speak of them.
select 1 from leaders where role = 'owner' order by leader_id for no key update;

-- name: owners
-- Owners who can come in.
select leader_id from leaders
where role = 'owner' and joined_at is not null and stopped_at is null
order by leader_id;

-- name: admit$
-- A new leader; who is known but never joined becomes one anew.
insert into leaders (email_key, sealed, role, partner_id, states, created_at)
values (:email_key, :sealed, :role, (select partner_id from partners where code = :partner), :states, :at)
on conflict (email_key) do update
set role = case when leaders.joined_at is null then excluded.role else leaders.role end,
    partner_id = case when leaders.joined_at is null then excluded.partner_id else leaders.partner_id end,
    states = case when leaders.joined_at is null then excluded.states else leaders.states end,
    stopped_at = case when leaders.joined_at is null then null else leaders.stopped_at end
returning leader_id;

-- name: partner_names
-- Partners with their codes.
select code, name from partners where status = 'active' order by name;

-- name: set_role!
-- A leader's role, with what belongs to it.
update leaders
set role = :role, states = :states, partner_id = (select partner_id from partners where code = :partner)
where leader_id = :leader_id;

-- name: stop_leader!
-- A leader who can't come in from now on.
update leaders set stopped_at = :at where leader_id = :leader_id and stopped_at is null;

-- name: resume_leader!
-- A leader who can come in again.
update leaders set stopped_at = null where leader_id = :leader_id;

-- name: drop_links!
-- Links that a leader has not used open nothing any more.
delete from sign_in_links where leader_id = :leader_id and used_at is null;

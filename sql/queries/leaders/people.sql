-- name: add_leader!
-- A new leader, of a partner where one is named; one who is known stays as they are.
insert into leaders (email_key, sealed, role, partner_id, states, created_at)
values (:email_key, :sealed, :role, (select partner_id from partners where code = :partner), :states, :at)
on conflict (email_key) do nothing;

-- name: find_leader^
-- The leader with an address.
select l.leader_id, l.email_key, l.sealed, l.role, coalesce(p.code, '') as partner, l.states
from leaders l
left join partners p on p.partner_id = l.partner_id
where l.email_key = :email_key;

-- name: all_leaders
-- Every leader.
select l.leader_id, l.email_key, l.sealed, l.role, coalesce(p.code, '') as partner, l.states
from leaders l
left join partners p on p.partner_id = l.partner_id
order by l.leader_id;

-- name: is_partner$
-- Whether a partner has this code.
select exists (select 1 from partners where code = :code);

-- name: add_leader!
-- A new leader; one who is known stays as they are.
insert into leaders (email_key, sealed, role, created_at)
values (:email_key, :sealed, :role, :at)
on conflict (email_key) do nothing;

-- name: find_leader^
-- The leader with an address.
select leader_id, email_key, sealed, role from leaders where email_key = :email_key;

-- name: all_leaders
-- Every leader.
select leader_id, email_key, sealed, role from leaders order by leader_id;

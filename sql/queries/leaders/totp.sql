-- name: keep_authenticator!
-- A leader's app, in the place of one from before.
insert into authenticators (leader_id, sealed, confirmed_at, last_step)
values (:leader_id, :sealed, :at, :step)
on conflict (leader_id) do update
set sealed = excluded.sealed, confirmed_at = excluded.confirmed_at, last_step = excluded.last_step;

-- name: find_authenticator^
-- A leader's app.
select sealed, confirmed_at, last_step from authenticators where leader_id = :leader_id;

-- name: spend_step!
-- Use a code up, and with it all before; of two who show the same one, one is too late.
update authenticators set last_step = :step where leader_id = :leader_id and last_step < :step;

-- name: drop_authenticator!
-- Take a leader's app away.
delete from authenticators where leader_id = :leader_id;

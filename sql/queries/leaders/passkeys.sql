-- name: add_passkey!
-- A new passkey, unless somebody has it already.
insert into passkeys (
    credential_id, leader_id, public_key, sign_count, name, transports, backed_up, created_at, used_at
)
values (
    :credential_id, :leader_id, :public_key, :sign_count, :name, :transports, :backed_up, :at, :at
)
on conflict (credential_id) do nothing;

-- name: find_passkey^
-- A passkey with its leader, unless stopped.
select k.credential_id, k.leader_id, k.public_key, k.sign_count
from passkeys k join leaders l on l.leader_id = k.leader_id
where k.credential_id = :credential_id and l.stopped_at is null
for update of k;

-- name: note_use!
-- What a passkey says of its uses.
update passkeys set sign_count = :sign_count, backed_up = :backed_up, used_at = :at
where credential_id = :credential_id;

-- name: passkeys_of
-- A leader's passkeys, the oldest first.
select passkey_id, credential_id, name, transports, backed_up, created_at, used_at from passkeys
where leader_id = :leader_id order by passkey_id;

-- name: drop_passkey$
-- Take one of a leader's passkeys away.
delete from passkeys where leader_id = :leader_id and passkey_id = :passkey_id returning name;

-- name: drop_passkeys!
-- Take all of a leader's passkeys away.
delete from passkeys where leader_id = :leader_id;

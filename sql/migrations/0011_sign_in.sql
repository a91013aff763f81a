-- The safe way in: sessions that say what was proven and from where, second factors, and letters to leaders.

-- Of those that began before there was a second factor nothing is known; their leaders sign in anew.
update sessions set ended_at = now() where ended_at is null;
alter table sessions
    add column session_id uuid not null default gen_random_uuid() unique,
    add column last_seen_at timestamptz,
    add column factor_at timestamptz,
    add column wrong_codes smallint not null default 0,
    add column address text not null default '',
    add column agent text not null default '' check (length(agent) <= 80);
update sessions set last_seen_at = created_at;
alter table sessions alter column last_seen_at set not null;
create index sessions_of_leader on sessions (leader_id);
comment on column sessions.session_id is 'What a session is called where its leader sees it; it opens nothing.';
comment on column sessions.factor_at is 'When the second factor was proven last; null: nothing but the way to it is open.';
comment on column sessions.wrong_codes is 'In a row; too many end the session.';

create table passkeys (
    credential_id bytea primary key check (length(credential_id) between 1 and 1023),
    passkey_id int generated always as identity unique,
    leader_id int not null references leaders,
    public_key bytea not null,
    sign_count bigint not null,
    name text not null check (length(name) between 1 and 60),
    transports text[] not null,
    backed_up boolean not null,
    created_at timestamptz not null,
    used_at timestamptz
);
create index passkeys_of_leader on passkeys (leader_id);

create table authenticators (
    leader_id int primary key references leaders,
    sealed bytea not null,
    confirmed_at timestamptz not null,
    last_step bigint not null
);
comment on table authenticators is 'Apps that show codes; a code of last_step or before is used up.';

create table recovery_codes (
    leader_id int not null references leaders,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (leader_id, code_hash)
);

create table spent_challenges (
    challenge bytea primary key,
    expires_at timestamptz not null
);
comment on table spent_challenges is 'Challenges of passkeys that were answered: each is good once.';

create table leader_letters (
    letter_id uuid primary key,
    leader_id int references leaders,
    kind text not null,
    matter text not null default '',
    language text not null,
    network bytea,
    created_at timestamptz not null,
    due_at timestamptz not null,
    leased_until timestamptz,
    status text not null default 'waiting' check (status in ('waiting', 'sent', 'dropped', 'failed')),
    status_at timestamptz not null,
    attempts smallint not null default 0,
    last_error text
);
create index leader_letters_due on leader_letters (due_at) where status = 'waiting';
create index leader_letters_of_leader on leader_letters (leader_id, created_at);
create index leader_letters_of_network on leader_letters (network, created_at) where network is not null;
comment on column leader_letters.leader_id is 'Null: asked for by somebody who is no leader. Nobody gets it, and asking took as long.';
comment on column leader_letters.matter is 'What it is about, such as the act that it tells of.';
comment on column leader_letters.network is 'A keyed hash of the network that asked for it.';

-- The ground: who asks what, who signed, how many, what mail is due, who may look.
--
-- Tables that grow with signers begin their primary key with `bucket`, 0 to 31, taken from the signer's keyed hash: on
-- one server it keeps a hot tally from being one row, on Citus it is the distribution column. The others are small and
-- rarely written.

create table keyring (
    purpose text primary key,
    sealed bytea not null,
    created_at timestamptz not null
);
comment on table keyring is 'Random keys, each sealed under the secret keys of the settings, which can so be rotated.';

create table campaign_texts (
    language text primary key check (language ~ '^[a-z]{2}$'),
    name text not null,
    headline text not null,
    summary text not null,
    rejects text[] not null,
    chooses text[] not null
);

create table demands (
    demand_id int generated always as identity primary key,
    slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 80),
    kind text not null check (kind in ('petition', 'pledge')),
    status text not null check (status in ('draft', 'open', 'closed')),
    position int not null,
    goal int not null check (goal > 0),
    opened_at timestamptz not null,
    closes_at timestamptz
);

create table demand_texts (
    demand_id int not null references demands,
    language text not null check (language ~ '^[a-z]{2}$'),
    title text not null,
    summary text not null,
    body_markdown text not null,
    body_html text not null,
    primary key (demand_id, language)
);

create table partners (
    partner_id int generated always as identity primary key,
    code text not null unique check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 40),
    name text not null,
    website text check (website ~ '^https://'),
    kind text not null check (kind in ('national', 'state')),
    state char(2),
    position int not null
);

create table signers (
    bucket smallint not null check (bucket between 0 and 31),
    signer_key bytea not null check (length(signer_key) = 16),
    sealed bytea,
    language text not null,
    news_at timestamptz,
    created_at timestamptz not null,
    erased_at timestamptz,
    mail_stopped_at timestamptz,
    primary key (bucket, signer_key)
);
comment on column signers.sealed is 'Everything that says who this is, encrypted; null once erased: the row that stays is the tombstone.';
comment on column signers.news_at is 'Since when the campaign may write news to this signer; null: it may not.';
comment on column signers.mail_stopped_at is 'Since when this mailbox gets no mail at all.';

create table signatures (
    bucket smallint not null,
    demand_id int not null references demands,
    signer_key bytea not null,
    status text not null check (status in ('pending', 'verified', 'held', 'withdrawn', 'removed')),
    state char(2) not null,
    zip text check (zip ~ '^[0-9]{5}$'),
    partner_id int references partners,
    channel text not null check (channel in ('web', 'widget', 'paper', 'api')),
    public boolean not null,
    news boolean not null,
    consents int[] not null,
    signed_at timestamptz not null,
    status_at timestamptz not null,
    verified_at timestamptz,
    primary key (bucket, demand_id, signer_key),
    foreign key (bucket, signer_key) references signers,
    check (status <> 'verified' or verified_at is not null)
);
comment on column signatures.consents is 'Partners ticked with this signature; like news, it counts from its verification on.';
create index signatures_pending on signatures (bucket, status_at) where status = 'pending';

create table consents (
    bucket smallint not null,
    signer_key bytea not null,
    partner_id int not null references partners,
    given_at timestamptz not null,
    primary key (bucket, signer_key, partner_id),
    foreign key (bucket, signer_key) references signers
);
comment on table consents is 'Which partners a signer allowed to write.';

create table submissions (
    bucket smallint not null check (bucket between 0 and 31),
    nonce bytea not null,
    signer_key bytea not null,
    submitted_at timestamptz not null,
    primary key (bucket, nonce)
);
create index submissions_old on submissions (bucket, submitted_at);
comment on table submissions is 'Form tokens already used and by whom: a repeat is the same signing. The bucket comes from the nonce.';

create table tallies (
    bucket smallint not null check (bucket between 0 and 31),
    demand_id int not null references demands,
    state char(2) not null,
    partner_id int not null,
    channel text not null,
    verified bigint not null check (verified >= 0),
    primary key (bucket, demand_id, state, partner_id, channel)
) with (fillfactor = 50);
comment on column tallies.partner_id is '0 where no partner brought the signature.';

create table outbox (
    bucket smallint not null,
    letter_id uuid not null,
    signer_key bytea not null,
    kind text not null check (kind in ('confirmation', 'already_signed')),
    demand_ids int[] not null,
    language text not null,
    status text not null check (status in ('waiting', 'sent', 'failed', 'dropped')),
    attempts int not null default 0,
    created_at timestamptz not null,
    due_at timestamptz not null,
    status_at timestamptz not null,
    last_error text,
    primary key (bucket, letter_id),
    foreign key (bucket, signer_key) references signers
) with (fillfactor = 80);
create index outbox_waiting on outbox (bucket, due_at) where status = 'waiting';
create index outbox_ended on outbox (bucket, status, status_at) where status <> 'waiting';
create index outbox_by_signer on outbox (bucket, signer_key, created_at);
comment on table outbox is 'Letters due; a claimed letter has its due_at moved ahead, so that a crash only delays it.';

create table leaders (
    leader_id int generated always as identity primary key,
    email_key bytea not null unique,
    sealed bytea not null,
    role text not null check (role in ('owner')),
    created_at timestamptz not null
);

create table sign_in_links (
    token_hash bytea primary key,
    leader_id int not null references leaders,
    expires_at timestamptz not null,
    used_at timestamptz
);

create table sessions (
    token_hash bytea primary key,
    leader_id int not null references leaders,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);

create table audit (
    audit_id bigint generated always as identity primary key,
    at timestamptz not null,
    leader_id int references leaders,
    act text not null,
    subject text not null,
    details jsonb not null,
    reason text not null,
    address text not null
);
comment on table audit is 'What leaders did; rows are only ever added.';

create table site_facts (
    name text primary key,
    value text not null
);
comment on table site_facts is 'Facts about this site as a whole, such as when the demo crowd moved in.';

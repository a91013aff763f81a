-- Deliveries: signatures handed to officials, in packets, one for each official.

create table letter_texts (
    letter_id int generated always as identity primary key,
    name text not null,
    language text not null check (language in ('en', 'es')),
    subject text not null,
    body text not null,
    closing text not null,
    changed_at timestamptz not null,
    changed_by int references leaders
);
comment on table letter_texts is 'Templates of letters to officials, with merge fields in braces.';

create table deliveries (
    delivery_id int generated always as identity primary key,
    code text not null unique check (code ~ '^[a-z0-9]{12}$'),
    title text not null,
    status text not null check (status in ('asked', 'queued', 'building', 'ready', 'closed', 'cancelled', 'refused', 'failed')),
    demand_ids int[] not null check (cardinality(demand_ids) > 0),
    cutoff timestamptz not null,
    since_last boolean not null,
    language text not null check (language in ('en', 'es')),
    subject text not null,
    body text not null,
    closing text not null,
    approval_id int,
    asked_by int references leaders,
    asked_at timestamptz not null,
    reason text not null,
    status_at timestamptz not null,
    gathered_at timestamptz,
    counts jsonb,
    anchor jsonb,
    lease int not null default 0,
    leased_until timestamptz,
    attempts int not null default 0,
    trouble text not null default '',
    files_until date,
    closed_at timestamptz
);
comment on column deliveries.code is 'Names the delivery in public addresses and manifests; drawn by chance.';
comment on column deliveries.gathered_at is 'When the rows were fixed: verified at the cut-off and still so at this moment.';
comment on column deliveries.counts is
    'The demands as they were named then, and how many were counted: at the cut-off, and still when the rows were fixed.';
comment on column deliveries.anchor is 'Number of lines and head of the audit trail when the rows were fixed.';
comment on column deliveries.lease is 'Rises with each builder that takes it up: who holds an older one writes nothing more.';
comment on column deliveries.leased_until is 'Until then nobody else takes it up; who builds moves it ahead.';
comment on column deliveries.attempts is 'How often building was begun since a packet was last ready.';
comment on column deliveries.files_until is 'The last day on which the files are kept; null until it is known.';
create index deliveries_due on deliveries (asked_at) where status in ('queued', 'building');

create table packets (
    delivery_id int not null references deliveries,
    official_id int not null references officials,
    position int not null,
    status text not null check (status in ('waiting', 'ready', 'cancelled')),
    addressee jsonb not null,
    since timestamptz,
    since_gathered timestamptz,
    rows int,
    done int not null default 0,
    files jsonb,
    manifest bytea,
    signature bytea,
    ready_at timestamptz,
    sent_at timestamptz,
    handed_at timestamptz,
    answered_at timestamptz,
    primary key (delivery_id, official_id)
);
comment on table packets is 'What one official gets of a delivery.';
comment on column packets.addressee is 'The official as they were when the delivery was ordered: name, office, address, constituency.';
comment on column packets.since is
    'The cut-off of the last delivery that reached this official, whose rows are left out; null: all are listed.';
comment on column packets.since_gathered is 'When the rows of that delivery were fixed.';
comment on column packets.rows is 'How many rows it has, known from the gathering on.';
comment on column packets.done is 'How many of them are written so far.';
comment on column packets.files is
    'Name, bytes and SHA-256 of each file, and where its pieces are; kept when the files are gone.';
create index packets_by_official on packets (official_id, delivery_id);

create table delivery_chunks (
    delivery_id int not null references deliveries,
    official_id int not null,
    part text not null,
    number int not null,
    sealed bytea not null,
    primary key (delivery_id, official_id, part, number)
);
alter table delivery_chunks alter column sealed set storage external;
comment on table delivery_chunks is 'Files of packets, and the rows they are made from (official 0), in pieces, encrypted; deleted when the delivery is closed.';

create table file_links (
    token_hash bytea primary key,
    leader_id int not null references leaders,
    delivery_id int references deliveries,
    official_id int,
    what jsonb not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
comment on table file_links is 'Links to files: for the leader who asked, once.';

create table handover_notes (
    note_id int generated always as identity primary key,
    delivery_id int not null,
    official_id int not null,
    leader_id int references leaders,
    at timestamptz not null,
    sealed bytea,
    photo bytea,
    photo_type text check (photo_type in ('image/jpeg', 'image/png')),
    foreign key (delivery_id, official_id) references packets
);
comment on table handover_notes is 'What leaders wrote and photographed when they handed a packet over; the words are sealed, the photo too.';

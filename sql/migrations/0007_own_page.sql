-- What signers change on their own pages, so that one letter can tell them of it, and so that the page can say in which
-- lists they were before they moved.

create table changes (
    bucket smallint not null,
    change_id int generated always as identity,
    signer_key bytea not null,
    at timestamptz not null,
    what text not null check (
        what in ('name', 'place', 'shown', 'initial', 'hidden', 'consents', 'withdrawn', 'confirmed', 'acts')
    ),
    demand_id int references demands,
    was char(2),
    primary key (bucket, change_id),
    foreign key (bucket, signer_key) references signers on delete cascade
);
create index changes_by_signer on changes (bucket, signer_key, at);
comment on table changes is 'Never what was changed into what: that would keep what its owner wanted gone.';
comment on column changes.was is 'Of a signature that was counted, the state it moved away from.';

alter table outbox
    drop constraint outbox_kind_check,
    add constraint outbox_kind_check
        check (kind in ('confirmation', 'already_signed', 'own_page', 'reminder', 'changed'));
comment on column outbox.demand_ids is 'The demands that it speaks of; in a letter about changes the changes.';

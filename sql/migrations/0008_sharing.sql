-- Who was brought by whom is known only until it counts: then it is a number, and nothing links two people any more.

alter table signatures
    add column invited_by bytea check (length(invited_by) = 16),
    add column initial boolean not null default false;
comment on column signatures.invited_by is 'Through whose link a pending signature came: the keyed hash of the link''s code. Null from then on.';
comment on column signatures.initial is 'Whether the first letter of the family name may be shown with a public name.';

alter table signers add column invited boolean not null default false;
comment on column signers.invited is 'Whether this person was counted for somebody''s link already, which happens once. It does not say whose.';

create table invitations (
    bucket smallint not null check (bucket between 0 and 31),
    code_hash bytea not null check (length(code_hash) = 16),
    verified bigint not null check (verified > 0),
    primary key (bucket, code_hash)
);
comment on table invitations is 'How many people confirmed their first signature after coming through a link. The bucket comes from the hash.';

-- The wall of names: the newest first, of all states or of one.
create index signatures_public on signatures (bucket, demand_id, verified_at desc, signer_key desc)
    where public and status = 'verified';
create index signatures_public_by_state on signatures (bucket, demand_id, state, verified_at desc, signer_key desc)
    where public and status = 'verified';

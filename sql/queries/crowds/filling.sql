-- name: skip_foreign_keys!
-- Rows that are made together need no look at each other, which is most of what a row costs; superusers only.
set local session_replication_role = replica;

-- name: demand_ids
-- The demands with these slugs, in their order.
select demand_id from demands where slug = any(:slugs) order by position, demand_id;

-- name: partners
-- Who could have brought a signature, and where they are at home.
select partner_id, state from partners order by position, partner_id;

-- name: open_earlier!
-- Let the demands have been open since the crowd's first day.
update demands set opened_at = :at where opened_at > :at;

-- name: add_signers!
-- Signers, in the order of their key, so that neighbors in the index are neighbors on disk.
insert into signers (bucket, signer_key, sealed, language, created_at)
select s.bucket, s.signer_key, s.sealed, 'en', s.signed_at
from unnest(:bucket::smallint[], :signer_key::bytea[], :sealed::bytea[], :signed_at::timestamptz[])
    as s (bucket, signer_key, sealed, signed_at)
order by s.bucket, s.signer_key;

-- name: add_signatures!
-- A signature of each signer on each of their demands; verified where there is a time of it.
insert into signatures (
    bucket, demand_id, signer_key, status, state, zip, partner_id, channel, public, news, consents,
    signed_at, status_at, verified_at
)
select s.bucket, d.demand_id, s.signer_key, case when s.verified_at is null then 'pending' else 'verified' end, s.state,
    s.zip, nullif(s.partner_id, 0), s.channel, false, false, '{}', s.signed_at, coalesce(s.verified_at, s.signed_at),
    s.verified_at
from unnest(
    :bucket::smallint[], :signer_key::bytea[], :demand_ids::text[], :state::text[], :zip::text[],
    :partner_id::int[], :channel::text[], :signed_at::timestamptz[], :verified_at::timestamptz[]
) as s (bucket, signer_key, demand_ids, state, zip, partner_id, channel, signed_at, verified_at)
cross join unnest(s.demand_ids::int[]) as d (demand_id)
order by s.bucket, d.demand_id, s.signer_key;

-- name: add_letters!
-- The letter that asked each signer to confirm, sent long ago; those that retention has taken away already, never were.
insert into outbox (
    bucket, letter_id, signer_key, kind, demand_ids, language, status, attempts, created_at, due_at, status_at
)
select s.bucket, gen_random_uuid(), s.signer_key, 'confirmation', s.demand_ids::int[], 'en', 'sent', 1, s.signed_at,
    s.signed_at, s.signed_at
from unnest(:bucket::smallint[], :signer_key::bytea[], :demand_ids::text[], :signed_at::timestamptz[])
    as s (bucket, signer_key, demand_ids, signed_at)
where s.signed_at > :kept_since;

-- name: take_off_indexes!
-- Note and take off all that stands on the keys of the tables that grow, as they are, whatever migrations made them.
do $$
declare
    tables constant regclass[] := array['signers', 'signatures', 'outbox']::regclass[];
    it record;
begin
    create table taken_off (place int generated always as identity, statement text not null);
    for it in
        select conrelid::regclass as on_table, conname, pg_get_constraintdef(oid) as rule
        from pg_constraint
        where contype = 'p' and conrelid = any(tables) or contype = 'f' and confrelid = any(tables)
        order by contype, oid
    loop
        insert into taken_off (statement)
        values (format('alter table %s add constraint %I %s', it.on_table, it.conname, it.rule));
        execute format('alter table %s drop constraint %I', it.on_table, it.conname);
    end loop;
    for it in
        select indexrelid::regclass as index, pg_get_indexdef(indexrelid) as statement
        from pg_index where indrelid = any(tables)
    loop
        insert into taken_off (statement) values (it.statement);
        execute format('drop index %s', it.index);
    end loop;
end $$;

-- name: put_back_indexes!
-- Make again what was taken off, the foreign keys after what they point to.
do $$
declare
    it record;
begin
    set local maintenance_work_mem = '512MB';
    for it in select statement from taken_off order by place desc loop
        execute it.statement;
    end loop;
    drop table taken_off;
end $$;

-- name: settle!
-- What PostgreSQL does by itself within minutes after a site has grown: count it, and note what everybody may see.
vacuum (analyze) signers, signatures, arrivals, tallies, outbox;

-- name: write_out!
-- Have everything in its place on disk, and nothing of it to be written while something is measured.
checkpoint;

-- The audit trail becomes a chain: each line is hashed with the one before, and a head says how many there are.

alter table audit
    alter column audit_id drop identity,
    add column previous bytea,
    add column hash bytea;
comment on column audit.audit_id is 'One more than the line before, so that a line that is missing can be seen.';
comment on column audit.previous is 'The hash of the line before; of the first one, 32 zeros.';
comment on column audit.hash is 'SHA-256 of previous and all else, written as src/wechoose/audit/chain.py does.';

create table audit_head (
    is_one boolean primary key default true check (is_one),
    lines bigint not null,
    newest bigint not null,
    hash bytea not null
);
comment on table audit_head is 'How many lines there are, the number of the newest and its hash; locked by who adds one.';

-- Lines from before the chain are taken into it as they are, in their order, this once.
do $$
declare
    line record;
    head bytea := decode(repeat('00', 32), 'hex');
    known bigint := 0;
    last bigint := 0;
begin
    for line in select * from audit order by audit_id loop
        update audit
        set previous = head,
            hash = sha256(head || (
                select string_agg(convert_to(octet_length(convert_to(part, 'UTF8')) || ':' || part || ',', 'UTF8'), ''::bytea order by place)
                from unnest(array[
                    line.audit_id::text,
                    to_char(line.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                    coalesce(line.leader_id::text, ''),
                    line.act,
                    line.subject,
                    line.details::text,
                    line.reason,
                    line.address
                ]) with ordinality as parts (part, place)
            ))
        where audit_id = line.audit_id
        returning hash into head;
        known := known + 1;
        last := line.audit_id;
    end loop;
    insert into audit_head (lines, newest, hash) values (known, last, head);
end
$$;

alter table audit
    alter column previous set not null,
    alter column hash set not null;

-- What owners search by.
create index audit_by_leader on audit (leader_id, audit_id);
create index audit_by_act on audit (act, audit_id);
create index audit_by_subject on audit (subject text_pattern_ops);
create index audit_by_time on audit (at);
create index audit_by_reason on audit using gin (to_tsvector('simple', reason));

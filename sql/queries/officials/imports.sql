-- name: lock_officials!
-- Who brings in a file waits for another who does, and for who changes an official by hand.
lock table officials in share row exclusive mode;

-- name: present
-- All that came from files of these kinds, with what leaders wrote over it.
select official_id, source_key, kind, state, district, imported, edits, source, source_date, gone_at
from officials
where source_key is not null and kind = any(:kinds::text[]);

-- name: put!
-- Officials as a file says they are, with what leaders wrote over it; who is in the file is in office. An office whose name is
-- another one is held by somebody else, and who left it was the one before; in Congress each person has a key of their own.
insert into officials (
    source_key, kind, state, district, source, source_date, imported, edits, sorted_as, committees, searched
)
select source_key, kind, state, district, source, source_date, imported::jsonb, edits::jsonb, sorted_as,
    string_to_array(committees, ' '), searched
from unnest(
    :source_keys::text[], :kinds::text[], :states::text[], :districts::int[], :sources::text[], :source_dates::date[],
    :imported::text[], :edits::text[], :sorted_as::text[], :committees::text[], :searched::text[]
) as rows (
    source_key, kind, state, district, source, source_date, imported, edits, sorted_as, committees, searched
)
on conflict (source_key) do update set kind = excluded.kind, state = excluded.state, district = excluded.district,
    source = excluded.source, source_date = excluded.source_date, imported = excluded.imported, edits = excluded.edits,
    sorted_as = excluded.sorted_as, committees = excluded.committees, searched = excluded.searched,
    gone_at = case when not :in_office then officials.gone_at end,
    left_at = case
        when officials.source_key like 'congress:%'
            or officials.imported -> 'name' is not distinct from excluded.imported -> 'name'
        then officials.left_at
    end;

-- name: mark_gone!
-- They are in the file no more: nobody is offered them, and deliveries that were keep them.
update officials set gone_at = :at where official_id = any(:official_ids::int[]);

-- name: add_import$
-- A file that was brought in already, or is to be looked at before; its number.
insert into official_imports (file, source, source_date, content, is_shipped, leader_id, at, applied_at)
values (:file, :source, :source_date, :content, :is_shipped, :leader_id, :at, :applied_at)
returning import_id;

-- name: find_import^
-- A file that was not brought in yet.
select import_id, file, source, source_date, content, is_shipped
from official_imports
where import_id = :import_id and applied_at is null;

-- name: mark_applied!
-- A file was brought in, and is not needed any more.
update official_imports set applied_at = :at, content = null where import_id = :import_id;

-- name: forget_imports!
-- Files that were looked at and left, this one or those older than a given moment.
delete from official_imports where applied_at is null and (import_id = :import_id or at < :before);

-- name: in_force
-- Of each kind of file the one that was brought in last.
select distinct on (file) file, source, source_date, applied_at
from official_imports
where applied_at is not null
order by file, import_id desc;

-- name: are_there_officials$
-- Whether anybody was ever brought in or added.
select exists (select 1 from officials);

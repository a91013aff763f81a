-- name: keep_files_out!
-- Who changes an official by hand waits for who brings in a file, before looking at anything.
lock table officials in row exclusive mode;

-- name: lock_official!
-- Who changes an official waits for another who does.
select from officials where official_id = :official_id for no key update;

-- name: change_official!
-- What leaders wrote over the file, or all that is said about one added by hand.
update officials set imported = coalesce(:said::jsonb, imported), edits = :edits::jsonb, zips = :zips::text[],
    sorted_as = :sorted_as, committees = :committees::text[], searched = :searched
where official_id = :official_id;

-- name: add_official$
-- One that no file knows; its number.
insert into officials (kind, state, district, imported, zips, source_date, added_by, sorted_as, committees, searched)
values (
    :kind, :state, :district, :imported::jsonb, :zips::text[], :source_date, :leader_id, :sorted_as,
    :committees::text[], :searched
)
returning official_id;

-- name: set_left!
-- Take an official off the list, or put one back; none is changed when it is so already.
update officials set left_at = :at::timestamptz
where official_id = :official_id and (left_at is null) = (:at::timestamptz is not null);

-- name: find_officials
-- Officials by their numbers, also those not offered any more.
select official_id, source_key, kind, state, district, imported, edits, source, source_date, zips, gone_at, left_at
from officials
where official_id = any(:official_ids::int[]);

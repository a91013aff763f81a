-- name: counts
-- How many of each kind are offered, in these states or, where none is named, everywhere; and how many in a committee.
select kind, count(*)::int as officials,
    count(*) filter (where 'HSED' = any(committees))::int as of_house_committee,
    count(*) filter (where 'SSHR' = any(committees))::int as of_senate_committee
from officials
where gone_at is null and left_at is null
    and (:states::text[] = '{}' or state = any(:states::text[]))
group by kind;

-- name: of_group
-- Those of these kinds who are offered and, where one is named, in the committee; in these states or everywhere.
select official_id, source_key, kind, state, district, imported, edits, source, source_date, zips, gone_at, left_at
from officials
where kind = any(:kinds::text[]) and gone_at is null and left_at is null
    and (:committee::text = '' or :committee = any(committees))
    and (:states::text[] = '{}' or state = any(:states::text[]));

-- name: search
-- A page of those who are offered, or of the others, in the usual order.
select official_id, source_key, kind, state, district, imported, edits, source, source_date, zips, gone_at, left_at,
    count(*) over ()::int as found
from officials
where (:of_kinds::text[] = '{}' or kind = any(:of_kinds::text[]))
    and (:states::text[] = '{}' or state = any(:states::text[]))
    and (:committee::text = '' or :committee = any(committees))
    and (:typed::text = '' or words @@ to_tsquery('simple', :typed))
    and (gone_at is null and left_at is null) = :offered
order by array_position(:kinds::text[], kind), state, district, sorted_as, official_id
limit :limit offset :offset;

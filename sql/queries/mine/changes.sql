-- name: add_changes
-- What a signer changed just now, a row each, in order.
insert into changes (bucket, signer_key, at, what, demand_id, was, was_zip)
select :bucket, :signer_key, :at, n.what, n.demand_id, n.was, n.was_zip
from unnest(:whats::text[], :demand_ids::int[], :states::text[], :zips::text[])
    with ordinality as n (what, demand_id, was, was_zip, place)
order by n.place
returning change_id;

-- name: language_of$
-- How a signer is written to.
select language from signers where bucket = :bucket and signer_key = :signer_key;

-- name: find_matter
-- What each of some letters tells, numbered as asked for, a row for each change; no row when there is nobody to write to.
-- A change stands where a letter's demand does, and has the name of a demand only where it is about one.
select asked.number, signers.sealed, null as promises, changes.change_id as demand_id, changes.what as kind,
    coalesce(demands.slug, '') as slug, coalesce(theirs.title, english.title, demands.slug, '') as title,
    (
        select name from campaign_texts where language in (asked.language, 'en')
        order by language = 'en' limit 1
    ) as campaign
from unnest(:numbers::int[], :buckets::smallint[], :signer_keys::bytea[], :languages::text[], :demand_ids::int[])
    as asked (number, bucket, signer_key, language, change_id)
join signers on signers.bucket = asked.bucket and signers.signer_key = asked.signer_key
    and signers.sealed is not null and signers.mail_stopped_at is null
join changes on changes.bucket = asked.bucket and changes.change_id = asked.change_id
    and changes.signer_key = asked.signer_key
left join demands on demands.demand_id = changes.demand_id and changes.what in ('withdrawn', 'confirmed', 'acts')
left join demand_texts theirs on theirs.demand_id = demands.demand_id and theirs.language = asked.language
left join demand_texts english on english.demand_id = demands.demand_id and english.language = 'en'
order by asked.number, changes.change_id;

-- name: forget!
-- Take away what a signer changed.
delete from changes where bucket = :bucket and signer_key = :signer_key;

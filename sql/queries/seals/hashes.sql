-- name: note_hashes!
-- Which delivery, and which packet of it, files with these hashes belong to.
insert into sealed_hashes (sha256, delivery_id, official_id, name)
select n.sha256, :delivery_id, n.official_id, n.name
from unnest(:hashes::bytea[], :official_ids::int[], :names::text[]) as n (sha256, official_id, name)
on conflict do nothing;

-- name: find_sealed
-- The packets that a file with this hash belongs to, the latest delivery first.
with found as (
    select f.delivery_id, f.official_id, f.name from sealed_hashes f where f.sha256 = :hash::bytea
    union
    select p.delivery_id, p.official_id, file ->> 'name'
    from packets p, jsonb_array_elements(p.files) file
    where p.files @> jsonb_build_array(jsonb_build_object('sha256', encode(:hash, 'hex')))
        and file ->> 'sha256' = encode(:hash, 'hex')
    union
    select p.delivery_id, p.official_id, 'manifest.json' from packets p where sha256(p.manifest) = :hash
)
select f.name, d.code, d.status, p.official_id, p.manifest, p.ready_at
from found f
join deliveries d on d.delivery_id = f.delivery_id
join packets p on p.delivery_id = f.delivery_id and f.official_id in (0, p.official_id)
where p.manifest is not null and p.ready_at is not null
order by d.delivery_id desc, p.position, f.name;

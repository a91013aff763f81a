-- name: add_chunk!
-- A sealed piece, in place of the one that there was.
insert into delivery_chunks (delivery_id, official_id, part, number, sealed)
values (:delivery_id, :official_id, :part, :number, :sealed)
on conflict (delivery_id, official_id, part, number) do update set sealed = excluded.sealed;

-- name: find_chunk$
-- A piece of a part; the first has the number 0.
select sealed from delivery_chunks
where delivery_id = :delivery_id and official_id = :official_id and part = :part and number = :number;

-- name: forget_part!
-- All pieces of a part.
delete from delivery_chunks where delivery_id = :delivery_id and official_id = :official_id and part = :part;

-- name: forget_chunks!
-- All pieces of a delivery.
delete from delivery_chunks where delivery_id = :delivery_id;

-- name: forget_some!
-- Some pieces of a delivery.
delete from delivery_chunks
where ctid = any(array(select ctid from delivery_chunks where delivery_id = :delivery_id limit :most));

-- name: has_rows$
-- Whether the rows that a delivery is made from are still there.
select exists (
    select 1 from delivery_chunks where delivery_id = :delivery_id and official_id = 0 and part like 'rows/%'
);

-- name: bytes_kept$
-- What the pieces of a delivery take.
select coalesce(sum(length(sealed)), 0)::bigint from delivery_chunks where delivery_id = :delivery_id;

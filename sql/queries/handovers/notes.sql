-- name: add_note!
-- A note on a packet; the same form again adds none.
insert into handover_notes (
    delivery_id, official_id, leader_id, at, key, sealed, photo, photo_type, photo_width, photo_height, is_public
)
values (
    :delivery_id, :official_id, :leader_id, :at, :key, :sealed, :photo, :photo_type, :photo_width, :photo_height,
    :is_public
)
on conflict (key) do nothing;

-- name: notes_of
-- The notes on a packet, the newest first, without their photos.
select key, official_id, leader_id, at, sealed, photo_width, photo_height, is_public
from handover_notes
where delivery_id = :delivery_id and official_id = :official_id
order by note_id desc;

-- name: find_photo$
-- The photo of a note.
select photo from handover_notes where delivery_id = :delivery_id and key = :key;

-- name: delete_note!
-- A note and its photo are gone.
delete from handover_notes where delivery_id = :delivery_id and key = :key;

-- name: show_photo!
-- Whether everybody may see a photo.
update handover_notes
set is_public = :is_public
where delivery_id = :delivery_id and key = :key and photo is not null and is_public <> :is_public;

-- name: public_photos
-- The photos of a delivery that everybody may see.
select n.key, n.official_id, n.photo_width as width, n.photo_height as height
from handover_notes n
join packets p using (delivery_id, official_id)
where n.delivery_id = :delivery_id and n.is_public
order by p.position, n.note_id;

-- name: find_public_photo^
-- A photo that everybody may see, of a delivery that is published and of which something was handed over or sent.
select n.delivery_id, n.photo
from handover_notes n
join deliveries d using (delivery_id)
where d.code = :code and n.key = :key and n.is_public and d.published_at is not null and exists (
    select 1 from packets p
    where p.delivery_id = d.delivery_id and (p.sent_at is not null or p.handed_at is not null)
);

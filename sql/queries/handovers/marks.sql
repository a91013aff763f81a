-- name: hold_packet^
-- What is noted of a packet, which nobody else changes until this is done.
select status, sent_at, handed_at, answered_at
from packets
where delivery_id = :delivery_id and official_id = :official_id
for update;

-- name: set_marks!
-- What is noted of a packet from now on. These three columns are written here and nowhere else.
update packets
set sent_at = :sent_at, handed_at = :handed_at, answered_at = :answered_at
where delivery_id = :delivery_id and official_id = :official_id;

-- name: packets
-- What became of the packets of a delivery, or of the one for an official, and how many notes there are.
select p.official_id, p.status, p.addressee, p.rows, p.sent_at, p.handed_at, p.answered_at, (
    select count(*) from handover_notes n where n.delivery_id = p.delivery_id and n.official_id = p.official_id
) as notes
from packets p
where p.delivery_id = :delivery_id and (:official_id::int is null or p.official_id = :official_id)
order by p.position;

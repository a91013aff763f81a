-- name: add_delivery$
-- A delivery, to wait for a second person or to be built.
insert into deliveries (
    code, title, status, demand_ids, cutoff, since_last, language, subject, body, closing, asked_by, asked_at, reason,
    status_at
)
values (
    :code, :title, :status, :demand_ids::int[], :cutoff, :since_last, :language, :subject, :body, :closing,
    :asked_by::int, :now::timestamptz, :reason, :now
)
returning delivery_id;

-- name: add_packets!
-- A packet for each official, in the order in which they come.
insert into packets (delivery_id, official_id, position, status, addressee)
select :delivery_id, n.official_id, n.place, 'waiting', n.addressee::jsonb
from unnest(:official_ids::int[], :addressees::text[]) with ordinality as n (official_id, addressee, place);

-- name: release!
-- A delivery that waited for a second person is built.
update deliveries
set status = 'queued', status_at = :now, approval_id = coalesce(:approval_id::int, approval_id)
where code = :code and status = 'asked';

-- name: refuse!
-- A delivery that waited for a second person ends.
update deliveries
set status = 'refused', status_at = :now, approval_id = coalesce(:approval_id::int, approval_id)
where code = :code and status = 'asked';

-- name: cancel!
-- A delivery that nobody got any of is called off; who builds it finds out at its next step.
update deliveries set status = 'cancelled', status_at = :now, leased_until = null
where code = :code and status = any(:statuses::text[])
    and not exists (
        select 1 from packets
        where packets.delivery_id = deliveries.delivery_id and (sent_at is not null or handed_at is not null)
    )
    and not exists (
        select 1 from file_links
        where file_links.delivery_id = deliveries.delivery_id and used_at is not null
    );

-- name: cancel_packets!
-- The packets of a delivery that was called off.
update packets set status = 'cancelled' where delivery_id = :delivery_id;

-- name: remake!
-- A delivery that is ready or failed is built again, unless somebody got some of it or what it is made from is gone.
update deliveries
set status = 'queued', status_at = :now, attempts = 0, trouble = '', leased_until = null
where code = :code and status in ('ready', 'failed')
    and not exists (
        select 1 from packets
        where packets.delivery_id = deliveries.delivery_id and (sent_at is not null or handed_at is not null)
    )
    and (
        gathered_at is null
        or exists (select 1 from delivery_chunks c where c.delivery_id = deliveries.delivery_id and c.official_id = 0)
    );

-- name: remake_packets!
-- Packets that are built again: all, or those that were not ready.
update packets set status = 'waiting', done = 0
where delivery_id = :delivery_id and (:all::bool or status <> 'ready');

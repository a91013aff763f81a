-- name: find_deliveries
-- The delivery with this code or this number, and how far it has come.
select d.delivery_id, d.code, d.title, d.status, d.demand_ids, d.cutoff, d.since_last, d.language, d.subject, d.body,
    d.closing, d.approval_id, d.asked_by, d.asked_at, d.reason, d.status_at, d.gathered_at, d.counts, d.anchor,
    d.attempts, d.trouble, d.files_until, d.closed_at, p.packets, p.packets_ready, p.rows, p.rows_done
from deliveries d
cross join lateral (
    select count(*) as packets, count(*) filter (where status = 'ready') as packets_ready,
        coalesce(sum(rows), 0)::bigint as rows, coalesce(sum(done), 0)::bigint as rows_done
    from packets where delivery_id = d.delivery_id
) p
where d.code = :code::text or d.delivery_id = :delivery_id::int;

-- name: all_deliveries
-- The deliveries all of whose packets are for these states, or all where none is named, the latest first.
select d.delivery_id, d.code, d.title, d.status, d.demand_ids, d.cutoff, d.since_last, d.language, d.subject, d.body,
    d.closing, d.approval_id, d.asked_by, d.asked_at, d.reason, d.status_at, d.gathered_at, d.counts, d.anchor,
    d.attempts, d.trouble, d.files_until, d.closed_at, p.packets, p.packets_ready, p.rows, p.rows_done
from deliveries d
cross join lateral (
    select count(*) as packets, count(*) filter (where status = 'ready') as packets_ready,
        coalesce(sum(rows), 0)::bigint as rows, coalesce(sum(done), 0)::bigint as rows_done,
        coalesce(bool_and(coalesce(addressee ->> 'state' = any(:states::text[]), false)), true) as is_within
    from packets where delivery_id = d.delivery_id
) p
where :states::text[] = '{}' or p.is_within
order by d.asked_at desc, d.delivery_id desc;

-- name: is_within$
-- Whether all packets of a delivery are for these states.
select coalesce(bool_and(coalesce(addressee ->> 'state' = any(:states::text[]), false)), true)
from packets where delivery_id = :delivery_id;

-- name: packets_of
-- The packets of a delivery in their order, or the one for this official.
select delivery_id, official_id, position, status, addressee, since, since_gathered, rows, done, files, manifest,
    signature, ready_at, sent_at, handed_at, answered_at
from packets
where delivery_id = :delivery_id and (:official_id::int is null or official_id = :official_id)
order by position;

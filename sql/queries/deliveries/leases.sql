-- name: claim^
-- Take up the delivery that is due longest: nobody else finds it due before the lease ends. Due are those that nobody has
-- taken up, and those whose builder has not been heard of; none before its cut-off is settled.
update deliveries
set status = 'building', lease = lease + 1, leased_until = :leased_until, attempts = attempts + 1,
    status_at = case when status = 'queued' then :now else status_at end
where delivery_id = (
    select delivery_id from deliveries
    where status in ('queued', 'building') and cutoff <= :settled
        and (leased_until is null or leased_until <= :now::timestamptz)
    order by asked_at, delivery_id
    limit 1
    for update skip locked
)
returning delivery_id, lease, attempts, trouble;

-- name: hold!
-- Whoever holds this lease goes on holding it; no row when it is held by another, or nobody wants the delivery any more.
update deliveries set leased_until = :leased_until
where delivery_id = :delivery_id and lease = :lease and status = 'building';

-- name: note_done!
-- How many rows of a packet are written.
update packets set done = :done where delivery_id = :delivery_id and official_id = :official_id and done <> :done;

-- name: note_success!
-- A step is done, so that the next may be tried as often as this one.
update deliveries set attempts = 0 where delivery_id = :delivery_id;

-- name: put_back!
-- Who held this lease gives it up; the delivery is due again at this time.
update deliveries set leased_until = :due_at, trouble = :trouble, attempts = greatest(attempts - :uncounted::int, 0)
where delivery_id = :delivery_id and lease = :lease and status = 'building';

-- name: fail!
-- Nobody tries any more, until a leader asks for it.
update deliveries set status = 'failed', status_at = :now, leased_until = null, trouble = :trouble
where delivery_id = :delivery_id and lease = :lease and status = 'building';

-- name: finish!
-- All packets are ready.
update deliveries set status = 'ready', status_at = :now, leased_until = null, attempts = 0, trouble = ''
where delivery_id = :delivery_id and lease = :lease and status = 'building';

-- name: finish_packet!
-- A packet is ready: these are its files.
update packets
set status = 'ready', ready_at = :now, rows = :rows, done = :rows, files = :files::jsonb, manifest = :manifest,
    signature = :signature
where delivery_id = :delivery_id and official_id = :official_id;

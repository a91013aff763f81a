-- name: find_due_buckets
-- Buckets in which letters are due.
select distinct bucket from outbox where status = 'waiting' and due_at <= :now;

-- name: claim
-- Take letters that are due: nobody else finds them due before the lease ends.
update outbox set due_at = :leased_until, attempts = attempts + 1
where bucket = :bucket and letter_id = any(array(
    select letter_id from outbox
    where bucket = :bucket and status = 'waiting' and due_at <= :now
    order by due_at
    limit :most
    for update skip locked
))
returning bucket, letter_id, signer_key, kind, demand_ids, language, attempts, due_at as leased_until;

-- name: mark_sent
-- Letters are sent, except those that were widened (and so grew) since they were claimed; touched in the order of their
-- keys, as by whoever widens several.
with locked as materialized (
    select o.bucket, o.letter_id
    from unnest(:buckets::smallint[], :letter_ids::uuid[], :sizes::int[]) as sent (bucket, letter_id, size)
    join outbox o on o.bucket = sent.bucket and o.letter_id = sent.letter_id
    where o.status = 'waiting' and cardinality(o.demand_ids) = sent.size
    order by o.bucket, o.letter_id
    for update of o
)
update outbox set status = 'sent', status_at = :now, last_error = null
from locked
where outbox.bucket = locked.bucket and outbox.letter_id = locked.letter_id
returning outbox.letter_id;

-- name: end_letter!
-- A letter ends unsent, unless it was widened since it was claimed.
update outbox set status = :status, status_at = :now, last_error = :said
where bucket = :bucket and letter_id = :letter_id and status = 'waiting' and demand_ids = :demand_ids;

-- name: delay_letter!
-- Try a letter again later.
update outbox set due_at = :due_at, status_at = :now, last_error = :said
where bucket = :bucket and letter_id = :letter_id and status = 'waiting' and due_at = :leased_until;

-- name: put_back!
-- A claimed letter is due again, as if it had not been claimed.
update outbox
set due_at = :now, status_at = :now, attempts = greatest(attempts - 1, 0), last_error = coalesce(:said, last_error)
where bucket = :bucket and letter_id = :letter_id and status = 'waiting' and due_at = :leased_until;

-- name: lock_signer$
-- Lock the owner of a mailbox, before any of their letters.
select 1 from signers where bucket = :bucket and signer_key = :signer_key for update;

-- name: find_waiting_demands$
-- What a letter that is not sent yet speaks of.
select demand_ids from outbox where bucket = :bucket and letter_id = :letter_id and status = 'waiting';

-- name: narrow_letter!
-- A letter is sent and spoke of these demands only.
update outbox set demand_ids = :demand_ids, status = 'sent', status_at = :now, last_error = null
where bucket = :bucket and letter_id = :letter_id;

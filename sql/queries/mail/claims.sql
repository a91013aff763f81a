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

-- name: end_letter!
-- A letter's end, unless it was widened since it was claimed.
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
-- Let a letter speak of what it said when it left.
update outbox set demand_ids = :demand_ids where bucket = :bucket and letter_id = :letter_id;

-- name: letters_so_far
-- What bears on another letter to each of these mailboxes: whether it wants none, and its letters that are recent or
-- still waiting.
select signers.signer_key, signers.mail_stopped_at, outbox.letter_id, outbox.kind, outbox.demand_ids, outbox.status,
    outbox.created_at, outbox.due_at
from unnest(:buckets::smallint[], :signer_keys::bytea[]) as k (bucket, signer_key)
join signers on signers.bucket = k.bucket and signers.signer_key = k.signer_key
left join outbox on outbox.bucket = signers.bucket and outbox.signer_key = signers.signer_key
  and outbox.status <> 'dropped' and (outbox.due_at > :since or outbox.status = 'waiting');

-- name: add_letters!
-- Letters, each due at once or at its mailbox's next turn.
insert into outbox (bucket, letter_id, signer_key, kind, demand_ids, language, status, created_at, due_at, status_at)
select n.bucket, n.letter_id, n.signer_key, n.kind, n.demand_ids::int[], n.language, 'waiting', :at, n.due_at, :at
from unnest(
    :buckets::smallint[], :letter_ids::uuid[], :signer_keys::bytea[], :kinds::text[], :demand_ids::text[],
    :languages::text[], :due_ats::timestamptz[]
) as n (bucket, letter_id, signer_key, kind, demand_ids, language, due_at);

-- name: widen_letter!
-- Let a letter that is not sent yet speak of more demands.
update outbox set demand_ids = :demand_ids, language = :language
where bucket = :bucket and letter_id = :letter_id and status = 'waiting';

-- name: count_waiting$
-- How many letters wait.
select count(*) from outbox where status = 'waiting';

-- name: count_sent$
-- How many letters were sent since then.
select count(*) from outbox where status = 'sent' and status_at > :since;

-- name: list_failed
-- Letters that were given up, the latest first.
select bucket, letter_id, kind, attempts, created_at, status_at, last_error
from outbox where status = 'failed'
order by status_at desc
limit :most;

-- name: latest_trouble$
-- What the mail server said last to a letter that still waits.
select last_error from outbox
where status = 'waiting' and last_error is not null
order by status_at desc
limit 1;

-- name: revive!
-- A letter that was given up is due again.
update outbox set status = 'waiting', attempts = 0, due_at = :now, status_at = :now
where bucket = :bucket and letter_id = :letter_id and status = 'failed';

-- name: forget_old_letters!
-- Take away letters that ended long ago.
delete from outbox
where bucket = :bucket and letter_id = any(array(
    select letter_id from outbox
    where bucket = :bucket and status in ('sent', 'dropped', 'failed') and status_at < :before
    limit :most
));

-- name: forget_letters_of!
-- Take away the letters of signers who are forgotten.
delete from outbox where bucket = :bucket and signer_key = any(:signer_keys);

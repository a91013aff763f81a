-- name: letters_so_far
-- What bears on another letter to a mailbox: whether it wants none, and its letters that are recent or still waiting.
select signers.mail_stopped_at, outbox.letter_id, outbox.kind, outbox.demand_ids, outbox.status, outbox.created_at
from signers
left join outbox on outbox.bucket = signers.bucket and outbox.signer_key = signers.signer_key
  and outbox.status <> 'dropped' and (outbox.created_at > :since or outbox.status = 'waiting')
where signers.bucket = :bucket and signers.signer_key = :signer_key;

-- name: add_letter!
-- A letter that is due at once.
insert into outbox (bucket, letter_id, signer_key, kind, demand_ids, language, status, created_at, due_at, status_at)
values (:bucket, :letter_id, :signer_key, :kind, :demand_ids, :language, 'waiting', :at, :at, :at);

-- name: widen_letter!
-- Let a letter that is not sent yet speak of more demands.
update outbox set demand_ids = :demand_ids, language = :language
where bucket = :bucket and letter_id = :letter_id and status = 'waiting';

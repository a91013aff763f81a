-- A letter of its own with the link to a signer's own page, for whoever asks for it.

alter table outbox
    drop constraint outbox_kind_check,
    add constraint outbox_kind_check check (kind in ('confirmation', 'already_signed', 'own_page'));

-- Who wants no mail wants none from partners either.
update consents c set withdrawn_at = r.mail_stopped_at
from signers r
where r.bucket = c.bucket and r.signer_key = c.signer_key and c.withdrawn_at is null and r.mail_stopped_at > c.given_at;

-- A letter of its own with the link to a signer's own page, for whoever asks for it.

alter table outbox
    drop constraint outbox_kind_check,
    add constraint outbox_kind_check check (kind in ('confirmation', 'already_signed', 'own_page'));

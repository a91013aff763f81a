-- Handing over: what leaders note on the day, and what of it the public sees.

alter table deliveries add column published_at timestamptz;
comment on column deliveries.published_at is 'Since when anybody may read what became of it; null: nobody but leaders.';

alter table handover_notes
    add column key text not null unique check (key ~ '^[A-Za-z0-9_-]{22}$'),
    add column photo_width int,
    add column photo_height int,
    add column is_public boolean not null default false,
    add check (sealed is not null or photo is not null),
    add check ((photo is null) = (photo_width is null) and (photo is null) = (photo_height is null)),
    add check (photo is not null or not is_public);
create index handover_notes_of_packets on handover_notes (delivery_id, official_id, note_id);
comment on column handover_notes.key is
    'Drawn with the form, so that the same form sent twice is one note; names the note and its photo in addresses.';
comment on column handover_notes.is_public is 'Whether a leader said that everybody may see the photo.';

-- Where a signature was from when a packet with it was made, so that its signer can be told who got it after moving.

alter table changes add column was_zip text;
comment on column changes.was_zip is 'With "place", of a signature that a delivery may hold: an official is told from another by it.';

-- What everybody may ask about: whether a file with this hash was sealed here, and in which delivery.

create table sealed_hashes (
    sha256 bytea not null check (length(sha256) = 32),
    delivery_id int not null references deliveries,
    official_id int not null,
    name text not null,
    primary key (sha256, delivery_id, official_id, name)
);
comment on table sealed_hashes is 'Archives as they were taken, and what seals their files; of official 0 what belongs to all packets.';
comment on column sealed_hashes.name is 'The file''s name; "" is the archive itself.';

create index packets_by_file on packets using gin (files jsonb_path_ops);
create index packets_by_manifest on packets (sha256(manifest));

-- People in office: who signatures are handed to. They come from files and from leaders, and are about nobody private.

create table officials (
    official_id int generated always as identity primary key,
    -- The office in the file that it came from, such as governor:NJ; null for who was added by hand.
    source_key text unique check (source_key <> ''),
    kind text not null check (kind in (
        'president', 'vice_president', 'secretary', 'senator', 'representative', 'governor', 'education_agency', 'mayor',
        'school_district'
    )),
    state char(2) check (state ~ '^[A-Z]{2}$'),
    -- Of the House; 0 is at large.
    district smallint check (district between 0 and 99),
    -- What the file said last, and what leaders wrote over it, field by field: what they wrote wins.
    imported jsonb not null default '{}' check (jsonb_typeof(imported) = 'object'),
    edits jsonb not null default '{}' check (jsonb_typeof(edits) = 'object'),
    source text not null default '',
    source_date date,
    -- From both of the above, for lists and for searching.
    sorted_as text collate "C" not null default '',
    committees text[] not null default '{}',
    searched text not null default '',
    words tsvector generated always as (to_tsvector('simple', searched)) stored,
    -- ZIP codes that, as a leader says, lie wholly in this city or school district: no data that we have say so.
    zips text[] not null default '{}',
    -- No longer in the file; and out of office, as a leader says.
    gone_at timestamptz,
    left_at timestamptz,
    added_by int references leaders,
    check ((source_key is null) = (added_by is not null)),
    check ((kind in ('president', 'vice_president', 'secretary')) = (state is null)),
    check ((kind = 'representative') = (district is not null))
);

create index officials_in_order on officials (kind, state, district, sorted_as, official_id);
create index officials_words on officials using gin (words);

-- A file that a leader brought, or one that comes with the program: looked at first, then brought in. A brought one's
-- content is packed, and kept only until then.
create table official_imports (
    import_id int generated always as identity primary key,
    file text not null,
    source text not null,
    source_date date not null,
    content bytea,
    is_shipped bool not null,
    leader_id int references leaders,
    at timestamptz not null,
    applied_at timestamptz,
    check ((content is null) = (is_shipped or applied_at is not null))
);

-- name: standing^
-- Of those who ever consented to a partner: how many it may write to now, how many of them since a moment or on no list
-- yet, how many were on a list and must be taken off, how many of them since that moment, and how many took it back at
-- all, as far as it is still known.
select count(*) filter (where withdrawn_at is null) as allowed,
    count(*) filter (where withdrawn_at is null and (listed_in is null or given_at >= :since)) as new,
    count(*) filter (where withdrawn_at is not null and listed_in is not null) as removals,
    count(*) filter (where withdrawn_at >= :since and listed_in is not null) as new_removals,
    count(*) filter (where withdrawn_at is not null) as ended
from consents
where partner_id = :partner_id;

-- name: lock_partner$
-- One list of a partner at a time, until the transaction ends.
select partner_id from partners where partner_id = :partner_id for no key update;

-- name: add_list$
-- The next list of a partner; its number.
insert into partner_lists (partner_id, number, made_at, leader_id)
select :partner_id, coalesce(max(number), 0) + 1, :at, :leader_id
from partner_lists where partner_id = :partner_id
returning number;

-- name: last_list^
-- The list that a partner took last.
select number, made_at from partner_lists where partner_id = :partner_id order by number desc limit 1;

-- name: note_listed!
-- Let the list hold who consented and is on none yet, in one bucket. It waits for nobody: whoever is changing something
-- right now comes with the next list, so that a list and a crowd that confirms never wait for each other in a circle.
update consents c
set listed_in = :number
from (
    select signer_key
    from consents
    where bucket = :bucket and partner_id = :partner_id and listed_in is null and withdrawn_at is null
    order by signer_key
    for update skip locked
) as free
where c.bucket = :bucket and c.partner_id = :partner_id and c.signer_key = free.signer_key;

-- name: people_page
-- The next of those on a partner's lists whom it may write to, in one bucket, by signer key: with what is sealed of
-- them, what they agreed to, what they signed through this partner and where they lived as they did so last; of those
-- who came another way, where they lived as they signed last. The page is cut first, so that only its rows are looked up.
with page as materialized (
    select c.signer_key, r.sealed, r.language, c.given_at, c.wording_id
    from consents c
    join signers r on r.bucket = c.bucket and r.signer_key = c.signer_key
    where c.bucket = :bucket and c.partner_id = :partner_id and c.signer_key > :after and r.bucket = :bucket
        and c.listed_in is not null and c.withdrawn_at is null and r.sealed is not null
    order by c.signer_key
    limit :most
)
select p.*, coalesce(own.zip, other.zip) as zip, coalesce(own.state, other.state) as state,
    coalesce(own.demand_ids, '{}') as demand_ids
from page p
left join lateral (
    select array_agg(g.demand_id order by g.status_at desc) as demand_ids,
        (array_agg(g.zip order by g.status_at desc))[1] as zip,
        (array_agg(g.state order by g.status_at desc))[1] as state
    from signatures g
    where g.bucket = :bucket and g.partner_id = :partner_id and g.signer_key = p.signer_key and g.status = 'verified'
) own on true
left join lateral (
    select g.zip, g.state
    from signatures g
    where own.state is null and g.bucket = :bucket and g.signer_key = p.signer_key
        and g.demand_id = any(array(select demand_id from demands))
    order by g.status = 'verified' desc, g.status_at desc
    limit 1
) other on true
order by p.signer_key;

-- name: removals_page
-- The next of those who were on a partner's list and may not be written to any more, in one bucket, by signer key.
select c.signer_key, r.sealed, c.withdrawn_at
from consents c
join signers r on r.bucket = c.bucket and r.signer_key = c.signer_key
where c.bucket = :bucket and c.partner_id = :partner_id and c.signer_key > :after and r.bucket = :bucket
    and c.listed_in is not null and c.withdrawn_at is not null
order by c.signer_key
limit :most;

-- name: wordings
-- Everything a partner ever asked with, in order.
select wording_id, version, english, spanish, since from wordings where partner_id = :partner_id order by version;

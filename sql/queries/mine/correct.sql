-- name: find_signer^
-- Who a signer is.
select sealed from signers where bucket = :bucket and signer_key = :signer_key;

-- name: places
-- From where a signer's signatures are that are not from this place, and whether they were ever counted; with the ZIP code
-- of those that a delivery may hold, whose rows are fixed or just being fixed.
select s.demand_id, s.state, s.verified_at is not null as counted, case when exists (
    select 1 from deliveries d
    where s.demand_id = any(d.demand_ids) and s.verified_at <= d.cutoff
        and (d.gathered_at is not null or d.status = 'building')
) then s.zip end as delivered_zip
from signatures s
where s.bucket = :bucket and s.signer_key = :signer_key and s.demand_id = any(array(select demand_id from demands))
    and (s.state, s.zip) is distinct from (:state, :zip)
order by s.demand_id;

-- name: reseal!
-- Another name for a signer.
update signers set sealed = :sealed where bucket = :bucket and signer_key = :signer_key;

-- name: move!
-- Let all signatures of a signer, whose row is locked already, be from one place, and those that are verified be counted
-- there and no longer where they were. A statement that lowers one tally and raises another must take both in the order
-- of their keys, as everybody does; so one insert has them all: a new row is what is added, and an old one changes by as
-- much as is added or taken.
with locked as materialized (
    select s.bucket, s.demand_id, s.signer_key, s.status, s.state, s.channel, s.promises
    from signatures s
    where s.bucket = :bucket and s.signer_key = :signer_key and s.demand_id = any(array(select demand_id from demands))
        and (s.state, s.zip) is distinct from (:state, :zip)
    order by s.demand_id
    for update
),
moves as (
    select l.bucket, l.demand_id, l.channel, l.promises, t.state, t.change
    from locked l, lateral (values (:state, 1), (l.state, -1)) as t (state, change)
    where l.status = 'verified' and l.state <> :state
),
tally_changes as materialized (
    select bucket, demand_id, state, channel, sum(change) as change from moves group by 1, 2, 3, 4
),
tallied as (
    insert into tallies as t (bucket, demand_id, state, channel, verified)
    select bucket, demand_id, state, channel, greatest(change, 0) from tally_changes order by 1, 2, 3, 4
    on conflict (bucket, demand_id, state, channel) do update set verified = t.verified + (
        select c.change from tally_changes c
        where c.bucket = t.bucket and c.demand_id = t.demand_id and c.state = t.state and c.channel = t.channel
    )
),
act_changes as materialized (
    select m.bucket, p.act, m.state, sum(m.change) as change
    from moves m, jsonb_to_recordset(m.promises) as p (act int)
    group by 1, 2, 3
),
acts_tallied as (
    insert into act_tallies as t (bucket, act_id, state, verified)
    select bucket, act, state, greatest(change, 0) from act_changes order by 1, 2, 3
    on conflict (bucket, act_id, state) do update set verified = t.verified + (
        select c.change from act_changes c
        where c.bucket = t.bucket and c.act = t.act_id and c.state = t.state
    )
)
update signatures s set state = :state, zip = :zip
from locked l
where s.bucket = l.bucket and s.demand_id = l.demand_id and s.signer_key = l.signer_key;

-- name: other_names_shown$
-- How many of a signer's signatures show their name otherwise than this.
select count(*) from signatures
where bucket = :bucket and signer_key = :signer_key and demand_id = any(array(select demand_id from demands))
    and (public, initial) is distinct from (:public, :initial);

-- name: show_name!
-- Whether a signer's name may be shown, with all their signatures alike.
update signatures set public = :public, initial = :initial
where bucket = :bucket and signer_key = :signer_key and demand_id = any(array(select demand_id from demands))
    and (public, initial) is distinct from (:public, :initial);

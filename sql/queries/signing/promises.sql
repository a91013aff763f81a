-- name: find_standing^
-- Of a signer who is not erased and whose mailbox was proven: their signature on a pledge, if there is one, and from where
-- and through whom they signed last.
select p.status, p.promises, v.state, v.zip, v.partner_id, v.source
from signers r
join lateral (
    select state, zip, partner_id, source from signatures
    where bucket = r.bucket and signer_key = r.signer_key and status = 'verified'
        and demand_id = any(array(select demand_id from demands))
    order by verified_at desc, demand_id
    limit 1
) v on true
left join signatures p on p.bucket = r.bucket and p.demand_id = :demand_id and p.signer_key = r.signer_key
where r.bucket = :bucket and r.signer_key = :signer_key and r.sealed is not null;

-- name: add_pledge!
-- A pledge of somebody whose mailbox is proven, to be verified next; one that waits or was withdrawn takes what was
-- chosen now, and nothing of what anybody may have typed.
insert into signatures as s (
    bucket, demand_id, signer_key, status, state, zip, partner_id, source, channel, public, news, consents, promises,
    signed_at, status_at
)
values (
    :bucket, :demand_id, :signer_key, 'pending', :state, :zip, :partner_id, :source, 'web', false, false, '{}',
    :promises::jsonb, :at, :at
)
on conflict (bucket, demand_id, signer_key)
do update set status = 'pending', state = excluded.state, zip = excluded.zip, partner_id = excluded.partner_id,
    source = excluded.source, channel = excluded.channel, public = s.public and s.verified_at is not null, news = false,
    consents = '{}', promises = excluded.promises, status_at = excluded.status_at
where s.status in ('pending', 'withdrawn');

-- name: change_promises$
-- Other acts on a signature that waits or is verified, and on one that is verified their tallies and reminders too, in
-- one statement; true when there is such a signature. Tallies that rise and tallies that fall are taken by one insert, in
-- the order of their keys, as everybody takes them: a new row is what is added, an old one changes by what is.
with locked as materialized (
    select s.bucket, s.demand_id, s.signer_key, s.state, s.promises, s.status = 'verified' as counts
    from signers r
    join signatures s on s.bucket = r.bucket and s.signer_key = r.signer_key
    where r.bucket = :bucket and r.signer_key = :signer_key and r.sealed is not null and s.demand_id = :demand_id
        and s.status in ('pending', 'verified')
    for update of r, s
),
changed as (
    update signatures s set promises = :promises::jsonb
    from locked l
    where s.bucket = l.bucket and s.demand_id = l.demand_id and s.signer_key = l.signer_key
),
wanted as (
    select l.bucket, l.demand_id, l.signer_key, l.state, p.act, p.day, p.remind
    from locked l, jsonb_to_recordset(:promises::jsonb) as p (act int, day date, remind bool)
    where l.counts
),
changes as materialized (
    select bucket, act, state, sum(change) as change
    from (
        select bucket, act, state, 1 as change from wanted
        union all
        select l.bucket, p.act, l.state, -1 from locked l, jsonb_to_recordset(l.promises) as p (act int) where l.counts
    ) each_one
    group by 1, 2, 3
),
tallied as (
    insert into act_tallies as t (bucket, act_id, state, verified)
    select bucket, act, state, greatest(change, 0) from changes where change <> 0 order by 1, 2, 3
    on conflict (bucket, act_id, state) do update set verified = t.verified + (
        select c.change from changes c where c.bucket = t.bucket and c.act = t.act_id and c.state = t.state
    )
),
forgotten as (
    delete from reminders r
    using locked l
    where r.bucket = l.bucket and r.demand_id = l.demand_id and r.signer_key = l.signer_key
        and r.act_id not in (select act from wanted where remind)
),
reminded as (
    insert into reminders as r (bucket, demand_id, signer_key, act_id, day, due_at)
    select bucket, demand_id, signer_key, act, day, reminder_time(day) from wanted where remind
    on conflict (bucket, demand_id, signer_key, act_id)
    do update set day = excluded.day, due_at = excluded.due_at, written_at = null where r.day <> excluded.day
)
select count(*) > 0 from locked;

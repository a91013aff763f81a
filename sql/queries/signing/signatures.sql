-- What a batch of submissions does, each statement once for all of them. Rows are touched in the order of their keys, so
-- that two batches wait for each other and never in a circle.

-- name: add_signers
-- New signers; the keys of those that there were not.
insert into signers (bucket, signer_key, sealed, language, created_at)
select n.bucket, n.signer_key, n.sealed, n.language, :at
from unnest(:buckets::smallint[], :signer_keys::bytea[], :sealed::bytea[], :languages::text[])
    with ordinality as n (bucket, signer_key, sealed, language, place)
order by n.place
on conflict (bucket, signer_key) do nothing
returning signer_key;

-- name: lock_signers
-- Signers, locked until the transaction ends, and whether any signature of theirs was ever verified. The demands are
-- named so that servers before version 18, which can't skip a column of the index, find the few rows too.
select s.signer_key, s.sealed is not null as named, s.mail_stopped_at is not null as stopped,
    exists (
        select 1 from signatures v
        where v.bucket = s.bucket and v.signer_key = s.signer_key and v.verified_at is not null
            and v.demand_id = any(array(select demand_id from demands))
    ) as verified
from unnest(:buckets::smallint[], :signer_keys::bytea[]) as k (bucket, signer_key)
join signers s on s.bucket = k.bucket and s.signer_key = k.signer_key
order by s.bucket, s.signer_key
for update of s;

-- name: reseal_signers!
-- Replace who unverified signers say they are.
update signers s set sealed = n.sealed, language = n.language
from unnest(:buckets::smallint[], :signer_keys::bytea[], :sealed::bytea[], :languages::text[])
    as n (bucket, signer_key, sealed, language)
where s.bucket = n.bucket and s.signer_key = n.signer_key;

-- name: add_signatures!
-- A pending signature in each row; one that is pending or was withdrawn takes what was typed now.
insert into signatures as s (
    bucket, demand_id, signer_key, status, state, zip, partner_id, source, channel, public, initial, news, consents,
    invited_by, signed_at, promises, status_at
)
select n.bucket, n.demand_id, n.signer_key, 'pending', n.state, n.zip, n.partner_id, n.source, n.channel, n.public,
    n.initial, n.news, n.consents::int[], n.invited_by, :at,
    case when n.demand_id = n.pledge_id then n.promises::jsonb end, :at
from unnest(
    :buckets::smallint[], :demand_ids::int[], :signer_keys::bytea[], :states::text[], :zips::text[], :partner_ids::int[],
    :sources::text[], :channels::text[], :publics::bool[], :initials::bool[], :news::bool[], :consents::text[],
    :inviters::bytea[], :pledge_ids::int[], :promises::text[]
) with ordinality as n (
    bucket, demand_id, signer_key, state, zip, partner_id, source, channel, public, initial, news, consents, invited_by,
    pledge_id, promises, place
)
order by n.place
on conflict (bucket, demand_id, signer_key)
do update set status = 'pending', state = excluded.state, zip = excluded.zip, public = excluded.public,
    initial = excluded.initial, news = excluded.news, consents = excluded.consents, promises = excluded.promises,
    invited_by = coalesce(s.invited_by, excluded.invited_by), status_at = excluded.status_at
where s.status in ('pending', 'withdrawn');

-- name: statuses
-- Where these signatures stand.
select s.signer_key, s.demand_id, s.status, s.promises
from unnest(:buckets::smallint[], :signer_keys::bytea[], :demand_ids::int[]) as k (bucket, signer_key, demand_id)
join signatures s on s.bucket = k.bucket and s.demand_id = k.demand_id and s.signer_key = k.signer_key
order by s.bucket, s.signer_key, s.demand_id;

-- name: change_status
-- Give those of these signatures that may take it a new status, and count them, in one statement: the locks on tallies
-- that everybody needs are held for no round trip. What was ticked with a signature counts from its verification on, as
-- far as it was shown to who verifies it, where that is said: anybody could have ticked it. Who is a partner no more gets
-- nothing new. Answers where all of them stand then, each with its signer.
with locked as materialized (
    select r.bucket, r.signer_key, r.sealed is not null as named, s.demand_id, s.status, s.state, s.channel,
        s.news and k.shown_news as news, s.consents, k.shown::int[] as shown, s.promises,
        k.shown_reminders, k.shown_name, k.shown_initial, s.status = any(:from_statuses) as changes, s.signed_at,
        -- By the signer's row, which is locked: two changes at once may not both find that nothing counted before.
        case when :status = 'verified' and not r.invited then s.invited_by end as invited_by
    from unnest(
        :buckets::smallint[], :signer_keys::bytea[], :demand_ids::int[], :shown::text[], :shown_news::bool[],
        :shown_reminders::bool[], :shown_names::bool[], :shown_initials::bool[]
    ) as k (bucket, signer_key, demand_id, shown, shown_news, shown_reminders, shown_name, shown_initial)
    join signers r on r.bucket = k.bucket and r.signer_key = k.signer_key
    join signatures s on s.bucket = k.bucket and s.demand_id = k.demand_id and s.signer_key = k.signer_key
    order by r.bucket, r.signer_key, s.demand_id
    for update of r, s
),
changed as (
    update signatures s
    set status = :status, status_at = :at, invited_by = null,
        public = s.public and (l.shown_name or :status <> 'verified'),
        initial = s.initial and (l.shown_initial or :status <> 'verified'),
        verified_at = case when :status = 'verified' then coalesce(s.verified_at, :at) else s.verified_at end
    from locked l
    where l.changes and s.bucket = l.bucket and s.demand_id = l.demand_id and s.signer_key = l.signer_key
),
-- Who came through somebody's link, counted for it with the first signature that they ever confirm.
came as materialized (
    select distinct on (l.bucket, l.signer_key) l.bucket, l.signer_key, l.invited_by
    from locked l
    where l.changes and l.invited_by is not null and not exists (
        select 1 from signatures v
        where v.bucket = l.bucket and v.signer_key = l.signer_key and v.verified_at is not null
            and v.demand_id = any(array(select demand_id from demands))
    )
    order by l.bucket, l.signer_key, l.signed_at, l.demand_id
),
known as (
    update signers r
    set news_at = case when l.news then coalesce(r.news_at, :at) else r.news_at end, invited = r.invited or l.invited
    from (
        select l.bucket, l.signer_key, bool_or(l.news) as news, bool_or(c.signer_key is not null) as invited
        from locked l left join came c on c.bucket = l.bucket and c.signer_key = l.signer_key
        where l.changes and :status = 'verified' and (l.news or c.signer_key is not null)
        group by 1, 2
    ) l
    where r.bucket = l.bucket and r.signer_key = l.signer_key
),
consented as (
    insert into consents as c (bucket, signer_key, partner_id, wording_id, given_at)
    select l.bucket, l.signer_key, w.partner_id, max(w.wording_id), :at
    from locked l, unnest(l.consents) as t (wording_id)
    join wordings w on w.wording_id = t.wording_id
    join partners p on p.partner_id = w.partner_id
    where l.changes and :status = 'verified' and p.status = 'active' and (l.shown is null or w.wording_id = any(l.shown))
    group by 1, 2, 3
    on conflict (bucket, signer_key, partner_id)
    do update set wording_id = excluded.wording_id, given_at = excluded.given_at, withdrawn_at = null
    where c.withdrawn_at is not null
),
changes as (
    select bucket, demand_id, state, channel,
        sum((:status = 'verified')::int - (status = 'verified')::int) as change
    from locked
    where changes
    group by 1, 2, 3, 4
),
added as (
    insert into tallies as t (bucket, demand_id, state, channel, verified)
    select bucket, demand_id, state, channel, change from changes where change > 0 order by 1, 2, 3, 4
    on conflict (bucket, demand_id, state, channel) do update set verified = t.verified + excluded.verified
    returning 1
),
lessened as materialized (
    select t.bucket, t.demand_id, t.state, t.channel, c.change
    from changes c
    join tallies t on t.bucket = c.bucket and t.demand_id = c.demand_id and t.state = c.state and t.channel = c.channel
    where c.change < 0
    order by 1, 2, 3, 4
    for update of t
),
-- By a statement of its own: a new row with a negative number would break the table's rule before it could be found to
-- be an old row.
taken as (
    update tallies t set verified = t.verified + l.change
    from lessened l
    where t.bucket = l.bucket and t.demand_id = l.demand_id and t.state = l.state and t.channel = l.channel
),
-- The acts of pledges, counted alike; of other demands there are none.
promised as materialized (
    select l.bucket, l.demand_id, l.signer_key, l.state, p.act, p.day, p.remind and l.shown_reminders as remind,
        (:status = 'verified')::int - (l.status = 'verified')::int as change
    from locked l, jsonb_to_recordset(l.promises) as p (act int, day date, remind bool)
    where l.changes
),
act_changes as (
    select bucket, act, state, sum(change) as change from promised group by 1, 2, 3
),
acts_added as (
    insert into act_tallies as t (bucket, act_id, state, verified)
    select bucket, act, state, change from act_changes where change > 0 order by 1, 2, 3
    on conflict (bucket, act_id, state) do update set verified = t.verified + excluded.verified
    returning 1
),
-- After the tallies, of acts first and then of demands: in that order whoever moves or is erased takes them too.
thanked as (
    insert into invitations as i (bucket, code_hash, verified)
    select get_byte(invited_by, 0) % 32, invited_by, count(*) from came
    where (select count(*) from acts_added) + (select count(*) from added) is not null
    group by 1, 2
    order by 1, 2
    on conflict (bucket, code_hash) do update set verified = i.verified + excluded.verified
),
acts_lessened as materialized (
    select t.bucket, t.act_id, t.state, c.change
    from act_changes c
    join act_tallies t on t.bucket = c.bucket and t.act_id = c.act and t.state = c.state
    where c.change < 0
    order by 1, 2, 3
    for update of t
),
acts_taken as (
    update act_tallies t set verified = t.verified + l.change
    from acts_lessened l
    where t.bucket = l.bucket and t.act_id = l.act_id and t.state = l.state
),
unreminded as (
    delete from reminders r
    using locked l
    where :status <> 'verified' and l.changes and l.promises is not null
        and r.bucket = l.bucket and r.demand_id = l.demand_id and r.signer_key = l.signer_key
),
reminded as (
    insert into reminders as r (bucket, demand_id, signer_key, act_id, day, due_at)
    select bucket, demand_id, signer_key, act, day, reminder_time(day) from promised where remind and :status = 'verified'
    on conflict (bucket, demand_id, signer_key, act_id)
    do update set day = excluded.day, due_at = excluded.due_at, written_at = null where r.day <> excluded.day
)
select signer_key, named, demand_id, state, changes, case when changes then :status else status end as status
from locked;

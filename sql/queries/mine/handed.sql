-- name: signer_lists
-- The lists of signers that were taken while a signer's signatures were on them, the latest first: of all states, or of
-- the one that a signature was counted for then.
select a.at, a.act, a.details ->> 'state' as state, s.demand_id
from signatures s
join demands d on d.demand_id = s.demand_id
join audit a on a.subject = d.slug and a.act = any(:acts::text[]) and a.at >= s.verified_at
    and (s.status = 'verified' or a.at < s.status_at)
    and (a.details ->> 'since' is null or s.verified_at > (a.details ->> 'since')::timestamptz)
where s.bucket = :bucket and s.signer_key = :signer_key and s.demand_id = any(array(select demand_id from demands))
    and a.details ->> 'state' in ('all', coalesce(
        (
            select c.was from changes c
            where c.bucket = s.bucket and c.signer_key = s.signer_key and c.demand_id = s.demand_id and c.what = 'place'
                and c.at >= a.at
            order by c.at, c.change_id
            limit 1
        ),
        s.state
    ))
order by a.at desc, a.audit_id desc;

-- name: packets
-- The packets that a signer's signatures may be in, the latest first: of deliveries whose rows were fixed while these
-- counted, and to officials of the state that they counted for then, or of the nation. A signature that changed since was
-- counted, unless its signer had taken it back and did not do so again. What is new since the last delivery only because
-- its signer moved comes with where they were then.
select d.title, d.code, s.demand_id, p.addressee, p.ready_at, p.handed_at, coalesce(moved.was, s.state) as state,
    case when moved.was is null then s.zip else moved.was_zip end as zip,
    not fresh.is_new as is_by_move, came.was as from_state, came.was_zip as from_zip
from signatures s
join deliveries d on s.demand_id = any(d.demand_ids) and d.status in ('ready', 'closed') and s.verified_at <= d.cutoff
left join lateral (
    select c.was, c.was_zip from changes c
    where c.bucket = s.bucket and c.signer_key = s.signer_key and c.demand_id = s.demand_id and c.what = 'place'
        and c.at > d.gathered_at
    order by c.at, c.change_id
    limit 1
) moved on true
cross join lateral (
    select coalesce(max(c.at) filter (where c.what = 'withdrawn' and c.at <= d.gathered_at), '-infinity')
            > coalesce(max(c.at) filter (where c.what = 'confirmed' and c.at <= d.gathered_at), '-infinity')
        and not coalesce(bool_or(c.what = 'withdrawn' and c.at > d.gathered_at), false) as was_back
    from changes c
    where c.bucket = s.bucket and c.signer_key = s.signer_key and c.demand_id = s.demand_id
) taken
join packets p on p.delivery_id = d.delivery_id and p.status = 'ready'
    and coalesce(p.addressee ->> 'state' = coalesce(moved.was, s.state), p.addressee ->> 'reach' = 'nation')
cross join lateral (
    select p.since is null or s.verified_at > p.since
        or s.status_at > coalesce(p.since_gathered, p.since) and s.status_at <= d.gathered_at
        or exists (
            select 1 from changes c
            where c.bucket = s.bucket and c.signer_key = s.signer_key and c.demand_id = s.demand_id
                and c.what = 'confirmed' and c.at > coalesce(p.since_gathered, p.since) and c.at <= d.gathered_at
        ) as is_new
) fresh
left join lateral (
    select c.was, c.was_zip from changes c
    where c.bucket = s.bucket and c.signer_key = s.signer_key and c.demand_id = s.demand_id and c.what = 'place'
        and c.at > coalesce(p.since_gathered, p.since)
    order by c.at, c.change_id
    limit 1
) came on not fresh.is_new
where (fresh.is_new or came.was is not null) and s.bucket = :bucket and s.signer_key = :signer_key and s.demand_id = any(array(select demand_id from demands))
    and case when s.status_at > d.gathered_at then not taken.was_back else s.status = 'verified' end
order by p.ready_at desc, d.delivery_id desc, p.position, s.demand_id;

-- name: partner_lists
-- The lists of partners that a signer was on, the latest first: from the one that first held them to the last before they
-- took their consent back.
select c.partner_id, l.number, l.made_at
from consents c
join partner_lists l on l.partner_id = c.partner_id and l.number >= c.listed_in
    and (c.withdrawn_at is null or l.made_at <= c.withdrawn_at)
where c.bucket = :bucket and c.signer_key = :signer_key
order by l.made_at desc, l.list_id desc;

-- name: signer_lists
-- The lists of signers that were taken while a signer's signatures were on them, the latest first: of all states, or of
-- the one that a signature was counted for then.
select a.at, a.act, a.details ->> 'state' as state, s.demand_id
from signatures s
join demands d on d.demand_id = s.demand_id
join audit a on a.subject = d.slug and a.act = any(:acts::text[]) and a.at >= s.verified_at
    and (s.status = 'verified' or a.at < s.status_at)
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

-- name: partner_lists
-- The lists of partners that a signer was on, the latest first: from the one that first held them to the last before they
-- took their consent back.
select c.partner_id, l.number, l.made_at
from consents c
join partner_lists l on l.partner_id = c.partner_id and l.number >= c.listed_in
    and (c.withdrawn_at is null or l.made_at <= c.withdrawn_at)
where c.bucket = :bucket and c.signer_key = :signer_key
order by l.made_at desc, l.list_id desc;
